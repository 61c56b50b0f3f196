// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEnds;
import org.truckroll.command.headend.cim.CimInbound;
import org.truckroll.shared.Problem;

/** Where head ends after IEC 61968-9 post results, events and readings (docs/cim.md). */
@RestController
@RequestMapping("/api/v1/head-ends/{headEnd}/cim")
class CimController {

    private final CimInbound inbound;
    private final HeadEnds headEnds;

    CimController(CimInbound inbound, HeadEnds headEnds) {
        this.inbound = inbound;
        this.headEnds = headEnds;
    }

    /** 200 with a ResponseMessage as soon as the message is stored; a SOAP fault for what is no message. */
    @PostMapping(consumes = {"text/xml", "application/soap+xml", "application/xml"})
    ResponseEntity<String> receive(
            @PathVariable String headEnd, @RequestBody(required = false) byte @Nullable [] body) {
        HeadEnd sender = headEnds.find(headEnd)
                .filter(found -> found.settings().inService()
                        && found.settings().adapter().equals("cim"))
                .orElseThrow(() -> Problem.notFound("CIM head end", headEnd));
        CimInbound.Answer answer = inbound.receive(sender, body == null ? new byte[0] : body);
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.parseMediaType(answer.contentType()))
                .body(answer.body());
    }
}
