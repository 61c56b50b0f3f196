// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.people.CalendarFeeds;
import org.truckroll.shared.Problem;

/** Shifts for a calendar program, without login: the address is the proof. What it does not open does not exist. */
@RestController
@RequestMapping(CalendarController.PATH)
class CalendarController {

    static final String PATH = "/calendar";
    static final String ENDING = ".ics";

    private static final MediaType CALENDAR = new MediaType("text", "calendar", StandardCharsets.UTF_8);

    private final CalendarFeeds feeds;

    CalendarController(CalendarFeeds feeds) {
        this.feeds = feeds;
    }

    @GetMapping("/{secret}" + ENDING)
    ResponseEntity<byte[]> shifts(@PathVariable String secret) {
        byte[] calendar = feeds.read(secret)
                .map(ShiftCalendar::of)
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "not-found", "There is no such calendar."));
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .cacheControl(CacheControl.noStore())
                .body(calendar);
    }
}
