// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Jeopardies;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;

/** An order as its readers see it (api.md 2). */
record OrderView(
        String id,
        String externalId,
        String requester,
        String type,
        String servicePointId,
        String division,
        OrderState state,
        @Nullable String reason,
        @Nullable String outcome,
        @Nullable Instant requestedDate,
        int priority,
        boolean permanent,
        @Nullable String notes,
        @Nullable String raisedBy,
        @Nullable String waitsFor,
        @Nullable String mergedInto,
        @Nullable String askedType,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant completedAt,
        List<Activity> activities,
        List<Milestones.Milestone> milestones,
        List<Jeopardies.Jeopardy> jeopardy,
        List<Object> errors,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> facts,
        @JsonInclude(JsonInclude.Include.NON_NULL) ServiceOrder.@Nullable Contact contact) {

    static OrderView of(
            ServiceOrder order,
            List<Activity> activities,
            List<Milestones.Milestone> milestones,
            List<Jeopardies.Jeopardy> jeopardies,
            @Nullable Map<String, Object> facts,
            ServiceOrder.@Nullable Contact contact) {
        return new OrderView(
                order.id(),
                order.externalId(),
                order.requester(),
                order.type(),
                order.servicePointId(),
                order.division(),
                order.state(),
                order.reason(),
                order.outcome(),
                order.requestedDate(),
                order.priority(),
                order.permanent(),
                order.notes(),
                order.raisedBy(),
                order.waitsFor(),
                order.mergedInto(),
                order.askedType(),
                order.createdAt(),
                order.updatedAt(),
                order.completedAt(),
                activities,
                milestones,
                jeopardies,
                activities.stream()
                        .filter(activity -> activity.state() == Activity.State.FAILED)
                        .map(activity -> (Object) Map.of(
                                "activityId",
                                activity.id(),
                                "action",
                                activity.action(),
                                "code",
                                String.valueOf(activity.outcome())))
                        .toList(),
                facts,
                contact);
    }
}
