// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OpenWork;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/** A crew's way through a visit: offered, signed, under way, reported. */
@Service
public class FieldWork implements OpenWork {

    private final Visits visits;
    private final VisitCompletion completion;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Milestones milestones;
    private final VisitNews news;
    private final Tasks tasks;
    private final FieldProperties properties;
    private final Clock clock;

    FieldWork(
            Visits visits,
            VisitCompletion completion,
            ServiceOrders orders,
            ServicePoints points,
            Milestones milestones,
            VisitNews news,
            Tasks tasks,
            FieldProperties properties,
            Clock clock) {
        this.visits = visits;
        this.completion = completion;
        this.orders = orders;
        this.points = points;
        this.milestones = milestones;
        this.news = news;
        this.tasks = tasks;
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
        return facts;
    }

    /** The task exists: the visit is offered to its group, and the crew's card says where, what and why. */
    public Map<String, Object> offered(
            String orderId, String activityId, String action, String reason, String group, String taskId) {
        ServiceOrder order = orders.get(orderId);
        ServicePoint point = points.get(order.servicePointId());
        visits.add(new Visit(
                activityId,
                orderId,
                point.id(),
                point.division(),
                action,
                group,
                taskId,
                null,
                Visit.Status.OFFERED,
                null,
                null,
                clock.instant(),
                null,
                null));
        news.tell(WorkEvent.Kind.OFFERED, activityId, null, null);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("activityId", activityId);
        card.put("orderNo", order.externalId());
        card.put("orderType", order.type());
        card.put("servicePointId", point.id());
        card.put("address", point.addressLine());
        card.put("accessNotes", point.flags().accessNotes());
        VisitAction visit = VisitAction.get(action);
        card.put("work", visit.work());
        card.put("why", reason);
        card.put("deviceInPlace", inPlace(point));
        card.put("priority", order.priority());
        card.put("form", visit.form(order.type(), point.supply()));
        card.put("pointCategory", point.category().name());
        if (properties.defaultHeadEnd() != null) {
            // The name of the form's field: so it comes filled in.
            card.put("newDeviceHeadEnd", properties.defaultHeadEnd());
        }
        return card;
    }

    private static String inPlace(ServicePoint point) {
        Device device = point.device();
        if (device == null || !point.hasDevice()) {
            return "none";
        }
        return device.id() == null ? device.count() + " units" : device.id();
    }

    /** The dispatchers who may also see and sign the visit. */
    public Set<String> groups(String orderId, String group) {
        return Set.of(group, People.DISPATCHERS + orders.get(orderId).division());
    }

    /** Follows the signature of the task, wherever it was given, moved or taken back. */
    public void assigned(String visitId, @Nullable String assignee) {
        String before = visits.find(visitId).map(Visit::assignee).orElse(null);
        if (!visits.assigned(visitId, assignee)) {
            throw ended();
        }
        if (!Objects.equals(before, assignee)) {
            WorkEvent.Kind kind = assignee == null
                    ? WorkEvent.Kind.RELEASED
                    : before == null ? WorkEvent.Kind.SIGNED : WorkEvent.Kind.TRANSFERRED;
            news.tell(kind, visitId, assignee == null ? before : assignee, null);
        }
    }

    /** Crews see first what is more urgent now. */
    @Override
    @Transactional
    public void reprioritize(String orderId, int priority) {
        visits.lockOpenOf(orderId).stream()
                .map(Visit::taskId)
                .filter(Objects::nonNull)
                .forEach(taskId -> tasks.prioritize(taskId, priority));
    }

    /** The visit, if the caller's groups may work on it or its division is theirs to see. */
    public Visit visible(String id, Caller caller) {
        return visits.find(id).filter(visit -> mayWork(visit, caller)).orElseThrow(() -> Problem.notFound("visit", id));
    }

    static boolean mayWork(Visit visit, Caller caller) {
        return caller.in(visit.fieldGroup())
                || caller.in(People.DISPATCHERS + visit.division())
                || caller.in(People.ADMINS);
    }

    @Transactional
    public Visit claim(String id, Caller caller) {
        Visit visit = open(id, caller);
        tasks.claim(task(visit), caller);
        return visible(id, caller);
    }

    /** Books a time; a visit that is under way has none to book. */
    @Transactional
    public Visit appointment(String id, Caller caller, Instant start, Instant end) {
        Visit visit = open(id, caller);
        signedByOther(visit, caller);
        if (!start.isBefore(end)) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "An appointment ends after it starts.",
                    new Problem.FieldError("/end", "must be after start"));
        }
        visits.appointment(id, start, end);
        milestones.reached(orders.get(visit.orderId()), "APPOINTMENT_MADE", start + "/" + end);
        news.tell(WorkEvent.Kind.APPOINTED, id, caller.id(), start + "/" + end);
        return visible(id, caller);
    }

    /** Tells how far the crew is; the order's followers see it as a milestone. */
    @Transactional
    public Visit status(String id, Caller caller, Visit.Status status) {
        Visit visit = open(id, caller);
        if (status != Visit.Status.EN_ROUTE && status != Visit.Status.ON_SITE && status != Visit.Status.SUSPENDED) {
            throw Problem.unprocessable(
                    "status-not-possible",
                    "A crew reports EN_ROUTE, ON_SITE or SUSPENDED.",
                    new Problem.FieldError("/status", "must be EN_ROUTE, ON_SITE or SUSPENDED"));
        }
        if (visit.assignee() == null) {
            throw Problem.conflict("not-signed", "Nobody has signed this visit yet.");
        }
        signedByOther(visit, caller);
        if (visit.status() == status) {
            return visit;
        }
        visits.status(id, status, null);
        milestones.reached(orders.get(visit.orderId()), status.name(), null);
        news.tell(WorkEvent.Kind.valueOf(status.name()), id, caller.id(), null);
        return visible(id, caller);
    }

    /** Reports the visit; signing it first if nobody has. */
    @Transactional
    public Visit report(String id, Caller caller, VisitReport report) {
        Visit visit = open(id, caller);
        signedByOther(visit, caller);
        if (visit.assignee() == null) {
            tasks.claim(task(visit), caller);
        }
        completion.report(id, report, caller.id());
        tasks.completeReported(task(visit));
        return visible(id, caller);
    }

    /** The visit, held until our commit: it is either withdrawn before, or goes on and no longer can be (7.6). */
    private Visit open(String id, Caller caller) {
        visible(id, caller);
        Visit visit = visits.lock(id).orElseThrow(() -> Problem.notFound("visit", id));
        if (visit.ended()) {
            throw ended();
        }
        return visit;
    }

    static Problem ended() {
        return Problem.conflict("already-ended", "This visit has ended.");
    }

    private static void signedByOther(Visit visit, Caller caller) {
        if (visit.assignee() != null && !visit.assignee().equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
    }

    private static String task(Visit visit) {
        if (visit.taskId() == null) {
            throw new IllegalStateException("Visit " + visit.id() + " has no task");
        }
        return visit.taskId();
    }
}
