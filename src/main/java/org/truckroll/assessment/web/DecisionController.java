// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.web;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.assessment.Decision;
import org.truckroll.assessment.Decisions;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;

@RestController
class DecisionController {

    private final Decisions decisions;
    private final ServiceOrders orders;
    private final Callers callers;

    DecisionController(Decisions decisions, ServiceOrders orders, Callers callers) {
        this.decisions = decisions;
        this.orders = orders;
        this.callers = callers;
    }

    @GetMapping("/api/v1/service-orders/{id}/decisions")
    List<Decision> of(@PathVariable String id) {
        return orders.find(id)
                .filter(order -> callers.current().sees(order.division()))
                .map(order -> decisions.of(order.id()))
                .orElseThrow(() -> Problem.notFound("service order", id));
    }
}
