// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitOffers;
import org.truckroll.field.VisitsOutside;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.WorkQueue;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** What people do with visits that a workforce system has: see where they stand, take them back, decide when the system does not do them. */
@Service
public class WorkOrderDesk {

    /** The words for the gateways of {@code work-order} and {@code work-order-withdrawal}. */
    public enum Standing {
        SEND,
        TAKEN,
        NOT_TAKEN,
        TAKE_BACK,
        WITHDRAWN,
        TOO_LATE,
        ENDED
    }

    static final String WITHDRAWAL_PROCESS = "work-order-withdrawal";
    static final String TAKE_BACK_STEP = "serviceTask_takeBack";
    static final String WITHDRAW_STEP = "serviceTask_withdrawWorkOrder";

    /** The steps that are tried again. */
    private static final List<String> STEPS = List.of("serviceTask_sendWorkOrder", TAKE_BACK_STEP, WITHDRAW_STEP);

    private static final Logger log = LoggerFactory.getLogger(WorkOrderDesk.class);
    private static final int LONGEST_REASON = 500;
    private static final Duration USUAL_PATIENCE = Duration.ofHours(6);

    private final WorkOrders workOrders;
    private final VisitsOutside visits;
    private final WorkforceSystems systems;
    private final OrderLifecycle lifecycle;
    private final WorkQueue queue;
    private final Clock clock;

    WorkOrderDesk(
            WorkOrders workOrders,
            VisitsOutside visits,
            WorkforceSystems systems,
            OrderLifecycle lifecycle,
            WorkQueue queue,
            Clock clock) {
        this.workOrders = workOrders;
        this.visits = visits;
        this.systems = systems;
        this.lifecycle = lifecycle;
        this.queue = queue;
        this.clock = clock;
    }

    /** Where a visit and its work order stand. */
    static Standing standing(Visit visit, WorkOrder order) {
        if (visit.ended()) {
            return Standing.ENDED;
        }
        if (visit.step() != Visit.Step.WORKFORCE) {
            return Standing.WITHDRAWN;
        }
        return switch (order.state()) {
            case TO_SEND -> Standing.SEND;
            case TAKEN -> Standing.TAKEN;
            case TAKING_BACK -> Standing.TAKE_BACK;
            case NOT_TAKEN, WITHDRAWING, UNCLEAR, WITHDRAWN, TOO_LATE, ENDED -> Standing.NOT_TAKEN;
        };
    }

    public Standing standing(String visitId) {
        return standing(visits.lock(visitId).orElseThrow(), get(visitId));
    }

    /** How a withdrawal in the background stands, once its step is done. */
    static Standing withdrawal(WorkOrder order) {
        return switch (order.state()) {
            case WITHDRAWING -> Standing.SEND;
            case UNCLEAR -> Standing.NOT_TAKEN;
            case TOO_LATE, ENDED -> Standing.TOO_LATE;
            case TO_SEND, TAKEN, NOT_TAKEN, TAKING_BACK, WITHDRAWN -> Standing.WITHDRAWN;
        };
    }

    public Standing withdrawal(String visitId) {
        return withdrawal(get(visitId));
    }

    WorkOrder get(String visitId) {
        return workOrders
                .lock(visitId)
                .orElseThrow(() -> new IllegalStateException("Visit " + visitId + " has no work order"));
    }

    /** The work order of a visit, for those who may look at the visit. */
    public WorkOrder seen(String visitId, Caller caller) {
        visits.seen(visitId, caller);
        return workOrders.find(visitId).orElseThrow(() -> Problem.notFound("work order of visit", visitId));
    }

    /** The task that shows the visit to its dispatchers. */
    public VisitOffers.Offer shown(String visitId, String taskId) {
        VisitOffers.Offer offer = visits.shown(visitId, taskId);
        WorkOrder order = get(visitId);
        Map<String, Object> card = new LinkedHashMap<>(offer.card());
        card.putAll(card(order));
        boolean asks = order.state() == WorkOrder.State.NOT_TAKEN;
        return new VisitOffers.Offer(
                asks ? offer.name().replaceFirst("^At ", "Not done by ") : offer.name(),
                offer.priority(),
                offer.groups(),
                offer.assignee(),
                card);
    }

    private static Map<String, Object> card(WorkOrder order) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("workforce", order.system());
        put(card, "workOrderId", order.remoteId());
        put(card, "stage", order.stage());
        put(card, "worker", order.worker());
        put(card, "detail", order.detail());
        return card;
    }

    private static void put(Map<String, Object> card, String name, @Nullable Object value) {
        if (value != null) {
            card.put(name, value);
        }
    }

    public void unshown(String visitId) {
        visits.unshown(visitId);
    }

    /**
     * A dispatcher wants a visit back for our own crews: at once where the system cannot have it, else when the system has given it back.
     *
     * @throws Problem 403, 404, 409 {@code wrong-step}, 422 without a reason
     */
    @Transactional
    public Visit takeBack(String visitId, Caller caller, @Nullable String reason) {
        Visit visit = visits.dispatched(visitId, caller);
        if (visit.step() != Visit.Step.WORKFORCE) {
            throw Problem.conflict("wrong-step", "No workforce system has this visit.")
                    .with("step", visit.step().name());
        }
        wantsBack(visit, caller.id(), reason);
        visits.settled(visit);
        return visits.seen(visitId, caller);
    }

    /** The same by the form of the task, which is being completed. */
    public void takeBackByForm(String visitId, String by, @Nullable String reason) {
        wantsBack(visits.lock(visitId).orElseThrow(), by, reason);
    }

    private void wantsBack(Visit visit, String by, @Nullable String reason) {
        checkReason(reason);
        WorkOrder order = get(visit.id());
        workOrders.wanted(visit.id(), by, reason);
        switch (order.state()) {
            case TO_SEND -> {
                workOrders.state(visit.id(), WorkOrder.State.TAKING_BACK, null);
                hurry(order);
            }
            case TAKEN -> workOrders.state(visit.id(), WorkOrder.State.TAKING_BACK, null);
            case NOT_TAKEN -> toTheHouse(visit, order, by, reason);
            case TAKING_BACK -> {
                // It is on its way back already; the reason is the newest one.
            }
            case WITHDRAWING, UNCLEAR, WITHDRAWN, TOO_LATE, ENDED ->
                throw Problem.conflict("wrong-step", "The work order is " + order.state() + ".");
        }
        log.info("Visit wanted back: visitId={} system={} by={}", visit.id(), order.system(), by);
    }

    /** What the present step rests for is no reason any more. */
    void hurry(WorkOrder order) {
        if (order.nextTryAt() != null && order.nextTryAt().isAfter(clock.instant())) {
            STEPS.forEach(step -> queue.hurry(order.visitId(), step));
        }
    }

    private static void checkReason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.unprocessable(
                    "assignment-not-possible",
                    "The visit cannot be taken back like this. Nothing was changed.",
                    new FieldError(
                            "/reason",
                            reason == null || reason.isBlank()
                                    ? "is required"
                                    : "is longer than " + LONGEST_REASON + " characters"));
        }
    }

    /** Our crews go now, whatever the system does; what may be there is withdrawn in the background. */
    private void toTheHouse(Visit visit, WorkOrder order, @Nullable String by, @Nullable String reason) {
        visits.toTheHouse(visit, reason, by);
        withdrawn(order, reason);
    }

    /** The system has given it back to those who wanted it. */
    void givenBack(Visit visit, WorkOrder order) {
        visits.toTheHouse(visit, order.reason(), order.wantedBy());
        workOrders.state(visit.id(), WorkOrder.State.WITHDRAWN, null);
        workOrders.forgetWorker(visit.id());
        log.info("Visit taken back: visitId={} system={}", visit.id(), order.system());
    }

    private void withdrawn(WorkOrder order, @Nullable String reason) {
        workOrders.forgetWorker(order.visitId());
        if (!order.maybeThere()) {
            workOrders.state(order.visitId(), WorkOrder.State.WITHDRAWN, null);
            return;
        }
        workOrders.state(order.visitId(), WorkOrder.State.WITHDRAWING, null);
        workOrders.wanted(order.visitId(), order.wantedBy(), reason);
        lifecycle.start(WITHDRAWAL_PROCESS, order.visitId(), Map.of("workforce", order.system()));
        log.info("Work order being withdrawn: visitId={} system={}", order.visitId(), order.system());
    }

    /**
     * A dispatcher decides about a visit that the system does not do.
     *
     * @param decision SEND_AGAIN or OWN_CREWS
     * @throws Problem 422 {@code decision-not-allowed}
     */
    public void decide(String visitId, @Nullable String decision, @Nullable String reason, String by) {
        Visit visit = visits.lock(visitId).orElseThrow();
        WorkOrder order = get(visitId);
        if ("OWN_CREWS".equals(decision)) {
            checkReason(reason);
            workOrders.wanted(visitId, by, reason);
            toTheHouse(visit, order, by, reason);
        } else if ("SEND_AGAIN".equals(decision)) {
            workOrders.anew(visitId);
        } else {
            throw refused("/decision", "must be SEND_AGAIN or OWN_CREWS");
        }
        log.info("Work order decided: visitId={} decision={} by={}", visitId, decision, by);
    }

    private static Problem refused(String pointer, String message) {
        return Problem.unprocessable(
                "decision-not-allowed",
                "This decision is not possible here. Nothing was changed.",
                new FieldError(pointer, message));
    }

    /** What the task of a withdrawal by hand shows, and who sees it. */
    public Map<String, Object> handOver(String visitId, String taskId) {
        workOrders.task(visitId, taskId);
        WorkOrder order = get(visitId);
        Map<String, Object> card = card(order);
        card.put("activityId", visitId);
        put(card, "reason", order.reason());
        return card;
    }

    /** The groups that withdraw by hand. */
    public List<String> groups(String visitId) {
        return List.of(VisitsOutside.dispatchersOf(get(visitId).division()));
    }

    /**
     * A person has spoken with the people of the system.
     *
     * @param decision WITHDRAWN, TOO_LATE or TRY_AGAIN
     * @throws Problem 422 {@code decision-not-allowed}
     */
    public void decideWithdrawal(String visitId, @Nullable String decision, String by) {
        WorkOrder order = get(visitId);
        workOrders.task(visitId, null);
        switch (decision == null ? "" : decision) {
            case "WITHDRAWN" -> workOrders.state(visitId, WorkOrder.State.WITHDRAWN, null);
            case "TOO_LATE" -> workOrders.state(visitId, WorkOrder.State.TOO_LATE, null);
            case "TRY_AGAIN" -> workOrders.state(visitId, WorkOrder.State.WITHDRAWING, null);
            default -> throw refused("/decision", "must be WITHDRAWN, TOO_LATE or TRY_AGAIN");
        }
        log.info("Withdrawal decided: visitId={} system={} decision={} by={}", visitId, order.system(), decision, by);
    }

    /** The rule has given a visit to a system, or an order has withdrawn one: in the transaction in which it happens. */
    @EventListener
    @Transactional
    public void on(WorkEvent event) {
        if (event.kind() == WorkEvent.Kind.WITHDRAWN) {
            workOrders
                    .lock(event.visitId())
                    .filter(WorkOrder::current)
                    .ifPresent(order -> withdrawn(order, "The order does not need this visit any more"));
        }
    }

    /** The process of a work order begins. */
    public void begin(String visitId) {
        Visit visit = visits.lock(visitId).orElseThrow();
        String system = String.valueOf(visit.plan().workforce());
        workOrders.add(visitId, system, visit.division());
        if (!systems.knows(system)) {
            log.warn("Workforce system is not configured: system={} visitId={}", system, visitId);
        }
    }

    /** The time when the engine asks after a work order again and again, as it reads it. */
    String askEvery(String system) {
        return "R/" + systems.find(system).map(one -> one.settings().askAfter()).orElse(USUAL_PATIENCE);
    }
}
