// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a visit, handed in the same transaction to whoever keeps its clocks and counts it (a synchronous application event):
 * what a listener writes is there if, and only if, the change is.
 *
 * @param visitId the visit; its id is that of its activity
 * @param step where the visit stands
 * @param group the crew that has it
 * @param person who has signed it
 * @param by who did this; null for the server itself
 * @param detail mode, reason, or time, as the kind has it
 */
public record WorkEvent(
        Kind kind,
        String visitId,
        String orderId,
        String servicePointId,
        String division,
        String action,
        String step,
        @Nullable String group,
        @Nullable String person,
        @Nullable String by,
        @Nullable String detail,
        Instant at) {

    /** What happened. */
    public enum Kind {
        /** A task of the visit waits for somebody: a dispatcher (no group yet) or a crew. */
        OFFERED,
        /** It was given to a crew, or to another crew; detail = the reason. */
        ASSIGNED,
        SIGNED,
        /** The signature was given back. */
        RELEASED,
        /** Another person took over; detail = the reason. */
        TRANSFERRED,
        /** A time is booked; detail = start/end. */
        APPOINTED,
        EN_ROUTE,
        ON_SITE,
        SUSPENDED,
        /** Detail = the mode. */
        DONE,
        /** Detail = the reason. */
        NOT_DONE,
        WITHDRAWN
    }

    /** True when nothing more will happen to this visit. */
    public boolean ends() {
        return kind == Kind.DONE || kind == Kind.NOT_DONE || kind == Kind.WITHDRAWN;
    }
}
