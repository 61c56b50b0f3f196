// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The confirmed time of a visit has changed, handed in the same transaction to whoever tells people of it (a synchronous application event). The visit
 * is held until the commit.
 *
 * @param id tells this change from all others
 * @param time as it stands now; where there is none any more, as it stood
 * @param before when the visit would have begun, where it was moved
 * @param byCustomer the customer said so himself, by his link
 */
public record VisitTimeEvent(
        String id, Kind kind, VisitTime time, @Nullable Before before, boolean byCustomer) {

    /** The time that held before. */
    public record Before(Instant start, Instant end) {}

    /** What became of the time. */
    public enum Kind {
        /** There was none. */
        PLANNED,
        MOVED,
        /** Nobody comes at that time, and it had not begun. */
        CALLED_OFF,
        /** It is a wish again; another one will be agreed with the customer. */
        TO_RENEW,
        /** The visit is over, or somebody came and nobody was there. */
        OVER
    }
}
