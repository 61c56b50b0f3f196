// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.TmfServiceOrders;
import org.truckroll.shared.Json;

/** What happened, in the words and the envelope of TMF641, for the subscribers of its hub. */
@Component
class TmfEvents {

    /** An event of TMF641 and the state of its order, by which a hub may choose. */
    record Notification(String eventType, OrderState state, String body) {}

    /** The envelope; event = the resource by its name. */
    record Envelope(String eventId, Instant eventTime, String eventType, String domain, Map<String, Object> event) {}

    private static final String SUFFIX = "Event";

    private final ServiceOrders orders;
    private final TmfServiceOrders documents;
    private final Json json;

    TmfEvents(ServiceOrders orders, TmfServiceOrders documents, Json json) {
        this.orders = orders;
        this.documents = documents;
        this.json = json;
    }

    /** Empty for what TMF641 does not know: changes of points, late words of head ends, and the answer, which is the requester's alone. */
    Optional<Notification> of(OrderEvent event) {
        return switch (event.type()) {
            case SERVICE_ORDER_STATE_CHANGE ->
                order(event, "ServiceOrder" + (created(event) ? "Create" : "StateChange"));
            case MILESTONE -> order(event, "ServiceOrder" + (amended(event) ? "AttributeValueChange" : "Milestone"));
            case JEOPARDY -> order(event, "ServiceOrderJeopardy");
            case CANCEL_SERVICE_ORDER_CREATE, CANCEL_SERVICE_ORDER_STATE_CHANGE -> cancelTask(event);
            case SERVICE_POINT_CHANGE, SERVICE_ORDER_ANSWER, LATE_RESULT -> Optional.empty();
        };
    }

    private Optional<Notification> order(OrderEvent event, String name) {
        return orders.find(event.subject())
                .map(order -> notification(event, name, order, Map.of("serviceOrder", documents.of(order))));
    }

    private Optional<Notification> cancelTask(OrderEvent event) {
        return orders.find(event.subject())
                .map(order ->
                        notification(event, event.type().word(), order, Map.of("cancelServiceOrder", data(event))));
    }

    private Notification notification(OrderEvent event, String name, ServiceOrder order, Map<String, Object> resource) {
        String type = name + SUFFIX;
        Envelope envelope = new Envelope(event.eventId(), event.at(), type, "serviceOrdering", resource);
        return new Notification(type, order.state(), json.write(envelope));
    }

    private boolean created(OrderEvent event) {
        return Boolean.TRUE.equals(data(event).get("created"));
    }

    private boolean amended(OrderEvent event) {
        return "AMENDED".equals(data(event).get("milestone"));
    }

    private Map<String, Object> data(OrderEvent event) {
        return json.read(event.data(), new TypeReference<Map<String, Object>>() {});
    }
}
