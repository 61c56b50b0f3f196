// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.web;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.event.EventWork;
import org.truckroll.event.FaultOrders;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvents;
import org.truckroll.notification.Severity;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;

/** Events from outside, for those who are on call (GEO-15, GEO-36, GEO-37). */
@RestController
@RequestMapping("/api/v1/inbound-events")
class InboundEventController {

    /** May be left out. */
    record Note(@Nullable String note) {}

    record ForwardBody(
            @Nullable List<String> recipients,
            @Nullable Severity severity,
            @Nullable String text,
            @Nullable Boolean original,
            @Nullable String note) {}

    record OrderBody(
            @Nullable String servicePointId, @Nullable String note) {}

    record Saved(Instant returnAt) {}

    private static final Set<String> HARMLESS =
            Set.of("application/pdf", "image/tiff", "image/jpeg", "image/png", "text/plain", "message/rfc822");

    private final InboundEvents events;
    private final EventWork work;
    private final FaultOrders faults;
    private final Callers callers;

    InboundEventController(InboundEvents events, EventWork work, FaultOrders faults, Callers callers) {
        this.events = events;
        this.work = work;
        this.faults = faults;
        this.callers = callers;
    }

    @Operation(summary = "List events", description = "Newest first. state may be given several times.")
    @GetMapping
    Page<EventView> list(
            @RequestParam(required = false) @Nullable List<InboundEvent.State> state,
            @RequestParam(required = false) Inbound.@Nullable Kind kind,
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable Boolean mine,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        Caller caller = callers.current();
        Set<String> states = new TreeSet<>();
        if (state != null) {
            state.forEach(wanted -> states.add(wanted.name()));
        }
        List<EventView> rows = events
                .list(
                        new InboundEvents.Search(
                                states,
                                kind == null ? null : kind.name(),
                                division,
                                Boolean.TRUE.equals(mine) ? caller.id() : null),
                        caller,
                        page)
                .stream()
                .map(EventView::of)
                .toList();
        return page.page(rows, EventView::id);
    }

    @GetMapping("/{id}")
    EventView.Detail get(@PathVariable String id) {
        return EventView.Detail.of(events.get(id, callers.current()));
    }

    @Operation(summary = "The message as it came, byte for byte")
    @GetMapping("/{id}/original")
    ResponseEntity<byte[]> original(@PathVariable String id) {
        return file(events.original(id, callers.current()));
    }

    @GetMapping("/{id}/parts/{place}")
    ResponseEntity<byte[]> part(@PathVariable String id, @PathVariable int place) {
        return file(events.part(id, place, callers.current()));
    }

    /** Strangers sent it: to be saved, never to be run or shown within our pages. */
    private static ResponseEntity<byte[]> file(InboundEvents.File file) {
        return ResponseEntity.ok()
                .contentType(type(file.mediaType()))
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Disposition",
                        ContentDisposition.attachment()
                                .filename(file.name(), java.nio.charset.StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(file.content());
    }

    private static MediaType type(String name) {
        try {
            MediaType type = MediaType.parseMediaType(name);
            return HARMLESS.contains(type.getType() + "/" + type.getSubtype())
                    ? type
                    : MediaType.APPLICATION_OCTET_STREAM;
        } catch (InvalidMediaTypeException e) {
            return MediaType.APPLICATION_OCTET_STREAM;
        }
    }

    @Operation(summary = "Take charge", description = "From here on nobody is alerted of it.")
    @PostMapping("/{id}/take-charge")
    EventView.Detail take(@PathVariable String id) {
        work.take(id, callers.current());
        return get(id);
    }

    @Operation(summary = "Keep a note", description = "The time after which the event is given back starts anew.")
    @PostMapping("/{id}/save")
    Saved save(@PathVariable String id, @RequestBody(required = false) @Nullable Note body) {
        return new Saved(work.save(id, note(body), callers.current()));
    }

    @Operation(summary = "Give back", description = "The event is PENDING again and alerts begin anew.")
    @PostMapping("/{id}/give-back")
    EventView.Detail giveBack(@PathVariable String id, @RequestBody(required = false) @Nullable Note body) {
        work.giveBack(id, note(body), callers.current());
        return get(id);
    }

    @PostMapping("/{id}/archive")
    EventView.Detail archive(@PathVariable String id, @RequestBody(required = false) @Nullable Note body) {
        work.archive(id, note(body), callers.current());
        return get(id);
    }

    @Operation(
            summary = "Make an order and archive",
            description = "An INVESTIGATE at the point, or the one that is open there, gets it as FAULT_REPORTED.")
    @PostMapping("/{id}/order")
    EventView.Detail order(@PathVariable String id, @RequestBody OrderBody body) {
        faults.raiseBy(id, body.servicePointId(), note(new Note(body.note())), callers.current());
        return get(id);
    }

    @Operation(
            summary = "Forward and archive",
            description = "In one step, to people who are on call; with text instead of what came, or as it came.")
    @PostMapping("/{id}/forward")
    EventView.Detail forward(@PathVariable String id, @RequestBody ForwardBody body) {
        work.forward(
                id,
                new EventWork.Forward(
                        body.recipients() == null ? List.of() : body.recipients(),
                        body.severity() == null ? Severity.IMPORTANT : body.severity(),
                        body.text(),
                        !Boolean.FALSE.equals(body.original()),
                        body.note()),
                callers.current());
        return get(id);
    }

    private static @Nullable String note(@Nullable Note body) {
        return body == null || body.note() == null || body.note().isBlank()
                ? null
                : body.note().strip();
    }
}
