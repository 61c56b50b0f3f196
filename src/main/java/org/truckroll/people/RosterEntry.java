// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Instant;

/** A stretch of time in which a person is on duty, on call, or away; from inclusive, to exclusive. */
public record RosterEntry(Instant from, Instant to, Kind kind) {

    /** What the person does then. */
    public enum Kind {
        DUTY,
        ON_CALL,
        ABSENT
    }
}
