// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.Withdrawal;

/**
 * Calls an order back to its next assessment, from wherever it stands (service-orders 7.6). The caller holds the lock of the point's row, and
 * its transaction: what is taken back and the token that leaves are committed together.
 */
@Component
class Recall {

    private final Activities activities;
    private final ServiceOrders orders;
    private final Milestones milestones;
    private final OrderLifecycle lifecycle;
    private final Map<Activity.Kind, Withdrawal> doors = new EnumMap<>(Activity.Kind.class);

    Recall(
            Activities activities,
            ServiceOrders orders,
            Milestones milestones,
            OrderLifecycle lifecycle,
            List<Withdrawal> withdrawals) {
        this.activities = activities;
        this.orders = orders;
        this.milestones = milestones;
        this.lifecycle = lifecycle;
        withdrawals.forEach(withdrawal -> doors.put(withdrawal.kind(), withdrawal));
    }

    /**
     * Takes back what is open, and lets the order go to its assessment.
     *
     * @return the activity that is past its point of no return, and then nothing was changed; empty when the order is free
     */
    Optional<Activity> takeBack(ServiceOrder order) {
        List<Activity> open = activities.allOpenOf(order.id());
        Optional<Activity> work = open.stream()
                .filter(activity -> doors.containsKey(activity.kind()))
                .findFirst();
        if (work.isPresent()) {
            return takeBack(order, work.get(), open);
        }
        if (open.isEmpty()) {
            release(order);
        }
        for (Activity activity : open) {
            withdrawn(order, activity);
            // Nobody waits when the timer was quicker: its token is at the assessment already.
            lifecycle.signal(ServiceOrderProcess.WAKENED, order.id());
        }
        return Optional.empty();
    }

    private Optional<Activity> takeBack(ServiceOrder order, Activity work, List<Activity> open) {
        if (!doors.get(work.kind()).withdraw(work)) {
            // It may have ended while we waited for its row.
            return activities.find(work.id()).filter(now -> now.state() == Activity.State.OPEN);
        }
        milestones.reached(order, work.action() + "_" + Withdrawal.WITHDRAWN, null);
        // A person who was to repair the message of a command.
        open.stream().filter(activity -> activity != work).forEach(activity -> withdrawn(order, activity));
        if (!lifecycle.signal(ServiceOrderProcess.WITHDRAWN, order.id())) {
            throw new OptimisticLockingFailureException("Order " + order.id() + " moved on from " + work.action());
        }
        return Optional.empty();
    }

    private void withdrawn(ServiceOrder order, Activity activity) {
        if (activities.end(activity.id(), Activity.State.CANCELLED, Withdrawal.WITHDRAWN, null, null)) {
            milestones.reached(order, activity.action() + "_" + Withdrawal.WITHDRAWN, null);
        }
    }

    /** Out of the queue, or out of the wait for its first date. */
    private void release(ServiceOrder order) {
        if (order.waitsFor() != null) {
            orders.release(order.id());
        }
        lifecycle.signal(ServiceOrderProcess.RELEASED, order.id());
    }

    /** What was asked for has changed: who waits looks again; a visit or a command in flight goes on, and so does the queue. */
    void lookAgain(ServiceOrder order) {
        List<Activity> open = activities.allOpenOf(order.id());
        if (open.stream().anyMatch(activity -> doors.containsKey(activity.kind()))) {
            return;
        }
        if (open.isEmpty() && order.waitsFor() == null) {
            lifecycle.signal(ServiceOrderProcess.RELEASED, order.id());
        }
        for (Activity activity : open) {
            if (lifecycle.signal(ServiceOrderProcess.WAKENED, order.id())) {
                String outcome = activity.kind() == Activity.Kind.HUMAN ? Withdrawal.WITHDRAWN : "CHANGED";
                activities.end(activity.id(), Activity.State.COMPLETED, outcome, null, null);
            }
        }
    }
}
