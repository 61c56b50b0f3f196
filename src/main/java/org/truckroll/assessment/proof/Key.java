// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

/** The facts of a situation in two numbers. */
record Key(long first, long second) {

    private static final Fact[] FACTS = Fact.values();

    static Key of(int[] facts) {
        long first = 0;
        long second = 0;
        int used = 0;
        for (Fact fact : FACTS) {
            if (used + fact.bits() <= Long.SIZE) {
                first = first << fact.bits() | fact.of(facts);
            } else {
                second = second << fact.bits() | fact.of(facts);
            }
            used += fact.bits();
        }
        return new Key(first, second);
    }

    int[] facts() {
        int[] facts = new int[Fact.COUNT];
        int split = 0;
        int used = 0;
        while (split < FACTS.length && used + FACTS[split].bits() <= Long.SIZE) {
            used += FACTS[split].bits();
            split++;
        }
        read(first, 0, split, facts);
        read(second, split, FACTS.length, facts);
        return facts;
    }

    private static void read(long packed, int from, int to, int[] facts) {
        long rest = packed;
        for (int i = to - 1; i >= from; i--) {
            int bits = FACTS[i].bits();
            facts[i] = (int) (rest & ((1L << bits) - 1));
            rest >>>= bits;
        }
    }
}
