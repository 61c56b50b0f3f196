// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.field.Dispatching;
import org.truckroll.field.Suggestion;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitAppointments;
import org.truckroll.field.Visits;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Times of visits as systems outside search and book them for their customers (TMF646): the same slots and the same refusals as on the customer's own
 * page, within the divisions of the caller.
 */
@Service
public class ExternalBooking {

    /** What a time is wanted for; an order stands for its visit. */
    public enum Subject {
        ORDER,
        VISIT
    }

    /**
     * An appointment; its id is that of its visit.
     *
     * @param externalId the number that the system outside gave it
     */
    public record Booked(
            Appointment appointment,
            String orderId,
            String action,
            @Nullable String externalId,
            Instant createdAt) {}

    /** @param related an order or a visit */
    public record Search(
            @Nullable String related,
            Appointment.@Nullable State state,
            @Nullable String externalId) {}

    /** What is free for a visit. */
    public record Offer(String searchId, Visit visit, List<Slot> free) {}

    private final Booking booking;
    private final BookingRecords records;
    private final VisitAppointments appointments;
    private final Dispatching dispatching;
    private final Visits visits;
    private final ServiceOrders orders;

    ExternalBooking(
            Booking booking,
            BookingRecords records,
            VisitAppointments appointments,
            Dispatching dispatching,
            Visits visits,
            ServiceOrders orders) {
        this.booking = booking;
        this.records = records;
        this.appointments = appointments;
        this.dispatching = dispatching;
        this.visits = visits;
        this.orders = orders;
    }

    /**
     * What is free, kept as a search that can be read again.
     *
     * @param within periods in which a slot has to lie; empty: any
     * @param words writes the answer down as it will be read
     * @throws Problem 409 {@code no-visit} when nobody is to be sent now, 422 when order or visit is not known
     */
    @Transactional
    public String search(
            Subject subject, String id, List<Visit.TimeSpan> within, Caller caller, Function<Offer, String> words) {
        Visit visit = visit(subject, id, caller);
        if (visit.ended()) {
            throw Problem.conflict("already-ended", "This visit has ended.");
        }
        String group = crew(visit);
        List<Slot> free = group == null
                ? List.of()
                : booking.free(visit, group).stream()
                        .filter(slot -> within.isEmpty()
                                || within.stream()
                                        .anyMatch(period -> !slot.start().isBefore(period.start())
                                                && !slot.end().isAfter(period.end())))
                        .toList();
        String searchId = Ids.next();
        String answer = words.apply(new Offer(searchId, visit, free));
        records.searched(searchId, visit.division(), visit.id(), visit.orderId(), answer);
        return answer;
    }

    public Optional<String> searched(String id, Caller caller) {
        return records.search(id, caller.divisions());
    }

    public List<String> searches(@Nullable String related, Caller caller, int offset, int limit) {
        return records.searches(related, caller.divisions(), offset, limit);
    }

    public int countSearches(@Nullable String related, Caller caller, int most) {
        return records.countSearches(related, caller.divisions(), most);
    }

    /** @param known this very time was booked before */
    public record Answer(Booked booked, boolean known) {}

    /**
     * Books a free slot; the time of a visit that is confirmed already is moved, not booked again.
     *
     * @throws Problem 409 {@code slot-taken} or 422 {@code slot-not-offered} with what is free
     */
    @Transactional
    public Answer book(
            Subject subject,
            String id,
            Visit.TimeSpan time,
            @Nullable String externalId,
            @Nullable String reason,
            Caller caller) {
        Visit visit = visit(subject, id, caller);
        boolean booked = appointments.bookByClient(visit.id(), time, crew(visit), caller, reason);
        if (booked || externalId != null) {
            records.booked(visit.id(), externalId, caller.id());
        }
        return new Answer(get(visit.id(), caller), !booked);
    }

    /** @param time null: the time that is proposed is confirmed */
    @Transactional
    public Booked move(String id, Visit.@Nullable TimeSpan time, @Nullable String reason, Caller caller) {
        get(id, caller);
        appointments.moveByClient(id, time, crew(visits.find(id).orElseThrow()), caller, reason);
        return get(id, caller);
    }

    /** Twice is no harm. */
    @Transactional
    public Booked cancel(String id, @Nullable String reason, Caller caller) {
        Booked known = get(id, caller);
        if (known.appointment().state() != Appointment.State.CANCELLED) {
            appointments.cancelByClient(id, caller, reason);
        }
        return get(id, caller);
    }

    public Booked get(String id, Caller caller) {
        return records.find(id, caller.divisions()).orElseThrow(() -> Problem.notFound("appointment", id));
    }

    public List<Booked> search(Search search, Caller caller, int offset, int limit) {
        return records.search(search, caller.divisions(), offset, limit);
    }

    public int count(Search search, Caller caller, int most) {
        return records.count(search, caller.divisions(), most);
    }

    private Visit visit(Subject subject, String id, Caller caller) {
        if (subject == Subject.VISIT) {
            return visits.find(id)
                    .filter(found -> caller.sees(found.division()))
                    .orElseThrow(() -> unknown("field-activity", "field activity", id));
        }
        orders.find(id)
                .filter(order -> caller.sees(order.division()))
                .orElseThrow(() -> unknown("service-order", "service order", id));
        return visits.openOf(id).stream()
                .findFirst()
                .orElseThrow(() -> Problem.conflict(
                        "no-visit", "Nobody is to be sent for this order now, so there is no time to book."));
    }

    private static Problem unknown(String name, String words, String id) {
        return Problem.unprocessable(
                "unknown-" + name,
                "There is no " + words + " '" + id + "' that you may see.",
                new FieldError("/relatedEntity/0/id", "is not known"));
    }

    /** Whose slots are offered: those of its crew, else of the crew that is proposed to the dispatchers. */
    private @Nullable String crew(Visit visit) {
        if (visit.fieldGroup() != null || visit.ended()) {
            return visit.fieldGroup();
        }
        String agreedWith = booking.of(visit.id())
                .filter(Appointment::open)
                .map(Appointment::group)
                .orElse(null);
        if (agreedWith != null) {
            return agreedWith;
        }
        return visit.plan().proposedGroup() != null
                ? visit.plan().proposedGroup()
                : dispatching.suggestions(visit).stream()
                        .findFirst()
                        .map(Suggestion::group)
                        .orElse(null);
    }
}
