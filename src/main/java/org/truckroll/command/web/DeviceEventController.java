// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.DeviceEvent;
import org.truckroll.command.DeviceNews;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.shared.Problem;

/** What generic REST head ends tell of a device without being asked. */
@RestController
@RequestMapping("/api/v1/head-ends/{headEnd}/events")
class DeviceEventController {

    private final DeviceNews news;
    private final HeadEndDirectory headEnds;

    DeviceEventController(DeviceNews news, HeadEndDirectory headEnds) {
        this.news = news;
        this.headEnds = headEnds;
    }

    /** As it comes over the wire. */
    record EventDocument(
            @Nullable String eventId,
            @Nullable String deviceId,
            @Nullable String code,
            @Nullable Instant at,
            @Nullable String detail) {}

    /** 202 as soon as the event is stored; the same event id again changes nothing. */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    void receive(@PathVariable String headEnd, @RequestBody EventDocument event) {
        if (!headEnds.inService(headEnd)) {
            throw Problem.notFound("head end", headEnd);
        }
        List<Problem.FieldError> errors = new ArrayList<>();
        required(errors, "/eventId", event.eventId(), 150);
        required(errors, "/deviceId", event.deviceId(), 200);
        required(errors, "/code", event.code(), 60);
        if (event.at() == null) {
            errors.add(new Problem.FieldError("/at", "is required"));
        }
        if (event.detail() != null && event.detail().length() > 1000) {
            errors.add(new Problem.FieldError("/detail", "is longer than 1000 characters"));
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The event is not in the form of the contract.", errors);
        }
        news.event(
                headEnd,
                new DeviceEvent(
                        String.valueOf(event.eventId()),
                        String.valueOf(event.deviceId()),
                        event.code(),
                        event.at(),
                        event.detail()));
    }

    private static void required(List<Problem.FieldError> errors, String pointer, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            errors.add(new Problem.FieldError(pointer, "is required"));
        } else if (value.length() > longest) {
            errors.add(new Problem.FieldError(pointer, "is longer than " + longest + " characters"));
        }
    }
}
