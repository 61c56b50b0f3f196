// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.intake.campaign.Campaign;
import org.truckroll.intake.campaign.CampaignProgress;

/** A campaign as its readers see it; the numbers make a progress page and are missing in lists. */
record CampaignView(
        String id,
        String externalId,
        String requester,
        String name,
        String type,
        String division,
        Campaign.State state,
        Campaign.@Nullable Pause pause,
        @Nullable String changedBy,
        Instant changedAt,
        Instant createdAt,
        @Nullable Instant startAt,
        @Nullable Instant completedAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Progress progress) {

    record Progress(
            CampaignProgress.Numbers items,
            List<CampaignProgress.CohortNumbers> cohorts,
            List<CampaignProgress.HeadEndNumbers> headEnds,
            CampaignProgress.Failures failures,
            CampaignProgress.@Nullable Canary canary,
            int lastMinute,
            @Nullable Instant lastReleaseAt,
            @Nullable Instant expectedReleaseEnd) {}

    static CampaignView of(Campaign campaign) {
        return of(campaign, null);
    }

    static CampaignView of(CampaignProgress.Progress progress) {
        return of(
                progress.campaign(),
                new Progress(
                        progress.items(),
                        progress.cohorts(),
                        progress.headEnds(),
                        progress.failures(),
                        progress.canary(),
                        progress.lastMinute(),
                        progress.lastReleaseAt(),
                        progress.expectedReleaseEnd()));
    }

    private static CampaignView of(Campaign campaign, @Nullable Progress progress) {
        return new CampaignView(
                campaign.id(),
                campaign.externalId(),
                campaign.requester(),
                campaign.name(),
                campaign.type(),
                campaign.division(),
                campaign.state(),
                campaign.pause(),
                campaign.changedBy(),
                campaign.changedAt(),
                campaign.createdAt(),
                campaign.plan().startAt(),
                campaign.completedAt(),
                progress);
    }
}
