// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chance. With a seed the n-th arrival of a command at a device always throws the same, whatever came between and in
 * whichever thread; without one it is chance indeed.
 */
record Dice(@Nullable Long seed, String deviceId, MeterVerb verb, long number) {

    /** Evenly between 0 (may be) and 1 (never); {@code what} tells one throw from the other. */
    double roll(String what) {
        if (seed == null) {
            return ThreadLocalRandom.current().nextDouble();
        }
        var mixed = stirred(seed, deviceId);
        mixed = stirred(mixed, verb.name());
        mixed = stirred(mixed + number, what);
        return (finished(mixed) >>> 11) * 0x1.0p-53;
    }

    private static long stirred(long start, String text) {
        var hash = start ^ 0xcbf29ce484222325L;
        for (var i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return finished(hash);
    }

    /** The last steps of MurmurHash3, so that neighbours differ in every bit. */
    private static long finished(long hash) {
        var mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
