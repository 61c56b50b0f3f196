// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvents;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgPath;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;

/** How far a report or an order is, for whoever has its link: a state and its times, no name, no address, no id (HOME-14). */
@Service
public class Tracking {

    /** Merged orders are a short chain; a longer one is no chain of ours. */
    private static final int MOST_MERGED = 10;

    /** Where it stands, in words of a customer. */
    public enum Step {
        RECEIVED,
        LOOKED_AT,
        ORDERED,
        WAITING,
        UNDER_WAY,
        DONE,
        NOT_DONE,
        CANCELLED,
        /** The report is settled without an order. */
        CLOSED;

        public boolean ended() {
            return switch (this) {
                case DONE, NOT_DONE, CANCELLED, CLOSED -> true;
                default -> false;
            };
        }
    }

    /**
     * @param receivedAt when the report came or the order was placed
     * @param endedAt when nothing more will happen
     */
    public record Progress(
            Step step, Instant receivedAt, @Nullable Instant endedAt, ZoneId zone) {}

    /** @param token known to nobody but its reader */
    public record Link(String token, Instant expiresAt) {}

    private final TrackingLinks links;
    private final InboundEvents events;
    private final ServiceOrders orders;
    private final OrgPath path;

    Tracking(TrackingLinks links, InboundEvents events, ServiceOrders orders, OrgPath path) {
        this.links = links;
        this.events = events;
        this.orders = orders;
        this.path = path;
    }

    /**
     * Makes the link that a customer gets for an order.
     *
     * @throws Problem 404 also for an order of a division that the caller does not see
     */
    public Link link(String orderId, Caller caller) {
        ServiceOrder order = orders.find(orderId)
                .filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.notFound("service order", orderId));
        TrackingLinks.Made made = links.make(TrackingLinks.Kind.ORDER, order.id(), caller.id());
        return new Link(made.token(), made.expiresAt());
    }

    /** Empty when the link opens nothing, or nothing any more. */
    public Optional<Progress> of(String token) {
        return links.subject(token)
                .flatMap(subject -> subject.kind() == TrackingLinks.Kind.ORDER
                        ? orders.find(subject.id()).map(order -> ofOrder(order, order.createdAt()))
                        : events.tracked(subject.id()).map(this::ofEvent));
    }

    private Progress ofEvent(InboundEvent event) {
        if (event.orderId() != null) {
            Optional<ServiceOrder> order = orders.find(event.orderId());
            if (order.isPresent()) {
                return ofOrder(order.get(), event.receivedAt());
            }
        }
        return new Progress(
                switch (event.state()) {
                    case PENDING -> Step.RECEIVED;
                    case ONWORK -> Step.LOOKED_AT;
                    case ACK -> Step.CLOSED;
                },
                event.receivedAt(),
                event.ackedAt(),
                path.zone(event.division()));
    }

    private Progress ofOrder(ServiceOrder asked, Instant receivedAt) {
        ServiceOrder order = asked;
        for (int i = 0; i < MOST_MERGED && order.mergedInto() != null; i++) {
            Optional<ServiceOrder> host = orders.find(order.mergedInto());
            if (host.isEmpty()) {
                break;
            }
            order = host.get();
        }
        return new Progress(step(order.state()), receivedAt, order.completedAt(), path.zone(asked.division()));
    }

    private static Step step(OrderState state) {
        return switch (state) {
            case ACKNOWLEDGED -> Step.ORDERED;
            case PENDING, HELD -> Step.WAITING;
            case IN_PROGRESS, ASSESSING_CANCELLATION -> Step.UNDER_WAY;
            case COMPLETED, PARTIAL -> Step.DONE;
            case FAILED -> Step.NOT_DONE;
            case REJECTED, CANCELLED -> Step.CANCELLED;
        };
    }
}
