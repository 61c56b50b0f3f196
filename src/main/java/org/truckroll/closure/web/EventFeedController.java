// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.closure.CloudEvent;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** The pull twin of the subscriptions: every event of the caller's divisions, by offset (api.md 5). */
@RestController
class EventFeedController {

    /** Next = the offset to ask after; the same again when nothing new has happened. */
    record Feed(List<CloudEvent> items, long next) {}

    private final OrderEvents events;
    private final Callers callers;

    EventFeedController(OrderEvents events, Callers callers) {
        this.events = events;
        this.callers = callers;
    }

    @GetMapping("/api/v1/events")
    Feed after(@RequestParam(defaultValue = "0") long after, @RequestParam(required = false) @Nullable Integer limit) {
        if (after < 0) {
            throw Problem.badRequest("Parameter 'after' must not be negative.", List.of());
        }
        int rows = Page.Request.of(limit, null).limit();
        List<CloudEvent> items = events.after(after, callers.current().divisions(), rows).stream()
                .map(CloudEvent::of)
                .toList();
        Long last = items.isEmpty() ? null : items.get(items.size() - 1).offset();
        return new Feed(items, last == null ? after : last);
    }
}
