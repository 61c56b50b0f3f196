// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.field.Dispatching;
import org.truckroll.field.FieldWork;
import org.truckroll.field.Suggestion;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitAppointments;
import org.truckroll.field.Visits;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.people.Workforce;
import org.truckroll.people.Workforce.Crew;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** What people, and the customer by his link, see of the times of a visit. */
@Service
public class Appointments {

    /** The slots of one crew. */
    public record Offer(@Nullable String group, List<Slot> items) {}

    /**
     * How the appointment stands, and how it came to that.
     *
     * @param appointment null when there never was one
     */
    public record View(@Nullable Appointment appointment, List<Appointment.Fact> history) {}

    /** @param token known to nobody but its reader */
    public record Link(String token, Instant expiresAt) {}

    private final Booking booking;
    private final CustomerLinks links;
    private final FieldWork work;
    private final VisitAppointments appointments;
    private final Dispatching dispatching;
    private final Visits visits;
    private final Workforce workforce;
    private final Clock clock;

    Appointments(
            Booking booking,
            CustomerLinks links,
            FieldWork work,
            VisitAppointments appointments,
            Dispatching dispatching,
            Visits visits,
            Workforce workforce,
            Clock clock) {
        this.booking = booking;
        this.links = links;
        this.work = work;
        this.appointments = appointments;
        this.dispatching = dispatching;
        this.visits = visits;
        this.workforce = workforce;
        this.clock = clock;
    }

    /**
     * What the crew of the visit still offers.
     *
     * @param group whose slots a dispatcher wants to see while no crew is chosen; null: those of the crew that is proposed
     */
    public Offer slots(String id, Caller caller, @Nullable String group) {
        Visit visit = work.seen(id, caller);
        if (visit.ended()) {
            return new Offer(visit.fieldGroup(), List.of());
        }
        if (group != null && crew(visit, group).isEmpty()) {
            throw Problem.unprocessable(
                    "appointment-not-possible",
                    "There is no such crew.",
                    new FieldError("/group", "'" + group + "' is no crew of " + visit.division()));
        }
        String crew = group != null ? group : visit.fieldGroup();
        if (crew == null) {
            crew = visit.plan().proposedGroup() != null
                    ? visit.plan().proposedGroup()
                    : dispatching.suggestions(id, caller).stream()
                            .findFirst()
                            .map(Suggestion::group)
                            .orElse(null);
        }
        return new Offer(crew, crew == null ? List.of() : booking.slots(visit, crew));
    }

    public View view(String id, Caller caller) {
        Visit visit = work.seen(id, caller);
        return new View(booking.of(visit.id()).orElse(null), booking.history(visit.id()));
    }

    /** Makes the link that the customer gets; dispatchers of the division only. */
    public Link link(String id, Caller caller) {
        Visit visit = work.visible(id, caller);
        if (!caller.in(People.DISPATCHERS + visit.division()) && !caller.in(People.ADMINS)) {
            throw Problem.forbidden("Only dispatchers of " + visit.division() + " may do this.");
        }
        if (visit.ended()) {
            throw Problem.conflict("already-ended", "This visit has ended.");
        }
        CustomerLinks.Made made = links.make(id, caller.id());
        return new Link(made.token(), made.expiresAt());
    }

    /** The visit that a link opens; empty when it opens none. */
    public Optional<CustomerVisit> ofCustomer(String token) {
        return links.visit(token).flatMap(visits::find).map(this::customers);
    }

    /** The customer takes the time that stands, or another slot. */
    public void confirm(String token, Visit.@Nullable TimeSpan slot) {
        appointments.confirmByCustomer(require(token), slot);
    }

    public void cancel(String token) {
        appointments.cancelByCustomer(require(token));
    }

    private String require(String token) {
        return links.visit(token).orElseThrow(() -> Problem.notFound("visit", "?"));
    }

    private CustomerVisit customers(Visit visit) {
        Appointment known = booking.of(visit.id()).orElse(null);
        boolean open = known != null && known.open();
        String group = visit.fieldGroup() != null ? visit.fieldGroup() : open ? known.group() : null;
        boolean changeable = !visit.ended()
                && visit.step() != Visit.Step.TEST
                && visit.status() != Visit.Status.EN_ROUTE
                && visit.status() != Visit.Status.ON_SITE
                && !(open && !known.start().isAfter(clock.instant()));
        return new CustomerVisit(
                visit.id(),
                CustomerVisit.Work.of(visit.action()),
                group == null ? null : crew(visit, group).map(Crew::name).orElse(null),
                known == null ? null : known.state(),
                open ? known.start() : null,
                open ? known.end() : null,
                open ? known.changedAt() : null,
                visit.ended(),
                changeable,
                booking.zone(visit),
                changeable && group != null
                        ? booking.free(visit, group).stream()
                                .filter(slot -> !(open && slot.is(known.start(), known.end())))
                                .toList()
                        : List.of());
    }

    private Optional<Crew> crew(Visit visit, String group) {
        return workforce.crews(visit.division()).stream()
                .filter(crew -> crew.id().equals(group))
                .findFirst();
    }
}
