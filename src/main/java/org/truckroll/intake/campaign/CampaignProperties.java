// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of campaigns.
 *
 * @param headEndOrdersPerMinute orders that all campaigns together release per head end in any 60 seconds
 * @param chunk orders released in one transaction
 * @param lookInterval shortest time between two looks at a campaign that waits for its orders to end; the longest is an hour
 */
@ConfigurationProperties("truckroll.campaign")
record CampaignProperties(
        @DefaultValue("3000") int headEndOrdersPerMinute,
        @DefaultValue("50") int chunk,
        @DefaultValue("PT5S") Duration lookInterval) {

    CampaignProperties {
        if (headEndOrdersPerMinute < 1
                || chunk < 1
                || chunk > 500
                || lookInterval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "truckroll.campaign: head-end-orders-per-minute from 1, chunk 1 to 500, look-interval from PT1S");
        }
    }
}
