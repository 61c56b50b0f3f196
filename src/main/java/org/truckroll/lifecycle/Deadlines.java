// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says by when an order must be done: every task of its people carries it, so that Tasklist can tell what is late. */
public interface Deadlines {

    /**
     * Times of an order's tasks; null where no time runs.
     *
     * @param followUp from when it is nearly late
     * @param due from when it is late
     * @param slaState {@code OK}, {@code WARN} or {@code OVERDUE}
     */
    record Deadline(@Nullable Instant followUp, @Nullable Instant due, String slaState) {}

    /** Empty when no clock runs for the order. */
    Optional<Deadline> of(String orderId);
}
