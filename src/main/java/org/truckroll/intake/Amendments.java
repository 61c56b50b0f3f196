// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OpenWork;
import org.truckroll.serviceorder.OrderAmended;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.RepeatedTransaction;

/**
 * Changes an order on its way (api.md 2): its date, priority, contact and notes, and that the debt of a CUT is paid. Who waits looks again; a
 * visit or a command in flight goes on and the next assessment sees what is new (G02). What a paid CUT has under way is taken back where 7.6
 * allows, so that it ends as G05 says.
 */
@Service
public class Amendments {

    private static final Logger log = LoggerFactory.getLogger(Amendments.class);
    private static final int USUAL_PRIORITY = 50;

    private final Cancellations cancellations;
    private final ServiceOrders orders;
    private final OrderFactsRepository facts;
    private final Activities activities;
    private final Milestones milestones;
    private final UnderWay underWay;
    private final List<OpenWork> openWork;
    private final Tasks tasks;
    private final ApplicationEventPublisher publisher;
    private final RepeatedTransaction transaction;

    Amendments(
            Cancellations cancellations,
            ServiceOrders orders,
            OrderFactsRepository facts,
            Activities activities,
            Milestones milestones,
            UnderWay underWay,
            List<OpenWork> openWork,
            Tasks tasks,
            ApplicationEventPublisher publisher,
            RepeatedTransaction transaction) {
        this.cancellations = cancellations;
        this.orders = orders;
        this.facts = facts;
        this.activities = activities;
        this.milestones = milestones;
        this.underWay = underWay;
        this.openWork = openWork;
        this.tasks = tasks;
        this.publisher = publisher;
        this.transaction = transaction;
    }

    /**
     * Amends an order; what is the same already changes nothing.
     *
     * @throws Problem 404, 409 {@code already-ended}, 422 {@code not-amendable} for {@code paid} of another type than CUT
     */
    public ServiceOrder amend(String orderId, Patch patch, Caller caller) {
        return transaction.run(() -> {
            ServiceOrder order = cancellations.locked(orderId, caller);
            cancellations.refuseEnded(order);
            if (facts.of(orderId).cancel() != OrderFacts.Cancel.NONE) {
                throw Problem.conflict("already-ended", "This order is being cancelled.")
                        .with("state", order.state().word());
            }
            if (patch.paid().given() && !"CUT".equals(order.type())) {
                throw Patch.notAmendable(new FieldError("/collection/paid", "belongs to a CUT"));
            }
            change(order, patch, caller);
            return orders.get(orderId);
        });
    }

    private void change(ServiceOrder order, Patch patch, Caller caller) {
        Boolean paid = patch.paid().or(order.collection().paid());
        Integer priority = patch.priority().or(order.priority());
        ServiceOrder next = order.amended(
                patch.requestedDate().or(order.requestedDate()),
                priority == null ? USUAL_PRIORITY : priority,
                patch.notes().or(order.notes()),
                order.collection().withPaid(Boolean.TRUE.equals(paid)));
        ServiceOrder.Contact before = orders.contact(order.id()).orElse(null);
        ServiceOrder.Contact contact =
                patch.contact().given() ? merged(before, patch.contact().value()) : before;

        boolean dateMoved = !Objects.equals(order.requestedDate(), next.requestedDate());
        boolean collectionChanged = !order.collection().equals(next.collection());
        boolean urgency = order.priority() != next.priority();
        Map<String, Object> details = new LinkedHashMap<>();
        List<String> changed = new ArrayList<>();
        // Whom to call and what is noted stays out of the log of events.
        if (dateMoved) {
            changed.add("requestedDate");
            details.put(
                    "requestedDate",
                    next.requestedDate() == null ? "" : next.requestedDate().toString());
        }
        if (urgency) {
            changed.add("priority");
            details.put("priority", next.priority());
        }
        if (!Objects.equals(before, contact)) {
            changed.add("contact");
        }
        if (!Objects.equals(order.notes(), next.notes())) {
            changed.add("notes");
        }
        if (collectionChanged) {
            changed.add("collection.paid");
            details.put("paid", next.collection().paid());
        }
        if (changed.isEmpty()) {
            return;
        }
        details.put("changed", changed);
        details.put("by", caller.id());

        // Rows of the work first, the order's own after them: the order in which its steps take them.
        if (collectionChanged && next.collection().paid()) {
            underWay.callOff(order);
        } else if (dateMoved || collectionChanged) {
            underWay.lookAgain(order);
        }
        if (urgency) {
            reprioritize(order, next.priority());
        }
        orders.amend(next);
        if (dateMoved) {
            dateOfStop(order, next);
        }
        if (!Objects.equals(before, contact)) {
            orders.putContact(order.id(), contact);
        }
        milestones.reached(next, "AMENDED", String.join(", ", changed), details);
        if (dateMoved) {
            publisher.publishEvent(new OrderAmended(order.id(), order.servicePointId()));
        }
        log.info("Order amended: orderId={} by={} changed={}", order.id(), caller.id(), changed);
    }

    /** Of a stop and a start that became one the date of the stop counts (7.5 MERGE), unless the start's requester chose another one. */
    private void dateOfStop(ServiceOrder order, ServiceOrder next) {
        OrderFacts remembered = facts.of(order.id());
        if (remembered.askedDate() != null) {
            facts.save(order.id(), remembered.toBuilder().askedDate(null).build());
        }
        if (order.mergedInto() == null || facts.of(order.mergedInto()).askedDate() == null) {
            return;
        }
        ServiceOrder host = orders.get(order.mergedInto());
        if (!cancellations.leaves(host)) {
            orders.redate(host.id(), next.serviceDate());
            underWay.lookAgain(host);
        }
    }

    private void reprioritize(ServiceOrder order, int priority) {
        openWork.forEach(work -> work.reprioritize(order.id(), priority));
        for (Activity activity : activities.allOpenOf(order.id())) {
            if (activity.kind() == Activity.Kind.HUMAN && activity.externalReference() != null) {
                tasks.prioritize(activity.externalReference(), priority);
            }
        }
    }

    private static ServiceOrder.@Nullable Contact merged(
            ServiceOrder.@Nullable Contact before, Patch.@Nullable ContactPatch patch) {
        if (patch == null) {
            return null;
        }
        ServiceOrder.Contact known = before == null ? new ServiceOrder.Contact(null, null, null) : before;
        ServiceOrder.Contact next = new ServiceOrder.Contact(
                patch.name().or(known.name()),
                patch.phone().or(known.phone()),
                patch.email().or(known.email()));
        return next.name() == null && next.phone() == null && next.email() == null ? null : next;
    }
}
