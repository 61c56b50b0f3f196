// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A clock that runs for an order or for a step of a visit.
 *
 * @param subject the order, or the visit
 * @param limit what held when it was last looked at; {@code edition} is the table it comes from
 * @param zone where the working hours are counted; null for a clock without any
 * @param warnAt planned; null while the clock stands still, or when nobody is to be warned
 * @param nextAt the next of both that is still to come
 * @param token a process instance waits for {@code nextAt}
 * @param pausedBy null: the server, for a state in which the clock stands still
 * @param pauses how often it stood still so far
 * @param slaState what was noted last, as a fact
 */
public record ServiceClock(
        String id,
        Kind kind,
        String subject,
        String orderId,
        String servicePointId,
        String division,
        String orderType,
        @Nullable String action,
        @Nullable String step,
        int priority,
        @Nullable String fieldGroup,
        @Nullable String person,

        Limit limit,
        @JsonIgnore String edition,
        @Nullable ZoneId zone,
        State state,
        SlaState slaState,
        Instant startedAt,
        @Nullable Instant stoppedAt,
        @Nullable Instant warnAt,
        @Nullable Instant breachAt,
        @JsonIgnore @Nullable Instant nextAt,
        @JsonIgnore boolean token,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant pausedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String pauseReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String pausedBy,
        int pauses,
        long pausedSeconds,
        @JsonIgnore long version) {

    /** What is timed. */
    public enum Kind {
        /** The whole order, from its arrival (HCDC-12, HCDC-13). */
        ORDER,
        /** From the offer of a visit to a crew until somebody signs it (HCDC-15). */
        UNSIGNED,
        /** The same for one step of the visit, whoever is to do it (OPEN-19). */
        ACCEPTANCE,
        /** From the signature to the end of a step (OPEN-20). */
        HANDLING
    }

    /** Whether time passes. */
    public enum State {
        RUNNING,
        PAUSED,
        STOPPED
    }

    /** What has become of the limits. */
    public enum SlaState {
        OK,
        WARN,
        OVERDUE
    }

    /** The next moment at which something is to be noted. */
    static @Nullable Instant next(SlaState noted, @Nullable Instant warnAt, @Nullable Instant breachAt) {
        if (noted == SlaState.OK && warnAt != null && (breachAt == null || warnAt.isBefore(breachAt))) {
            return warnAt;
        }
        return noted == SlaState.OVERDUE ? null : breachAt;
    }

    ServiceLimits.Question question(String inDivision, String ofType, int withPriority) {
        return new ServiceLimits.Question(
                inDivision, kind, ofType, action == null ? "" : action, step == null ? "" : step, withPriority);
    }
}
