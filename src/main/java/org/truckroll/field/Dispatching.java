// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Gives visits to crews and persons: one assignment holds for all steps of a visit (HCDC-23), and every one is kept with who, when and why. Tasklist
 * and REST come through here alike.
 */
@Service
public class Dispatching {

    private static final Logger log = LoggerFactory.getLogger(Dispatching.class);
    private static final int LONGEST_REASON = 500;
    private static final int MOST_AT_ONCE = 500;
    private static final String TIME_TO_RENEW =
            "The time that was confirmed to the customer is full at this crew: agree another one.";

    /**
     * What a dispatcher says when he gives a visit to a crew.
     *
     * @param group the crew; may be left out when the person belongs to one crew of the division only
     * @param person who of the crew has it signed from the start; null = whoever signs first
     * @param addressVerified the address was checked with the customer
     * @param preliminary the time agreed with the customer so far; handed to the step that makes the appointment
     * @param reason why; required when another crew had it
     */
    public record Order(
            @Nullable String group,
            @Nullable String person,
            @Nullable Boolean addressVerified,
            Visit.@Nullable TimeSpan preliminary,
            @Nullable String reason) {}

    /**
     * What became of one visit in a bulk reassignment; the problem says why it stayed where it was.
     *
     * @param detail in words; of a visit that moved: what is left to do about it
     */
    public record Moved(
            String id,
            boolean done,
            @Nullable String problem,
            @Nullable String detail) {}

    /** One assignment with what became of the visit, running or archived. */
    public record Given(Assignment assignment, VisitSearch.View visit) {}

    private final Visits visits;
    private final Assignments assignments;
    private final CrewFinder crews;
    private final VisitSearch search;
    private final ServicePoints points;
    private final VisitNews news;
    private final Tasks tasks;
    private final TransactionTemplate transaction;

    Dispatching(
            Visits visits,
            Assignments assignments,
            CrewFinder crews,
            VisitSearch search,
            ServicePoints points,
            VisitNews news,
            Tasks tasks,
            TransactionTemplate transaction) {
        this.visits = visits;
        this.assignments = assignments;
        this.crews = crews;
        this.search = search;
        this.points = points;
        this.news = news;
        this.tasks = tasks;
        this.transaction = transaction;
    }

    /** Gives a visit to a crew of its division: for the first time, or taking it from another one. */
    @Transactional
    public Visit assign(String id, Caller caller, Order order) {
        return give(id, caller, order);
    }

    private Visit give(String id, Caller caller, Order order) {
        Visit visit = open(id, caller);
        dispatches(visit, caller);
        if (visit.step() == Visit.Step.ASSIGN) {
            if (visit.assignee() != null && !visit.assignee().equals(caller.id())) {
                throw FieldWork.signedByOther();
            }
            first(visit, order, caller.id());
            tasks.completeReported(FieldWork.task(visit));
        } else {
            again(visit, order, caller.id());
        }
        return visits.find(id).orElseThrow();
    }

    /** The first assignment, within the transaction that completes the dispatchers' task. */
    public void first(String id, Order order, @Nullable String by) {
        Visit visit = visits.lock(id).orElseThrow(() -> Problem.notFound("visit", id));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        first(visit, order, by);
    }

    private void first(Visit visit, Order order, @Nullable String by) {
        Target target = target(visit, order, false);
        assignments.add(Assignment.Kind.ASSIGN, visit, target.group(), order.person(), order.reason(), by);
        visits.given(visit.id(), visit.plan().firstOfCrew(), target.group(), order.person());
        visits.agreed(visit.id(), order.addressVerified(), order.preliminary());
        news.tell(WorkEvent.Kind.ASSIGNED, visit.id(), by, order.reason());
        log.info("Visit assigned: visitId={} group={}", visit.id(), target.group());
    }

    private void again(Visit visit, Order order, String by) {
        Target target = target(visit, order, true);
        if (visit.underWay()) {
            throw underWay();
        }
        assignments.add(Assignment.Kind.REASSIGN, visit, target.group(), order.person(), order.reason(), by);
        visits.given(visit.id(), visit.step(), target.group(), order.person());
        visits.agreed(visit.id(), order.addressVerified(), order.preliminary());
        news.tell(WorkEvent.Kind.ASSIGNED, visit.id(), by, order.reason());
        tasks.move(FieldWork.task(visit), visit.fieldGroup(), target.group(), order.person());
        if (order.person() != null) {
            news.tell(WorkEvent.Kind.SIGNED, visit.id(), by, null);
        }
        if (order.preliminary() != null && visit.step() == Visit.Step.APPOINTMENT) {
            Map<String, Object> card = new LinkedHashMap<>();
            StepCards.appointment(
                    card,
                    order.preliminary(),
                    null,
                    points.get(visit.servicePointId()).timeZone());
            tasks.show(FieldWork.task(visit), card);
        }
        log.info("Visit reassigned: visitId={} group={}", visit.id(), target.group());
    }

    private record Target(String group) {}

    private Target target(Visit visit, Order order, boolean again) {
        List<FieldError> errors = new ArrayList<>();
        checkReason(order.reason(), again, errors);
        String group = order.group();
        if (group == null && order.person() != null) {
            Set<String> own = crews.crewsOf(visit.division(), order.person());
            if (own.size() == 1) {
                group = own.iterator().next();
            } else if (own.isEmpty()) {
                errors.add(new FieldError(
                        "/person", "'" + order.person() + "' is no active member of a crew of " + visit.division()));
            }
        }
        if (group == null) {
            if (errors.isEmpty() || order.person() == null) {
                errors.add(new FieldError("/group", "is required: a crew of " + visit.division()));
            }
        } else if (!crews.holds(visit.division(), group)) {
            errors.add(new FieldError("/group", "'" + group + "' is no crew of " + visit.division()));
        } else if (order.person() != null && !crews.holdsWorker(group, order.person())) {
            errors.add(new FieldError("/person", "'" + order.person() + "' is no active member of " + group));
        }
        Visit.TimeSpan preliminary = order.preliminary();
        if (preliminary != null && !preliminary.start().isBefore(preliminary.end())) {
            errors.add(new FieldError("/preliminaryVisit/end", "must be after start"));
        }
        refuseIf(errors);
        return new Target(Objects.requireNonNull(group));
    }

    /** Gives a signed visit to another person of the same crew, or of the same desk; the reason is kept (CALL-11). */
    @Transactional
    public Visit transfer(String id, Caller caller, @Nullable String to, @Nullable String reason) {
        Visit visit = open(id, caller);
        if (visit.assignee() == null) {
            throw notSigned();
        }
        holdsOrDispatches(visit, caller);
        List<FieldError> errors = new ArrayList<>();
        checkReason(reason, true, errors);
        if (to == null || to.isBlank()) {
            errors.add(new FieldError("/to", "is required: who takes over"));
        } else if (to.equals(visit.assignee())) {
            errors.add(new FieldError("/to", "'" + to + "' has it already"));
        } else if (desks(visit).stream().noneMatch(group -> crews.holdsWorker(group, to))) {
            errors.add(
                    new FieldError("/to", "'" + to + "' is no active member of " + String.join(" or ", desks(visit))));
        }
        refuseIf(errors);
        assignments.add(Assignment.Kind.TRANSFER, visit, visit.fieldGroup(), to, reason, caller.id());
        visits.assigned(id, to);
        news.tell(WorkEvent.Kind.TRANSFERRED, id, caller.id(), reason);
        tasks.assign(FieldWork.task(visit), to);
        log.info("Visit transferred: visitId={}", id);
        return visits.find(id).orElseThrow();
    }

    /** Gives the signature back: whoever of the crew signs next has it. */
    @Transactional
    public Visit release(String id, Caller caller, @Nullable String reason) {
        Visit visit = open(id, caller);
        if (visit.assignee() == null) {
            throw notSigned();
        }
        holdsOrDispatches(visit, caller);
        if (visit.underWay()) {
            throw underWay();
        }
        List<FieldError> errors = new ArrayList<>();
        checkReason(reason, false, errors);
        refuseIf(errors);
        assignments.add(Assignment.Kind.RELEASE, visit, visit.fieldGroup(), null, reason, caller.id());
        visits.assigned(id, null);
        news.tell(WorkEvent.Kind.RELEASED, id, caller.id(), reason);
        tasks.assign(FieldWork.task(visit), null);
        log.info("Visit released: visitId={}", id);
        return visits.find(id).orElseThrow();
    }

    /** Gives many visits to one crew or person, each in a transaction of its own: what can be moved is moved, and of the rest it says why not. */
    public List<Moved> reassign(List<String> ids, Order order, Caller caller) {
        Set<String> wanted = new LinkedHashSet<>(ids);
        if (wanted.isEmpty() || wanted.size() > MOST_AT_ONCE) {
            throw Problem.badRequest(
                    "Reassign between 1 and " + MOST_AT_ONCE + " visits at once.",
                    List.of(new FieldError("/ids", "1 to " + MOST_AT_ONCE + " ids")));
        }
        List<FieldError> errors = new ArrayList<>();
        checkReason(order.reason(), true, errors);
        if (order.group() == null && order.person() == null) {
            errors.add(new FieldError("/group", "group or person is required"));
        }
        refuseIf(errors);
        return wanted.stream().map(id -> move(id, order, caller)).toList();
    }

    private Moved move(String id, Order order, Caller caller) {
        try {
            return transaction.execute(status -> {
                boolean appointed = visits.find(id)
                        .filter(before -> before.appointmentStart() != null)
                        .isPresent();
                Visit after = give(id, caller, order);
                return new Moved(id, true, null, appointed && after.appointmentStart() == null ? TIME_TO_RENEW : null);
            });
        } catch (Problem problem) {
            return new Moved(id, false, problem.name(), problem.getMessage());
        } catch (ConcurrencyFailureException e) {
            return new Moved(
                    id, false, "concurrent-change", "Someone else changed this at the same moment. Try again.");
        }
    }

    /** Who had the visit, oldest first. */
    public List<Assignment> chain(String id, Caller caller) {
        return assignments.of(seen(id, caller).id());
    }

    /** Whom it could be given to, the best first. */
    public List<Suggestion> suggestions(String id, Caller caller) {
        Visit visit = seen(id, caller);
        if (!caller.in(People.WORK_LEADERS + visit.division())) {
            dispatches(visit, caller);
        }
        return suggestions(visit);
    }

    /** The same, for a caller whose rights were looked at. */
    public List<Suggestion> suggestions(Visit visit) {
        return crews.suggestions(visit, points.get(visit.servicePointId()).area());
    }

    /** Everything that somebody ever gave to crews and persons, archived too, in the divisions that the caller oversees (HCDC-11). */
    public Page<Given> givenBy(String person, Caller caller, Page.Request page) {
        List<Given> given = assignments.givenBy(person, caller.overseen(), page).stream()
                .map(assignment -> new Given(
                        assignment,
                        search.view(visits.find(assignment.visitId()).orElseThrow())))
                .toList();
        return page.page(given, one -> one.assignment().id());
    }

    private Visit seen(String id, Caller caller) {
        return visits.find(id)
                .filter(visit -> FieldWork.maySee(visit, caller))
                .orElseThrow(() -> Problem.notFound("visit", id));
    }

    private Visit visible(String id, Caller caller) {
        return visits.find(id)
                .filter(visit -> FieldWork.mayWork(visit, caller))
                .orElseThrow(() -> Problem.notFound("visit", id));
    }

    private Visit open(String id, Caller caller) {
        visible(id, caller);
        Visit visit = visits.lock(id).orElseThrow(() -> Problem.notFound("visit", id));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        FieldWork.inTheHouse(visit);
        return visit;
    }

    /** The groups whose members may have it in this step. */
    private static Set<String> desks(Visit visit) {
        return visit.step() == Visit.Step.ASSIGN || visit.fieldGroup() == null
                ? FieldWork.dispatchers(visit)
                : Set.of(visit.fieldGroup());
    }

    private static void dispatches(Visit visit, Caller caller) {
        if (FieldWork.dispatchers(visit).stream().noneMatch(caller::in) && !caller.in(People.ADMINS)) {
            throw Problem.forbidden("Only dispatchers of " + visit.division() + " may do this.");
        }
    }

    private static void holdsOrDispatches(Visit visit, Caller caller) {
        if (!caller.id().equals(visit.assignee())) {
            dispatches(visit, caller);
        }
    }

    private static void checkReason(@Nullable String reason, boolean required, List<FieldError> errors) {
        if (required && (reason == null || reason.isBlank())) {
            errors.add(new FieldError("/reason", "is required"));
        } else if (reason != null && reason.length() > LONGEST_REASON) {
            errors.add(new FieldError("/reason", "is longer than " + LONGEST_REASON + " characters"));
        }
    }

    private static void refuseIf(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "assignment-not-possible",
                    "The visit cannot be given away like this. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }

    private static Problem notSigned() {
        return Problem.conflict("not-signed", "Nobody has signed this visit yet.");
    }

    static Problem underWay() {
        return Problem.conflict(
                "under-way", "The crew is on its way or at work; only another member of it can take over.");
    }
}
