// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitReport;
import org.truckroll.field.VisitsOutside;
import org.truckroll.field.workforce.StatusReport.Outcome;
import org.truckroll.field.workforce.StatusReport.Result;
import org.truckroll.field.workforce.StatusReport.Stage;
import org.truckroll.field.workforce.StatusReport.State;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.CrewNotes;
import org.truckroll.servicepoint.FieldFindings;
import org.truckroll.servicepoint.LateResults;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Takes in what workforce systems tell (TMF697): each news once, in whatever order it comes, and together with what follows from it. What is refused
 * leaves nothing behind, so that the system can correct it and tell it again under the same id.
 */
@Service
public class WorkforceNews {

    private static final Logger log = LoggerFactory.getLogger(WorkforceNews.class);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final int TRIES = 4;

    private final VisitsOutside visits;
    private final WorkOrders workOrders;
    private final WorkOrderDesk desk;
    private final Activities activities;
    private final LateResults late;
    private final FieldFindings findings;
    private final CrewNotes crews;
    private final Tasks tasks;
    private final Inbox inbox;
    private final Json json;
    private final Clock clock;
    private final TransactionTemplate transaction;

    WorkforceNews(
            VisitsOutside visits,
            WorkOrders workOrders,
            WorkOrderDesk desk,
            Activities activities,
            LateResults late,
            FieldFindings findings,
            CrewNotes crews,
            Tasks tasks,
            Inbox inbox,
            Json json,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.visits = visits;
        this.workOrders = workOrders;
        this.desk = desk;
        this.activities = activities;
        this.late = late;
        this.findings = findings;
        this.crews = crews;
        this.tasks = tasks;
        this.inbox = inbox;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What is kept of a news: enough to know it again. */
    private record Kept(
            String visitId,
            String hash,
            State state,
            @Nullable Stage stage,
            Instant at,
            Outcome outcome) {}

    /**
     * Takes in one news of a work order of this system.
     *
     * @throws Problem 400, 404, 409 {@code event-id-reused}, 422 as for a crew's report
     */
    public Outcome tell(String system, String visitId, StatusReport report, Caller caller) {
        check(report);
        for (int again = 1; ; again++) {
            try {
                Outcome outcome = transaction.execute(status -> take(system, visitId, report, caller));
                return Objects.requireNonNull(outcome);
            } catch (DuplicateKeyException | TransientDataAccessException e) {
                // The token or the same news moved at the same moment.
                if (again == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void check(StatusReport report) {
        List<FieldError> errors = new ArrayList<>();
        text(errors, "/eventId", report.eventId(), true, 100);
        if (report.at() == null) {
            errors.add(new FieldError("/at", "is required: when it was true"));
        } else if (report.at().isAfter(clock.instant().plus(CLOCK_TOLERANCE))) {
            errors.add(new FieldError("/at", "lies in the future"));
        }
        if (report.state() == null) {
            errors.add(new FieldError("/state", "is required"));
        }
        if (report.stage() != null && report.state() != State.IN_PROGRESS) {
            errors.add(new FieldError("/stage", "goes with inProgress"));
        }
        text(errors, "/workOrderId", report.workOrderId(), false, 100);
        text(errors, "/worker", report.worker(), false, 200);
        text(errors, "/reason", report.reason(), false, 400);
        StatusReport.Appointment appointment = report.appointment();
        if (appointment != null && (appointment.start() == null || appointment.end() == null)) {
            errors.add(new FieldError("/appointment", "has a start and an end"));
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The status is not in the form of the contract.", errors);
        }
    }

    private static void text(
            List<FieldError> errors, String pointer, @Nullable String value, boolean required, int most) {
        if (required && (value == null || value.isBlank())) {
            errors.add(new FieldError(pointer, "is required"));
        } else if (value != null && (value.length() > most || value.indexOf('\u0000') >= 0)) {
            errors.add(new FieldError(pointer, "must be a text of at most " + most + " characters that can be stored"));
        }
    }

    private Outcome take(String system, String visitId, StatusReport report, Caller caller) {
        WorkOrder known = workOrders
                .find(visitId)
                .filter(order -> order.system().equals(system) && caller.sees(order.division()))
                .orElseThrow(() -> Problem.notFound("work order of visit", visitId));
        String source = "workforce:" + system;
        String eventId = String.valueOf(report.eventId());
        String hash = json.hash(report);
        Optional<Inbox.Message> before = inbox.find(source, eventId);
        if (before.isPresent()) {
            Kept kept = json.read(before.get().payload(), Kept.class);
            if (!kept.hash().equals(hash) || !kept.visitId().equals(visitId)) {
                throw Problem.conflict("event-id-reused", "This eventId was used before with another status.");
            }
            return Outcome.KNOWN;
        }
        // The point comes before the visit in the order of locks: what is over for good is looked at without holding
        // it.
        Outcome outcome = known.current() || known.state() == WorkOrder.State.ENDED
                ? ofTheVisit(visitId, report, caller)
                : afterWithdrawal(known, report, caller);
        Kept kept = new Kept(
                visitId,
                hash,
                Objects.requireNonNull(report.state()),
                report.stage(),
                Objects.requireNonNull(report.at()),
                outcome);
        if (!inbox.store(source, eventId, visitId, json.write(kept))) {
            throw new DuplicateKeyException("The same news at the same moment");
        }
        inbox.mark(source, eventId, outcome == Outcome.LATE ? Inbox.State.LATE : Inbox.State.DONE);
        log.info(
                "Status told: visitId={} system={} state={} stage={} outcome={}",
                visitId,
                system,
                report.state(),
                report.stage(),
                outcome);
        return outcome;
    }

    private Outcome ofTheVisit(String visitId, StatusReport report, Caller caller) {
        Visit visit = visits.lock(visitId).orElseThrow();
        WorkOrder order = workOrders.lock(visitId).orElseThrow();
        if (!order.current() && order.state() != WorkOrder.State.ENDED) {
            // Withdrawn since we looked: from the beginning.
            throw new OptimisticLockingFailureException("Work order " + visitId + " moved on");
        }
        if (visit.ended()) {
            return Outcome.NOTED;
        }
        State state = Objects.requireNonNull(report.state());
        Instant at = Objects.requireNonNull(report.at());
        boolean ends = state == State.COMPLETED || state == State.FAILED;
        if (!ends && order.toldAt() != null && at.isBefore(order.toldAt())) {
            return Outcome.NOTED;
        }
        desk.hurry(order);
        workOrders.named(visitId, report.workOrderId());
        workOrders.told(
                visitId,
                report.stage() == null ? state.word() : report.stage().name(),
                at,
                report.worker(),
                report.reason());
        StatusReport.Appointment appointment = report.appointment();
        if (appointment != null && appointment.start() != null && appointment.end() != null && !ends) {
            visits.appointed(visit, appointment.start(), appointment.end(), caller.id());
        }
        switch (state) {
            case ACKNOWLEDGED -> visits.stands(visit, Visit.Status.CLAIMED, caller.id());
            case IN_PROGRESS -> visits.stands(visit, status(report.stage()), caller.id());
            case HELD -> visits.stands(visit, Visit.Status.SUSPENDED, caller.id());
            case COMPLETED, FAILED, PARTIAL -> over(visit, report, caller);
            case REJECTED, CANCELLED -> {
                return notDone(visit, order, report, caller);
            }
            case PENDING -> {
                return Outcome.NOTED;
            }
        }
        return Outcome.APPLIED;
    }

    /** Who is at work without saying how far is there: the point is locked for them. */
    private static Visit.Status status(@Nullable Stage stage) {
        return switch (stage == null ? Stage.ON_SITE : stage) {
            case DISPATCHED -> Visit.Status.CLAIMED;
            case EN_ROUTE -> Visit.Status.EN_ROUTE;
            case ON_SITE -> Visit.Status.ON_SITE;
        };
    }

    private void over(Visit visit, StatusReport report, Caller caller) {
        Result result = report.result();
        boolean failed = report.state() == State.FAILED;
        if (result == null || report.state() == State.PARTIAL || failed != (result.reason() != null)) {
            throw Problem.unprocessable(
                    "completion-not-possible",
                    "A visit is completed in a mode, or failed for a reason. Nothing was changed.",
                    new FieldError(
                            report.state() == State.PARTIAL ? "/state" : failed ? "/result/reason" : "/result/mode",
                            report.state() == State.PARTIAL
                                    ? "say completed with the mode in which the work was done, or failed"
                                    : "is required with "
                                            + Objects.requireNonNull(report.state())
                                                    .word() + ", and nothing else"));
        }
        try {
            visits.report(visit, read(result), "PASSED".equals(result.test()), caller.id());
        } catch (Problem problem) {
            throw problem.at(pointer -> "/result" + pointer);
        }
        workOrders.state(visit.id(), WorkOrder.State.ENDED, null);
        workOrders.forgetWorker(visit.id());
        visits.settled(visit);
    }

    private static VisitReport read(Result result) {
        return new VisitReport(
                result.mode(),
                result.reason(),
                result.performedAt(),
                result.deviceId(),
                result.installedDevice(),
                result.readings(),
                result.count(),
                result.remarks());
    }

    /** The system does not do it: a dispatcher decides who does. */
    private Outcome notDone(Visit visit, WorkOrder order, StatusReport report, Caller caller) {
        if (order.state() == WorkOrder.State.TAKING_BACK || order.state() == WorkOrder.State.NOT_TAKEN) {
            // We have asked for that, or a person is asked already.
            return Outcome.NOTED;
        }
        workOrders.notThere(visit.id());
        workOrders.state(
                visit.id(),
                WorkOrder.State.NOT_TAKEN,
                "The system says " + Objects.requireNonNull(report.state()).word()
                        + (report.reason() == null ? "" : ": " + report.reason()));
        workOrders.forgetWorker(visit.id());
        visits.dropped(visit, caller.id());
        visits.milestone(visit, "NOT_DONE_THERE", report.reason());
        visits.settled(visit);
        return Outcome.APPLIED;
    }

    /** What comes after we have taken the visit back or given it up (service-orders 7.4 LATE). */
    private Outcome afterWithdrawal(WorkOrder known, StatusReport report, Caller caller) {
        State state = Objects.requireNonNull(report.state());
        String visitId = known.visitId();
        if (state == State.COMPLETED) {
            Result result = report.result();
            if (result == null || result.mode() == null) {
                throw Problem.unprocessable(
                        "completion-not-possible",
                        "A completion says in which mode the work was done.",
                        new FieldError("/result/mode", "is required"));
            }
            lateResult(known, report, result, caller);
            withdrawalSettled(visitId, WorkOrder.State.TOO_LATE);
            return Outcome.LATE;
        }
        if (state == State.CANCELLED || state == State.REJECTED || state == State.FAILED) {
            withdrawalSettled(visitId, WorkOrder.State.WITHDRAWN);
        }
        return Outcome.NOTED;
    }

    private void lateResult(WorkOrder known, StatusReport report, Result result, Caller caller) {
        Instant at = result.performedAt() == null ? Objects.requireNonNull(report.at()) : result.performedAt();
        for (Reading reading : result.readings() == null ? List.<Reading>of() : result.readings()) {
            if (reading == null
                    || reading.value() == null
                    || reading.at() == null
                    || !ReadingIntake.readable(reading.value())) {
                throw Problem.unprocessable(
                        "completion-not-possible",
                        "A reading has a register, a value and a time.",
                        new FieldError("/result/readings", "are not register values"));
            }
        }
        Activity activity = activities.get(known.visitId());
        if (activity.state() != Activity.State.OPEN) {
            late.apply(
                    activity,
                    String.valueOf(result.mode()),
                    new Observation(
                            at, result.deviceId(), null, null, null, result.count(), null, null, result.remarks()));
        }
        String found =
                "The work order " + activity.action() + " was withdrawn, but " + known.system() + " has done it: "
                        + result.mode() + (result.deviceId() == null ? "" : ", device " + result.deviceId())
                        + ". Compare what is on record with what is there.";
        if (activity.state() == Activity.State.OPEN) {
            crews.tell(activity, found);
        }
        findings.found(
                "late-" + known.visitId(),
                visits.pointOf(known.visitId()),
                found,
                result.readings(),
                at,
                result.remarks(),
                caller);
    }

    /** A withdrawal that is still under way, or waits for a person, is over by that. */
    private void withdrawalSettled(String visitId, WorkOrder.State state) {
        WorkOrder order = workOrders.lock(visitId).orElseThrow();
        if (order.state() != WorkOrder.State.WITHDRAWING && order.state() != WorkOrder.State.UNCLEAR) {
            return;
        }
        desk.hurry(order);
        workOrders.state(visitId, state, null);
        if (order.taskId() != null) {
            workOrders.task(visitId, null);
            tasks.completeReported(order.taskId());
        }
    }
}
