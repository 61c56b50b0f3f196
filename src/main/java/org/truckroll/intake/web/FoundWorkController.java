// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

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

    @PostMapping
    ResponseEntity<Receipt> post(@RequestBody FoundWork body) {
        boolean fresh = findings.receive(body, callers.current());
        return ResponseEntity.accepted().body(new Receipt(String.valueOf(body.externalId()), !fresh));
    }
}
