// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.web;

import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.assessment.Explanations;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;

@RestController
class DecisionController {

    private final Explanations explanations;
    private final ServiceOrders orders;
    private final Callers callers;

    DecisionController(Explanations explanations, ServiceOrders orders, Callers callers) {
        this.explanations = explanations;
        this.orders = orders;
        this.callers = callers;
    }

    @Operation(summary = "Why the order did what it did: one record per step, with the facts that mattered")
    @GetMapping("/api/v1/service-orders/{id}/decisions")
    List<Explanations.Explained> of(@PathVariable String id) {
        return explanations.of(visible(id));
    }

    @Operation(summary = "The same as text, one line per step")
    @GetMapping(
            path = "/api/v1/service-orders/{id}/decisions",
            produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    String text(@PathVariable String id) {
        return explanations.text(visible(id));
    }

    private String visible(String id) {
        return orders.find(id)
                .filter(order -> callers.current().sees(order.division()))
                .map(ServiceOrder::id)
                .orElseThrow(() -> Problem.notFound("service order", id));
    }
}
