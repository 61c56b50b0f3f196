// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.DerivedFacts;
import org.truckroll.servicepoint.Faults;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** The door of the service points (api.md 1). */
@RestController
class ServicePointController {

    private final ServicePoints points;
    private final ServicePointRegister register;
    private final ServicePointImport bulk;
    private final DerivedFacts derived;
    private final ServiceOrders orders;
    private final Callers callers;

    ServicePointController(
            ServicePoints points,
            ServicePointRegister register,
            ServicePointImport bulk,
            DerivedFacts derived,
            ServiceOrders orders,
            Callers callers) {
        this.points = points;
        this.register = register;
        this.bulk = bulk;
        this.derived = derived;
        this.orders = orders;
        this.callers = callers;
    }

    @PutMapping("/api/v1/service-points/{id}")
    ResponseEntity<ServicePointView> put(
            @PathVariable String id,
            @RequestBody ServicePointDocument document,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        Caller caller = callers.current();
        if (document.id() != null && !document.id().equals(id)) {
            throw Problem.badRequest(
                    "The id in the body is another one than in the path.",
                    List.of(new Problem.FieldError("/id", "must be '" + id + "' or absent")));
        }
        Faults faults = new Faults();
        ServicePoint wanted = document.toPoint(id, register.divisions(caller), faults);
        if (wanted == null) {
            throw new Problem(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "invalid-service-point",
                    "The service point has " + faults.list().size() + " fault(s). Nothing was changed.",
                    faults.list());
        }
        Precondition precondition = new Precondition(ifMatch, ifNoneMatch);
        ServicePointRegister.Put put = Twice.unlessCreated(() -> register.put(wanted, precondition, caller));
        ResponseEntity.BodyBuilder answer = put.created()
                ? ResponseEntity.created(ServletUriComponentsBuilder.fromCurrentRequestUri()
                        .build()
                        .toUri())
                : ResponseEntity.ok();
        return answer.eTag(Precondition.tag(put.point().version())).body(view(put.point(), caller));
    }

    @GetMapping("/api/v1/service-points/{id}")
    ResponseEntity<ServicePointView> get(@PathVariable String id) {
        Caller caller = callers.current();
        ServicePoint point = visible(id, caller);
        return ResponseEntity.ok().eTag(Precondition.tag(point.version())).body(view(point, caller));
    }

    @GetMapping("/api/v1/service-points/{id}/history")
    Page<FactView> history(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        visible(id, callers.current());
        Page.Request request = Page.Request.of(limit, cursor);
        Page<ServicePoints.Fact> page = request.page(points.history(id, request), fact -> String.valueOf(fact.id()));
        return new Page<>(page.items().stream().map(FactView::of).toList(), page.next());
    }

    @PostMapping(path = "/api/v1/service-points:import", consumes = "application/x-ndjson")
    ServicePointImport.Report importLines(InputStream lines) throws IOException {
        return bulk.run(lines, callers.current());
    }

    private ServicePoint visible(String id, Caller caller) {
        return (ServicePointDocument.validId(id) ? points.find(id) : Optional.<ServicePoint>empty())
                .filter(point -> caller.sees(point.division()))
                .orElseThrow(() -> Problem.notFound("service point", id));
    }

    private ServicePointView view(ServicePoint point, Caller caller) {
        return ServicePointView.of(
                point,
                derived.of(point),
                orders.openAt(point.id()).stream()
                        .filter(order -> caller.sees(order.division()))
                        .toList());
    }

    /** A fact with both times. */
    record FactView(String fact, @Nullable String value, Instant effectiveAt, Instant recordedAt, String source) {

        static FactView of(ServicePoints.Fact fact) {
            return new FactView(fact.fact(), fact.value(), fact.effectiveAt(), fact.recordedAt(), fact.source());
        }
    }
}
