// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.Amendments;
import org.truckroll.intake.Cancellations;
import org.truckroll.intake.OrderRequest;
import org.truckroll.intake.Patch;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Jeopardies;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;

@RestController
@RequestMapping("/api/v1/service-orders")
class OrderChangeController {

    /** Why an order is not wanted any more, in the requester's words. */
    record Cancellation(@Nullable String reason) {}

    /** The members of a merge-patch, for the page of the contract. */
    record Amendment(
            @Nullable Instant requestedDate,
            @Nullable Integer priority,
            @Nullable String notes,
            OrderRequest.@Nullable Contact contact,
            @Nullable Settlement collection) {

        /** That the debt of a CUT is paid. */
        record Settlement(boolean paid) {}
    }

    private final Amendments amendments;
    private final Cancellations cancellations;
    private final Activities activities;
    private final Milestones milestones;
    private final Jeopardies jeopardies;
    private final Callers callers;

    OrderChangeController(
            Amendments amendments,
            Cancellations cancellations,
            Activities activities,
            Milestones milestones,
            Jeopardies jeopardies,
            Callers callers) {
        this.amendments = amendments;
        this.cancellations = cancellations;
        this.activities = activities;
        this.milestones = milestones;
        this.jeopardies = jeopardies;
        this.callers = callers;
    }

    @Operation(
            summary = "Amend an order",
            description =
                    "Merge-patch of requestedDate, priority, notes, contact and, of a CUT, collection.paid. Who waits looks again; a visit or a command under way goes on.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = Amendment.class)))
    @PatchMapping(
            path = "/{id}",
            consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    OrderView amend(@PathVariable String id, @RequestBody JsonNode body) {
        return view(amendments.amend(id, Patch.of(body), callers.current()));
    }

    @Operation(
            summary = "Cancel an order",
            description =
                    "What is under way is taken back, then the order ends as cancelled. 409 past-point-of-no-return names the activity that can no longer be taken back; the order goes on. Nothing is undone by itself.")
    @ApiResponse(responseCode = "202", description = "The order, assessingCancellation")
    @PostMapping("/{id}/cancellation")
    ResponseEntity<OrderView> cancel(
            @PathVariable String id, @RequestBody(required = false) @Nullable Cancellation body) {
        ServiceOrder order = cancellations.request(id, body == null ? null : body.reason(), callers.current());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/service-orders/" + id))
                .body(view(order));
    }

    private OrderView view(ServiceOrder order) {
        return OrderView.of(
                order, activities.of(order.id()), milestones.of(order.id()), jeopardies.of(order.id()), null, null);
    }
}
