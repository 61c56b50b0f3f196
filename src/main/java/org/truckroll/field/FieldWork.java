// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OpenWork;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Problem;

/** The way of a visit through its steps: assigned, appointed, done, tested; signed, under way, reported. */
@Service
public class FieldWork implements OpenWork {

    /** The word for the gateways when a visit needs no further step. */
    public static final String ENDED = "ENDED";

    private final Visits visits;
    private final Assignments assignments;
    private final VisitCompletion completion;
    private final VisitAppointments appointments;
    private final ServiceOrders orders;
    private final Milestones milestones;
    private final VisitNews news;
    private final Tasks tasks;
    private final Clock clock;

    FieldWork(
            Visits visits,
            Assignments assignments,
            VisitCompletion completion,
            VisitAppointments appointments,
            ServiceOrders orders,
            Milestones milestones,
            VisitNews news,
            Tasks tasks,
            Clock clock) {
        this.visits = visits;
        this.assignments = assignments;
        this.completion = completion;
        this.appointments = appointments;
        this.orders = orders;
        this.milestones = milestones;
        this.news = news;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Where the token goes on: the step in which the visit is now, or {@link #ENDED}. */
    public String next(String visitId) {
        Visit visit = visits.find(visitId).orElseThrow();
        return visit.ended() ? ENDED : visit.step().name();
    }

    /** Who may choose its crew: the dispatchers of its division, and those whom the dispatch rule names. */
    static Set<String> dispatchers(Visit visit) {
        Set<String> groups = new LinkedHashSet<>();
        if (visit.plan().dispatcherGroup() != null) {
            groups.add(visit.plan().dispatcherGroup());
        }
        groups.add(People.DISPATCHERS + visit.division());
        return groups;
    }

    /**
     * Follows the signature of the task, wherever it was given, moved or taken back.
     *
     * @throws Problem 409 when the visit has ended, when somebody else than its holder or a dispatcher takes the signature away, or when the crew whose
     *     signature would be given back is under way
     */
    public void assigned(String visitId, @Nullable String assignee, Caller caller) {
        Visit visit = visits.find(visitId).orElse(null);
        String before = visit == null ? null : visit.assignee();
        boolean changes = visit != null && !Objects.equals(before, assignee);
        if (changes && before != null && !before.equals(caller.id()) && foreign(visit, caller)) {
            throw signedByOther();
        }
        if (changes && assignee == null && visit.underWay() && caller.kind() == Caller.Kind.PERSON) {
            throw Dispatching.underWay();
        }
        if (!visits.assigned(visitId, assignee)) {
            throw ended();
        }
        if (changes) {
            String by = caller.kind() == Caller.Kind.PERSON ? caller.id() : assignee == null ? before : assignee;
            WorkEvent.Kind kind = assignee == null
                    ? WorkEvent.Kind.RELEASED
                    : before == null ? WorkEvent.Kind.SIGNED : WorkEvent.Kind.TRANSFERRED;
            assignments.add(
                    switch (kind) {
                        case RELEASED -> Assignment.Kind.RELEASE;
                        case SIGNED -> Assignment.Kind.SIGN;
                        default -> Assignment.Kind.TRANSFER;
                    },
                    visit,
                    visit.fieldGroup(),
                    assignee,
                    null,
                    by);
            news.tell(kind, visitId, by, null);
        }
    }

    private static boolean foreign(Visit visit, Caller caller) {
        return caller.kind() == Caller.Kind.PERSON
                && dispatchers(visit).stream().noneMatch(caller::in)
                && !caller.in(People.PEOPLE_ADMINS + visit.division())
                && !caller.in(People.ADMINS);
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

    /** The same for those who only look: work leaders see what their dispatchers see (EVADO-01). */
    public Visit seen(String id, Caller caller) {
        return visits.find(id).filter(visit -> maySee(visit, caller)).orElseThrow(() -> Problem.notFound("visit", id));
    }

    static boolean maySee(Visit visit, Caller caller) {
        return mayWork(visit, caller) || caller.in(People.WORK_LEADERS + visit.division());
    }

    static boolean mayWork(Visit visit, Caller caller) {
        return visit.fieldGroup() != null && caller.in(visit.fieldGroup())
                || caller.in(People.DISPATCHERS + visit.division())
                || visit.step() == Visit.Step.ASSIGN
                        && dispatchers(visit).stream().anyMatch(caller::in)
                || caller.in(People.ADMINS);
    }

    @Transactional
    public Visit claim(String id, Caller caller) {
        Visit visit = open(id, caller);
        tasks.claim(task(visit), caller);
        return visible(id, caller);
    }

    /**
     * Books a time, or another one; where the crew has to make the appointment first, this is it, and the visit goes on to the work. A dispatcher
     * of the division may do it for the crew, and signs nothing by it.
     */
    @Transactional
    public Visit appointment(String id, Caller caller, Instant start, Instant end, @Nullable String reason) {
        Visit visit = open(id, caller);
        VisitAppointments.mayAppoint(visit, caller);
        boolean ownStep = visit.step() == Visit.Step.APPOINTMENT;
        if (!ownStep && visit.step() != Visit.Step.WORK) {
            throw wrongStep(visit);
        }
        if (ownStep && visit.assignee() == null && !VisitAppointments.dispatches(visit, caller)) {
            tasks.claim(task(visit), caller);
        }
        appointments.book(visit, start, end, caller.id(), reason);
        if (ownStep) {
            tasks.completeReported(task(visit));
        }
        return visible(id, caller);
    }

    /** The crew's appointment, within the transaction that completes its task. */
    public void appointed(String id, Instant start, Instant end, @Nullable String by) {
        Visit visit = visits.lock(id).orElseThrow(() -> Problem.notFound("visit", id));
        if (visit.ended()) {
            throw ended();
        }
        appointments.book(visit, start, end, by, null);
    }

    /** Tells how far the crew is now. */
    @Transactional
    public Visit status(String id, Caller caller, Visit.Status status) {
        return status(id, caller, status, null);
    }

    /**
     * Tells how far the crew is; the order's followers see it as a milestone.
     *
     * @param at when the crew said so, for what was told without a network; null or later than now: now. Never before the signature, nor before what
     *     the crew told last
     */
    @Transactional
    public Visit status(String id, Caller caller, Visit.Status status, @Nullable Instant at) {
        Visit visit = open(id, caller);
        if (status != Visit.Status.EN_ROUTE && status != Visit.Status.ON_SITE && status != Visit.Status.SUSPENDED) {
            throw Problem.unprocessable(
                    "status-not-possible",
                    "A crew reports EN_ROUTE, ON_SITE or SUSPENDED.",
                    new Problem.FieldError("/status", "must be EN_ROUTE, ON_SITE or SUSPENDED"));
        }
        if (visit.step() == Visit.Step.ASSIGN || visit.step() == Visit.Step.APPOINTMENT) {
            throw wrongStep(visit);
        }
        if (visit.assignee() == null) {
            throw Problem.conflict("not-signed", "Nobody has signed this visit yet.");
        }
        signedByOther(visit, caller);
        if (visit.status() == status) {
            return visit;
        }
        Instant moment = said(id, at);
        visits.status(id, status, moment);
        milestones.reachedAt(orders.get(visit.orderId()), status.name(), moment);
        news.tell(WorkEvent.Kind.valueOf(status.name()), id, caller.id(), null, moment);
        return visible(id, caller);
    }

    private Instant said(String id, @Nullable Instant at) {
        Instant now = clock.instant();
        if (at == null || !at.isBefore(now)) {
            return now;
        }
        return Stream.of(Optional.of(at), assignments.signedAt(id), visits.statusAt(id))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .filter(moment -> moment.isBefore(now))
                .orElse(now);
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

    /** Reports what the test on site has shown; the visit ends with what was reported before, or goes back to the work. */
    @Transactional
    public Visit test(String id, Caller caller, boolean passed, @Nullable String remarks) {
        Visit visit = open(id, caller);
        signedByOther(visit, caller);
        if (visit.step() != Visit.Step.TEST) {
            throw wrongStep(visit);
        }
        if (visit.assignee() == null) {
            tasks.claim(task(visit), caller);
        }
        completion.tested(id, passed, remarks, caller.id());
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
        inTheHouse(visit);
        return visit;
    }

    /** What a workforce system has is not ours to sign, to give away or to report, until it is taken back. */
    static void inTheHouse(Visit visit) {
        if (visit.step() == Visit.Step.WORKFORCE) {
            throw wrongStep(visit);
        }
    }

    static Problem ended() {
        return Problem.conflict("already-ended", "This visit has ended.");
    }

    static Problem wrongStep(Visit visit) {
        return Problem.conflict(
                        "wrong-step",
                        switch (visit.step()) {
                            case WORKFORCE ->
                                "The workforce system " + visit.plan().workforce()
                                        + " has this visit. Take it back first.";
                            case ASSIGN -> "A dispatcher chooses the crew first.";
                            case APPOINTMENT -> "The crew makes the appointment first.";
                            case WORK -> "The work comes first.";
                            case TEST -> "The work is reported; say how the test on site went.";
                        })
                .with("step", visit.step().name());
    }

    static Problem signedByOther() {
        return Problem.conflict("already-signed", "Somebody else has signed this work.");
    }

    private static void signedByOther(Visit visit, Caller caller) {
        if (visit.assignee() != null && !visit.assignee().equals(caller.id())) {
            throw signedByOther();
        }
    }

    static String task(Visit visit) {
        if (visit.taskId() == null) {
            throw new IllegalStateException("Visit " + visit.id() + " has no task");
        }
        return visit.taskId();
    }
}
