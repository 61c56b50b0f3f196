// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.lifecycle.Policies;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.QualifyingRead;
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

    /** The table named in a record when the order ended with the one it was merged into. */
    static final String MERGED = "opposing-orders";

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
    private final Milestones milestones;
    private final Readings readings;
    private final ReadingIntake readingIntake;
    private final Outages outages;
    private final HeadEndDirectory headEnds;
    private final Decisions decisions;
    private final FollowUps followUps;
    private final Policies policies;
    private final AssessmentProperties limits;
    private final Json json;
    private final Clock clock;

    Assessment(
            ServiceOrders orders,
            ServicePoints points,
            OrderFactsRepository orderFacts,
            Activities activities,
            Milestones milestones,
            Readings readings,
            ReadingIntake readingIntake,
            Outages outages,
            HeadEndDirectory headEnds,
            Decisions decisions,
            FollowUps followUps,
            Policies policies,
            AssessmentProperties limits,
            Json json,
            Clock clock) {
        this.orders = orders;
        this.points = points;
        this.orderFacts = orderFacts;
        this.activities = activities;
        this.milestones = milestones;
        this.readings = readings;
        this.readingIntake = readingIntake;
        this.outages = outages;
        this.headEnds = headEnds;
        this.decisions = decisions;
        this.followUps = followUps;
        this.policies = policies;
        this.limits = limits;
        this.json = json;
        this.clock = clock;
    }

    /** Applies the outcome of the last activity to the facts (7.8). A wait that nobody ended was ended by its timer. */
    public void applyResult(String orderId) {
        String activityId = lastActivity(orderId);
        if (activityId == null) {
            return;
        }
        // A cancellation or an amendment changes what we are about to read: one after the other.
        hold(orderId);
        Activity activity = activities.get(activityId);
        if (activity.state() == Activity.State.OPEN && activity.kind() == Activity.Kind.WAIT) {
            activities.end(activityId, Activity.State.COMPLETED, "TIMER", null, null);
            activity = activities.get(activityId);
        }
        if (activity.state() == Activity.State.OPEN || activity.outcome() == null) {
            throw new IllegalStateException("Activity " + activityId + " has not ended");
        }
        if (activity.kind() == Activity.Kind.DATA) {
            return;
        }
        Situation before = situation(orders.get(orderId));
        Observation seen = Optional.ofNullable(activity.result())
                .map(text -> json.read(text, Observation.class))
                .orElseGet(() -> Observation.nothing(clock.instant()));
        apply(before, activity, activity.outcome(), seen, true);
        log.info("Result applied: orderId={} action={} outcome={}", orderId, activity.action(), activity.outcome());
    }

    /**
     * A success that came after the activity had ended: as in time, and what the order remembers as tried in vain is forgotten. The caller holds the
     * point.
     *
     * @param open whether the order still remembers anything
     */
    void applyLate(ServiceOrder order, Activity activity, Observation seen, boolean open) {
        Situation met = situation(order);
        Situation before = met.with(Outcomes.notInVain(met.facts(), activity.action()));
        if (open) {
            keep(met, order, before.facts());
        }
        apply(before, activity, Outcomes.SUCCESS, seen, open);
    }

    private void apply(Situation before, Activity activity, String outcome, Observation seen, boolean remembers) {
        String orderId = activity.orderId();
        Outcomes.Effect effect = Outcomes.of(before, activity.kind(), activity.action(), outcome, seen);
        ServicePoint after =
                points.save(before.point(), effect.point(), seen.effectiveAt(), ServicePoints.Source.order(orderId));
        boolean fresh = false;
        for (Outcomes.Taken taken : Outcomes.taken(before, activity.kind(), outcome, seen, effect)) {
            ReadingSet set = readingIntake.store(
                    after,
                    taken.device(),
                    Outcomes.source(activity.kind()),
                    orderId,
                    activity.id(),
                    taken.readings(),
                    taken.inNewPhase());
            fresh |= set.complete() && set.standing();
        }
        if (!Objects.equals(before.point().openEvent(), after.openEvent())
                && Outcomes.BYPASS.equals(after.openEvent())) {
            milestones.reached(before.order(), Outcomes.BYPASS, FollowUps.LIVE_LOAD_SIDE);
        }
        boolean raised = effect.investigate() != null
                && !effect.facts().followUp()
                && followUps.investigate(before.order(), effect.investigate());
        if (remembers) {
            keep(before, effect.order(), Outcomes.remembered(effect, fresh, raised));
        }
    }

    private void keep(Situation before, ServiceOrder order, OrderFacts facts) {
        if (!facts.equals(before.facts())) {
            orderFacts.save(order.id(), facts);
        }
        if (!order.equals(before.order())) {
            orders.change(order);
        }
    }

    /** Nobody else changes the order or its point until our commit. */
    Optional<ServicePoint> hold(String orderId) {
        return orders.place(orderId).flatMap(place -> points.lock(place.servicePointId()));
    }

    /** By our own record: who completes a task in the engine may change variables of the process. */
    private @Nullable String lastActivity(String orderId) {
        return decisions.last(orderId).map(Decision::activityId).orElse(null);
    }

    /** Prepares the inputs of the tables. */
    public Prepared prepare(String orderId) {
        // What changes the point or the order from now on waits for our commit and then finds the activity that we
        // open: no
        // wake-up is lost.
        hold(orderId).ifPresent(outages::holdOpenAt);
        ServiceOrder order = orders.get(orderId);
        Situation situation = looked(situation(order));
        Map<String, Object> names = Derivation.derive(situation);
        Map<String, Object> fingerprint = new LinkedHashMap<>(names);
        fingerprint.put("version", situation.point().version());
        fingerprint.put("remembered", situation.facts());
        fingerprint.put("date", order.requestedDate());
        fingerprint.put("collection", order.collection());
        fingerprint.put("sets", situation.sets().stream().map(ReadingSet::id).toList());
        Optional<Decision> last = decisions.last(orderId);
        // What was taken back was not tried: to do it now is no repetition (G13).
        last.map(Decision::activityId)
                .flatMap(activities::find)
                .filter(activity -> activity.state() == Activity.State.CANCELLED)
                .ifPresent(activity -> fingerprint.put("withdrawn", activity.id()));
        int step = last.map(Decision::step).orElse(0) + 1;
        return new Prepared(names, json.hash(fingerprint), table(order.type()), step);
    }

    /** What the first look, and the end of an awaited exchange, leave in the order's memory. */
    private Situation looked(Situation situation) {
        Situation next = situation.begun();
        if (awaits(next.order())
                && next.facts().exchange() == OrderFacts.Exchange.RAISED
                && !next.around().childOpen()) {
            boolean newOne = orders.lastRaised(next.order().id(), "EXCHANGE")
                    .filter(child -> orderFacts.of(child.id()).newIn())
                    .isPresent();
            if (!newOne) {
                next = next.with(next.facts().toBuilder()
                        .exchange(OrderFacts.Exchange.ENDED_WITHOUT)
                        .build());
            }
        }
        keep(situation, next.order(), next.facts());
        return next;
    }

    /** Guard G11 waits for the exchange that it raised; row I06 of an investigation does not. */
    private static boolean awaits(ServiceOrder order) {
        return !"INVESTIGATE".equals(order.type());
    }

    /** Facts of an order now, by the names of the tables. */
    public Map<String, Object> factsNow(ServiceOrder order) {
        return Derivation.derive(situation(order));
    }

    /** The readings that arrived are what the order waits for since then: an awaited read counts as taken by the order (6.3). */
    boolean served(ServiceOrder order, ReadingSet arrived, Instant since) {
        Situation situation = situation(order);
        boolean awaited = !arrived.takenAt()
                .isBefore(since.minus(Duration.ofDays(situation.point().readToleranceDays())));
        return awaited
                        && QualifyingRead.proves(
                                order, situation.point(), situation.facts(), arrived.takenBy(order.id()))
                || !QualifyingRead.missing(order, situation.point(), situation.facts(), situation.sets());
    }

    private Situation situation(ServiceOrder order) {
        return situation(order, orderFacts.of(order.id()));
    }

    /** What an order that remembers these facts would look at now. */
    Situation situation(ServiceOrder order, OrderFacts facts) {
        ServicePoint point = points.get(order.servicePointId());
        List<ReadingSet> sets = new ArrayList<>(readings.standing(point.id()));
        readings.ofOrder(order.id()).stream().filter(set -> !set.standing()).forEach(sets::add);
        Policies.Policy policy = policies.of(point.division());
        return new Situation(
                order,
                point,
                facts,
                sets,
                new Situation.Surroundings(
                        headEnd -> headEnd != null && headEnds.inService(headEnd),
                        outages.openAt(point),
                        childOpen(order),
                        startNear(order, policy),
                        policy,
                        "CUT".equals(order.type()) ? calendar(point) : List.of()),
                clock.instant());
    }

    private List<Restrictions.Period> calendar(ServicePoint point) {
        return policies.calendar(point.division(), point.commodity().name()).stream()
                .map(Restrictions.Period::of)
                .toList();
    }

    private boolean childOpen(ServiceOrder order) {
        return awaits(order)
                && orders.lastRaised(order.id(), "EXCHANGE")
                        .filter(child -> !child.state().ended())
                        .isPresent();
    }

    /** Guard G10: a start that queues behind this stop, dated within the days of the policy. */
    private boolean startNear(ServiceOrder order, Policies.Policy policy) {
        return policy.leaveOn()
                && "DISABLE".equals(order.type())
                && startsNear(order, policy).findFirst().isPresent();
    }

    private Stream<ServiceOrder> startsNear(ServiceOrder order, Policies.Policy policy) {
        return orders.openAt(order.servicePointId()).stream()
                .filter(other -> !other.id().equals(order.id()))
                .filter(other -> Set.of("ENABLE", "BACK_TO_BACK").contains(other.type()) && other.mergedInto() == null)
                .filter(other -> other.state() != OrderState.ASSESSING_CANCELLATION)
                .filter(other -> policy.near(order.serviceDate(), other.serviceDate()));
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
                next.rule(),
                next.channel(),
                prepared.step() - decisions.lastStep(orderId, Repetition.LOOKED_AT) > limits.stepLimit(),
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
        if ("WAIT_CHILD".equals(verdict.action())) {
            // Not recorded (G02); whoever ends the child wakes us, and once a day we look ourselves.
            orders.moveTo(orderId, OrderState.IN_PROGRESS);
            return new Step("WAIT", null, clock.instant().plus(Duration.ofDays(1)), null, null);
        }
        if (order.mergedInto() != null && facts.cancel() == OrderFacts.Cancel.NONE) {
            return follow(order, orders.get(order.mergedInto()), prepared);
        }
        if ("WAIT_WINDOW".equals(verdict.action())) {
            verdict = verdict.because(Restrictions.now(situation(order))
                    .map(Restrictions.Forbidden::why)
                    .orElse(""));
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
            return end(order, verdict, facts);
        }
        orders.moveTo(orderId, stateFor(verdict));
        return new Step(
                verdict.channel(),
                opened.id(),
                "WAIT".equals(verdict.channel()) ? Waits.until(situation(order), verdict.action()) : null,
                null,
                null);
    }

    /** An order that became part of another one ends as that one did (7.5 MERGE). */
    private Step follow(ServiceOrder order, ServiceOrder host, Prepared prepared) {
        String outcome = String.valueOf(host.outcome());
        decisions.add(new Decision(
                order.id(),
                prepared.step(),
                clock.instant(),
                MERGED,
                0,
                "MERGED",
                host.state().name(),
                "END",
                outcome,
                "One visit or reading served both: this order was merged into " + host.id() + " and ends with it.",
                null,
                json.write(prepared.names()),
                prepared.factsHash(),
                null));
        return new Step("END", null, null, host.state(), outcome);
    }

    private static Verdict endedByPerson(OrderFacts.PersonEnd end) {
        return switch (end) {
            case PARTIAL -> new Verdict("PERSON", "PARTIAL", "END", "PARTIAL", "A person ended the order in part.");
            case DENIED -> new Verdict("PERSON", "CANCELLED", "END", "DENIED", "A person denied the approval.");
            default -> new Verdict("PERSON", "CANCELLED", "END", "CANCELLED", "A person cancelled the order.");
        };
    }

    static Step end(ServiceOrder order, Verdict verdict, OrderFacts facts) {
        OrderState state = switch (verdict.action()) {
            case "DONE" -> facts.followUp() ? OrderState.PARTIAL : OrderState.COMPLETED;
            case "PARTIAL" -> OrderState.PARTIAL;
            case "REJECTED" -> OrderState.REJECTED;
            case "FAILED" -> OrderState.FAILED;
            default -> OrderState.CANCELLED;
        };
        String outcome = switch (verdict.action()) {
            case "DONE" -> {
                if (facts.followUp()) {
                    yield "DONE_WITH_FOLLOW_UP";
                }
                yield "CUT".equals(order.type()) && !facts.acted() && !facts.disconnected() ? "ALREADY_OFF" : "DONE";
            }
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

    /** Does a data step: changes a fact of the point or the order, or raises another order. */
    public void performDataStep(String orderId, String activityId) {
        Situation before = situation(orders.get(orderId));
        ServiceOrder order = before.order();
        Activity activity = activities.get(activityId);
        Observation nothing = Observation.nothing(before.now());
        Outcomes.Effect effect = Outcomes.of(before, Activity.Kind.DATA, activity.action(), Activities.DONE, nothing);
        points.save(before.point(), effect.point(), before.now(), ServicePoints.Source.order(orderId));
        keep(before, effect.order(), effect.facts());
        switch (activity.action()) {
            case "SPAWN_INVESTIGATE" -> followUps.investigate(order, FollowUps.FOLLOW_UP);
            case "SPAWN_EXCHANGE" -> followUps.exchange(order, awaits(order));
            case "SEND_NOTICE" -> milestones.reached(order, "NOTICE_GIVEN", activity.reason());
            case "CONVERT_TO_BACK_TO_BACK" ->
                startsNear(order, before.around().policy()).forEach(start -> orders.merge(start.id(), orderId));
            default -> {}
        }
        activities.end(activityId, Activity.State.COMPLETED, Activities.DONE, null, null);
    }
}
