// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Instant;

/** A stretch in which a person is on call at a step of a division; from inclusive, to exclusive. */
public record Shift(String division, int step, String person, Instant from, Instant to) {

    boolean covers(Instant at) {
        return !from.isAfter(at) && to.isAfter(at);
    }

    Shift during(Instant begin, Instant end) {
        return new Shift(division, step, person, begin, end);
    }
}
