// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.shared.Json;

/** Writes what is to be told in the transaction of the change itself (design 2.3): nothing is told that did not happen, and nothing is lost. */
@Component
public class Outbox {

    /** The process that empties a lane; its business key is the lane's id. */
    public static final String PROCESS = "message-delivery";

    public static final String LANE_ID = "laneId";

    private final Subscriptions subscriptions;
    private final Lanes lanes;
    private final TmfEvents tmf;
    private final OrderLifecycle lifecycle;
    private final Json json;

    Outbox(Subscriptions subscriptions, Lanes lanes, TmfEvents tmf, OrderLifecycle lifecycle, Json json) {
        this.subscriptions = subscriptions;
        this.lanes = lanes;
        this.tmf = tmf;
        this.lifecycle = lifecycle;
        this.json = json;
    }

    /** Before other listeners: whoever ends an order holds its lanes first, and so does whoever tells of a limit that it has reached. */
    @EventListener
    @Order(0)
    @Transactional
    public void tellSubscribers(OrderEvent event) {
        List<Subscriptions.Match> matches = subscriptions.matching(event);
        if (matches.isEmpty()) {
            return;
        }
        String body = json.write(CloudEvent.of(event));
        Optional<TmfEvents.Notification> notification =
                matches.stream().anyMatch(match -> match.format() == Subscription.Format.TMF641)
                        ? tmf.of(event)
                        : Optional.empty();
        for (Subscriptions.Match match : matches) {
            switch (match.format()) {
                case CLOUDEVENTS ->
                    append(Lanes.Kind.SUBSCRIPTION, match.subscriptionId(), event, match.callback(), body);
                case TMF641 ->
                    notification
                            .filter(match::wants)
                            .ifPresent(found -> append(
                                    Lanes.Kind.SUBSCRIPTION,
                                    match.subscriptionId(),
                                    event,
                                    match.callback(),
                                    found.body()));
            }
        }
    }

    /** To the requester of an order alone. */
    void tellRequester(String requester, OrderEvent event, String destination) {
        append(Lanes.Kind.REQUESTER, requester, event, destination, json.write(CloudEvent.of(event)));
    }

    private void append(Lanes.Kind kind, String recipient, OrderEvent event, String destination, String body) {
        Lanes.Lane lane = lanes.hold(kind, recipient, event.subject());
        lanes.append(lane, event.type().word(), destination, body);
        if (!lane.draining()) {
            lifecycle.start(PROCESS, lane.id(), Map.of(LANE_ID, lane.id()));
        }
    }
}
