// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.supervision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.dispatch.clock.ServiceClock.SlaState;
import org.truckroll.lifecycle.WaitingTasks;
import org.truckroll.lifecycle.WaitingTasks.Waiting;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.OrderSearch;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** What waits at the caller's desk to be dispatched or decided, with its number, searched by area, customer, order type and address (HCDC-09, HCDC-10). */
@Service
public class ToDo {

    /** What to search for; null means any. */
    public record Search(
            @Nullable String division,
            @Nullable String area,
            @Nullable String customer,
            @Nullable String type,
            @Nullable String address) {}

    /** The list and how many there are in all. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Desk(
            long total, List<Item> items, @Nullable String next) {}

    /**
     * One of them.
     *
     * @param id of the task
     * @param step {@code ASSIGN} for a visit that needs a crew; else what the task is in its diagram
     * @param mine the caller has signed it
     * @param activityId the visit or the decision, {@code kind} FIELD or HUMAN, and what it is about; null for work that belongs to no order
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Item(
            String id,
            String name,
            String step,
            boolean mine,
            Instant since,
            @Nullable Instant due,
            SlaState slaState,
            int priority,
            @Nullable String activityId,
            @Nullable String kind,
            @Nullable String action,
            @Nullable String division,
            Concern.@Nullable OrderPart order,
            Concern.@Nullable PointPart point,
            ServiceOrder.@Nullable Contact customer) {}

    private static final String ASSIGN_TASK = "userTask_assignCrew";
    private static final String ASSIGN = "ASSIGN";

    private final WaitingTasks tasks;
    private final LateRows rows;
    private final ServiceOrders orders;
    private final ServicePoints points;

    ToDo(WaitingTasks tasks, LateRows rows, ServiceOrders orders, ServicePoints points) {
        this.tasks = tasks;
        this.rows = rows;
        this.orders = orders;
        this.points = points;
    }

    /** Oldest first. Work leaders see what their dispatchers have to do. */
    public Desk of(Caller caller, Search search, Page.Request page) {
        if (search.customer() != null && !OrderSearch.searchable(search.customer())) {
            throw Problem.badRequest("Parameter 'customer' must be a name or its beginning.", List.of());
        }
        Set<String> groups = new LinkedHashSet<>(caller.groups());
        caller.overseen().forEach(division -> groups.add(People.DISPATCHERS + division));
        WaitingTasks.Question question = new WaitingTasks.Question(
                groups,
                caller.id(),
                search.division(),
                search.area(),
                search.customer(),
                search.type(),
                search.address());
        Page<Waiting> found = tasks.find(question, page);
        Map<String, SlaState> states = rows.statesOf(found.items().stream()
                .map(Waiting::orderId)
                .filter(Objects::nonNull)
                .toList());
        return new Desk(
                tasks.count(question),
                found.items().stream().map(task -> item(task, caller, states)).toList(),
                found.next());
    }

    private Item item(Waiting task, Caller caller, Map<String, SlaState> states) {
        ServiceOrder order = task.orderId() == null ? null : orders.get(task.orderId());
        ServicePoint point = order == null ? null : points.get(order.servicePointId());
        return new Item(
                task.taskId(),
                task.name(),
                task.step().equals(ASSIGN_TASK) ? ASSIGN : task.step(),
                caller.id().equals(task.person()),
                task.since(),
                task.due(),
                order == null ? SlaState.OK : states.getOrDefault(order.id(), SlaState.OK),
                task.priority(),
                task.activityId(),
                task.kind(),
                task.action(),
                order == null ? null : order.division(),
                order == null
                        ? null
                        : new Concern.OrderPart(
                                order.id(),
                                order.externalId(),
                                order.type(),
                                order.state(),
                                order.priority(),
                                order.createdAt()),
                point == null ? null : new Concern.PointPart(point.id(), point.area(), point.addressLine()),
                order != null && caller.overseen().contains(order.division())
                        ? orders.contact(order.id()).orElse(null)
                        : null);
    }
}
