// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.Visit;
import org.truckroll.field.appointment.ExternalBooking;
import org.truckroll.field.appointment.web.TmfBookingReader.SearchRequest;
import org.truckroll.field.appointment.web.TmfBookingReader.Target;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.TmfPage;

/** Free slots as TMF646 searches for them: a task that is asked for and may be looked at again (service-orders 4.1). */
@RestController
@RequestMapping(TmfTimeSlotSearch.PATH)
class TmfTimeSlotController {

    private final ExternalBooking bookings;
    private final Callers callers;
    private final Json json;
    private final Clock clock;

    TmfTimeSlotController(ExternalBooking bookings, Callers callers, Json json, Clock clock) {
        this.bookings = bookings;
        this.callers = callers;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<TmfTimeSlotSearch> post(@RequestBody SearchRequest body) {
        TmfBookingReader reader = new TmfBookingReader();
        Target target = reader.target(body.relatedEntity());
        List<Visit.TimeSpan> within = reader.periods(body.requestedTimeSlot());
        reader.refuse();
        TmfTimeSlotSearch answer = read(bookings.search(
                Objects.requireNonNull(target).subject(),
                target.id(),
                within,
                callers.current(),
                offer -> json.write(TmfTimeSlotSearch.of(offer, within, clock.instant()))));
        return ResponseEntity.created(URI.create(answer.href())).body(answer);
    }

    @GetMapping("/{id}")
    TmfTimeSlotSearch get(@PathVariable String id) {
        return bookings.searched(id, callers.current())
                .map(this::read)
                .orElseThrow(() -> Problem.notFound("search", id));
    }

    @GetMapping
    ResponseEntity<List<TmfTimeSlotSearch>> list(
            @RequestParam(name = "relatedEntity.id", required = false) @Nullable String related,
            @RequestParam(required = false) @Nullable Integer offset,
            @RequestParam(required = false) @Nullable Integer limit) {
        TmfPage page = TmfPage.of(offset, limit);
        Caller caller = callers.current();
        return page.answer(
                bookings.searches(related, caller, page.offset(), page.limit()).stream()
                        .map(this::read)
                        .toList(),
                bookings.countSearches(related, caller, TmfPage.MOST + 1));
    }

    private TmfTimeSlotSearch read(String answer) {
        return json.read(answer, TmfTimeSlotSearch.class);
    }
}
