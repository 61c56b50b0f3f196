// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish to be told. The secret stays inside this room.
 *
 * @param events words of {@link org.truckroll.serviceorder.OrderEvent.Type}, or of TMF641 in its format
 * @param query as it was given to the hub of TMF641
 * @param endedAt when the recipient answered 410 Gone
 */
public record Subscription(
        String id,
        String owner,
        String callback,
        List<String> events,
        Filter filter,
        Format format,
        @Nullable String query,
        State state,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /**
     * Narrows what is told; an empty list narrows nothing.
     *
     * @param type order types; events that speak of no order (ServicePointChange) pass
     */
    public record Filter(List<String> type, List<String> division) {}

    /** How messages are written: as CloudEvents, or in the envelope of TMF641. */
    public enum Format {
        CLOUDEVENTS,
        TMF641
    }

    public enum State {
        ACTIVE,
        ENDED
    }
}
