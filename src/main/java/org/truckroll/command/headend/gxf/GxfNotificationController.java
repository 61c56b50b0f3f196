// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.HeadEnds;
import org.truckroll.command.Replies;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;
import org.truckroll.shared.Problem;

/**
 * Takes GXF's {@code SendNotification}: the result of a request is there and waits to be fetched. Answered as soon as that is stored; the same
 * notification again changes nothing.
 */
@RestController
class GxfNotificationController {

    private static final Logger log = LoggerFactory.getLogger(GxfNotificationController.class);

    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_UID = 200;

    /** Of what we ask for; the rest (alarms, system events) is told to everybody and no answer to us. */
    private static final Set<String> ANSWERS = Set.of(
            "ADD_METER",
            "REQUEST_ACTUAL_METER_DATA",
            "REQUEST_PERIODIC_METER_DATA",
            "GET_SPECIFIC_ATTRIBUTE_VALUE",
            "SYNCHRONIZE_TIME");

    private final HeadEnds headEnds;
    private final Replies replies;

    GxfNotificationController(HeadEnds headEnds, Replies replies) {
        this.headEnds = headEnds;
        this.replies = replies;
    }

    @PostMapping(
            path = "/api/v1/head-ends/{headEnd}/gxf-notifications",
            consumes = MediaType.TEXT_XML_VALUE,
            produces = {MediaType.TEXT_XML_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    ResponseEntity<String> receive(@PathVariable String headEnd, InputStream body) throws IOException {
        if (headEnds.find(headEnd)
                .filter(found -> "gxf".equals(found.settings().adapter()))
                .isEmpty()) {
            throw Problem.notFound("head end", headEnd);
        }
        byte[] message = body.readNBytes(MAX_LENGTH + 1);
        if (message.length > MAX_LENGTH) {
            return fault("The notification is too long");
        }
        XmlElement notification;
        try {
            notification = notification(message);
        } catch (XmlRefusedException e) {
            log.warn("Notification refused: headEnd={} reason=\"{}\"", headEnd, e.getMessage());
            return fault(String.valueOf(e.getMessage()));
        }
        String uid = notification.textOf("correlationUid");
        String type = notification.textOf("NotificationType");
        if (uid == null || uid.length() > MAX_UID || type == null) {
            return fault("The notification needs a correlationUid of at most " + MAX_UID
                    + " characters and a NotificationType");
        }
        if (ANSWERS.contains(type)) {
            replies.notified(headEnd, uid, uid);
        } else {
            log.info("Notification passed over: headEnd={} type={}", headEnd, known(type));
        }
        XmlElement answer = XmlElement.of(GxfService.NOTIFICATION, "SendNotificationResponse");
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(Soap.V1_1.contentType(null)))
                .body(Soap.V1_1.text(Soap.V1_1.envelope(answer), Map.of(GxfService.NOTIFICATION, "not")));
    }

    private static XmlElement notification(byte[] message) throws XmlRefusedException {
        Optional<Soap.Opened> opened = Soap.open(XmlReader.read(message));
        return opened.map(Soap.Opened::body)
                .filter(body -> body.is(GxfService.NOTIFICATION, "SendNotificationRequest"))
                .flatMap(body -> body.child("Notification"))
                .orElseThrow(() -> new XmlRefusedException("The message is not a SendNotificationRequest"));
    }

    private static String known(@Nullable String type) {
        return type != null && type.matches("[A-Z_]{1,60}") ? type : "unreadable";
    }

    /** SOAP 1.1 tells a fault with status 500. */
    private static ResponseEntity<String> fault(String reason) {
        return ResponseEntity.internalServerError()
                .contentType(MediaType.parseMediaType(Soap.V1_1.contentType(null)))
                .body(Soap.V1_1.text(Soap.V1_1.envelope(Soap.V1_1.faultOf(true, reason, List.of())), Map.of()));
    }
}
