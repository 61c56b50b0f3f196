// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.field.Visit;
import org.truckroll.field.Visits;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * The book of each crew: which of its slots have places left, and who has one. A slot is never given to more visits than it has places; a time that is
 * no slot takes a place of every slot that it touches, and is always possible for those who may name one.
 */
@Component
public class Booking {

    /** The reason in the history of a time that another crew has no place for. */
    static final String SLOT_FULL = "SLOT_FULL";

    private static final Logger log = LoggerFactory.getLogger(Booking.class);
    private static final int MOST_OFFERED = 200;

    private final AppointmentRows rows;
    private final SlotTable table;
    private final ServicePoints points;
    private final Visits visits;
    private final TimeNews news;
    private final Clock clock;

    Booking(AppointmentRows rows, SlotTable table, ServicePoints points, Visits visits, TimeNews news, Clock clock) {
        this.rows = rows;
        this.table = table;
        this.points = points;
        this.visits = visits;
        this.news = news;
        this.clock = clock;
    }

    public Optional<Appointment> of(String visitId) {
        return rows.find(visitId);
    }

    List<Appointment.Fact> history(String visitId) {
        return rows.history(visitId);
    }

    /** What the crew still offers, the earliest first, without what is full. */
    List<Slot> free(Visit visit, String group) {
        return slots(visit, group).stream().filter(slot -> slot.free() > 0).toList();
    }

    /** All that the crew offers from now on; the visit's own time does not count against it. */
    List<Slot> slots(Visit visit, String group) {
        ZoneId zone = zone(visit);
        Instant now = clock.instant();
        LocalDate today = now.atZone(zone).toLocalDate();
        List<Slot> offered = new ArrayList<>();
        for (int ahead = 0; ahead <= SlotRule.LONGEST_HORIZON && offered.size() < MOST_OFFERED; ahead++) {
            LocalDate day = today.plusDays(ahead);
            rule(visit, group, day)
                    .ifPresent(rule -> rule.on(day, zone).stream()
                            .filter(slot -> rule.offers(slot, now, zone))
                            .forEach(offered::add));
        }
        if (offered.isEmpty()) {
            return List.of();
        }
        Instant last =
                offered.stream().map(Slot::end).max(Comparator.naturalOrder()).orElseThrow();
        List<Appointment> taken = rows.openOf(group, now, last, visit.id());
        return offered.stream()
                .map(slot -> left(slot, taken))
                .sorted(Comparator.comparing(Slot::start))
                .limit(MOST_OFFERED)
                .toList();
    }

    private static Slot left(Slot slot, List<Appointment> taken) {
        long gone = taken.stream()
                .filter(one -> one.start().isBefore(slot.end()) && one.end().isAfter(slot.start()))
                .count();
        return new Slot(slot.start(), slot.end(), slot.places(), (int) Math.max(0, slot.places() - gone));
    }

    private Optional<SlotRule> rule(Visit visit, String group, LocalDate day) {
        return table.of(new SlotTable.Question(visit.division(), group, day.getDayOfWeek(), visit.action()));
    }

    ZoneId zone(Visit visit) {
        return points.get(visit.servicePointId()).timeZone();
    }

    /** The slot that this time is, whether offered now or not; empty for a time of people's own. */
    private Optional<Slot> slotAt(Visit visit, String group, Instant start, Instant end) {
        ZoneId zone = zone(visit);
        LocalDate day = start.atZone(zone).toLocalDate();
        return rule(visit, group, day)
                .flatMap(rule -> rule.on(day, zone).stream()
                        .filter(slot -> slot.is(start, end))
                        .findFirst());
    }

    /**
     * Writes a time into the book, in the transaction of the caller, who holds the visit.
     *
     * @param group the crew; null while none is chosen: then no place is taken
     * @param onlyOffered for those who may not name times of their own
     * @throws Problem 409 {@code slot-taken} with the free slots; 422 when a time is no slot and has to be one
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Appointment book(
            Visit visit,
            @Nullable String group,
            Visit.TimeSpan time,
            Appointment.State state,
            @Nullable String by,
            @Nullable String reason,
            boolean onlyOffered) {
        Appointment before = rows.find(visit.id()).orElse(null);
        boolean sameTime = before != null && before.open() && before.at(time.start(), time.end());
        if (group != null) {
            rows.lock(group);
            // Whoever has the place keeps it, also when it is no longer offered or too near.
            if (!sameTime || !group.equals(before.group())) {
                check(visit, group, time, onlyOffered);
            }
        }
        if (sameTime && before.state() == state && Objects.equals(before.group(), group)) {
            return before;
        }
        boolean moved = before != null && before.open() && !sameTime;
        Appointment after = new Appointment(
                visit.id(), visit.division(), group, time.start(), time.end(), state, by, clock.instant());
        rows.put(after);
        if (moved) {
            rows.note(after, Appointment.Fact.Kind.MOVED, reason);
        }
        if (!moved || before.state() != state) {
            rows.note(after, Appointment.Fact.Kind.valueOf(state.name()), moved ? null : reason);
        }
        log.info("Appointment booked: visitId={} state={} moved={}", visit.id(), state, moved);
        news.changed(visit, before, after);
        return after;
    }

    private void check(Visit visit, String group, Visit.TimeSpan time, boolean onlyOffered) {
        if (full(visit, group, time)) {
            throw taken(visit, group);
        }
        if (onlyOffered && slots(visit, group).stream().noneMatch(one -> one.is(time.start(), time.end()))) {
            throw Problem.unprocessable(
                            "slot-not-offered",
                            "This time is none of those that are offered.",
                            new FieldError("/start", "is no slot that is offered now"))
                    .with("slots", free(visit, group));
        }
    }

    private Problem taken(Visit visit, String group) {
        return Problem.conflict("slot-taken", "The last place of this slot is taken. Choose another one.")
                .with("slots", free(visit, group));
    }

    /** What becomes of the time of a visit that goes to another crew. */
    public enum Followed {
        /** There was none. */
        NOTHING,
        KEPT,
        /** The slot is full there: the time is a wish without a place, and has to be agreed anew. */
        FULL
    }

    /** The visit went to another crew: its time goes along where that crew has a place for it; a slot is never given to more visits than it has. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Followed follow(Visit visit, @Nullable String by) {
        Appointment before = rows.find(visit.id()).filter(Appointment::open).orElse(null);
        if (before == null) {
            return Followed.NOTHING;
        }
        String group = visit.fieldGroup();
        if (Objects.equals(before.group(), group)) {
            return Followed.KEPT;
        }
        boolean full = false;
        if (group != null) {
            rows.lock(group);
            full = full(visit, group, new Visit.TimeSpan(before.start(), before.end()));
        }
        Appointment after = new Appointment(
                visit.id(),
                visit.division(),
                full ? null : group,
                before.start(),
                before.end(),
                full ? Appointment.State.PROPOSED : before.state(),
                by,
                clock.instant());
        rows.put(after);
        if (full) {
            rows.note(after, Appointment.Fact.Kind.PROPOSED, SLOT_FULL);
            log.info("Appointment to be agreed anew, the slot is full: visitId={}", visit.id());
            news.changed(visit, before, after);
        }
        return full ? Followed.FULL : Followed.KEPT;
    }

    /** A time that is no slot is never full. */
    private boolean full(Visit visit, String group, Visit.TimeSpan time) {
        return slotAt(visit, group, time.start(), time.end())
                .filter(slot -> left(slot, rows.openOf(group, time.start(), time.end(), visit.id()))
                                .free()
                        == 0)
                .isPresent();
    }

    /** Nothing comes of the time any more, or it was kept: its place is free again. Empty when there was none. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Appointment> end(
            String visitId, Appointment.State state, @Nullable String by, @Nullable String reason) {
        Appointment before = rows.find(visitId).filter(Appointment::open).orElse(null);
        if (before == null) {
            return Optional.empty();
        }
        Appointment after = new Appointment(
                visitId, before.division(), before.group(), before.start(), before.end(), state, by, clock.instant());
        rows.put(after);
        rows.note(after, Appointment.Fact.Kind.valueOf(state.name()), reason);
        log.info("Appointment ended: visitId={} state={}", visitId, state);
        visits.find(visitId).ifPresent(visit -> news.changed(visit, before, after));
        return Optional.of(after);
    }
}
