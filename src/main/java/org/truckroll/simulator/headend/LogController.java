// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorProblem;

@RestController
@Profile("demo")
@RequestMapping("/simulator/head-end/log")
class LogController {

    private final MeterLog log;
    private final Arrivals arrivals;
    private final LogSummary summary;

    LogController(MeterLog log, Arrivals arrivals, LogSummary summary) {
        this.log = log;
        this.arrivals = arrivals;
        this.summary = summary;
    }

    /** What reached the meters: the whole list, or with {@code limit} or {@code cursor} a page of it. */
    @GetMapping
    Object log(
            @RequestParam(required = false) @Nullable String deviceId,
            @RequestParam(required = false) @Nullable String command,
            @RequestParam(required = false) @Nullable String commandId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var filter = new MeterLog.Filter(deviceId, command, commandId);
        var page = Page.Request.asked(limit, cursor);
        return page == null ? log.of(filter) : log.page(filter, page);
    }

    /** Every command that came, with what it was told; a page. */
    @GetMapping("/arrivals")
    Page<Arrivals.Arrival> arrivals(
            @RequestParam(required = false) @Nullable String deviceId,
            @RequestParam(required = false) @Nullable String commandId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return arrivals.page(deviceId, commandId, Page.Request.of(limit, cursor));
    }

    /** The truth for "nothing twice" and "no limit exceeded"; {@code devices} is a page. */
    @GetMapping("/summary")
    LogSummary.Summary summary(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String window,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return summary.of(instant(from), duration(window), Page.Request.of(limit, cursor));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear() {
        log.clear();
        arrivals.clear();
    }

    private static Instant instant(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw SimulatorProblem.invalid("/from", "must be an instant such as 2026-11-21T08:00:00Z");
        }
    }

    private static Duration duration(@Nullable String text) {
        try {
            var window = text == null ? Duration.ofMinutes(1) : Duration.parse(text);
            if (window.isNegative() || window.isZero()) {
                throw SimulatorProblem.invalid("/window", "must be longer than PT0S");
            }
            return window;
        } catch (DateTimeParseException e) {
            throw SimulatorProblem.invalid("/window", "must be a duration such as PT60S");
        }
    }
}
