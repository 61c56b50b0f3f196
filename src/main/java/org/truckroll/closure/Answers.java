// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.People;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.QualifyingRead;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** Tells the requester how the order ended, once: the facts now, and the readings that prove them (SOM-04). */
@Service
public class Answers {

    /** One value of a set; qualifying = it proves the outcome (service-orders 6.3). */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Value(
            String deviceId,
            String registerId,
            @Nullable String readingType,
            String value,
            Instant at,
            ReadingSet.Source source,
            boolean qualifying) {}

    private final OrderEvents events;
    private final Outbox outbox;
    private final People people;
    private final ServiceOrders orders;
    private final OrderFactsRepository orderFacts;
    private final ServicePoints points;
    private final Readings readings;

    Answers(
            OrderEvents events,
            Outbox outbox,
            People people,
            ServiceOrders orders,
            OrderFactsRepository orderFacts,
            ServicePoints points,
            Readings readings) {
        this.events = events;
        this.outbox = outbox;
        this.people = people;
        this.orders = orders;
        this.orderFacts = orderFacts;
        this.points = points;
        this.readings = readings;
    }

    /** Records the answer as an event of the order, and sends it to whoever is to have it. Again: nothing. */
    @Transactional
    public void answer(ServiceOrder order) {
        String type = OrderEvent.Type.SERVICE_ORDER_ANSWER.word();
        if (events.of(order.id()).stream().anyMatch(event -> event.type().equals(type))) {
            return;
        }
        OrderEvent event = events.record(OrderEvent.Type.SERVICE_ORDER_ANSWER, order, data(order));
        replyTo(order).ifPresent(address -> outbox.tellRequester(order.requester(), event, address));
    }

    private Optional<String> replyTo(ServiceOrder order) {
        return Optional.ofNullable(order.replyTo())
                .or(() -> people.client(order.requester()).map(People.ApiClient::replyTo))
                .filter(address -> !address.isBlank());
    }

    private Map<String, Object> data(ServiceOrder order) {
        ServicePoint point = points.get(order.servicePointId());
        // Both requesters of merged orders get the same readings.
        ServiceOrder worked = order.mergedInto() == null ? order : orders.get(order.mergedInto());
        OrderFacts facts = orderFacts.of(worked.id());
        List<ReadingSet> sets = sets(worked, point, facts);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("orderId", order.id());
        data.put("externalId", order.externalId());
        data.put("type", order.type());
        data.put("servicePointId", order.servicePointId());
        data.put("state", order.state().word());
        put(data, "askedType", order.askedType());
        put(data, "mergedInto", order.mergedInto());
        put(data, "outcome", order.outcome());
        put(data, "requestedDate", order.requestedDate());
        put(data, "completedAt", order.completedAt());
        data.put("facts", goalFacts(point));
        data.put(
                "readings",
                sets.stream()
                        .flatMap(set -> values(set, QualifyingRead.proves(worked, point, facts, set)))
                        .toList());
        distance(order.serviceDate(), worked, sets, point, facts).ifPresent(distance -> data.put("serviceDateDistance", distance));
        data.put("followUps", orders.followUps(worked.id()));
        return data;
    }

    private static Map<String, Object> goalFacts(ServicePoint point) {
        Map<String, Object> facts = new LinkedHashMap<>();
        put(facts, "supply", point.supply());
        Device device = point.hasDevice() ? point.device() : null;
        if (device != null) {
            facts.put("switch", device.position());
            put(facts, "commission", device.smart() ? device.commissionState() : null);
            put(facts, "deviceId", device.id());
        }
        facts.put("status", point.status());
        return facts;
    }

    /** What the order took, and what it found: a standing read in time of the service date may have made a read of its own needless. */
    private List<ReadingSet> sets(ServiceOrder order, ServicePoint point, OrderFacts facts) {
        List<ReadingSet> sets = new ArrayList<>(readings.ofOrder(order.id()));
        for (ReadingSet set : readings.standing(point.id())) {
            if (!order.id().equals(set.orderId()) && QualifyingRead.proves(order, point, facts, set)) {
                sets.add(set);
            }
        }
        return sets;
    }

    private static java.util.stream.Stream<Value> values(ReadingSet set, boolean qualifying) {
        return set.values().stream()
                .map(value -> new Value(
                        set.deviceId(),
                        value.registerId(),
                        value.readingType(),
                        value.value(),
                        value.at(),
                        set.source(),
                        qualifying));
    }

    /** From the service date to the best read: the latest that qualifies, else the latest. */
    private static Optional<String> distance(
            Instant serviceDate, ServiceOrder order, List<ReadingSet> sets, ServicePoint point, OrderFacts facts) {
        return sets.stream()
                .max(java.util.Comparator.comparing((ReadingSet set) -> QualifyingRead.proves(order, point, facts, set))
                        .thenComparing(ReadingSet::takenAt))
                .map(set -> Duration.between(serviceDate, set.takenAt()).toString());
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
