// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.supervision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.dispatch.clock.ServiceClock;
import org.truckroll.people.ContactPoint;
import org.truckroll.serviceorder.OrderState;

/**
 * One piece of work that somebody should look after, with whom to call about it (HCDC-14, HCDC-16, HCDC-48).
 *
 * @param id of the clock that tells, or of the task that is orphaned
 * @param slaState of this clock; of an orphan that of its order
 * @param clockState PAUSED while time does not count; null for an orphan
 * @param since when the limit was reached; null for an orphan
 * @param late how long ago, up to now or to the pause
 * @param limit that was reached
 * @param order null for a task that belongs to none
 * @param work what is being done about the order now; null while nothing is
 * @param group the crew that has it
 * @param signer who has signed
 * @param orphaned why nobody can go on with it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Concern(
        String id,
        Kind kind,
        ServiceClock.SlaState slaState,
        ServiceClock.@Nullable State clockState,
        @Nullable String pauseReason,
        @Nullable Instant since,
        @Nullable Duration late,
        @Nullable Duration limit,
        @Nullable String division,
        @Nullable OrderPart order,
        @Nullable PointPart point,
        @Nullable WorkPart work,
        @Nullable Group group,
        @Nullable Signer signer,
        @Nullable Orphaned orphaned,
        Map<String, String> links) {

    /** Why it is listed. */
    public enum Kind {
        /** The order is past its limit: 48 h unless the division says otherwise (HCDC-12). */
        OVERDUE,
        /** It soon will be: 36 h (HCDC-13). */
        WARNING,
        /** No crew has signed the visit in time: 2 h (HCDC-15). */
        UNSIGNED,
        /** Accepting or doing a step takes longer than its limit (OPEN-19, OPEN-20). */
        STEP_LIMIT,
        /** Its person or its group is gone (HCDC-47). */
        ORPHANED
    }

    /** The order. */
    public record OrderPart(
            String id, String externalId, String type, OrderState state, int priority, Instant createdAt) {}

    /** Where it is. */
    public record PointPart(String id, String area, String address) {}

    /**
     * What is open.
     *
     * @param kind FIELD for a visit, HUMAN for a decision, COMMAND and others
     * @param step of a visit; {@code status} how far its crew is
     * @param workforce the workforce system that has the visit; it cannot be given to a crew before it is taken back
     */
    public record WorkPart(
            String activityId,
            String kind,
            String action,
            @Nullable String step,
            @Nullable String status,
            @Nullable String workforce,
            @Nullable Instant appointmentStart,
            @Nullable Instant appointmentEnd) {}

    /** A crew or another group, by its name of today. */
    public record Group(String id, String name) {}

    /**
     * Who has signed.
     *
     * @param name null for a login that is not kept here
     * @param contact how to reach this person first
     */
    public record Signer(
            String id,
            @Nullable String name,
            boolean active,
            @Nullable String contact,
            List<ContactPoint> contacts) {}

    /** Why nobody can go on, and what the task is called. */
    public record Orphaned(String reason, String task) {}
}
