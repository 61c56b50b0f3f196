// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;
import org.truckroll.field.FieldWork;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitAppointments;
import org.truckroll.field.VisitSearch;
import org.truckroll.field.appointment.Appointments;
import org.truckroll.people.Callers;
import org.truckroll.shared.CustomerLinkProperties;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

@RestController
@RequestMapping("/api/v1/field-activities/{id}")
class AppointmentController {

    record Preliminary(
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable String group,
            @Nullable String reason) {}

    record Move(
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable String reason) {}

    record Reason(@Nullable String reason) {}

    record Link(String url, Instant expiresAt) {}

    private final Appointments appointments;
    private final VisitAppointments changes;
    private final FieldWork work;
    private final VisitSearch search;
    private final CustomerLinkProperties links;
    private final Callers callers;

    AppointmentController(
            Appointments appointments,
            VisitAppointments changes,
            FieldWork work,
            VisitSearch search,
            CustomerLinkProperties links,
            Callers callers) {
        this.appointments = appointments;
        this.changes = changes;
        this.work = work;
        this.search = search;
        this.links = links;
        this.callers = callers;
    }

    @GetMapping("/slots")
    Appointments.Offer slots(@PathVariable String id, @RequestParam(required = false) @Nullable String group) {
        return appointments.slots(id, callers.current(), group);
    }

    @GetMapping("/appointment")
    Appointments.View view(@PathVariable String id) {
        return appointments.view(id, callers.current());
    }

    @PostMapping("/preliminary-visit")
    VisitSearch.View propose(@PathVariable String id, @RequestBody Preliminary body) {
        Visit.TimeSpan time = times(body.start(), body.end());
        return search.view(
                changes.propose(id, callers.current(), time.start(), time.end(), body.group(), body.reason()));
    }

    @PostMapping("/appointment/move")
    VisitSearch.View move(@PathVariable String id, @RequestBody Move body) {
        Visit.TimeSpan time = times(body.start(), body.end());
        String reason = body.reason();
        if (reason == null || reason.isBlank()) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "Who moves an appointment says why.",
                    new FieldError("/reason", "is required"));
        }
        return search.view(work.appointment(id, callers.current(), time.start(), time.end(), reason));
    }

    @PostMapping("/appointment/cancel")
    VisitSearch.View cancel(@PathVariable String id, @RequestBody Reason body) {
        return search.view(changes.cancel(id, callers.current(), body.reason()));
    }

    @PostMapping("/appointment/no-show")
    VisitSearch.View noShow(@PathVariable String id, @RequestBody(required = false) @Nullable Reason body) {
        return search.view(changes.noShow(id, callers.current(), body == null ? null : body.reason()));
    }

    /** The only time that the token is told. */
    @PostMapping("/customer-link")
    @ResponseStatus(HttpStatus.CREATED)
    Link link(@PathVariable String id) {
        Appointments.Link made = appointments.link(id, callers.current());
        URI base = links.baseUrl();
        UriComponentsBuilder url = base == null
                ? ServletUriComponentsBuilder.fromCurrentContextPath()
                : UriComponentsBuilder.fromUri(base);
        return new Link(url.pathSegment("visit", made.token()).build().toUriString(), made.expiresAt());
    }

    private static Visit.TimeSpan times(@Nullable Instant start, @Nullable Instant end) {
        if (start == null) {
            throw Problem.badRequest("An appointment has a start.", List.of(new FieldError("/start", "is required")));
        }
        return Visit.TimeSpan.of(start, end);
    }
}
