// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.BitSet;

/** Keeps so many start states that every two values of two facts that go together stand together in one of them. */
final class Cover {

    private static final Fact[] FACTS = Fact.values();
    private static final int VALUES = 8;

    private final BitSet pairs = new BitSet();

    boolean adds(int[] facts) {
        boolean adds = false;
        for (int i = 0; i < FACTS.length; i++) {
            for (int j = 0; j < i; j++) {
                int pair = (i * FACTS.length + j) * VALUES * VALUES + facts[i] * VALUES + facts[j];
                if (!pairs.get(pair)) {
                    pairs.set(pair);
                    adds = true;
                }
            }
        }
        return adds;
    }
}
