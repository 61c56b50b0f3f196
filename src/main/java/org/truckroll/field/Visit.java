// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One visit; its id is that of the activity it stands for.
 *
 * @param fieldGroup the crew that has it; null while a dispatcher has to choose one
 * @param taskId the task that waits for somebody in this step
 * @param assignee who has signed: at the step ASSIGN a dispatcher, later one of the crew
 * @param crewNote what was not known yet when the crew was sent
 */
public record Visit(
        String id,
        String orderId,
        String servicePointId,
        String division,
        String action,
        Plan plan,
        Step step,
        @Nullable String fieldGroup,
        @Nullable String taskId,
        @Nullable String assignee,
        Status status,
        @Nullable Boolean addressVerified,
        @Nullable TimeSpan preliminary,
        @Nullable Instant appointmentStart,
        @Nullable Instant appointmentEnd,
        Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable String crewNote) {

    /** What somebody has to do next. */
    public enum Step {
        /** A workforce system has it, or is about to get it (design 2, port TMF697); our crews do not see it meanwhile. */
        WORKFORCE,
        /** A dispatcher chooses the crew. */
        ASSIGN,
        /** The crew agrees a time with the customer. */
        APPOINTMENT,
        WORK,
        /** The work is reported and is tried out before the crew leaves. */
        TEST
    }

    /**
     * What the dispatch rule wants of this visit.
     *
     * @param dispatcherGroup who chooses the crew; null when the rule has done so
     * @param proposedGroup the crew that the rule proposes to them
     * @param skill what somebody of the crew should be able to do
     * @param workforce the workforce system that does the visit; null when our own crews do
     */
    public record Plan(
            @Nullable String dispatcherGroup,
            @Nullable String proposedGroup,
            @Nullable String skill,
            boolean appointmentByCrew,
            boolean testOnSite,
            @Nullable String workforce) {

        Step first() {
            return workforce == null ? firstOfHouse() : Step.WORKFORCE;
        }

        /** The first step when no workforce system has it, or has it any more. */
        Step firstOfHouse() {
            return dispatcherGroup == null ? firstOfCrew() : Step.ASSIGN;
        }

        Step firstOfCrew() {
            return appointmentByCrew ? Step.APPOINTMENT : Step.WORK;
        }
    }

    /** From, and up to. */
    public record TimeSpan(Instant start, Instant end) {

        /** Where no end is agreed, in forms as by REST. */
        private static final Duration USUAL = Duration.ofHours(1);

        public static TimeSpan of(Instant start, @Nullable Instant end) {
            return new TimeSpan(start, end == null ? start.plus(USUAL) : end);
        }
    }

    /** How far the visit is; from EN_ROUTE on it can no longer be withdrawn (7.6). */
    public enum Status {
        OFFERED,
        CLAIMED,
        EN_ROUTE,
        ON_SITE,
        SUSPENDED,
        COMPLETED,
        FAILED,
        /** Withdrawn before a crew was on its way. */
        CANCELLED
    }

    /** The time that is fixed, if there is one. */
    public @Nullable TimeSpan appointment() {
        return appointmentStart == null || appointmentEnd == null
                ? null
                : new TimeSpan(appointmentStart, appointmentEnd);
    }

    public boolean ended() {
        return status == Status.COMPLETED || status == Status.FAILED || status == Status.CANCELLED;
    }

    /** True up to the point of no return (7.6): nobody is on the way yet. */
    boolean withdrawable() {
        return status == Status.OFFERED || status == Status.CLAIMED;
    }

    /** True while the point is locked for this crew. */
    boolean underWay() {
        return status == Status.EN_ROUTE || status == Status.ON_SITE;
    }
}
