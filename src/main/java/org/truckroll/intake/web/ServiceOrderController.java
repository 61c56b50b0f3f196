// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.Intake;
import org.truckroll.intake.OrderFinder;
import org.truckroll.intake.OrderRequest;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Jeopardies;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

@RestController
@RequestMapping("/api/v1/service-orders")
class ServiceOrderController {

    private static final String CONTACT = "contact";

    private final Intake intake;
    private final OrderFinder finder;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Activities activities;
    private final Milestones milestones;
    private final Jeopardies jeopardies;
    private final OrderEvents events;
    private final Callers callers;

    ServiceOrderController(
            Intake intake,
            OrderFinder finder,
            ServiceOrders orders,
            ServicePoints points,
            Activities activities,
            Milestones milestones,
            Jeopardies jeopardies,
            OrderEvents events,
            Callers callers) {
        this.intake = intake;
        this.finder = finder;
        this.orders = orders;
        this.points = points;
        this.activities = activities;
        this.milestones = milestones;
        this.jeopardies = jeopardies;
        this.events = events;
        this.callers = callers;
    }

    @PostMapping
    ResponseEntity<OrderView> post(
            @RequestBody OrderRequest body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        Intake.Accepted accepted = intake.accept(body, IdempotencyKey.checked(idempotencyKey), callers.current());
        URI location = URI.create("/api/v1/service-orders/" + accepted.order().id());
        OrderView view = view(accepted.order(), null, null);
        return accepted.known()
                ? ResponseEntity.ok().location(location).body(view)
                : ResponseEntity.created(location).body(view);
    }

    @GetMapping("/{id}")
    OrderView get(@PathVariable String id, @RequestParam(required = false) @Nullable String expand) {
        ServiceOrder order = visible(id);
        if (expand == null) {
            return view(order, null, null);
        }
        if (CONTACT.equals(expand)) {
            return withContact(order, OrderFinder.divisionsWithCustomers(callers.current()));
        }
        if (!"facts".equals(expand)) {
            throw Problem.badRequest("Parameter 'expand' must be facts or contact.", List.of());
        }
        ServicePoint point = points.get(order.servicePointId());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("status", point.status());
        facts.put("supply", point.supply());
        facts.put("phase", point.phase());
        facts.put("device", point.device());
        facts.put("version", point.version());
        return view(order, facts, null);
    }

    /** Whom to call, if somebody is named and the caller works with customers of this division. */
    private OrderView withContact(ServiceOrder order, Set<String> divisions) {
        return view(
                order,
                null,
                divisions.contains(order.division())
                        ? orders.contact(order.id()).orElse(null)
                        : null);
    }

    @GetMapping
    Page<OrderView> search(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String servicePointId,
            @RequestParam(required = false) @Nullable String requester,
            @RequestParam(required = false) @Nullable String externalId,
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable Instant createdFrom,
            @RequestParam(required = false) @Nullable Instant createdTo,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String phone,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String expand,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        ServiceOrders.Search search = new ServiceOrders.Search(
                States.read(state), type, servicePointId, requester, externalId, division, createdFrom, createdTo);
        Caller caller = callers.current();
        OrderFinder.Question question = new OrderFinder.Question(name, phone, from, to);
        Page<ServiceOrder> found = question.asks()
                ? finder.find(search, question, caller, page)
                : page.page(orders.search(search, caller.divisions(), page), ServiceOrder::id);
        return new Page<>(views(found.items(), expand, caller), found.next());
    }

    private List<OrderView> views(List<ServiceOrder> found, @Nullable String expand, Caller caller) {
        if (expand == null) {
            return found.stream().map(order -> view(order, null, null)).toList();
        }
        if (!CONTACT.equals(expand)) {
            throw Problem.badRequest("Parameter 'expand' of a list must be contact.", List.of());
        }
        Set<String> divisions = OrderFinder.divisionsWithCustomers(caller);
        return found.stream().map(order -> withContact(order, divisions)).toList();
    }

    @GetMapping("/{id}/events")
    List<OrderEvents.Entry> events(@PathVariable String id) {
        return events.of(visible(id).id());
    }

    private ServiceOrder visible(String id) {
        return orders.find(id)
                .filter(order -> callers.current().sees(order.division()))
                .orElseThrow(() -> Problem.notFound("service order", id));
    }

    private OrderView view(
            ServiceOrder order, @Nullable Map<String, Object> facts, ServiceOrder.@Nullable Contact contact) {
        return OrderView.of(
                order, activities.of(order.id()), milestones.of(order.id()), jeopardies.of(order.id()), facts, contact);
    }
}
