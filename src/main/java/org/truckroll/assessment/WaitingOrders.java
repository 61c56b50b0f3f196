// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import com.fasterxml.jackson.databind.JsonNode;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderAmended;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ReadingsArrived;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePointChanged;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Json;

/**
 * Wakes orders that wait at a point whose facts changed from outside (7: "assess after every outside change of the point's facts"). Runs within
 * the transaction of the change, so that no wake-up is lost.
 */
@Component
class WaitingOrders {

    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Outages outages;
    private final Readings readings;
    private final Activities activities;
    private final Decisions decisions;
    private final Assessment assessment;
    private final Json json;
    private final OrderLifecycle lifecycle;

    WaitingOrders(
            ServiceOrders orders,
            ServicePoints points,
            Outages outages,
            Readings readings,
            Activities activities,
            Decisions decisions,
            Assessment assessment,
            Json json,
            OrderLifecycle lifecycle) {
        this.orders = orders;
        this.points = points;
        this.outages = outages;
        this.readings = readings;
        this.activities = activities;
        this.decisions = decisions;
        this.assessment = assessment;
        this.json = json;
        this.lifecycle = lifecycle;
    }

    @EventListener
    void pointChanged(ServicePointChanged change) {
        for (ServiceOrder order : orders.openAt(change.servicePointId())) {
            if (!order.id().equals(change.byOrder())) {
                activities
                        .openOf(order.id())
                        .filter(activity -> "WAIT_READ".equals(activity.action()) || concerned(order))
                        .ifPresent(activity -> wake(order, activity));
            }
        }
    }

    /** What an order knows has changed out of its turn: who waits for time or for a person looks again. */
    void lookAgain(ServiceOrder order) {
        activities.openOf(order.id()).filter(activity -> concerned(order)).ifPresent(activity -> wake(order, activity));
    }

    @EventListener
    void readingsArrived(ReadingsArrived arrival) {
        for (ServiceOrder order : orders.openAt(arrival.servicePointId())) {
            activities
                    .openOf(order.id())
                    .filter(activity -> "WAIT_READ".equals(activity.action()))
                    // An old or incomplete set is not the awaited one: looking again would find nothing new (G13).
                    .filter(activity -> assessment.served(order, arrival.set(), activity.createdAt()))
                    .ifPresent(activity -> {
                        readings.awaited(arrival.set().id(), order.id());
                        end(order, activity, "READ");
                    });
        }
    }

    /** The exchange that an order awaits has ended (guard G11): who waits for a child has no open activity of its own. */
    @EventListener
    void orderEnded(OrderEvent event) {
        if (event.type() != OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE || !"EXCHANGE".equals(event.orderType())) {
            return;
        }
        orders.find(event.subject())
                .filter(child -> child.state().ended() && child.raisedBy() != null)
                .flatMap(child -> orders.find(child.raisedBy()))
                .filter(parent -> !parent.state().ended()
                        && activities.openOf(parent.id()).isEmpty())
                .ifPresent(parent -> lifecycle.signal(ServiceOrderProcess.WAKENED, parent.id()));
    }

    /** A start behind a stop was moved near, or away again (guard G10). */
    @EventListener
    void orderAmended(OrderAmended amended) {
        for (ServiceOrder order : orders.openAt(amended.servicePointId())) {
            if (!order.id().equals(amended.orderId())) {
                activities
                        .openOf(order.id())
                        .filter(activity -> concerned(order))
                        .ifPresent(activity -> wake(order, activity));
            }
        }
    }

    @EventListener
    void outageChanged(Outages.OutageChanged change) {
        for (Activity activity : activities.openWith("WAIT_OUTAGE")) {
            ServiceOrder order = orders.get(activity.orderId());
            if (!outages.openAt(points.get(order.servicePointId()))) {
                end(order, activity, "CLEARED");
            }
        }
    }

    /** A new address wakes nobody: only what the tables look at does. (The date of an awaited read is not one of their inputs.) */
    private boolean concerned(ServiceOrder order) {
        return decisions
                .last(order.id())
                .filter(last -> sawTheSame(last, order))
                .isEmpty();
    }

    /** The record holds more than the facts prepared; what it adds is no reason to look again. */
    private boolean sawTheSame(Decision last, ServiceOrder order) {
        JsonNode seen = json.read(last.facts(), JsonNode.class);
        JsonNode now = json.read(json.write(assessment.factsNow(order)), JsonNode.class);
        return now.properties().stream().allMatch(fact -> fact.getValue().equals(seen.path(fact.getKey())));
    }

    private void wake(ServiceOrder order, Activity activity) {
        switch (activity.kind()) {
            case WAIT -> {
                ServicePoint point = points.get(order.servicePointId());
                boolean closed = "WAIT_CLOSE".equals(activity.action())
                        && point.device() != null
                        && point.device().position() == org.truckroll.servicepoint.Device.SwitchPosition.ON;
                end(order, activity, closed ? "CLOSED" : "CHANGED");
            }
            case HUMAN -> end(order, activity, "WITHDRAWN");
            // A visit or a command in flight goes on: its own result will be assessed with the changed facts (G02).
            default -> {}
        }
    }

    private void end(ServiceOrder order, Activity activity, String outcome) {
        if (lifecycle.signal(ServiceOrderProcess.WAKENED, order.id())) {
            activities.end(activity.id(), Activity.State.COMPLETED, outcome, null, null);
        }
    }
}
