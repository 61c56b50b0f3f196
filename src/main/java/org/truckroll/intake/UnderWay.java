// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.Withdrawal;

/**
 * What an order has under way, and how it is taken back as far as that is possible (service-orders 7.6). The caller holds the lock of the point,
 * and its transaction: what is taken back and the token that leaves are committed together.
 */
@Component
class UnderWay {

    private final Activities activities;
    private final ServiceOrders orders;
    private final OrderFactsRepository facts;
    private final Milestones milestones;
    private final Map<Activity.Kind, Withdrawal> withdrawals;
    private final OrderLifecycle lifecycle;

    UnderWay(
            Activities activities,
            ServiceOrders orders,
            OrderFactsRepository facts,
            Milestones milestones,
            List<Withdrawal> withdrawals,
            OrderLifecycle lifecycle) {
        this.activities = activities;
        this.orders = orders;
        this.facts = facts;
        this.milestones = milestones;
        this.withdrawals = withdrawals.stream().collect(Collectors.toMap(Withdrawal::kind, Function.identity()));
        this.lifecycle = lifecycle;
    }

    /** The activity that can no longer be taken back, if one is. */
    private Optional<Activity> pastNoReturn(ServiceOrder order) {
        return work(order).filter(activity -> !withdrawals.get(activity.kind()).withdrawable(activity));
    }

    /**
     * The activity for which the order can no longer become another one (7.5 "acted"): it cannot be taken back, or it has ended and its result is
     * looked at in the next moment, or something was changed before.
     */
    Optional<Activity> deed(ServiceOrder order) {
        List<Activity> all = activities.of(order.id());
        Optional<Activity> last = all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        return pastNoReturn(order)
                .or(() -> last.filter(activity -> activity.state() == Activity.State.COMPLETED
                        && withdrawals.containsKey(activity.kind())))
                .or(() -> last.filter(activity -> facts.of(order.id()).acted()));
    }

    /**
     * Takes back what may be taken back and sends the order to its last assessment, from wherever it stands: also out of the queue, for it will do
     * nothing any more.
     *
     * @return the activity that is past its point of no return, and then nothing was changed; empty when the order is on its way
     */
    Optional<Activity> callOff(ServiceOrder order) {
        Optional<Activity> past = takeBack(order);
        if (order.waitsFor() != null && past.isEmpty()) {
            orders.release(order.id());
            lifecycle.signal(ServiceOrderProcess.RELEASED, order.id());
        }
        return past;
    }

    private Optional<Activity> takeBack(ServiceOrder order) {
        Optional<Activity> work = work(order);
        if (work.isPresent()) {
            return takeBack(order, work.get());
        }
        List<Activity> open = activities.allOpenOf(order.id());
        if (open.isEmpty() && order.waitsFor() == null) {
            wakeFromFirstWait(order);
        }
        for (Activity activity : open) {
            withdrawn(order, activity);
            // Nobody waits when the timer was quicker: its token is at the assessment already.
            lifecycle.signal(ServiceOrderProcess.WAKENED, order.id());
        }
        return Optional.empty();
    }

    /**
     * Nobody shall carry out any more what the order has under way; it keeps its place and looks again.
     *
     * @throws OptimisticLockingFailureException when the crew set out or reported, or the command left, in this moment
     */
    void recall(ServiceOrder order) {
        work(order).ifPresent(work -> {
            takeBack(order, work);
            if (activities.get(work.id()).state() != Activity.State.CANCELLED) {
                throw new OptimisticLockingFailureException(work.action() + " of order " + order.id() + " went on");
            }
        });
    }

    private Optional<Activity> takeBack(ServiceOrder order, Activity work) {
        List<Activity> inside = activities.allOpenOf(order.id());
        if (!withdrawals.get(work.kind()).withdraw(work)) {
            // It may have ended while we waited for its row.
            return activities.find(work.id()).filter(now -> now.state() == Activity.State.OPEN);
        }
        milestones.reached(order, work.action() + "_" + Withdrawal.WITHDRAWN, null);
        // A person who was to repair the message of a command.
        inside.stream()
                .filter(activity -> !activity.id().equals(work.id()))
                .forEach(activity -> withdrawn(order, activity));
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

    /** What was asked for has changed: who waits is assessed anew; a visit or a command in flight goes on (G02), and so does the queue. */
    void lookAgain(ServiceOrder order) {
        if (work(order).isPresent()) {
            return;
        }
        List<Activity> open = activities.allOpenOf(order.id());
        if (open.isEmpty() && order.waitsFor() == null) {
            wakeFromFirstWait(order);
        }
        for (Activity activity : open) {
            if (lifecycle.signal(ServiceOrderProcess.WAKENED, order.id())) {
                String outcome = activity.kind() == Activity.Kind.HUMAN ? Withdrawal.WITHDRAWN : "CHANGED";
                activities.end(activity.id(), Activity.State.COMPLETED, outcome, null, null);
            }
        }
    }

    /** The wait for its turn, for its date, or for an exchange (G02), none of which is an activity. */
    private void wakeFromFirstWait(ServiceOrder order) {
        if (!lifecycle.signal(ServiceOrderProcess.WAKENED, order.id())) {
            lifecycle.signal(ServiceOrderProcess.RELEASED, order.id());
        }
    }

    /** The open visit or command. */
    private Optional<Activity> work(ServiceOrder order) {
        return activities.allOpenOf(order.id()).stream()
                .filter(activity -> withdrawals.containsKey(activity.kind()))
                .findFirst();
    }
}
