// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an order would do from the facts now, if everything went well (service-orders 7.9); nothing is written. */
public interface OrderPreview {

    /** @param draft an order that is not stored */
    Preview of(ServiceOrder draft);

    /**
     * The way to the end, or to the first decision that only a person can take.
     *
     * @param visits crews sent by this order itself
     * @param commands remote commands sent by this order itself
     * @param outcome how the order would end; null when a person must decide
     * @param earliestFinish the end of the last wait that has a date, or now; null when a person must decide
     */
    record Preview(
            List<Step> path,
            int visits,
            int commands,
            @Nullable String outcome,
            @Nullable Instant earliestFinish) {}

    /** One decision of the path. */
    record Step(
            String rule,
            String action,
            String channel,
            @Nullable String code,
            String reason) {}
}
