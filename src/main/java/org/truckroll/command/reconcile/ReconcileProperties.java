// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How facts are compared with the lists of head ends.
 *
 * @param nightly false: only when an operator asks
 * @param page meters asked for, and points read, in one step
 * @param minAge facts that changed since are not compared: they may be on their way
 * @param maxOrders investigations raised in any 12 hours, over all head ends
 * @param retryDelay before a head end that is out of reach is asked again
 * @param retries how often one page is asked for again
 */
@ConfigurationProperties("truckroll.reconcile")
record ReconcileProperties(
        @DefaultValue("true") boolean nightly,
        @DefaultValue("500") int page,
        @DefaultValue("PT1H") Duration minAge,
        @DefaultValue("100") int maxOrders,
        @DefaultValue("PT5M") Duration retryDelay,
        @DefaultValue("12") int retries) {

    ReconcileProperties {
        if (page < 1 || page > 1000 || maxOrders < 0 || retries < 0 || minAge.isNegative()) {
            throw new IllegalArgumentException(
                    "truckroll.reconcile: page 1 to 1000, min-age, max-orders and retries not negative");
        }
    }
}
