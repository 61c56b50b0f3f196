// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.CalendarFeeds;
import org.truckroll.people.Callers;
import org.truckroll.people.OnCall;
import org.truckroll.people.OnCallDesk;

/** What an operator sees and does for him- or herself: the switch, the own shifts, the own calendar feed (GEO-31). */
@RestController
@RequestMapping("/api/v1/my/on-call")
class MyOnCallController {

    private static final Duration SHOWN = Duration.ofDays(31);

    record Switch(OnCall.@Nullable Mode mode, @Nullable Instant until) {}

    /** @param address shown once; whoever knows it reads the shifts */
    record Opened(URI address) {}

    record Known(@Nullable Instant openedAt) {}

    private final OnCallDesk desk;
    private final CalendarFeeds feeds;
    private final Callers callers;
    private final Clock clock;

    MyOnCallController(OnCallDesk desk, CalendarFeeds feeds, Callers callers, Clock clock) {
        this.desk = desk;
        this.feeds = feeds;
        this.callers = callers;
        this.clock = clock;
    }

    @GetMapping
    List<OnCallDesk.Mine> mine(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Instant begin = from == null ? clock.instant() : from;
        return desk.mine(begin, to == null ? begin.plus(SHOWN) : to, callers.current());
    }

    @PutMapping("/{division}")
    OnCallDesk.Mine turn(@PathVariable String division, @RequestBody Switch body) {
        return desk.turn(division, body.mode(), body.until(), callers.current());
    }

    @GetMapping("/calendar")
    Known calendar() {
        return new Known(feeds.openedAt(callers.current()).orElse(null));
    }

    @PostMapping("/calendar")
    ResponseEntity<Opened> open() {
        URI address = ServletUriComponentsBuilder.fromCurrentContextPath()
                .path(CalendarController.PATH + "/")
                .path(feeds.open(callers.current()))
                .path(CalendarController.ENDING)
                .build()
                .toUri();
        return ResponseEntity.status(HttpStatus.CREATED).body(new Opened(address));
    }

    @DeleteMapping("/calendar")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void close() {
        feeds.close(callers.current());
    }
}
