// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound.web;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.inbound.Reports;
import org.truckroll.people.Callers;

/** Where customers' systems ask and machines tell (docs/events.md). */
@RestController
class ReportController {

    /** @param known whether the same report had come before */
    record Taken(String eventId, boolean known) {}

    private final Reports reports;
    private final Callers callers;

    ReportController(Reports reports, Callers callers) {
        this.reports = reports;
        this.callers = callers;
    }

    /** 202 with the event's id as soon as it is stored. */
    @PostMapping("/api/v1/events")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taken take(@RequestBody Reports.Report report) {
        InboundEvents.Receipt receipt = reports.take(report, callers.current());
        return new Taken(receipt.eventId(), receipt.known());
    }
}
