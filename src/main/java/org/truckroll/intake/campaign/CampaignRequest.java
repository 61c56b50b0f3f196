// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.intake.OrderRequest;

/**
 * The body of a new campaign. The points stand in cohorts, or directly, and then {@code cohortSize} may cut them into cohorts. Instants are texts
 * here, so that a fault is named with its pointer.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CampaignRequest(
        @Nullable String externalId,
        @Nullable String name,
        @Nullable String type,
        @Nullable List<Cohort> cohorts,
        @Nullable List<String> servicePointIds,
        @Nullable List<Item> items,
        @Nullable Integer cohortSize,
        @Nullable Template order,
        @Nullable Canary canary,
        @Nullable Pacing pacing,
        @Nullable FailureRate failureRate,
        @Nullable String startAt) {

    /** Points that are released together, before the next cohort and not before {@code startAt}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cohort(
            @Nullable String name,
            @Nullable List<String> servicePointIds,
            @Nullable List<Item> items,
            @Nullable String startAt) {}

    /** A point with what is its own: number and debt of its order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            @Nullable String servicePointId,
            @Nullable String externalId,
            OrderRequest.@Nullable Collection collection) {}

    /** What all orders of the campaign have in common. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Template(
            @Nullable String requestedDate,
            @Nullable Integer priority,
            @Nullable String reason,
            @Nullable Boolean permanent,
            OrderRequest.@Nullable Collection collection,
            @Nullable String replyTo,
            @Nullable String notes) {}

    /** The first {@code size} orders go alone; the others follow when all of them have ended and not too many failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Canary(@Nullable Integer size, @Nullable BigDecimal maxFailureRate) {}

    /** Most orders in any 60 seconds: of the whole campaign, and per head end. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pacing(
            @Nullable Integer ordersPerMinute, @Nullable Map<String, Integer> perHeadEnd) {}

    /** The campaign pauses when more than {@code max} of the last {@code window} ended orders failed, from {@code minimum} ended orders on. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FailureRate(
            @Nullable BigDecimal max,
            @Nullable Integer window,
            @Nullable Integer minimum) {}
}
