// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.notification.carrier.tellustalk.TellusTalkReports;
import org.truckroll.notification.carrier.twilio.TwilioStatus;
import org.truckroll.shared.Problem;

/** Providers have no login here: each request proves itself, by a signature or by the secret in its address. */
@RestController
@RequestMapping("/hooks/providers/{provider}")
class ProviderHookController {

    private static final Logger log = LoggerFactory.getLogger(ProviderHookController.class);

    private static final String DELIVERY = "delivery";

    private final TwilioStatus twilio;
    private final TellusTalkReports tellusTalk;

    ProviderHookController(TwilioStatus twilio, TellusTalkReports tellusTalk) {
        this.twilio = twilio;
        this.tellusTalk = tellusTalk;
    }

    /** Twilio's status callback. 204 as soon as it is stored. */
    @PostMapping(path = "/status", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void status(
            @PathVariable String provider,
            @RequestParam(name = DELIVERY, defaultValue = "") String delivery,
            @RequestHeader(name = "X-Twilio-Signature", defaultValue = "") String signature,
            HttpServletRequest request) {
        // All fields, also those of tomorrow, and none of them trimmed: the signature is over them.
        Map<String, String> fields = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
        // It stands in the address, which is signed as a whole.
        fields.remove(DELIVERY);
        if (!twilio.trusts(provider, delivery, fields, signature)) {
            throw refused("status");
        }
        twilio.receive(provider, delivery, fields);
    }

    /** A report of TellusTalk, in the form of its log. 204 as soon as it is stored. */
    @PostMapping(path = "/reports/{token}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void report(@PathVariable String provider, @PathVariable String token, @RequestBody String body) {
        if (!tellusTalk.trusts(provider, token)) {
            throw refused("report");
        }
        if (!tellusTalk.receive(provider, body)) {
            throw new Problem(HttpStatus.BAD_REQUEST, "bad-request", "The report is not JSON.");
        }
    }

    /** The same for an unknown provider: nobody learns which there are. */
    private static Problem refused(String what) {
        log.warn("Call of a provider was refused: kind={}", what);
        return Problem.forbidden("This call does not prove who makes it.");
    }
}
