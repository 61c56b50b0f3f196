// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Instant;

/**
 * A time that a crew offers.
 *
 * @param places how many visits the crew does in it
 * @param free how many of them are left
 */
public record Slot(Instant start, Instant end, int places, int free) {

    boolean is(Instant otherStart, Instant otherEnd) {
        return start.equals(otherStart) && end.equals(otherEnd);
    }
}
