// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.Visit;
import org.truckroll.field.appointment.Appointment;
import org.truckroll.field.appointment.ExternalBooking;
import org.truckroll.field.appointment.web.TmfBookingReader.AppointmentRequest;
import org.truckroll.field.appointment.web.TmfBookingReader.ChangeRequest;
import org.truckroll.field.appointment.web.TmfBookingReader.Target;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.shared.Problem;
import org.truckroll.shared.TmfPage;

/** Appointments of visits in the form of TMF646 (service-orders 4.1): the same book, the same places. */
@RestController
@RequestMapping(TmfAppointment.PATH)
class TmfAppointmentController {

    private static final Set<String> PARAMETERS =
            Set.of("fields", "offset", "limit", "status", "externalId", "relatedEntity.id");
    private static final String CONFIRMED = "confirmed";
    private static final String CANCELLED = "cancelled";

    private final ExternalBooking bookings;
    private final Callers callers;

    TmfAppointmentController(ExternalBooking bookings, Callers callers) {
        this.bookings = bookings;
        this.callers = callers;
    }

    @PostMapping
    ResponseEntity<TmfAppointment> post(@RequestBody AppointmentRequest body) {
        TmfBookingReader reader = new TmfBookingReader();
        Target target = reader.target(body.relatedEntity());
        Visit.TimeSpan time = reader.period(body.validFor(), "/validFor");
        String externalId = reader.number(body.externalId());
        String reason = reader.reason(body.note());
        reader.refuse();
        try {
            ExternalBooking.Answer answer = bookings.book(
                    Objects.requireNonNull(target).subject(),
                    target.id(),
                    Objects.requireNonNull(time),
                    externalId,
                    reason,
                    callers.current());
            TmfAppointment document = TmfAppointment.of(answer.booked(), TmfAppointment.FIELDS);
            return (answer.known() ? ResponseEntity.ok() : ResponseEntity.status(HttpStatus.CREATED))
                    .location(URI.create(document.href()))
                    .body(document);
        } catch (Problem problem) {
            throw problem.at(TmfBookingReader::place);
        }
    }

    /** A merge-patch: another time, or the state that is wanted, and why. */
    @PatchMapping(
            path = "/{id}",
            consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    TmfAppointment patch(@PathVariable String id, @RequestBody ChangeRequest body) {
        TmfBookingReader reader = new TmfBookingReader();
        boolean cancels = CANCELLED.equals(body.status());
        Visit.TimeSpan time = body.validFor() == null ? null : reader.period(body.validFor(), "/validFor");
        String reason = reader.reason(body.note());
        if (body.status() == null && body.validFor() == null) {
            reader.wrong("/validFor", "what is to change: validFor, or status");
        } else if (body.status() != null && !cancels && !CONFIRMED.equals(body.status())) {
            reader.wrong("/status", "must be " + CONFIRMED + " or " + CANCELLED);
        } else if (cancels && body.validFor() != null) {
            reader.wrong("/validFor", "an appointment is moved or cancelled");
        }
        reader.refuse();
        try {
            return TmfAppointment.of(
                    cancels
                            ? bookings.cancel(id, reason, callers.current())
                            : bookings.move(id, time, reason, callers.current()),
                    TmfAppointment.FIELDS);
        } catch (Problem problem) {
            throw problem.at(TmfBookingReader::place);
        }
    }

    /** Cancels; the appointment stays on record. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        bookings.cancel(id, null, callers.current());
    }

    @GetMapping("/{id}")
    TmfAppointment get(@PathVariable String id, @RequestParam(required = false) @Nullable String fields) {
        return TmfAppointment.of(bookings.get(id, callers.current()), TmfPage.fields(fields, TmfAppointment.FIELDS));
    }

    @GetMapping
    ResponseEntity<List<TmfAppointment>> list(
            @RequestParam(required = false) @Nullable String fields,
            @RequestParam(required = false) @Nullable Integer offset,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String externalId,
            @RequestParam(name = "relatedEntity.id", required = false) @Nullable String related,
            HttpServletRequest request) {
        Set<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
        unknown.removeAll(PARAMETERS);
        if (!unknown.isEmpty()) {
            throw Problem.badRequest(
                    "Appointments cannot be searched by " + unknown + ". Parameters: " + new TreeSet<>(PARAMETERS)
                            + ".",
                    List.of());
        }
        Set<String> chosen = TmfPage.fields(fields, TmfAppointment.FIELDS);
        TmfPage page = TmfPage.of(offset, limit);
        Appointment.State state = status == null
                ? null
                : TmfAppointment.state(status)
                        .orElseThrow(() -> Problem.badRequest(
                                "Parameter 'status' must be initialized, confirmed, cancelled, completed or failed.",
                                List.of()));
        ExternalBooking.Search search = new ExternalBooking.Search(related, state, externalId);
        Caller caller = callers.current();
        return page.answer(
                bookings.search(search, caller, page.offset(), page.limit()).stream()
                        .map(one -> TmfAppointment.of(one, chosen))
                        .toList(),
                bookings.count(search, caller, TmfPage.MOST + 1));
    }
}
