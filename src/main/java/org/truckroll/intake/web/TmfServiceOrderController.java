// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.Amendments;
import org.truckroll.intake.Intake;
import org.truckroll.intake.Patch;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.TmfServiceOrder;
import org.truckroll.serviceorder.TmfServiceOrders;
import org.truckroll.shared.Problem;
import org.truckroll.shared.TmfPage;

/** The orders in the form of TMF641 (service-orders 4.1 and 9): the same intake, the same orders. */
@RestController
@RequestMapping(TmfServiceOrder.PATH)
class TmfServiceOrderController {

    private static final Set<String> PARAMETERS = Set.of(
            "fields",
            "offset",
            "limit",
            "state",
            "category",
            "externalId",
            "servicePointId",
            "requester",
            "orderDate.gte",
            "orderDate.lt");

    private final Intake intake;
    private final Amendments amendments;
    private final TmfOrderReader reader;
    private final TmfPatchReader patches;
    private final ServiceOrders orders;
    private final TmfServiceOrders documents;
    private final Callers callers;

    TmfServiceOrderController(
            Intake intake,
            Amendments amendments,
            TmfOrderReader reader,
            TmfPatchReader patches,
            ServiceOrders orders,
            TmfServiceOrders documents,
            Callers callers) {
        this.intake = intake;
        this.amendments = amendments;
        this.reader = reader;
        this.patches = patches;
        this.orders = orders;
        this.documents = documents;
        this.callers = callers;
    }

    @PostMapping
    ResponseEntity<TmfServiceOrder> post(
            @RequestBody TmfOrderRequest body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        String key = IdempotencyKey.checked(idempotencyKey);
        TmfOrderReader.Reading reading = reader.read(body);
        Intake.Accepted accepted;
        try {
            accepted = intake.accept(reading.request(), key, callers.current());
        } catch (Problem problem) {
            throw problem.at(reading::place);
        }
        TmfServiceOrder document = documents.of(accepted.order());
        return (accepted.known() ? ResponseEntity.ok() : ResponseEntity.status(HttpStatus.CREATED))
                .location(URI.create(document.href()))
                .body(document);
    }

    /** A merge-patch of what can be amended; the rest of an order stays as it was asked for. */
    @PatchMapping(
            path = "/{id}",
            consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    TmfServiceOrder patch(@PathVariable String id, @RequestBody JsonNode body) {
        TmfPatchReader.Reading reading = patches.read(body);
        try {
            return documents.of(amendments.amend(id, Patch.of(reading.patch()), callers.current()));
        } catch (Problem problem) {
            throw problem.at(reading::place);
        }
    }

    @GetMapping("/{id}")
    TmfServiceOrder get(@PathVariable String id, @RequestParam(required = false) @Nullable String fields) {
        Set<String> chosen = TmfPage.fields(fields, TmfServiceOrder.FIELDS);
        return documents.of(visible(id)).only(chosen);
    }

    @GetMapping
    ResponseEntity<List<TmfServiceOrder>> list(
            @RequestParam(required = false) @Nullable String fields,
            @RequestParam(required = false) @Nullable Integer offset,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String category,
            @RequestParam(required = false) @Nullable String externalId,
            @RequestParam(required = false) @Nullable String servicePointId,
            @RequestParam(required = false) @Nullable String requester,
            @RequestParam(name = "orderDate.gte", required = false) @Nullable Instant from,
            @RequestParam(name = "orderDate.lt", required = false) @Nullable Instant to,
            HttpServletRequest request) {
        Set<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
        unknown.removeAll(PARAMETERS);
        if (!unknown.isEmpty()) {
            throw Problem.badRequest(
                    "Orders cannot be searched by " + unknown + ". Parameters: " + new TreeSet<>(PARAMETERS) + ".",
                    List.of());
        }
        Set<String> chosen = TmfPage.fields(fields, TmfServiceOrder.FIELDS);
        TmfPage page = TmfPage.of(offset, limit);
        ServiceOrders.Search search = new ServiceOrders.Search(
                States.read(state), category, servicePointId, requester, externalId, null, from, to);
        Set<String> divisions = callers.current().divisions();
        List<TmfServiceOrder> found = orders.search(search, divisions, page.offset(), page.limit()).stream()
                .map(order -> documents.of(order).only(chosen))
                .toList();
        return page.answer(found, orders.count(search, divisions, TmfPage.MOST + 1));
    }

    /** An order is a record of what was asked and done; nobody takes it away. */
    @DeleteMapping("/{id}")
    ResponseEntity<ProblemDetail> delete(@PathVariable String id) {
        Problem refusal = new Problem(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Orders are kept. To stop one, post a task to /tmf-api/serviceOrdering/v4/cancelServiceOrder.");
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .header(HttpHeaders.ALLOW, HttpMethod.GET.name() + "," + HttpMethod.PATCH.name())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(refusal.toDetail());
    }

    private ServiceOrder visible(String id) {
        return orders.find(id)
                .filter(order -> callers.current().sees(order.division()))
                .orElseThrow(() -> Problem.notFound("service order", id));
    }
}
