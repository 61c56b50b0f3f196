// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Json;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Decisions of persons: offered with the facts and the last results, only legal ones taken, with who and why (service-orders 7.8). */
@Service
public class HumanWork {

    private static final Logger log = LoggerFactory.getLogger(HumanWork.class);

    private static final int CHUNK = 200;

    /** The next word after a decision, in the log of the order. */
    private static final String DECIDED = "_DECIDED";

    private static final int LONGEST_NOTE = 500;

    /**
     * A decision that waits, or was made.
     *
     * @param division whose dispatchers see it: that of the order
     * @param pointDivision that of its point, another one only where the order must be corrected (G16)
     * @param approvals what the persons said who approve together
     */
    public record View(
            String id,
            String orderId,
            String externalId,
            String orderType,
            String servicePointId,
            String division,
            String pointDivision,
            String address,
            String action,
            List<String> decisions,
            String reason,
            Set<String> groups,
            @Nullable String assignee,
            Activity.State state,
            @Nullable String outcome,
            Map<String, Object> factsNow,
            List<String> lastResults,
            Instant createdAt,
            @Nullable Instant completedAt,
            @Nullable String completedBy,
            @Nullable String evidence,
            @Nullable String remarks,
            List<Approval> approvals,
            @JsonIgnore @Nullable String taskId) {}

    private final Activities activities;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final LegalDecisions rules;
    private final Approvals approvals;
    private final DecisionCard card;
    private final Milestones milestones;
    private final Json json;
    private final Tasks tasks;
    private final Clock clock;

    HumanWork(
            Activities activities,
            ServiceOrders orders,
            ServicePoints points,
            LegalDecisions rules,
            Approvals approvals,
            DecisionCard card,
            Milestones milestones,
            Json json,
            Tasks tasks,
            Clock clock) {
        this.activities = activities;
        this.orders = orders;
        this.points = points;
        this.rules = rules;
        this.approvals = approvals;
        this.card = card;
        this.milestones = milestones;
        this.json = json;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** The task exists: what its card and form show, the legal choices among it. */
    public Map<String, Object> offered(String activityId, String taskId) {
        activities.attempted(activityId, 0, taskId);
        Activity activity = activities.get(activityId);
        ServiceOrder order = orders.get(activity.orderId());
        return card.of(
                activity, order, points.get(order.servicePointId()), rules.legal(activity), approvals.of(activityId));
    }

    /** The point that a decision is about. */
    public ServicePoint pointOf(String activityId) {
        return points.get(orders.get(activities.get(activityId).orderId()).servicePointId());
    }

    /** Who may decide. */
    public Set<String> groups(String activityId) {
        Activity activity = activities.get(activityId);
        ServiceOrder order = orders.get(activity.orderId());
        return groups(activity, order, points.get(order.servicePointId()));
    }

    private static Set<String> groups(Activity activity, ServiceOrder order, ServicePoint point) {
        Set<String> groups = new LinkedHashSet<>();
        switch (activity.action()) {
            case LegalDecisions.INTEGRATION -> groups.addAll(List.of(People.HEAD_END_OPS, People.INTEGRATION));
            case LegalDecisions.APPROVE_LIFE_SUPPORT, LegalDecisions.APPROVE_DISPUTED ->
                groups.add(People.COLLECTIONS_APPROVERS);
            case LegalDecisions.ESTIMATE_READ -> {
                groups.add(People.METER_DATA);
                groups.add(People.DISPATCHERS + order.division());
            }
            case LegalDecisions.CORRECT_ORDER -> {
                groups.add(People.DISPATCHERS + order.division());
                groups.add(People.DISPATCHERS + point.division());
            }
            case "EVENT_PERSISTS" -> {
                groups.add(People.DISPATCHERS + order.division());
                groups.add(People.HEAD_END_OPS);
            }
            default -> groups.add(People.DISPATCHERS + order.division());
        }
        return groups;
    }

    /** Decisions the caller's groups may make; {@code group} and {@code assignee} narrow. */
    public Page<View> find(
            Caller caller,
            @Nullable String group,
            Activity.@Nullable State state,
            @Nullable String assignee,
            Page.Request page) {
        List<View> shown = new ArrayList<>();
        String after = page.after();
        // Filtered before the page is cut: an empty page with a link to the next one would hide work.
        while (shown.size() < page.fetch()) {
            List<Activity> rows = activities.search(
                    Activity.Kind.HUMAN,
                    state,
                    caller.divisions(),
                    LegalDecisions.CORRECT_ORDER,
                    new Page.Request(CHUNK, after));
            rows.stream()
                    .limit(CHUNK)
                    .map(this::view)
                    .filter(view -> sees(view, caller))
                    .filter(view -> group == null || view.groups().contains(group))
                    .filter(view -> assignee == null || assignee.equals(view.assignee()))
                    .forEach(shown::add);
            if (rows.size() <= CHUNK) {
                break;
            }
            after = rows.get(CHUNK - 1).id();
        }
        return page.page(shown.size() > page.fetch() ? shown.subList(0, page.fetch()) : shown, View::id);
    }

    public View visible(String id, Caller caller) {
        return activities
                .find(id)
                .filter(activity -> activity.kind() == Activity.Kind.HUMAN)
                .map(this::view)
                .filter(view -> sees(view, caller))
                .orElseThrow(() -> Problem.notFound("human activity", id));
    }

    /** Whoever may decide; and work leaders look on where their dispatchers decide (EVADO-01). */
    private static boolean sees(View view, Caller caller) {
        boolean mayLook = view.groups().stream().anyMatch(group -> caller.in(group) || caller.in(leadersOf(group)))
                || caller.in(People.ADMINS);
        return mayLook && (caller.sees(view.division()) || caller.sees(view.pointDivision()));
    }

    private static String leadersOf(String group) {
        return group.startsWith(People.DISPATCHERS)
                ? People.WORK_LEADERS + group.substring(People.DISPATCHERS.length())
                : group;
    }

    public View claim(String id, Caller caller) {
        String task = openTask(visible(id, caller));
        refuseSamePerson(id, caller.id());
        tasks.claim(task, caller);
        return visible(id, caller);
    }

    /** Decides, signing the task first if nobody has. */
    @Transactional
    public View decide(String id, Caller caller, PersonsDecision decision) {
        // Before the task is touched: a cancellation takes the row first and the task after it.
        activities.hold(id);
        View view = visible(id, caller);
        String task = openTask(view);
        if (view.assignee() != null && !view.assignee().equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
        refuseSamePerson(id, caller.id());
        if (view.assignee() == null) {
            tasks.claim(task, caller);
        }
        take(id, decision, caller.id());
        tasks.completeReported(task);
        // The decision may have taken the order out of the caller's divisions.
        return view(activities.get(id));
    }

    /**
     * Somebody signs, or decides: where two must approve, the first of them is not the second.
     *
     * @throws Problem 409 {@code same-person}
     */
    public void refuseSamePerson(String activityId, @Nullable String person) {
        if (approvals.of(activityId).stream().anyMatch(approval -> approval.by().equals(person))) {
            throw Problem.conflict("same-person", "You have approved this already; another person must decide now.");
        }
    }

    /** True after the first of two has approved: the activity is still open. */
    public boolean secondPersonNeeded(String activityId) {
        return activities.get(activityId).state() == Activity.State.OPEN;
    }

    /**
     * Checks and stores a decision within the transaction that completes the task. The first of two approvals leaves the activity open.
     *
     * @throws Problem 422 with pointers; 409 when it was decided before or the same person approves twice; nothing is changed then
     */
    public void take(String activityId, PersonsDecision decision, @Nullable String by) {
        Activity activity = activities.get(activityId);
        if (activity.state() != Activity.State.OPEN) {
            throw alreadyEnded();
        }
        ServiceOrder order = orders.get(activity.orderId());
        ServicePoint point = points.get(order.servicePointId());
        List<FieldError> errors = rules.check(activity, point, decision);
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "decision-not-allowed",
                    "This cannot be decided here. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
        Instant now = clock.instant();
        PersonsDecision stored = decision;
        if (LegalDecisions.byTwo(activity.action())) {
            if (by == null) {
                throw Problem.conflict("not-signed", "Sign the task first: two persons must approve this.");
            }
            refuseSamePerson(activityId, by);
            approvals.add(
                    activityId,
                    new Approval(
                            by, String.valueOf(decision.decision()), now, decision.evidence(), decision.remarks()));
            List<Approval> given = approvals.of(activityId);
            if ("APPROVED".equals(decision.decision()) && given.size() == 1) {
                tell(order, activity, decision, by);
                return;
            }
            stored = DecisionCard.together(decision, given);
        }
        if (LegalDecisions.CORRECT_ORDER.equals(activity.action()) && "CORRECTED".equals(decision.decision())) {
            orders.moveToDivision(order.id(), point.division());
        }
        activities.end(
                activityId,
                Activity.State.COMPLETED,
                String.valueOf(decision.decision()),
                new Observation(
                        now,
                        null,
                        null,
                        null,
                        rules.estimate(activity, point, decision),
                        null,
                        decision.facts() == null || decision.facts().empty() ? null : decision.facts(),
                        stored.evidence(),
                        stored.remarks()),
                by);
        tell(orders.get(order.id()), activity, decision, by);
    }

    /** Who and why, in the order's own log. */
    private void tell(ServiceOrder order, Activity activity, PersonsDecision decision, @Nullable String by) {
        StringBuilder note = new StringBuilder(String.valueOf(decision.decision()));
        if (by != null) {
            note.append(" by ").append(by);
        }
        if (decision.remarks() != null) {
            note.append(": ").append(decision.remarks());
        }
        if (decision.evidence() != null) {
            note.append(" Evidence: ").append(decision.evidence());
        }
        milestones.reached(
                order,
                activity.action() + DECIDED,
                note.length() <= LONGEST_NOTE ? note.toString() : note.substring(0, LONGEST_NOTE));
        log.info(
                "Person decided: activityId={} action={} decision={}",
                activity.id(),
                activity.action(),
                decision.decision());
    }

    private static Problem alreadyEnded() {
        return Problem.conflict("already-ended", "This decision was made already, or is not needed any more.");
    }

    private static String openTask(View view) {
        if (view.state() != Activity.State.OPEN || view.taskId() == null) {
            throw alreadyEnded();
        }
        return view.taskId();
    }

    private View view(Activity activity) {
        ServiceOrder order = orders.get(activity.orderId());
        ServicePoint point = points.get(order.servicePointId());
        List<String> results = activities.of(order.id()).stream()
                .filter(other -> other.outcome() != null)
                .map(other -> other.action() + ": " + other.outcome())
                .toList();
        String task = activity.externalReference();
        Optional<Observation> result =
                Optional.ofNullable(activity.result()).map(text -> json.read(text, Observation.class));
        return new View(
                activity.id(),
                order.id(),
                order.externalId(),
                order.type(),
                point.id(),
                order.division(),
                point.division(),
                point.addressLine(),
                activity.action(),
                rules.legal(activity),
                String.valueOf(activity.reason()),
                groups(activity, order, point),
                activity.state() != Activity.State.OPEN || task == null
                        ? activity.completedBy()
                        : tasks.assignee(task).orElse(null),
                activity.state(),
                activity.outcome(),
                card.facts(order, point),
                results.subList(Math.max(0, results.size() - 5), results.size()),
                activity.createdAt(),
                activity.completedAt(),
                activity.completedBy(),
                result.map(Observation::evidence).orElse(null),
                result.map(Observation::remarks).orElse(null),
                LegalDecisions.byTwo(activity.action()) ? approvals.of(activity.id()) : List.of(),
                task);
    }
}
