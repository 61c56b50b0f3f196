// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Json;

/**
 * The loop's centre (SOM-06, SOM-07, SOM-11): applies what the last activity observed, prepares the facts for the tables, and records the
 * decision together with the activity that it opens. Each method is one step of the process and runs in its transaction.
 */
@Service
public class Assessment {

    private static final Logger log = LoggerFactory.getLogger(Assessment.class);

    /** The table named in a record when a person, not a row, ended the order. */
    static final String BY_A_PERSON = "person";

    /** What one assessment begins with: the inputs of the tables and what G13 compares. */
    public record Prepared(Map<String, Object> names, String factsHash, String table, int step) {}

    /** What the process does next. */
    public record Step(
            String channel,
            @Nullable String activityId,
            @Nullable Instant waitUntil,
            @Nullable OrderState endState,
            @Nullable String endOutcome) {}

    private final ServiceOrders orders;
    private final ServicePoints points;
    private final OrderFactsRepository orderFacts;
    private final Activities activities;
    private final Readings readings;
    private final ReadingIntake readingIntake;
    private final Outages outages;
    private final HeadEndDirectory headEnds;
    private final Decisions decisions;
    private final Derivation derivation;
    private final FollowUps followUps;
    private final AssessmentProperties policies;
    private final Json json;
    private final Clock clock;

    Assessment(
            ServiceOrders orders,
            ServicePoints points,
            OrderFactsRepository orderFacts,
            Activities activities,
            Readings readings,
            ReadingIntake readingIntake,
            Outages outages,
            HeadEndDirectory headEnds,
            Decisions decisions,
            Derivation derivation,
            FollowUps followUps,
            AssessmentProperties policies,
            Json json,
            Clock clock) {
        this.orders = orders;
        this.points = points;
        this.orderFacts = orderFacts;
        this.activities = activities;
        this.readings = readings;
        this.readingIntake = readingIntake;
        this.outages = outages;
        this.headEnds = headEnds;
        this.decisions = decisions;
        this.derivation = derivation;
        this.followUps = followUps;
        this.policies = policies;
        this.json = json;
        this.clock = clock;
    }

    /** Applies the outcome of the last activity to the facts (7.8). A wait that nobody ended was ended by its timer. */
    public void applyResult(String orderId) {
        String activityId = lastActivity(orderId);
        if (activityId == null) {
            return;
        }
        Activity activity = activities.get(activityId);
        if (activity.state() == Activity.State.OPEN && activity.kind() == Activity.Kind.WAIT) {
            activities.end(activityId, Activity.State.COMPLETED, "TIMER", null, null);
            activity = activities.get(activityId);
        }
        if (activity.state() == Activity.State.OPEN || activity.outcome() == null) {
            throw new IllegalStateException("Activity " + activityId + " has not ended");
        }
        ServiceOrder order = orders.get(orderId);
        ServicePoint before = points.get(order.servicePointId());
        OrderFacts facts = orderFacts.of(orderId);
        Observation seen = Optional.ofNullable(activity.result())
                .map(text -> json.read(text, Observation.class))
                .orElseGet(() -> Observation.nothing(clock.instant()));
        Outcomes.Effect effect = effect(order, before, facts, activity, seen);
        if (activity.kind() == Activity.Kind.DATA) {
            return;
        }
        ServicePoint after =
                points.save(before, effect.point(), seen.effectiveAt(), ServicePoints.Source.order(orderId));
        OrderFacts known = effect.facts();
        boolean fresh = store(order, activity, before, after, seen);
        if (effect.readsWanted() && !fresh) {
            known = known.toBuilder().xRead(true).build();
        }
        if (effect.investigate() && !known.followUp() && followUps.investigate(order)) {
            known = known.toBuilder().followUp(true).build();
        }
        if (!known.equals(facts)) {
            orderFacts.save(orderId, known);
        }
        log.info("Result applied: orderId={} action={} outcome={}", orderId, activity.action(), activity.outcome());
    }

    /** By our own record: who completes a task in the engine may change variables of the process. */
    private @Nullable String lastActivity(String orderId) {
        return decisions.last(orderId).map(Decision::activityId).orElse(null);
    }

    private static Outcomes.Effect effect(
            ServiceOrder order, ServicePoint point, OrderFacts facts, Activity activity, Observation seen) {
        String outcome = String.valueOf(activity.outcome());
        return switch (activity.kind()) {
            case COMMAND -> Outcomes.command(point, facts, order.type(), activity.action(), outcome, seen);
            case FIELD -> Outcomes.visit(point, facts, activity.action(), outcome, seen);
            case WAIT -> Outcomes.waited(point, facts, activity.action(), outcome);
            case HUMAN -> Outcomes.decided(point, facts, activity.action(), outcome, seen);
            case DATA -> Outcomes.Effect.of(point, facts);
        };
    }

    /** Stores the readings that came with a result; true when they are a complete set that stands for the present phase. */
    private boolean store(
            ServiceOrder order, Activity activity, ServicePoint before, ServicePoint after, Observation seen) {
        List<Reading> given = seen.readingList();
        if (given.isEmpty() || after.device() == null) {
            return false;
        }
        boolean newPhase = before.phase() != after.phase()
                || before.device() == null
                || !java.util.Objects.equals(
                        before.device().id(), after.device().id());
        ReadingSet.Source source = activity.kind() == Activity.Kind.COMMAND
                ? ReadingSet.Source.ON_DEMAND
                : activity.kind() == Activity.Kind.HUMAN ? ReadingSet.Source.ESTIMATE : ReadingSet.Source.FIELD;
        ReadingSet set = readingIntake.store(after, after.device(), source, order.id(), activity.id(), given, newPhase);
        return set.complete() && set.standing();
    }

    /** Prepares the inputs of the tables. */
    public Prepared prepare(String orderId) {
        ServiceOrder order = orders.get(orderId);
        // What changes the point from now on waits for our commit and then finds the activity that we open: no wake-up
        // is lost.
        points.lock(order.servicePointId()).ifPresent(outages::holdOpenAt);
        Situation situation = situation(order);
        Map<String, Object> names = derivation.derive(situation);
        Map<String, Object> fingerprint = new LinkedHashMap<>(names);
        fingerprint.put("version", situation.point().version());
        fingerprint.put("remembered", situation.facts());
        fingerprint.put(
                "sets", situation.standingSets().stream().map(ReadingSet::id).toList());
        int step = decisions.last(orderId).map(Decision::step).orElse(0) + 1;
        return new Prepared(names, json.hash(fingerprint), table(order.type()), step);
    }

    /** Facts of an order now, by the names of the tables. */
    public Map<String, Object> factsNow(ServiceOrder order) {
        return derivation.derive(situation(order));
    }

    /** True while no read qualifies for the order (6.3). */
    boolean readMissing(ServiceOrder order) {
        return Derivation.readMissing(situation(order));
    }

    private Situation situation(ServiceOrder order) {
        ServicePoint point = points.get(order.servicePointId());
        return new Situation(
                order,
                point,
                orderFacts.of(order.id()),
                readings.standing(point.id()),
                point.device() != null
                        && point.device().headEnd() != null
                        && headEnds.inService(point.device().headEnd()),
                outages.openAt(point),
                clock.instant());
    }

    /** The decision table of an order type. */
    public static String table(String type) {
        return "next-action-" + type.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /**
     * Guard G13: the same action as the last one and no fact changed since, or too many steps since the start or since a person last looked at it. An
     * end is never held back.
     */
    public boolean repeated(String orderId, Verdict next, Prepared prepared) {
        return Repetition.of(
                next.action(),
                next.channel(),
                prepared.step() - decisions.lastStep(orderId, Repetition.LOOKED_AT) > policies.stepLimit(),
                decisions.last(orderId).orElse(null),
                prepared.factsHash());
    }

    /**
     * Writes the decision record, opens the activity it leads to, and moves the order's state (7.9).
     *
     * @param table the table that decided, with its version in the order's release
     */
    public Step record(String orderId, Prepared prepared, String table, int tableVersion, Verdict chosen) {
        ServiceOrder order = orders.get(orderId);
        OrderFacts facts = orderFacts.of(orderId);
        Verdict verdict = chosen;
        String by = table;
        if (facts.personEnd() != OrderFacts.PersonEnd.NONE) {
            verdict = endedByPerson(facts.personEnd());
            by = BY_A_PERSON;
        }
        String lastActivity = lastActivity(orderId);
        String childResult = lastActivity == null
                ? null
                : activities
                        .find(lastActivity)
                        .map(activity -> activity.action() + " " + activity.outcome())
                        .orElse(null);
        Activity opened = "END".equals(verdict.channel())
                ? null
                : activities.open(
                        order,
                        Activity.Kind.valueOf(verdict.channel()),
                        verdict.action(),
                        verdict.rule(),
                        verdict.reason());
        decisions.add(new Decision(
                orderId,
                prepared.step(),
                clock.instant(),
                by,
                tableVersion,
                verdict.rule(),
                verdict.action(),
                verdict.channel(),
                verdict.code(),
                verdict.reason(),
                opened == null ? null : opened.id(),
                json.write(prepared.names()),
                prepared.factsHash(),
                childResult));
        log.info(
                "Decided: orderId={} step={} rule={} action={}",
                orderId,
                prepared.step(),
                verdict.rule(),
                verdict.action());
        if (opened == null) {
            return end(verdict, facts);
        }
        orders.moveTo(orderId, stateFor(verdict));
        return new Step(
                verdict.channel(),
                opened.id(),
                "WAIT".equals(verdict.channel()) ? waitUntil(order, verdict.action()) : null,
                null,
                null);
    }

    private static Verdict endedByPerson(OrderFacts.PersonEnd end) {
        return switch (end) {
            case PARTIAL -> new Verdict("PERSON", "PARTIAL", "END", "PARTIAL", "A person ended the order in part.");
            case DENIED -> new Verdict("PERSON", "CANCELLED", "END", "DENIED", "A person denied the approval.");
            default -> new Verdict("PERSON", "CANCELLED", "END", "CANCELLED", "A person cancelled the order.");
        };
    }

    private static Step end(Verdict verdict, OrderFacts facts) {
        OrderState state = switch (verdict.action()) {
            case "DONE" -> facts.followUp() ? OrderState.PARTIAL : OrderState.COMPLETED;
            case "PARTIAL" -> OrderState.PARTIAL;
            case "REJECTED" -> OrderState.REJECTED;
            case "FAILED" -> OrderState.FAILED;
            default -> OrderState.CANCELLED;
        };
        String outcome = switch (verdict.action()) {
            case "DONE" -> facts.followUp() ? "DONE_WITH_FOLLOW_UP" : "DONE";
            default -> verdict.code() == null || verdict.code().isBlank() ? verdict.action() : verdict.code();
        };
        return new Step("END", null, null, state, outcome);
    }

    private static OrderState stateFor(Verdict verdict) {
        if ("HUMAN".equals(verdict.channel())) {
            return OrderState.HELD;
        }
        return switch (verdict.action()) {
            case "WAIT_WINDOW", "WAIT_OUTAGE" -> OrderState.HELD;
            case "WAIT_DATE", "WAIT_NOTICE" -> OrderState.PENDING;
            default -> OrderState.IN_PROGRESS;
        };
    }

    private Instant waitUntil(ServiceOrder order, String action) {
        Instant now = clock.instant();
        ServicePoint point = points.get(order.servicePointId());
        return switch (action) {
            case "WAIT_DATE" -> order.serviceDate();
            case "WAIT_OUTAGE" -> now.plus(policies.outageHold());
            case "WAIT_READ" -> {
                LocalDate next = point.nextScheduledRead();
                LocalDate last = next == null ? LocalDate.ofInstant(now, point.timeZone()) : next;
                yield last.plusDays(point.readToleranceDays())
                        .atTime(LocalTime.MAX)
                        .atZone(point.timeZone())
                        .toInstant();
            }
            case "WAIT_NOTICE" ->
                order.collection().noticeGivenAt() == null
                        ? now
                        : order.collection()
                                .noticeGivenAt()
                                .atZone(point.timeZone())
                                .plus(policies.noticePeriod())
                                .toInstant();
            case "WAIT_WINDOW" -> windowEnd(point, now);
            default -> now.plus(policies.closeWait());
        };
    }

    private static Instant windowEnd(ServicePoint point, Instant now) {
        LocalDate today = now.atZone(point.timeZone()).toLocalDate();
        return point.flags().restrictionList().stream()
                .filter(restriction -> restriction.covers(today) && restriction.to() != null)
                .map(restriction -> restriction
                        .to()
                        .plusDays(1)
                        .atStartOfDay(point.timeZone())
                        .toInstant())
                .max(Instant::compareTo)
                .orElse(now.plus(java.time.Duration.ofDays(1)));
    }

    /** Does a data step: changes a fact of the point or raises another order. */
    public void performDataStep(String orderId, String activityId) {
        ServiceOrder order = orders.get(orderId);
        Activity activity = activities.get(activityId);
        OrderFacts facts = orderFacts.of(orderId);
        switch (activity.action()) {
            case "ACTIVATE_POINT" -> setStatus(order, ServicePoint.Status.ACTIVE);
            case "DEACTIVATE_POINT" -> setStatus(order, ServicePoint.Status.INACTIVE);
            case "SPAWN_INVESTIGATE" -> {
                followUps.investigate(order);
                orderFacts.save(orderId, facts.toBuilder().followUp(true).build());
            }
            case "SPAWN_EXCHANGE" ->
                orderFacts.save(
                        orderId,
                        facts.toBuilder()
                                .exchange(
                                        followUps.exchange(order)
                                                ? OrderFacts.Exchange.RAISED
                                                : OrderFacts.Exchange.ENDED_WITHOUT)
                                .build());
            default -> throw new IllegalStateException("Unknown data step " + activity.action());
        }
        activities.end(activityId, Activity.State.COMPLETED, "DONE", null, null);
    }

    private void setStatus(ServiceOrder order, ServicePoint.Status status) {
        ServicePoint point = points.get(order.servicePointId());
        points.save(point, point.withStatus(status), clock.instant(), ServicePoints.Source.order(order.id()));
    }
}
