// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.event.inbound.SmsIntake;
import org.truckroll.shared.Problem;

/** Twilio's webhook of a number that receives SMS. It has no login here: the signature proves it. */
@RestController
class SmsController {

    /** In Twilio's language: nothing is answered to who wrote. */
    private static final String NO_ANSWER = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

    private final SmsIntake sms;

    SmsController(SmsIntake sms) {
        this.sms = sms;
    }

    @PostMapping(path = SmsIntake.PATH + "{number}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> take(
            @PathVariable String number,
            @RequestHeader(name = "X-Twilio-Signature", defaultValue = "") String signature,
            @RequestBody(required = false) @Nullable String form,
            HttpServletRequest request) {
        return switch (sms.take(number, request.getQueryString(), form == null ? "" : form, signature)) {
            case TAKEN ->
                ResponseEntity.ok().contentType(MediaType.APPLICATION_XML).body(NO_ANSWER);
            case REFUSED -> throw Problem.forbidden("This call does not prove who makes it.");
            case MALFORMED -> throw new Problem(HttpStatus.BAD_REQUEST, "invalid-request", "This is no SMS.");
            case OFF -> throw Problem.conflict("kind-off", "SMS are not taken here.");
        };
    }
}
