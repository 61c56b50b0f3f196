// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.Findings;
import org.truckroll.intake.FoundWork;
import org.truckroll.people.Callers;

@RestController
@RequestMapping("/api/v1/found-work")
class FoundWorkController {

    /** The finding is stored and on its way; known = it had been before. */
    record Receipt(String externalId, boolean known) {}

    private final Findings findings;
    private final Callers callers;

    FoundWorkController(Findings findings, Callers callers) {
        this.findings = findings;
        this.callers = callers;
    }

    @Operation(
            summary = "Report found work",
            description =
                    "Stored first; then it joins the open order of its point or raises one, and where no point fits a person gives it a place.")
    @ApiResponse(responseCode = "202", description = "Stored")
    @PostMapping
    ResponseEntity<Receipt> post(@RequestBody FoundWork body) {
        boolean fresh = findings.receive(body, callers.current());
        return ResponseEntity.accepted().body(new Receipt(String.valueOf(body.externalId()), !fresh));
    }
}
