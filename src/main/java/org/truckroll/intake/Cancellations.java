// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.Verdicts;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RepeatedTransaction;

/**
 * Cancels orders while that is possible (service-orders 7.6): what is under way is taken back first, then guard G01 ends the order. What was done
 * stays done; undoing it is an order of its own.
 */
@Service
public class Cancellations {

    private static final Logger log = LoggerFactory.getLogger(Cancellations.class);

    private final ServiceOrders orders;
    private final ServicePoints points;
    private final OrderFactsRepository facts;
    private final Milestones milestones;
    private final Verdicts verdicts;
    private final UnderWay underWay;
    private final RepeatedTransaction transaction;

    Cancellations(
            ServiceOrders orders,
            ServicePoints points,
            OrderFactsRepository facts,
            Milestones milestones,
            Verdicts verdicts,
            UnderWay underWay,
            RepeatedTransaction transaction) {
        this.orders = orders;
        this.points = points;
        this.facts = facts;
        this.milestones = milestones;
        this.verdicts = verdicts;
        this.underWay = underWay;
        this.transaction = transaction;
    }

    /**
     * The requester does not want the order any more. Asked again, the answer is the same.
     *
     * @throws Problem 409 {@code past-point-of-no-return} with the activity that cannot be taken back (the order goes on), 409
     *     {@code already-ended}, 404
     */
    public ServiceOrder request(String orderId, @Nullable String reason, Caller caller) {
        checkReason(reason);
        ServiceOrder cancelled = transaction.run(() -> {
            ServiceOrder order = locked(orderId, caller);
            if (facts.of(orderId).cancel() != OrderFacts.Cancel.NONE
                    && !order.state().ended()) {
                return order;
            }
            refuseEnded(order);
            partOfWorkDone(order).ifPresent(past -> {
                throw pastPointOfNoReturn(order, past);
            });
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("by", caller.id());
            accept(order, OrderFacts.Cancel.ASKED, reason, details).ifPresent(past -> {
                throw pastPointOfNoReturn(order, past);
            });
            return orders.get(orderId);
        });
        log.info("Cancellation accepted: orderId={} by={}", orderId, caller.id());
        return cancelled;
    }

    /**
     * Another order takes the place of this one (7.5 SUPERSEDE): it always ends, but what is past its point of no return finishes first. The caller
     * holds the lock of the point's row, and has seen that the order is not {@link #leaves leaving} already.
     *
     * @return false when something could not be taken back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean supersede(ServiceOrder order) {
        return accept(order, OrderFacts.Cancel.SUPERSEDED, null, Map.of()).isEmpty();
    }

    /** The order only ends: its cancellation is accepted, or its end is decided. */
    boolean leaves(ServiceOrder order) {
        return facts.of(order.id()).cancel() != OrderFacts.Cancel.NONE || verdicts.ends(order.id());
    }

    private Optional<Activity> accept(
            ServiceOrder order, OrderFacts.Cancel why, @Nullable String reason, Map<String, Object> details) {
        Optional<ServiceOrder> child = awaitedChild(order);
        // The end of a child that still has to close wakens its parent.
        Optional<Activity> past = child.isPresent()
                ? child.filter(open ->
                                facts.of(open.id()).cancel() == OrderFacts.Cancel.NONE && !verdicts.ends(open.id()))
                        .flatMap(open -> accept(open, why, null, details))
                : underWay.callOff(order);
        if (past.isPresent() && why == OrderFacts.Cancel.ASKED) {
            return past;
        }
        part(order);
        facts.save(order.id(), facts.of(order.id()).toBuilder().cancel(why).build());
        orders.moveTo(order.id(), OrderState.ASSESSING_CANCELLATION);
        milestones.reached(
                order, why == OrderFacts.Cancel.ASKED ? "CANCELLATION_ACCEPTED" : why.name(), reason, details);
        return past;
    }

    /** What was done for an order and the one that it became a part of (7.5 MERGE) cannot be taken back for one of them. */
    private Optional<Activity> partOfWorkDone(ServiceOrder order) {
        if (order.mergedInto() == null) {
            return Optional.empty();
        }
        return underWay.deed(orders.get(order.mergedInto()));
    }

    /** Orders that were merged part: the one that stays is again what its requester asked for. */
    private void part(ServiceOrder order) {
        for (ServiceOrder other : orders.mergedInto(order.id())) {
            orders.unmerge(other.id());
            orders.moveTo(other.id(), OrderState.PENDING);
        }
        if (order.mergedInto() != null) {
            ServiceOrder host = orders.get(order.mergedInto());
            orders.unmerge(order.id());
            if (host.askedType() != null && orders.mergedInto(host.id()).isEmpty() && !verdicts.ends(host.id())) {
                orders.change(host.withType(host.askedType()));
                ownDate(host);
                underWay.lookAgain(host);
            }
        }
    }

    /** A start that had taken over the date of a stop has its own again. */
    private void ownDate(ServiceOrder host) {
        OrderFacts remembered = facts.of(host.id());
        Instant asked = remembered.askedDate();
        if (asked != null) {
            orders.redate(host.id(), asked.equals(host.createdAt()) ? null : asked);
            facts.save(host.id(), remembered.toBuilder().askedDate(null).build());
        }
    }

    /** The exchange that the order waits for (guard G11); one that an investigation raised is not its child. */
    private Optional<ServiceOrder> awaitedChild(ServiceOrder order) {
        return "INVESTIGATE".equals(order.type())
                ? Optional.empty()
                : orders.lastRaised(order.id(), "EXCHANGE")
                        .filter(child -> !child.state().ended() && child.waitsFor() == null);
    }

    /** The order, held with its point: nobody assesses, closes or changes it until our commit. */
    ServiceOrder locked(String orderId, Caller caller) {
        ServiceOrders.Place place = orders.place(orderId)
                .filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.notFound("service order", orderId));
        points.lock(place.servicePointId());
        return orders.get(orderId);
    }

    void refuseEnded(ServiceOrder order) {
        if (order.state().ended() || verdicts.ends(order.id())) {
            throw Problem.conflict("already-ended", "This order has ended, or its end is decided.")
                    .with("state", order.state().word());
        }
    }

    private static Problem pastPointOfNoReturn(ServiceOrder order, Activity past) {
        Map<String, Object> activity = new LinkedHashMap<>();
        activity.put("id", past.id());
        activity.put("orderId", past.orderId());
        activity.put("kind", past.kind());
        activity.put("action", past.action());
        activity.put("state", past.state());
        String whose = past.orderId().equals(order.id()) ? "" : " of order " + past.orderId();
        return Problem.conflict(
                        "past-point-of-no-return",
                        past.action() + whose + " is under way and cannot be taken back; the order goes on.")
                .with("activityId", past.id())
                .with("action", past.action())
                .with("activity", activity);
    }

    private static void checkReason(@Nullable String reason) {
        if (reason != null && reason.length() > 200) {
            throw Problem.badRequest(
                    "The cancellation is not in the form of the contract.",
                    List.of(new Problem.FieldError("/reason", "is longer than 200 characters")));
        }
        if (reason != null && reason.indexOf('\u0000') >= 0) {
            throw Problem.badRequest(
                    "The cancellation is not in the form of the contract.",
                    List.of(new Problem.FieldError("/reason", "holds a character that cannot be stored")));
        }
    }
}
