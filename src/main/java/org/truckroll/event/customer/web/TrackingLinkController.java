// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer.web;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.event.customer.Tracking;
import org.truckroll.people.Callers;

/** Makes the link by which a customer sees how far an order is (HOME-14). */
@RestController
@RequestMapping("/api/v1/service-orders/{id}/tracking-link")
class TrackingLinkController {

    record Link(String url, Instant expiresAt) {}

    private final Tracking tracking;
    private final PublicAddresses addresses;
    private final Callers callers;

    TrackingLinkController(Tracking tracking, PublicAddresses addresses, Callers callers) {
        this.tracking = tracking;
        this.addresses = addresses;
        this.callers = callers;
    }

    @Operation(summary = "Make a tracking link", description = "The only time that its token is told.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Link link(@PathVariable String id) {
        Tracking.Link made = tracking.link(id, callers.current());
        return new Link(addresses.tracking(made.token()), made.expiresAt());
    }
}
