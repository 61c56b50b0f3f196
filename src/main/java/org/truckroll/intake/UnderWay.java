// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.Withdrawal;

/** What an order has under way, and how it is taken back as far as that is possible (service-orders 7.6). The caller holds the lock of the point. */
@Component
class UnderWay {

    private final Activities activities;
    private final Map<Activity.Kind, Withdrawal> withdrawals;
    private final OrderLifecycle lifecycle;

    UnderWay(Activities activities, List<Withdrawal> withdrawals, OrderLifecycle lifecycle) {
        this.activities = activities;
        this.withdrawals = withdrawals.stream().collect(Collectors.toMap(Withdrawal::kind, Function.identity()));
        this.lifecycle = lifecycle;
    }

    /** The activity that can no longer be taken back, if one is. */
    Optional<Activity> pastNoReturn(ServiceOrder order) {
        return work(order).filter(activity -> !withdrawals.get(activity.kind()).withdrawable(activity));
    }

    /**
     * Takes back what may be taken back and lets the order look again.
     *
     * @return false when work is past its point of no return: it finishes, and then the order looks again
     */
    boolean takeBack(ServiceOrder order) {
        Optional<Activity> work = work(order);
        if (work.isEmpty()) {
            lookAgain(order);
            return true;
        }
        List<Activity> inside = open(order);
        if (!withdrawals.get(work.get().kind()).withdraw(work.get())) {
            return false;
        }
        inside.stream()
                .filter(activity -> activity.kind() == Activity.Kind.HUMAN)
                .forEach(this::withdrawn);
        lifecycle.signal(ServiceOrderProcess.WITHDRAWN, order.id());
        return true;
    }

    /** Waits and persons' decisions end, so that the order is assessed anew; visits and commands go on (G02). */
    void lookAgain(ServiceOrder order) {
        if (work(order).isPresent()) {
            return;
        }
        open(order).forEach(this::withdrawn);
        if (!lifecycle.signal(ServiceOrderProcess.WAKENED, order.id()) && order.waitsFor() == null) {
            lifecycle.signal(ServiceOrderProcess.RELEASED, order.id());
        }
    }

    private void withdrawn(Activity activity) {
        activities.end(activity.id(), Activity.State.CANCELLED, Withdrawal.WITHDRAWN, null, null);
    }

    private List<Activity> open(ServiceOrder order) {
        return activities.of(order.id()).stream()
                .filter(activity -> activity.state() == Activity.State.OPEN)
                .toList();
    }

    /** The open visit or command. */
    private Optional<Activity> work(ServiceOrder order) {
        return open(order).stream()
                .filter(activity -> withdrawals.containsKey(activity.kind()))
                .findFirst();
    }
}
