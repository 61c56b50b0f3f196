// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns that go round among people (SOL24-24, field-notes 2.1). Days are counted by the wall clock of the division, so that a turn ends where the
 * next begins also on the two nights of the year that are an hour longer or shorter.
 *
 * @param firstDay the first day of the first member
 * @param turnDays how many days one has before the next comes, 1 to 28
 * @param from when a shift begins on each of these days
 * @param to when it ends; not later than {@code from}: on the next day, equal: after a whole day
 * @param weekdays on which a shift begins
 */
public record Rota(
        String id,
        String division,
        int step,
        String name,
        LocalDate firstDay,
        int turnDays,
        LocalTime from,
        LocalTime to,
        Set<DayOfWeek> weekdays,
        List<String> members) {

    /** The shifts that touch this time, in order, each whole; what meets within one turn is one shift. */
    List<Shift> shifts(Instant begin, Instant end, ZoneId zone) {
        List<Shift> shifts = new ArrayList<>();
        if (members.isEmpty()) {
            return shifts;
        }
        // A shift over midnight began the day before.
        long first = Math.max(0, turn(begin.atZone(zone).toLocalDate().minusDays(1)));
        long last = turn(end.atZone(zone).toLocalDate());
        for (long turn = first; turn <= last; turn++) {
            shifts.addAll(of(turn, zone));
        }
        shifts.removeIf(shift -> !shift.from().isBefore(end) || !shift.to().isAfter(begin));
        return shifts;
    }

    private long turn(LocalDate day) {
        return Math.floorDiv(ChronoUnit.DAYS.between(firstDay, day), (long) turnDays);
    }

    private List<Shift> of(long turn, ZoneId zone) {
        String person = members.get((int) (turn % members.size()));
        List<Shift> shifts = new ArrayList<>();
        for (int place = 0; place < turnDays; place++) {
            LocalDate day = firstDay.plusDays(turn * turnDays + place);
            if (weekdays.contains(day.getDayOfWeek())) {
                append(shifts, on(day, person, zone));
            }
        }
        return shifts;
    }

    private Shift on(LocalDate day, String person, ZoneId zone) {
        LocalDate endDay = to.isAfter(from) ? day : day.plusDays(1);
        return new Shift(
                division,
                step,
                person,
                day.atTime(from).atZone(zone).toInstant(),
                endDay.atTime(to).atZone(zone).toInstant());
    }

    private static void append(List<Shift> shifts, Shift shift) {
        Shift before = shifts.isEmpty() ? null : shifts.get(shifts.size() - 1);
        if (before != null && before.to().equals(shift.from())) {
            shifts.set(shifts.size() - 1, before.during(before.from(), shift.to()));
        } else {
            shifts.add(shift);
        }
    }
}
