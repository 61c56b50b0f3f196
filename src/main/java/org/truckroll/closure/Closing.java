// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoints;

/** Ends an order: state and outcome, the answer to its requester, and way for the orders that queued behind it. */
@Service
public class Closing {

    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Answers answers;
    private final OrderLifecycle lifecycle;

    Closing(ServiceOrders orders, ServicePoints points, Answers answers, OrderLifecycle lifecycle) {
        this.orders = orders;
        this.points = points;
        this.answers = answers;
        this.lifecycle = lifecycle;
    }

    /** All in one transaction; a second time changes nothing. */
    @Transactional
    public void close(String orderId, OrderState end, String outcome) {
        if (!end.ended()) {
            throw new IllegalArgumentException(end + " is not an end of order " + orderId);
        }
        ServiceOrder order = orders.get(orderId);
        // Orders of one point end and are accepted one after the other: else two that end at once could each leave the
        // queue to the other.
        points.lock(order.servicePointId());
        orders.end(orderId, end, outcome);
        answers.answer(orders.get(orderId));
        // What was merged into it ends with it, by a step of its own process.
        orders.mergedInto(orderId).forEach(part -> lifecycle.signal(ServiceOrderProcess.RELEASED, part.id()));
        release(order);
    }

    private void release(ServiceOrder ended) {
        for (ServiceOrder waiting : orders.waitingFor(ended.id())) {
            if (waiting.mergedInto() != null) {
                continue;
            }
            String place = place(waiting);
            List<ServiceOrder> earlier = orders.openAt(waiting.servicePointId()).stream()
                    .filter(other -> other.mergedInto() == null && place(other).compareTo(place) < 0)
                    .sorted(Comparator.comparing(this::place))
                    .toList();
            if (earlier.isEmpty()) {
                orders.release(waiting.id());
                lifecycle.signal(ServiceOrderProcess.RELEASED, waiting.id());
                log.info("Order released: orderId={} after={}", waiting.id(), ended.id());
            } else {
                orders.queueBehind(waiting.id(), earlier.get(earlier.size() - 1).id());
            }
        }
    }

    /** What an order raised keeps its place, also over several generations, before orders that came later (7.5 QUEUE). */
    private String place(ServiceOrder order) {
        return order.raisedBy() == null
                ? order.id()
                : orders.find(order.raisedBy()).map(raiser -> place(raiser) + "/").orElse("") + order.id();
    }
}
