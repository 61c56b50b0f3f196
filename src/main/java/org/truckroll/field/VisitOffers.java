// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** How a visit begins, as the dispatch rule plans it, and how each of its steps is offered: to whom, and with what on its card. */
@Service
public class VisitOffers {

    private static final Logger log = LoggerFactory.getLogger(VisitOffers.class);

    private final Visits visits;
    private final Activities activities;
    private final CrewFinder crews;
    private final Dispatching dispatching;
    private final VisitCompletion completion;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final VisitNews news;
    private final FieldProperties properties;
    private final Clock clock;

    VisitOffers(
            Visits visits,
            Activities activities,
            CrewFinder crews,
            Dispatching dispatching,
            VisitCompletion completion,
            ServiceOrders orders,
            ServicePoints points,
            VisitNews news,
            FieldProperties properties,
            Clock clock) {
        this.visits = visits;
        this.activities = activities;
        this.crews = crews;
        this.dispatching = dispatching;
        this.completion = completion;
        this.orders = orders;
        this.points = points;
        this.news = news;
        this.properties = properties;
        this.clock = clock;
    }

    /** What the dispatch rule looks at. */
    public Map<String, Object> dispatchFacts(String orderId) {
        ServiceOrder order = orders.get(orderId);
        ServicePoint point = points.get(order.servicePointId());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("area", point.area());
        facts.put("division", point.division());
        facts.put("orderType", order.type());
        facts.put("skill", skill(point));
        facts.put("category", point.category().name());
        facts.put("priority", order.priority());
        return facts;
    }

    /** What a crew must know to work here; people have it among their skills. */
    private static String skill(ServicePoint point) {
        return point.commodity().name();
    }

    /**
     * The dispatch rule has spoken: the visit exists from now on.
     *
     * @param group the crew; null or empty = the one of the smallest area around the point (HCDC-02)
     * @param dispatchers who chooses the crew instead; null or empty = nobody has to, unless the crew is out of use (HCDC-45)
     * @param workforce the workforce system that does it; null or empty = our own crews. What the rule says besides holds when it is taken back
     * @return the word for the gateways, as {@link FieldWork#next}
     */
    public String plan(
            String orderId,
            String visitId,
            @Nullable String group,
            @Nullable String dispatchers,
            boolean appointmentByCrew,
            boolean testOnSite,
            @Nullable String workforce) {
        boolean ours = workforce == null || workforce.isBlank();
        boolean smallest = group == null || group.isBlank();
        String by = dispatchers;
        if (ours && !smallest && (by == null || by.isBlank()) && !crews.mayGetWork(group)) {
            String division = points.get(orders.get(orderId).servicePointId()).division();
            by = People.DISPATCHERS + division;
            smallest = true;
            log.warn(
                    "Crew of the dispatch rule is out of use, so dispatchers choose: visitId={} group={}",
                    visitId,
                    group);
        }
        return plan(orderId, visitId, group, smallest, by, appointmentByCrew, testOnSite, ours ? null : workforce)
                .step()
                .name();
    }

    private Visit plan(
            String orderId,
            String visitId,
            @Nullable String group,
            boolean smallest,
            @Nullable String dispatchers,
            boolean appointmentByCrew,
            boolean testOnSite,
            @Nullable String workforce) {
        ServicePoint point = points.get(orders.get(orderId).servicePointId());
        boolean byPeople = dispatchers != null && !dispatchers.isBlank();
        Visit.Plan plan = new Visit.Plan(
                byPeople ? dispatchers : null,
                (byPeople || workforce != null) && !smallest ? group : null,
                skill(point),
                appointmentByCrew,
                testOnSite,
                workforce);
        String crew = byPeople || workforce != null
                ? null
                : smallest ? crews.holdSmallest(point.division(), point.area(), plan.skill()) : group;
        Visit visit = new Visit(
                visitId,
                orderId,
                point.id(),
                point.division(),
                activities.get(visitId).action(),
                plan,
                plan.first(),
                crew,
                null,
                null,
                Visit.Status.OFFERED,
                null,
                null,
                null,
                null,
                clock.instant(),
                null,
                null);
        visits.add(visit);
        return visit;
    }

    /**
     * A task of the visit as it is offered.
     *
     * @param groups whose members see it and may sign it
     * @param assignee who has signed already: one signature holds for all steps of the crew (HCDC-19)
     * @param card what the task shows of where, what and why
     */
    public record Offer(
            String name,
            int priority,
            Set<String> groups,
            @Nullable String assignee,
            Map<String, Object> card) {}

    /**
     * The task of a step exists: the visit is offered to its dispatchers or its crew.
     *
     * @param group who has it when no dispatch rule has planned it: a model release from before there were steps
     */
    public Offer offered(String orderId, String visitId, @Nullable String group, String taskId) {
        Visit visit = visits.find(visitId)
                .orElseGet(
                        () -> plan(orderId, visitId, Objects.requireNonNull(group), false, null, false, false, null));
        visits.offered(visitId, taskId);
        if (visit.step() != Visit.Step.WORKFORCE || visit.status() == Visit.Status.OFFERED) {
            // What a workforce system would not give back is not offered anew: somebody has it.
            news.tell(WorkEvent.Kind.OFFERED, visitId, null, null);
        }
        if (visit.assignee() != null) {
            news.tell(WorkEvent.Kind.SIGNED, visitId, null, null);
        }
        ServiceOrder order = orders.get(orderId);
        VisitAction action = VisitAction.get(visit.action());
        String work = action.work(order.type());
        return new Offer(
                switch (visit.step()) {
                    case WORKFORCE -> "At " + visit.plan().workforce() + ": " + work;
                    case ASSIGN -> "Assign crew: " + work;
                    case APPOINTMENT -> "Make appointment: " + work;
                    case WORK -> work;
                    case TEST -> "Test on site: " + work;
                },
                order.priority(),
                groups(visit),
                visit.assignee(),
                card(visit, order, action));
    }

    private Map<String, Object> card(Visit visit, ServiceOrder order, VisitAction action) {
        ServicePoint point = points.get(visit.servicePointId());
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("activityId", visit.id());
        card.put("orderNo", order.externalId());
        card.put("orderType", order.type());
        card.put("servicePointId", point.id());
        card.put("address", point.addressLine().isBlank() ? "–" : point.addressLine());
        card.put("accessNotes", point.flags().accessNotes());
        card.put("area", point.area());
        card.put("work", action.work(order.type()));
        card.put("why", String.valueOf(activities.get(visit.id()).reason()));
        card.put("deviceInPlace", inPlace(point));
        card.put("pointCategory", point.category().name());
        if (visit.crewNote() != null) {
            card.put(VisitNotes.VARIABLE, visit.crewNote());
        }
        switch (visit.step()) {
            case WORKFORCE -> StepCards.appointed(card, visit, point.timeZone());
            case ASSIGN -> StepCards.assign(card, dispatching.suggestions(visit), contact(visit));
            case APPOINTMENT -> StepCards.appointment(card, visit.preliminary(), contact(visit), point.timeZone());
            case WORK -> {
                StepCards.appointed(card, visit, point.timeZone());
                card.put("form", action.form(order.type(), point.supply()));
                if (properties.defaultHeadEnd() != null) {
                    // The name of the form's field: so it comes filled in.
                    card.put("newDeviceHeadEnd", properties.defaultHeadEnd());
                }
            }
            case TEST -> card.put("reported", completion.reportedMode(visit.id()));
        }
        return card;
    }

    private ServiceOrder.@Nullable Contact contact(Visit visit) {
        return orders.contact(visit.orderId()).orElse(null);
    }

    /** Whom to call about a visit. */
    public Optional<ServiceOrder.Contact> customer(String visitId) {
        return visits.find(visitId).flatMap(visit -> orders.contact(visit.orderId()));
    }

    private static String inPlace(ServicePoint point) {
        Device device = point.device();
        if (device == null || !point.hasDevice()) {
            return "none";
        }
        return device.id() == null ? device.count() + " units" : device.id();
    }

    /** Who sees the present step and may sign it: its crew and the dispatchers of its division. */
    private static Set<String> groups(Visit visit) {
        Set<String> groups = new LinkedHashSet<>();
        if (visit.step() == Visit.Step.ASSIGN || visit.fieldGroup() == null) {
            groups.addAll(FieldWork.dispatchers(visit));
        } else {
            groups.add(visit.fieldGroup());
            groups.add(People.DISPATCHERS + visit.division());
        }
        return groups;
    }
}
