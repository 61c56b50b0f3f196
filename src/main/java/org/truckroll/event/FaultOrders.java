// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Countries;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.PhoneNumbers;
import org.truckroll.shared.Problem;

/**
 * Makes an order of an event (SOL24-05, SOL24-11): requester {@code event}, external id the event's. It joins the investigation that is open at the
 * point, or raises one, which queues behind what else is open there.
 */
@Service
public class FaultOrders {

    static final String REQUESTER = "event";

    /** The source of what customers report without a login; its sender is the contact that the customer gave. */
    public static final String FAULT_REPORTS = "fault-report";

    private static final Pattern MAIL = Pattern.compile("[^\\s,;<>()]+@[^\\s,;<>()]+");

    private static final Logger log = LoggerFactory.getLogger(FaultOrders.class);
    private static final String TYPE = "INVESTIGATE";
    private static final String MILESTONE = "FAULT_REPORTED";
    private static final int PRIORITY = 70;
    private static final int LONGEST_NOTE = 500;

    private final EventRows rows;
    private final EventLog history;
    private final InboundRules rules;
    private final EventWork work;
    private final FaultPlace places;
    private final EventNotices notices;
    private final ServicePoints points;
    private final ServiceOrders orders;
    private final Milestones milestones;
    private final OrderTypes types;
    private final OrderLifecycle lifecycle;
    private final Countries countries;
    private final Clock clock;

    FaultOrders(
            EventRows rows,
            EventLog history,
            InboundRules rules,
            EventWork work,
            FaultPlace places,
            EventNotices notices,
            ServicePoints points,
            ServiceOrders orders,
            Milestones milestones,
            OrderTypes types,
            OrderLifecycle lifecycle,
            Countries countries,
            Clock clock) {
        this.rows = rows;
        this.history = history;
        this.rules = rules;
        this.work = work;
        this.places = places;
        this.notices = notices;
        this.points = points;
        this.orders = orders;
        this.milestones = milestones;
        this.types = types;
        this.lifecycle = lifecycle;
        this.countries = countries;
        this.clock = clock;
    }

    /** True when an order has it and the event is archived; false when no single point is named: then an operator looks at it. */
    @Transactional
    public boolean raise(String eventId) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        Optional<ServicePoint> place = places.of(event)
                .flatMap(point -> points.lock(point.id()))
                .filter(point -> event.division().equals(point.division()));
        if (place.isEmpty() || !types.supported().contains(TYPE)) {
            rules.requireOperator(eventId);
            return false;
        }
        order(event, place.get().id(), Caller.SERVER.id());
        rules.archive(event);
        return true;
    }

    /**
     * An operator makes an order of an event and archives it in the same step.
     *
     * @return the order, which may have been open there before
     * @throws Problem as {@link EventWork#archive}; 422 for a point that is not of the event's division
     */
    @Transactional
    public String raiseBy(String eventId, @Nullable String pointId, @Nullable String note, Caller caller) {
        work.archive(eventId, note, caller);
        InboundEvent event = rows.lock(eventId).orElseThrow();
        String known = Optional.ofNullable(pointId)
                .flatMap(points::lock)
                .filter(point -> event.division().equals(point.division()))
                .filter(point -> types.supported().contains(TYPE))
                .map(ServicePoint::id)
                .orElseThrow(() -> Problem.unprocessable(
                        "unknown-service-point",
                        "There is no such service point in the division of the event. Nothing was changed.",
                        new Problem.FieldError("/servicePointId", "is not known")));
        return order(event, known, caller.id());
    }

    private String order(InboundEvent event, String pointId, String by) {
        String eventId = event.id();
        List<ServiceOrder> open = orders.openAt(pointId).stream()
                .filter(order -> order.mergedInto() == null)
                .toList();
        String orderId = open.stream()
                .filter(order -> TYPE.equals(order.type()) && order.state() != OrderState.ASSESSING_CANCELLATION)
                .findFirst()
                .map(ServiceOrder::id)
                .orElseGet(() -> add(event, pointId, open));
        milestones.reached(orders.get(orderId), MILESTONE, note(event), Map.of("eventId", eventId));
        rows.ordered(eventId, orderId, pointId);
        history.add(eventId, EventLog.Kind.ORDERED, by, orderId);
        notices.responsible(event, pointId);
        log.info("Event became an order: eventId={} orderId={} servicePointId={}", eventId, orderId, pointId);
        return orderId;
    }

    private String add(InboundEvent event, String pointId, List<ServiceOrder> open) {
        Instant now = clock.instant();
        String id = Ids.next();
        String behind = open.isEmpty() ? null : open.get(open.size() - 1).id();
        orders.add(
                new ServiceOrder(
                        id,
                        event.id(),
                        REQUESTER,
                        TYPE,
                        pointId,
                        event.division(),
                        behind == null ? OrderState.ACKNOWLEDGED : OrderState.PENDING,
                        MILESTONE,
                        null,
                        null,
                        PRIORITY,
                        false,
                        ServiceOrder.Collection.NONE,
                        null,
                        note(event),
                        "",
                        null,
                        null,
                        behind,
                        null,
                        null,
                        now,
                        now,
                        null),
                contact(event));
        lifecycle.startOrder(id);
        return id;
    }

    /** Who reports a fault hears of its order where the customer has said how (EVADO-17, EVADO-21); a colleague reads the rest in the event. */
    private ServiceOrder.@Nullable Contact contact(InboundEvent event) {
        if (event.kind() != Inbound.Kind.CLIENT_REQUEST || !FAULT_REPORTS.equals(event.source())) {
            return null;
        }
        Matcher found = MAIL.matcher(event.sender());
        String mail = found.find() ? found.group() : null;
        String rest = MAIL.matcher(event.sender()).replaceAll(" ");
        String phone = PhoneNumbers.e164(rest.replaceAll("[,;<>]", " ").strip(), countries.of(event.division()))
                .orElse(null);
        return mail == null && phone == null ? null : new ServiceOrder.Contact(null, phone, mail);
    }

    private static String note(InboundEvent event) {
        String text = event.subject() == null ? event.text() : event.subject() + "\n" + event.text();
        return EventRows.clip(text.strip(), LONGEST_NOTE);
    }
}
