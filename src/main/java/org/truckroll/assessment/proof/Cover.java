// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Keeps so many situations that every two (or three) values of facts that go together stand together in one of them. */
final class Cover {

    private static final int BITS = 3;

    private final int[] facts;
    private final boolean threes;
    private final BitSet seen = new BitSet();

    private Cover(int[] facts, boolean threes) {
        this.facts = facts;
        this.threes = threes;
    }

    /** @param facts those that vary */
    static Cover ofTwo(List<Fact> facts) {
        return new Cover(facts.stream().mapToInt(Enum::ordinal).toArray(), false);
    }

    static Cover ofThree(List<Fact> facts) {
        return new Cover(facts.stream().mapToInt(Enum::ordinal).toArray(), true);
    }

    /** @param count how many values a situation has, each below 8 */
    static Cover ofThree(int count) {
        return new Cover(IntStream.range(0, count).toArray(), true);
    }

    boolean adds(int[] situation) {
        boolean adds = false;
        for (int i = 0; i < facts.length; i++) {
            for (int j = 0; j < i; j++) {
                int two = ((i * facts.length + j) << BITS | situation[facts[i]]) << BITS | situation[facts[j]];
                if (!threes) {
                    adds |= isNew(two);
                }
                for (int k = 0; threes && k < j; k++) {
                    adds |= isNew((two * facts.length + k) << BITS | situation[facts[k]]);
                }
            }
        }
        return adds;
    }

    private boolean isNew(int combination) {
        boolean known = seen.get(combination);
        seen.set(combination);
        return !known;
    }
}
