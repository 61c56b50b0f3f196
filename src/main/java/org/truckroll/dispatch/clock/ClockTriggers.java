// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.dispatch.clock.Clocks.Subject;
import org.truckroll.dispatch.clock.ServiceClock.Kind;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Json;

/** What starts and stops clocks: the life of orders and of visits, in the transaction in which it happens. */
@Component
class ClockTriggers {

    private static final String AMENDED = "AMENDED";
    /** What was late is told before those who hear of the end count it; after those who deliver. */
    private static final int BEFORE_WHO_COUNTS = 1;

    private final Clocks clocks;
    private final ServiceOrders orders;
    private final Json json;

    ClockTriggers(Clocks clocks, ServiceOrders orders, Json json) {
        this.clocks = clocks;
        this.orders = orders;
        this.json = json;
    }

    @EventListener
    @Order(BEFORE_WHO_COUNTS)
    @Transactional
    public void on(OrderEvent event) {
        if (event.type() == OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE) {
            Map<String, Object> data = json.read(event.data(), new TypeReference<Map<String, Object>>() {});
            OrderState state = OrderState.of(String.valueOf(data.get("state")));
            if (state.ended()) {
                clocks.stopAll(event.subject());
            } else if (Boolean.TRUE.equals(data.get("created"))) {
                orders.find(event.subject()).ifPresent(order -> arrived(order, state));
            } else {
                clocks.orderStands(event.subject(), state.name());
            }
        } else if (event.type() == OrderEvent.Type.MILESTONE && event.data().contains(AMENDED)) {
            clocks.orderChanged(event.subject());
        }
    }

    private void arrived(ServiceOrder order, OrderState state) {
        Subject subject = new Subject(Kind.ORDER, order.id(), order, null, null, null, null);
        clocks.start(subject, order.createdAt(), state.name());
    }

    @EventListener
    @Order(BEFORE_WHO_COUNTS)
    @Transactional
    public void on(WorkEvent event) {
        List<ServiceClock> running = clocks.holdOpenOf(event.orderId(), event.visitId());
        if (event.ends()) {
            running.forEach(clocks::stop);
            return;
        }
        switch (event.kind()) {
            case OFFERED -> offered(event, running);
            case SIGNED -> signed(event, running);
            case RELEASED -> {
                running.stream().filter(clock -> clock.kind() == Kind.HANDLING).forEach(clocks::stop);
                waits(event, running);
            }
            case ASSIGNED, TRANSFERRED ->
                assigned(
                        event,
                        running.stream()
                                .filter(clock -> event.step().equals(clock.step()))
                                .toList());
            case EN_ROUTE, ON_SITE, SUSPENDED ->
                running.forEach(clock -> clocks.stands(clock, event.kind().name()));
            case APPOINTED, DONE, NOT_DONE, WITHDRAWN -> {
                // A time that is booked is no step of its own; the ends are above.
            }
        }
    }

    /** A step waits for somebody: what ran for the step before has ended. */
    private void offered(WorkEvent event, List<ServiceClock> running) {
        List<ServiceClock> before = running.stream()
                .filter(clock -> !event.step().equals(clock.step()))
                .toList();
        before.forEach(clocks::stop);
        List<ServiceClock> ofStep = without(running, before);
        if (event.person() == null) {
            waits(event, ofStep);
        } else {
            signed(event, ofStep);
        }
    }

    /** The step has another crew or another person. What a crew had signed waits for a signature again when it goes to another crew. */
    private void assigned(WorkEvent event, List<ServiceClock> ofStep) {
        List<ServiceClock> ended = ofStep.stream()
                .filter(clock -> clock.kind() == Kind.HANDLING && event.person() == null)
                .toList();
        ended.forEach(clocks::stop);
        List<ServiceClock> goOn = without(ofStep, ended);
        goOn.forEach(clock -> clocks.belongsTo(clock, event.group(), event.person()));
        if (event.person() == null) {
            waits(event, goOn);
        }
    }

    /** Nobody has signed: a crew has its time to do so, and so has whoever is to do the step. */
    private void waits(WorkEvent event, List<ServiceClock> running) {
        if (event.group() != null) {
            startUnlessRuns(Kind.UNSIGNED, event, running, null);
        }
        startUnlessRuns(Kind.ACCEPTANCE, event, running, null);
    }

    private void signed(WorkEvent event, List<ServiceClock> running) {
        running.stream()
                .filter(clock -> clock.kind() == Kind.UNSIGNED || clock.kind() == Kind.ACCEPTANCE)
                .forEach(clocks::stop);
        startUnlessRuns(Kind.HANDLING, event, running, event.person());
    }

    private void startUnlessRuns(Kind kind, WorkEvent event, List<ServiceClock> running, @Nullable String person) {
        if (running.stream().anyMatch(clock -> clock.kind() == kind)) {
            return;
        }
        orders.find(event.orderId())
                .ifPresent(order -> clocks.start(
                        new Subject(kind, event.visitId(), order, event.action(), event.step(), event.group(), person),
                        event.at(),
                        event.kind().name()));
    }

    private static List<ServiceClock> without(List<ServiceClock> all, List<ServiceClock> some) {
        return all.stream().filter(clock -> !some.contains(clock)).toList();
    }
}
