// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A campaign as it stands. */
public record Campaign(
        String id,
        String externalId,
        String requester,
        String requesterKind,
        String name,
        String type,
        String division,
        State state,
        CanaryState canary,
        Plan plan,
        @Nullable Pause pause,
        @Nullable String changedBy,
        Instant changedAt,
        Instant judgedFrom,
        Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable String summary,
        String bodyHash) {

    /** Its process, business key = id of the campaign. */
    public static final String PROCESS = "campaign";
    /** Somebody paused, resumed or stopped it: whatever it waits for, it looks again. */
    public static final String CHANGED = "campaign.changed";

    public enum State {
        RUNNING,
        PAUSED,
        STOPPED,
        COMPLETED;

        public boolean ended() {
            return this == STOPPED || this == COMPLETED;
        }
    }

    public enum CanaryState {
        NONE,
        RUNNING,
        PASSED
    }

    /** Why it rests. */
    public record Pause(Code code, String reason) {

        public enum Code {
            BY_PERSON,
            CANARY,
            FAILURE_RATE
        }
    }

    /** What was asked for, with the defaults filled in. Rates are parts of 1; {@code ordersPerMinute} null = no limit of its own. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Plan(
            CampaignRequest.Template order,
            int canarySize,
            BigDecimal canaryMaxFailureRate,
            @Nullable Integer ordersPerMinute,
            Map<String, Integer> perHeadEnd,
            BigDecimal maxFailureRate,
            int window,
            int minimum,
            @Nullable Instant startAt) {}
}
