// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.Arrays;

/** The states found so far, numbered in the order in which they were found. */
final class States {

    private long[] first = new long[1024];
    private long[] second = new long[1024];
    private int[] slots = new int[4096];
    private int size;

    States() {
        Arrays.fill(slots, -1);
    }

    int size() {
        return size;
    }

    Key get(int id) {
        return new Key(first[id], second[id]);
    }

    /** Its number, a new one if need be. */
    int add(Key key) {
        int slot = slot(key);
        if (slots[slot] >= 0) {
            return slots[slot];
        }
        if (size == first.length) {
            first = Arrays.copyOf(first, size + (size >> 1));
            second = Arrays.copyOf(second, size + (size >> 1));
        }
        first[size] = key.first();
        second[size] = key.second();
        slots[slot] = size++;
        if (size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    /** Its number; -1 when it was not found. */
    int find(Key key) {
        return slots[slot(key)];
    }

    private int slot(Key key) {
        long hash = (key.first() * 0x9E3779B97F4A7C15L ^ key.second()) * 0xC2B2AE3D27D4EB4FL;
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (slots[slot] >= 0 && (first[slots[slot]] != key.first() || second[slots[slot]] != key.second())) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, -1);
        for (int id = 0; id < size; id++) {
            slots[slot(get(id))] = id;
        }
    }
}
