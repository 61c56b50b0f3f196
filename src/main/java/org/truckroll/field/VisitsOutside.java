// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.field.appointment.Appointment;
import org.truckroll.field.appointment.TimeNews;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/**
 * The visits that a workforce system does (design 2): what it is told of one, and what its word changes. Everything joins the transaction of the
 * caller, who holds the visit; a report counts exactly as one of our crews' (SOM-09).
 */
@Service
public class VisitsOutside {

    /**
     * All that somebody must know to do a visit.
     *
     * @param work what to do, for people
     * @param modes in which the work may be reported done
     * @param contact whom to call
     */
    public record Job(
            Visit visit,
            ServiceOrder order,
            ServicePoint point,
            String work,
            List<String> modes,
            String reason,
            ServiceOrder.@Nullable Contact contact) {}

    private final VisitOffers offers;
    private final Visits visits;
    private final VisitCompletion completion;
    private final Assignments assignments;
    private final Activities activities;
    private final CrewFinder crews;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Milestones milestones;
    private final VisitNews news;
    private final TimeNews times;
    private final Tasks tasks;

    VisitsOutside(
            VisitOffers offers,
            Visits visits,
            VisitCompletion completion,
            Assignments assignments,
            Activities activities,
            CrewFinder crews,
            ServiceOrders orders,
            ServicePoints points,
            Milestones milestones,
            VisitNews news,
            TimeNews times,
            Tasks tasks) {
        this.offers = offers;
        this.visits = visits;
        this.completion = completion;
        this.assignments = assignments;
        this.activities = activities;
        this.crews = crews;
        this.orders = orders;
        this.points = points;
        this.milestones = milestones;
        this.news = news;
        this.times = times;
        this.tasks = tasks;
    }

    /** The visit, held until our commit. */
    public Optional<Visit> lock(String visitId) {
        return visits.lock(visitId);
    }

    /** Where the visit is, or was. */
    public String pointOf(String visitId) {
        return visits.find(visitId).orElseThrow().servicePointId();
    }

    public Job job(Visit visit) {
        ServiceOrder order = orders.get(visit.orderId());
        ServicePoint point = points.get(visit.servicePointId());
        VisitAction action = VisitAction.get(visit.action());
        Activity activity = activities.get(visit.id());
        return new Job(
                visit,
                order,
                point,
                action.work(order.type()),
                action.modes(order.type(), point.supply()).stream()
                        .map(Enum::name)
                        .toList(),
                String.valueOf(activity.reason()),
                orders.contact(order.id()).orElse(null));
    }

    /**
     * A visit as a dispatcher of its division may look at it; leaders may only look.
     *
     * @throws Problem 404 for everybody else
     */
    public Visit seen(String visitId, Caller caller) {
        return visits.find(visitId)
                .filter(visit -> FieldWork.maySee(visit, caller))
                .orElseThrow(() -> Problem.notFound("visit", visitId));
    }

    /**
     * The same, held, for a dispatcher who wants to change it.
     *
     * @throws Problem 403, 404, 409
     */
    public Visit dispatched(String visitId, Caller caller) {
        Visit seen = seen(visitId, caller);
        if (!VisitAppointments.dispatches(seen, caller)) {
            throw Problem.forbidden("Only dispatchers of " + seen.division() + " may do this.");
        }
        Visit visit = visits.lock(visitId).orElseThrow(() -> Problem.notFound("visit", visitId));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        return visit;
    }

    /** How people see the visit where it is: a task for its dispatchers. */
    public VisitOffers.Offer shown(String visitId, String taskId) {
        Visit visit = visits.find(visitId).orElseThrow();
        return offers.offered(visit.orderId(), visitId, null, taskId);
    }

    /** The task that showed it is gone. */
    public void unshown(String visitId) {
        visits.offered(visitId, null);
    }

    /** Something worth a line in the story of the order. */
    public void milestone(Visit visit, String name, @Nullable String note) {
        milestones.reached(orders.get(visit.orderId()), name, note);
    }

    /**
     * How far its people are.
     *
     * @param status CLAIMED when somebody there has it; EN_ROUTE, ON_SITE as crews report them; SUSPENDED for who was under way
     */
    public void stands(Visit visit, Visit.Status status, String by) {
        if (visit.status() == Visit.Status.OFFERED) {
            visits.status(visit.id(), Visit.Status.CLAIMED, null);
            news.tell(WorkEvent.Kind.SIGNED, visit.id(), by, null);
        }
        boolean pauses = status == Visit.Status.SUSPENDED && !visit.underWay();
        if (status == Visit.Status.CLAIMED || status == visit.status() || pauses) {
            return;
        }
        visits.status(visit.id(), status, null);
        milestone(visit, status.name(), visit.plan().workforce());
        news.tell(WorkEvent.Kind.valueOf(status.name()), visit.id(), by, null);
    }

    /** Nobody there has it any more. */
    public void dropped(Visit visit, String by) {
        if (visit.status() != Visit.Status.OFFERED) {
            visits.status(visit.id(), Visit.Status.OFFERED, null);
            news.tell(WorkEvent.Kind.RELEASED, visit.id(), by, null);
        }
    }

    /**
     * The time that the system has agreed with the customer; no slot of our crews is taken.
     *
     * @throws Problem 422 when it ends before it begins
     */
    public void appointed(Visit visit, Instant start, Instant end, String by) {
        if (!start.isBefore(end) || Duration.between(start, end).toDays() > 31) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "An appointment ends after it starts.",
                    new Problem.FieldError("/appointment/end", "must be after start, by a month at most"));
        }
        if (start.equals(visit.appointmentStart()) && end.equals(visit.appointmentEnd())) {
            return;
        }
        visits.appointment(visit.id(), start, end);
        milestone(visit, "APPOINTMENT_MADE", start + "/" + end);
        news.tell(WorkEvent.Kind.APPOINTED, visit.id(), by, start + "/" + end);
        times.confirmed(visit, visit.appointment(), new Visit.TimeSpan(start, end), by);
    }

    /**
     * The visit is over.
     *
     * @param tested the test on site was passed, where the dispatch rule wants one
     * @throws Problem 422 with pointers; nothing is changed then
     */
    public void report(Visit visit, VisitReport report, boolean tested, String by) {
        completion.reportOutside(visit, report, tested, by);
    }

    /** Our own dispatch goes on with it, as the dispatch rule says without the system. */
    public Visit toTheHouse(Visit visit, @Nullable String reason, @Nullable String by) {
        Visit.Plan plan = visit.plan();
        Visit.Step step = plan.firstOfHouse();
        ServicePoint point = points.get(visit.servicePointId());
        String group = step == Visit.Step.ASSIGN
                ? null
                : plan.proposedGroup() != null
                        ? plan.proposedGroup()
                        : crews.smallest(visit.division(), point.area(), plan.skill());
        assignments.add(Assignment.Kind.REASSIGN, visit, group, null, reason, by);
        visits.toTheHouse(visit.id(), step, group);
        visits.withoutTime(visit.id());
        if (visit.appointment() != null) {
            // Our crews have not agreed to it.
            times.over(visit, visit.appointment(), Appointment.State.PROPOSED, by);
        }
        milestone(visit, "TAKEN_BACK", plan.workforce());
        if (group != null) {
            news.tell(WorkEvent.Kind.ASSIGNED, visit.id(), by, reason);
        }
        return visits.find(visit.id()).orElseThrow();
    }

    /** The task that shows it is done with, whatever its form says. */
    public void settled(Visit visit) {
        if (visit.taskId() != null) {
            tasks.completeReported(visit.taskId());
        }
    }

    /** Whose dispatchers deal with it. */
    public static String dispatchersOf(String division) {
        return People.DISPATCHERS + division;
    }
}
