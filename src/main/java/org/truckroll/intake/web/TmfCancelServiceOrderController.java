// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.CancelTasks;
import org.truckroll.intake.TmfCancelServiceOrder;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.TmfPage;

/** Cancelling as TMF641 does it: a task that is asked for and looked at (service-orders 4.1 and 7.6). */
@RestController
@RequestMapping(TmfCancelServiceOrder.PATH)
class TmfCancelServiceOrderController {

    private static final int LONGEST_REASON = 200;

    @JsonIgnoreProperties({"@type", "@baseType", "@schemaLocation"})
    record TmfCancelRequest(
            @Nullable TmfOrderRefRequest serviceOrder,
            @Nullable String cancellationReason,
            @Nullable Instant requestedCancellationDate) {}

    @JsonIgnoreProperties({"href", "name", "@type", "@baseType", "@schemaLocation", "@referredType"})
    record TmfOrderRefRequest(@Nullable String id) {}

    private final CancelTasks tasks;
    private final ServiceOrders orders;
    private final Callers callers;
    private final Clock clock;

    TmfCancelServiceOrderController(CancelTasks tasks, ServiceOrders orders, Callers callers, Clock clock) {
        this.tasks = tasks;
        this.orders = orders;
        this.callers = callers;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<TmfCancelServiceOrder> post(@RequestBody TmfCancelRequest body) {
        Caller caller = callers.current();
        String orderId = checked(body);
        ServiceOrder order = orders.find(orderId)
                .filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.unprocessable(
                        "unknown-service-order",
                        "There is no service order '" + orderId + "' that you may see.",
                        new FieldError("/serviceOrder/id", "is not known")));
        TmfCancelServiceOrder task =
                tasks.request(order.id(), body.cancellationReason(), body.requestedCancellationDate(), caller);
        return ResponseEntity.created(URI.create(task.href())).body(task);
    }

    private String checked(TmfCancelRequest body) {
        List<FieldError> errors = new ArrayList<>();
        String id = body.serviceOrder() == null ? null : body.serviceOrder().id();
        if (id == null) {
            errors.add(new FieldError("/serviceOrder/id", "is required"));
        }
        if (body.cancellationReason() != null && body.cancellationReason().length() > LONGEST_REASON) {
            errors.add(new FieldError("/cancellationReason", "is longer than " + LONGEST_REASON + " characters"));
        }
        Instant date = body.requestedCancellationDate();
        if (date != null && date.isAfter(clock.instant())) {
            errors.add(new FieldError(
                    "/requestedCancellationDate", "must not be ahead: a task cancels at once, so send it on its day"));
        }
        if (id == null || !errors.isEmpty()) {
            throw Problem.badRequest("The task is not in the form of the profile of TMF641.", errors);
        }
        return id;
    }

    @GetMapping("/{id}")
    TmfCancelServiceOrder get(@PathVariable String id) {
        return tasks.find(id, callers.current().divisions()).orElseThrow(() -> Problem.notFound("cancel task", id));
    }

    @GetMapping
    ResponseEntity<List<TmfCancelServiceOrder>> list(
            @RequestParam(name = "serviceOrder.id", required = false) @Nullable String orderId,
            @RequestParam(required = false) @Nullable Integer offset,
            @RequestParam(required = false) @Nullable Integer limit) {
        TmfPage page = TmfPage.of(offset, limit);
        Set<String> divisions = callers.current().divisions();
        return page.answer(
                tasks.search(orderId, divisions, page.offset(), page.limit()),
                tasks.count(orderId, divisions, TmfPage.MOST + 1));
    }
}
