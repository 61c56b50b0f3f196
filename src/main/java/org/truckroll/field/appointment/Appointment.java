// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the appointment of a visit stands.
 *
 * @param group the crew that comes; null while none is chosen
 * @param by who said so last
 */
public record Appointment(
        String visitId,
        String division,
        @Nullable String group,
        Instant start,
        Instant end,
        State state,
        @Nullable String by,
        Instant changedAt) {

    /** Written into the history where the customer himself spoke, by his link. */
    public static final String CUSTOMER = "customer";

    public enum State {
        /** Agreed for the time being, by the dispatcher with the customer (HCDC-06). */
        PROPOSED,
        CONFIRMED,
        CANCELLED,
        /** The visit was done. */
        COMPLETED,
        /** The crew came and nobody was there. */
        NO_SHOW
    }

    /** Something that became of it; a fact is never changed. */
    public record Fact(
            String id,
            Kind kind,
            @Nullable String group,
            Instant start,
            Instant end,
            @Nullable String reason,
            @Nullable String by,
            Instant at) {

        /** The states, and that it was moved. */
        public enum Kind {
            PROPOSED,
            CONFIRMED,
            MOVED,
            CANCELLED,
            COMPLETED,
            NO_SHOW
        }
    }

    /** True while it holds a place of its crew. */
    public boolean open() {
        return state == State.PROPOSED || state == State.CONFIRMED;
    }

    boolean at(Instant otherStart, Instant otherEnd) {
        return start.equals(otherStart) && end.equals(otherEnd);
    }
}
