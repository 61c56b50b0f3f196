// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time that is confirmed for a visit: the customer counts on it.
 *
 * @param group the crew that comes; null while none is chosen
 * @param person who has signed it
 * @param since when this time was agreed
 */
public record VisitTime(
        String visitId,
        String orderId,
        String servicePointId,
        String division,
        String action,
        @Nullable String group,
        @Nullable String person,
        Instant start,
        Instant end,
        Instant since) {}
