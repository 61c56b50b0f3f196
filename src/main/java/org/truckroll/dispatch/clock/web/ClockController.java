// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock.web;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.dispatch.clock.ClockPauses;
import org.truckroll.dispatch.clock.Clocks;
import org.truckroll.dispatch.clock.ServiceClock;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

@RestController
@RequestMapping("/api/v1")
class ClockController {

    private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{2,59}");

    /** A word by which pauses can be counted, such as {@code CUSTOMER_NOT_AT_HOME}. */
    record Pause(@Nullable String reason) {}

    /** All clocks of an order. */
    record OfOrder(List<Clocks.View> items) {}

    /** Pauses by division, clock and reason. */
    record Pauses(List<ClockPauses.Sum> items) {}

    private final Clocks clocks;
    private final ClockPauses pauses;
    private final Callers callers;

    ClockController(Clocks clocks, ClockPauses pauses, Callers callers) {
        this.clocks = clocks;
        this.pauses = pauses;
        this.callers = callers;
    }

    @GetMapping("/service-orders/{id}/clocks")
    OfOrder ofOrder(@PathVariable String id) {
        return new OfOrder(clocks.ofOrder(id, callers.current()));
    }

    @GetMapping("/clocks")
    Page<ServiceClock> list(
            @RequestParam(required = false) ServiceClock.@Nullable Kind kind,
            @RequestParam(required = false) ServiceClock.@Nullable SlaState slaState,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return clocks.search(kind, slaState, callers.current(), Page.Request.of(limit, cursor));
    }

    @GetMapping("/clocks/pauses")
    Pauses pauses(@RequestParam Instant from, @RequestParam Instant to) {
        return new Pauses(pauses.between(from, to, callers.current()));
    }

    @GetMapping("/clocks/{id}")
    Clocks.View get(@PathVariable String id) {
        return clocks.visible(id, callers.current());
    }

    @PostMapping("/clocks/{id}:pause")
    Clocks.View pause(@PathVariable String id, @RequestBody Pause body) {
        if (body.reason() == null || !REASON.matcher(body.reason()).matches()) {
            throw Problem.badRequest(
                    "A pause has a reason.",
                    List.of(new Problem.FieldError("/reason", "a word such as CUSTOMER_NOT_AT_HOME")));
        }
        return clocks.pause(id, body.reason(), callers.current());
    }

    @PostMapping("/clocks/{id}:resume")
    Clocks.View resume(@PathVariable String id) {
        return clocks.resume(id, callers.current());
    }
}
