// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Decisions of persons: offered with the facts and the last results, only legal ones taken, with who and why (service-orders 7.8). */
@Service
public class HumanWork {

    private static final Logger log = LoggerFactory.getLogger(HumanWork.class);

    private static final int CHUNK = 200;

    private static final Map<String, String> NAMES = Map.of(
            "COMPLETE_DATA",
            "Complete the data of the service point",
            "EXCHANGE_FAILED",
            "Decide about the unfit device",
            "DEVICE_MISMATCH",
            "Clear up which device is in place",
            "NO_PROGRESS",
            "Decide: the order makes no progress",
            "FIELD_EXHAUSTED",
            "Decide: visits failed",
            "EVENT_PERSISTS",
            "Decide about the open event",
            LegalDecisions.INTEGRATION,
            "Repair the message to the head end");

    private static final Map<String, String> WORDS = words();

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("status", "Service point");
        words.put("supply", "Supply");
        words.put("device", "Device in place");
        words.put("kind", "Kind");
        words.put("condition", "Condition");
        words.put("commission", "Commissioning");
        words.put("switch", "Switch");
        words.put("capabilities", "From remote");
        words.put("readMissing", "Reading missing");
        words.put("visitsFailedInARow", "Visits failed in a row");
        return words;
    }

    /** A decision that waits, or was made. */
    public record View(
            String id,
            String orderId,
            String externalId,
            String orderType,
            String servicePointId,
            String division,
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
            @JsonIgnore @Nullable String taskId) {}

    private final Activities activities;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Assessment assessment;
    private final LegalDecisions rules;
    private final Tasks tasks;
    private final Clock clock;

    HumanWork(
            Activities activities,
            ServiceOrders orders,
            ServicePoints points,
            Assessment assessment,
            LegalDecisions rules,
            Tasks tasks,
            Clock clock) {
        this.activities = activities;
        this.orders = orders;
        this.points = points;
        this.assessment = assessment;
        this.rules = rules;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** The task exists: what its card and form show. */
    public Map<String, Object> offered(String activityId, String taskId) {
        activities.attempted(activityId, 0, taskId);
        View view = view(activities.get(activityId));
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("activityId", activityId);
        card.put("orderNo", view.externalId());
        card.put("orderType", view.orderType());
        card.put("servicePointId", view.servicePointId());
        card.put("address", view.address());
        card.put("work", NAMES.get(view.action()));
        card.put("why", view.reason());
        card.put("factsNow", text(view.factsNow()));
        card.put("lastResults", limited(String.join("\n", view.lastResults())));
        card.put("priority", orders.get(view.orderId()).priority());
        card.put("form", view.action().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        return card;
    }

    /** The activity that the order waits for. */
    public String openOf(String orderId) {
        return activities
                .openOf(orderId)
                .map(Activity::id)
                .orElseThrow(() -> Problem.conflict("already-ended", "This decision was made already."));
    }

    /** Who may decide. */
    public Set<String> groups(String activityId) {
        Activity activity = activities.get(activityId);
        return groups(activity, orders.get(activity.orderId()));
    }

    private static Set<String> groups(Activity activity, ServiceOrder order) {
        if (LegalDecisions.INTEGRATION.equals(activity.action())) {
            return Set.of(People.HEAD_END_OPS, People.INTEGRATION);
        }
        Set<String> groups = new LinkedHashSet<>();
        groups.add(People.DISPATCHERS + order.division());
        if ("EVENT_PERSISTS".equals(activity.action())) {
            groups.add(People.HEAD_END_OPS);
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
            List<Activity> rows =
                    activities.search(Activity.Kind.HUMAN, state, caller.divisions(), new Page.Request(CHUNK, after));
            rows.stream()
                    .limit(CHUNK)
                    .map(this::view)
                    .filter(view -> mayDecide(view.groups(), caller))
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
                .filter(view -> caller.sees(view.division()) && mayDecide(view.groups(), caller))
                .orElseThrow(() -> Problem.notFound("human activity", id));
    }

    private static boolean mayDecide(Set<String> groups, Caller caller) {
        return groups.stream().anyMatch(caller::in) || caller.in(People.ADMINS);
    }

    public View claim(String id, Caller caller) {
        tasks.claim(openTask(visible(id, caller)), caller);
        return visible(id, caller);
    }

    /** Decides, signing the task first if nobody has. */
    @Transactional
    public View decide(String id, Caller caller, PersonsDecision decision) {
        View view = visible(id, caller);
        String task = openTask(view);
        if (view.assignee() != null && !view.assignee().equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
        if (view.assignee() == null) {
            tasks.claim(task, caller);
        }
        take(id, decision, caller.id());
        tasks.completeReported(task);
        return visible(id, caller);
    }

    /**
     * Checks and stores a decision within the transaction that completes the task.
     *
     * @throws Problem 422 with pointers; nothing is changed then
     */
    public void take(String activityId, PersonsDecision decision, @Nullable String by) {
        Activity activity = activities.get(activityId);
        if (activity.state() != Activity.State.OPEN) {
            throw Problem.conflict("already-ended", "This decision was made already.");
        }
        ServicePoint point = points.get(orders.get(activity.orderId()).servicePointId());
        List<FieldError> errors = rules.check(activity, point, decision);
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "decision-not-allowed",
                    "This cannot be decided here. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
        Instant now = clock.instant();
        activities.end(
                activityId,
                Activity.State.COMPLETED,
                String.valueOf(decision.decision()),
                new Observation(
                        now,
                        null,
                        null,
                        null,
                        decision.estimate(),
                        null,
                        decision.facts() == null || decision.facts().empty() ? null : decision.facts(),
                        decision.evidence(),
                        decision.remarks()),
                by);
        log.info(
                "Person decided: activityId={} action={} decision={}",
                activityId,
                activity.action(),
                decision.decision());
    }

    private static String openTask(View view) {
        if (view.state() != Activity.State.OPEN || view.taskId() == null) {
            throw Problem.conflict("already-ended", "This decision was made already.");
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
        return new View(
                activity.id(),
                order.id(),
                order.externalId(),
                order.type(),
                point.id(),
                point.division(),
                point.addressLine(),
                activity.action(),
                rules.legal(activity),
                String.valueOf(activity.reason()),
                groups(activity, order),
                activity.state() != Activity.State.OPEN || task == null
                        ? activity.completedBy()
                        : tasks.assignee(task).orElse(null),
                activity.state(),
                activity.outcome(),
                facts(order, point),
                results.subList(Math.max(0, results.size() - 5), results.size()),
                activity.createdAt(),
                activity.completedAt(),
                activity.completedBy(),
                task);
    }

    private Map<String, Object> facts(ServiceOrder order, ServicePoint point) {
        Map<String, Object> names = assessment.factsNow(order);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("status", point.status());
        facts.put("supply", point.supply());
        Device device = point.device();
        facts.put("device", device == null ? null : device.id());
        if (device != null) {
            facts.put("kind", device.kind());
            facts.put("condition", device.conditionState());
            facts.put("commission", device.commissionState());
            facts.put("switch", device.position());
            facts.put("capabilities", device.capabilities());
        }
        facts.put("readMissing", names.get("readMissing"));
        facts.put("visitsFailedInARow", names.get("fieldFailures"));
        return facts;
    }

    /** The facts in plain words, one a line. */
    private static String text(Map<String, Object> facts) {
        StringBuilder text = new StringBuilder();
        WORDS.forEach((name, words) -> {
            if (facts.containsKey(name)) {
                Object value = facts.get(name);
                text.append(words)
                        .append(": ")
                        .append("device".equals(name) && value == null ? "none" : plain(value))
                        .append('\n');
            }
        });
        return limited(text.toString());
    }

    private static String plain(@Nullable Object value) {
        if (value == null) {
            return "unknown";
        }
        if (value instanceof Device.Capabilities can) {
            return "switch " + (can.switchControl() == null ? "unknown" : can.switchControl()) + ", read from remote "
                    + plain(can.onDemandReadScalar()) + ", ping " + plain(can.ping());
        }
        return value instanceof Boolean yes ? (yes ? "yes" : "no") : String.valueOf(value);
    }

    /** The engine keeps texts up to 4000 characters. */
    private static String limited(String text) {
        return text.length() <= 3900 ? text : text.substring(0, 3900);
    }
}
