// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.lifecycle.Tables;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Ids;

/**
 * Raises orders out of an order (7.8, 7.9): requester {@code truckroll}, external id {@code <order>-<n>}. They queue behind the order that raised
 * them and outlive it.
 */
@Component
class FollowUps {

    private static final String REQUESTER = "truckroll";

    /** Reasons of the orders that are raised; a bypass has its own. */
    static final String FOLLOW_UP = "FOLLOW_UP";

    static final String REFUSED = FOLLOW_UP;

    /** What a crew must know of a suspected bypass. */
    static final String LIVE_LOAD_SIDE =
            "The switch of the meter is open, but it measures power behind it: somebody may have bypassed it.";

    private static final Map<String, Object> OPEN_ORDER_RAISED_IT = Map.of(
            "knownRequest",
            false,
            "childOfOpen",
            true,
            "newType",
            "EXCHANGE",
            "openType",
            "",
            "sameType",
            false,
            "newPermanent",
            false,
            "openPermanent",
            false,
            "openActed",
            false,
            "datesNear",
            false);

    private final ServiceOrders orders;
    private final OrderLifecycle lifecycle;
    private final OrderTypes types;
    private final Tables tables;
    private final Clock clock;

    FollowUps(ServiceOrders orders, OrderLifecycle lifecycle, OrderTypes types, Tables tables, Clock clock) {
        this.orders = orders;
        this.lifecycle = lifecycle;
        this.types = types;
        this.tables = tables;
        this.clock = clock;
    }

    /**
     * One INVESTIGATE, unless one is open on the point; true in both cases, for the follow-up exists.
     *
     * @param reason why, for the order raised
     */
    boolean investigate(ServiceOrder order, String reason) {
        boolean open = orders.openAt(order.servicePointId()).stream()
                .anyMatch(other ->
                        "INVESTIGATE".equals(other.type()) && !other.id().equals(order.id()));
        return open || raise(order, "INVESTIGATE", reason, false);
    }

    /**
     * An EXCHANGE; none while the model release has no table for it.
     *
     * @param awaited it runs inside the order that awaits it (7.5 O02); else it queues behind it
     */
    void exchange(ServiceOrder order, boolean awaited) {
        boolean inside = awaited
                && "RUN"
                        .equals(tables.evaluate("opposing-orders", OPEN_ORDER_RAISED_IT)
                                .get("verdict"));
        raise(order, "EXCHANGE", FOLLOW_UP, inside);
    }

    private boolean raise(ServiceOrder order, String type, String reason, boolean inside) {
        if (!types.supported().contains(type)) {
            return false;
        }
        Instant now = clock.instant();
        String id = Ids.next();
        // A late answer may ask for one when its own order is over: then it queues as any other order would.
        String behind = !order.state().ended()
                ? order.id()
                : orders.openAt(order.servicePointId()).stream()
                        .map(ServiceOrder::id)
                        .reduce((first, last) -> last)
                        .orElse(null);
        boolean free = inside || behind == null;
        orders.add(
                new ServiceOrder(
                        id,
                        order.id() + "-" + (orders.raisedBy(order.id()) + 1),
                        REQUESTER,
                        type,
                        order.servicePointId(),
                        order.division(),
                        free ? OrderState.ACKNOWLEDGED : OrderState.PENDING,
                        reason,
                        null,
                        null,
                        order.priority(),
                        false,
                        ServiceOrder.Collection.NONE,
                        null,
                        Outcomes.BYPASS.equals(reason) ? LIVE_LOAD_SIDE : null,
                        "",
                        null,
                        order.id(),
                        free ? null : behind,
                        null,
                        null,
                        now,
                        now,
                        null),
                null);
        lifecycle.startOrder(id);
        return true;
    }
}
