// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.workforce.WorkOrder;
import org.truckroll.field.workforce.WorkOrderDesk;
import org.truckroll.people.Callers;

/** Where dispatchers see how a visit stands at a workforce system, and take it back. */
@RestController
@RequestMapping("/api/v1/field-activities/{id}")
class WorkOrderController {

    /** Without what only the server needs. */
    record View(
            String visitId,
            String system,
            WorkOrder.State state,
            @Nullable String workOrderId,
            @Nullable String stage,
            @Nullable Instant toldAt,
            @Nullable Instant heardAt,
            @Nullable String worker,
            int tries,
            @Nullable Instant nextTryAt,
            @Nullable String detail) {

        static View of(WorkOrder order) {
            return new View(
                    order.visitId(),
                    order.system(),
                    order.state(),
                    order.remoteId(),
                    order.stage(),
                    order.toldAt(),
                    order.heardAt(),
                    order.worker(),
                    order.tries(),
                    order.nextTryAt(),
                    order.detail());
        }
    }

    record TakeBack(@Nullable String reason) {}

    private final WorkOrderDesk desk;
    private final Callers callers;

    WorkOrderController(WorkOrderDesk desk, Callers callers) {
        this.desk = desk;
        this.callers = callers;
    }

    @GetMapping("/work-order")
    View workOrder(@PathVariable String id) {
        return View.of(desk.seen(id, callers.current()));
    }

    /** 202: where the system may have it, our crews get it when it has given it back. */
    @PostMapping("/take-back")
    @ResponseStatus(HttpStatus.ACCEPTED)
    View takeBack(@PathVariable String id, @RequestBody TakeBack body) {
        desk.takeBack(id, callers.current(), body.reason());
        return View.of(desk.seen(id, callers.current()));
    }
}
