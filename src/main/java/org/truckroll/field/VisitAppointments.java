// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.field.appointment.Appointment;
import org.truckroll.field.appointment.Booking;
import org.truckroll.field.appointment.TimeNews;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** The time of a visit: proposed by a dispatcher, confirmed, moved, cancelled, missed; by people of the house or by the customer himself. */
@Service
public class VisitAppointments {

    private static final int LONGEST_REASON = 500;

    private final Visits visits;
    private final Booking booking;
    private final CrewFinder crews;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Milestones milestones;
    private final Activities activities;
    private final VisitNews news;
    private final TimeNews times;
    private final VisitNotes notes;
    private final Tasks tasks;
    private final Clock clock;

    VisitAppointments(
            Visits visits,
            Booking booking,
            CrewFinder crews,
            ServiceOrders orders,
            ServicePoints points,
            Milestones milestones,
            Activities activities,
            VisitNews news,
            TimeNews times,
            VisitNotes notes,
            Tasks tasks,
            Clock clock) {
        this.visits = visits;
        this.booking = booking;
        this.crews = crews;
        this.orders = orders;
        this.points = points;
        this.milestones = milestones;
        this.activities = activities;
        this.news = news;
        this.times = times;
        this.notes = notes;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Signs nobody's work away: who has signed names the time, else anybody of the crew; a dispatcher of the division always may. */
    static void mayAppoint(Visit visit, Caller caller) {
        if (visit.assignee() != null && !visit.assignee().equals(caller.id()) && !dispatches(visit, caller)) {
            throw FieldWork.signedByOther();
        }
    }

    static boolean dispatches(Visit visit, Caller caller) {
        return FieldWork.dispatchers(visit).stream().anyMatch(caller::in) || caller.in(People.ADMINS);
    }

    /** The time is fixed; where the crew has to make the appointment first, this is it. The caller holds the visit. */
    void book(Visit visit, Instant start, Instant end, @Nullable String by, @Nullable String reason) {
        Visit.TimeSpan time = span(start, end);
        checkReason(reason, false);
        booking.book(visit, visit.fieldGroup(), time, Appointment.State.CONFIRMED, by, reason, false);
        fixed(visit, time, by);
        show(visit, time);
        if (visit.step() == Visit.Step.APPOINTMENT) {
            visits.step(visit.id(), Visit.Step.WORK, null);
        }
    }

    private void fixed(Visit visit, Visit.TimeSpan time, @Nullable String by) {
        String words = time.start() + "/" + time.end();
        visits.appointment(visit.id(), time.start(), time.end());
        milestones.reached(orders.get(visit.orderId()), "APPOINTMENT_MADE", words);
        news.tell(WorkEvent.Kind.APPOINTED, visit.id(), by, words);
    }

    /** Who works reads the time in the form, too. */
    private void show(Visit visit, Visit.@Nullable TimeSpan time) {
        if (visit.step() == Visit.Step.WORK && visit.taskId() != null) {
            Map<String, @Nullable Object> card = new HashMap<>();
            card.put(
                    StepCards.APPOINTMENT,
                    time == null
                            ? null
                            : StepCards.words(
                                    time, points.get(visit.servicePointId()).timeZone()));
            tasks.show(visit.taskId(), card);
        }
    }

    private static Visit.TimeSpan span(Instant start, Instant end) {
        if (!start.isBefore(end)) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "An appointment ends after it starts.",
                    new FieldError("/end", "must be after start"));
        }
        return new Visit.TimeSpan(start, end);
    }

    /**
     * A time that a dispatcher has agreed with the customer for now; it holds its place, and is handed to the crew's step (HCDC-06, HCDC-07).
     *
     * @param group whose book it goes into while no crew is chosen
     */
    @Transactional
    public Visit propose(
            String id, Caller caller, Instant start, Instant end, @Nullable String group, @Nullable String reason) {
        Visit visit = open(id, caller);
        if (!dispatches(visit, caller)) {
            throw Problem.forbidden("Only dispatchers of " + visit.division() + " may do this.");
        }
        notUnderWay(visit);
        if (booking.of(id)
                .filter(known -> known.state() == Appointment.State.CONFIRMED)
                .isPresent()) {
            throw Problem.conflict("appointment-confirmed", "A time is confirmed already. Move it, and say why.");
        }
        String crew = visit.fieldGroup() != null
                ? visit.fieldGroup()
                : group != null ? group : visit.plan().proposedGroup();
        List<FieldError> errors = new ArrayList<>();
        if (group != null && visit.fieldGroup() != null && !group.equals(visit.fieldGroup())) {
            errors.add(new FieldError("/group", "the visit belongs to " + visit.fieldGroup()));
        } else if (group != null && !crews.holds(visit.division(), group)) {
            errors.add(new FieldError("/group", "'" + group + "' is no crew of " + visit.division()));
        }
        refuseIf(errors);
        Visit.TimeSpan time = span(start, end);
        checkReason(reason, false);
        booking.book(visit, crew, time, Appointment.State.PROPOSED, caller.id(), reason, false);
        hand(visit, time);
        return visits.find(id).orElseThrow();
    }

    /** To the step in which the crew makes its appointment, also when its task is there already. */
    private void hand(Visit visit, Visit.@Nullable TimeSpan time) {
        if (time == null) {
            visits.withoutTime(visit.id());
            show(visit, null);
        } else {
            visits.agreed(visit.id(), null, time);
        }
        if (visit.step() == Visit.Step.APPOINTMENT) {
            Map<String, @Nullable Object> card = new HashMap<>();
            if (time == null) {
                card.put("preliminary", null);
                card.put("appointmentStart", null);
                card.put("appointmentEnd", null);
            } else {
                StepCards.appointment(
                        card, time, null, points.get(visit.servicePointId()).timeZone());
            }
            tasks.show(FieldWork.task(visit), card);
        }
    }

    /** The time is given up, the visit stays. */
    @Transactional
    public Visit cancel(String id, Caller caller, @Nullable String reason) {
        Visit visit = open(id, caller);
        mayAppoint(visit, caller);
        notUnderWay(visit);
        checkReason(reason, true);
        drop(visit, caller.id(), reason);
        return visits.find(id).orElseThrow();
    }

    private void drop(Visit visit, String by, @Nullable String reason) {
        booking.end(visit.id(), Appointment.State.CANCELLED, by, reason).orElseThrow(VisitAppointments::none);
        hand(visit, null);
        milestones.reached(orders.get(visit.orderId()), "APPOINTMENT_CANCELLED", reason);
    }

    /** The crew came, and nobody was there: the visit waits for another time. */
    @Transactional
    public Visit noShow(String id, Caller caller, @Nullable String reason) {
        Visit visit = open(id, caller);
        mayAppoint(visit, caller);
        checkReason(reason, false);
        Appointment appointment = booking.of(id).filter(Appointment::open).orElseThrow(VisitAppointments::none);
        if (visit.step() != Visit.Step.WORK) {
            throw FieldWork.wrongStep(visit);
        }
        if (appointment.state() != Appointment.State.CONFIRMED
                || appointment.start().isAfter(clock.instant())) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "Nobody can have missed this appointment: it is not confirmed, or its time has not come.");
        }
        booking.end(id, Appointment.State.NO_SHOW, caller.id(), reason);
        hand(visit, null);
        milestones.reached(orders.get(visit.orderId()), "NO_SHOW", reason);
        if (visit.underWay()) {
            visits.status(id, Visit.Status.SUSPENDED, clock.instant());
            milestones.reached(orders.get(visit.orderId()), Visit.Status.SUSPENDED.name(), null);
            news.tell(WorkEvent.Kind.SUSPENDED, id, caller.id(), null);
        }
        return visits.find(id).orElseThrow();
    }

    /**
     * The visit was given to a crew, in the transaction of the assignment: its time goes along, or has to be agreed anew where that crew's slot is full. A
     * time that a dispatcher has just named takes its place.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void follow(String id, @Nullable String by) {
        Visit visit = visits.find(id).orElseThrow();
        Visit.TimeSpan preliminary = visit.preliminary();
        Appointment known = booking.of(id).filter(Appointment::open).orElse(null);
        boolean named = preliminary != null
                && (known == null
                        || known.state() == Appointment.State.PROPOSED
                                && !preliminary.equals(new Visit.TimeSpan(known.start(), known.end())));
        if (named) {
            booking.book(visit, visit.fieldGroup(), preliminary, Appointment.State.PROPOSED, by, null, false);
            return;
        }
        Booking.Followed followed = booking.follow(visit, by);
        if (known == null || known.state() != Appointment.State.CONFIRMED) {
            return;
        }
        Visit.TimeSpan time = new Visit.TimeSpan(known.start(), known.end());
        if (followed == Booking.Followed.FULL) {
            askAnew(visit, time);
        } else if (visit.step() == Visit.Step.WORK && visit.appointmentStart() == null) {
            // Confirmed while nobody had the visit, and no crew is to make it.
            fixed(visit, time, by);
        }
    }

    /** The visit of a workforce system has ended, which had agreed a time of its own; no place in a book was taken. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void endOutside(String id, Appointment.State state, @Nullable String by) {
        visits.find(id)
                .filter(visit -> visit.plan().workforce() != null && visit.appointment() != null)
                .ifPresent(visit -> times.over(visit, Objects.requireNonNull(visit.appointment()), state, by));
    }

    private void askAnew(Visit visit, Visit.TimeSpan time) {
        visits.withoutTime(visit.id());
        visits.agreed(visit.id(), null, time);
        show(visit, null);
        milestones.reached(orders.get(visit.orderId()), "APPOINTMENT_TO_RENEW", time.start() + "/" + time.end());
        notes.tell(
                activities.get(visit.id()),
                "The time that was confirmed to the customer is full here. Agree another one: "
                        + StepCards.words(
                                time, points.get(visit.servicePointId()).timeZone()));
    }

    /**
     * The customer has spoken, by his link.
     *
     * @param time a slot that is offered; null: the time that stands
     */
    @Transactional
    public void confirmByCustomer(String id, Visit.@Nullable TimeSpan time) {
        Visit visit = changeable(id);
        choose(visit, openOf(id), time, null, Appointment.CUSTOMER, null);
    }

    /**
     * A system outside books a slot for its customer (TMF646).
     *
     * @param proposed the crew whose slots are offered while none is chosen
     * @return false when this time stood already
     * @throws Problem 409 when another time is confirmed: that one is moved
     */
    @Transactional
    public boolean bookByClient(
            String id, Visit.TimeSpan time, @Nullable String proposed, Caller caller, @Nullable String reason) {
        Visit visit = changeable(id);
        Appointment known = openOf(id);
        if (known != null && known.state() == Appointment.State.CONFIRMED) {
            if (time.equals(new Visit.TimeSpan(known.start(), known.end()))) {
                return false;
            }
            throw Problem.conflict("appointment-confirmed", "A time is confirmed already. Move that appointment.");
        }
        checkReason(reason, false);
        choose(visit, known, time, proposed, caller.id(), reason);
        return true;
    }

    /**
     * A system outside confirms the time that is proposed, or moves it.
     *
     * @param time null: the time that stands
     */
    @Transactional
    public void moveByClient(
            String id,
            Visit.@Nullable TimeSpan time,
            @Nullable String proposed,
            Caller caller,
            @Nullable String reason) {
        Visit visit = changeable(id);
        Appointment known = openOf(id);
        if (known == null) {
            throw none();
        }
        checkReason(reason, false);
        choose(visit, known, time, proposed, caller.id(), reason);
    }

    /** A system outside gives up the time. */
    @Transactional
    public void cancelByClient(String id, Caller caller, @Nullable String reason) {
        checkReason(reason, false);
        giveUp(id, caller.id(), reason);
    }

    private @Nullable Appointment openOf(String id) {
        return booking.of(id).filter(Appointment::open).orElse(null);
    }

    private void choose(
            Visit visit,
            @Nullable Appointment known,
            Visit.@Nullable TimeSpan time,
            @Nullable String proposed,
            String by,
            @Nullable String reason) {
        if (known == null && time == null) {
            throw none();
        }
        Visit.TimeSpan wanted = time == null && known != null ? new Visit.TimeSpan(known.start(), known.end()) : time;
        if (wanted == null || !wanted.start().isAfter(clock.instant())) {
            throw tooLate();
        }
        String group = visit.fieldGroup() != null
                ? visit.fieldGroup()
                : known != null && known.group() != null ? known.group() : proposed;
        boolean stands = known != null
                && known.start().equals(wanted.start())
                && known.end().equals(wanted.end());
        if (group == null && !stands) {
            throw none();
        }
        booking.book(visit, group, wanted, Appointment.State.CONFIRMED, by, reason, true);
        if (visit.step() != Visit.Step.WORK) {
            hand(visit, wanted);
        } else if (!wanted.start().equals(visit.appointmentStart())
                || !wanted.end().equals(visit.appointmentEnd())) {
            fixed(visit, wanted, null);
            show(visit, wanted);
        }
    }

    /** The customer gives up the time, by his link. */
    @Transactional
    public void cancelByCustomer(String id) {
        giveUp(id, Appointment.CUSTOMER, null);
    }

    private void giveUp(String id, String by, @Nullable String reason) {
        Visit visit = changeable(id);
        Appointment known = booking.of(id).filter(Appointment::open).orElseThrow(VisitAppointments::none);
        if (!known.start().isAfter(clock.instant())) {
            throw tooLate();
        }
        drop(visit, by, reason);
    }

    private Visit changeable(String id) {
        Visit visit = visits.lock(id).orElseThrow(() -> Problem.notFound("visit", id));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        FieldWork.inTheHouse(visit);
        notUnderWay(visit);
        return visit;
    }

    private static void notUnderWay(Visit visit) {
        if (visit.underWay() || visit.step() == Visit.Step.TEST) {
            throw Problem.conflict("under-way", "The crew is on its way or at work.");
        }
    }

    private Visit open(String id, Caller caller) {
        visits.find(id)
                .filter(visit -> FieldWork.mayWork(visit, caller))
                .orElseThrow(() -> Problem.notFound("visit", id));
        Visit visit = visits.lock(id).orElseThrow(() -> Problem.notFound("visit", id));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        FieldWork.inTheHouse(visit);
        return visit;
    }

    private static void checkReason(@Nullable String reason, boolean required) {
        List<FieldError> errors = new ArrayList<>();
        if (required && (reason == null || reason.isBlank())) {
            errors.add(new FieldError("/reason", "is required"));
        } else if (reason != null && reason.length() > LONGEST_REASON) {
            errors.add(new FieldError("/reason", "is longer than " + LONGEST_REASON + " characters"));
        }
        refuseIf(errors);
    }

    private static void refuseIf(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "The appointment cannot be changed like this. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }

    private static Problem none() {
        return Problem.conflict("no-appointment", "The visit has no appointment.");
    }

    private static Problem tooLate() {
        return Problem.conflict("too-late", "This time has begun already.");
    }
}
