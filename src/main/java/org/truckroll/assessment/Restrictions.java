// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.ServicePoint;

/** When a cut is forbidden (guard G07): restrictions of the point, the calendar, and hours outside the division's cut hours, in the point's time zone. */
public final class Restrictions {

    /** Restrictions may follow each other closely; more than this is a table without any free hour. */
    private static final int MOST_IN_A_ROW = 800;

    private Restrictions() {}

    /**
     * A row of {@code restriction-calendar}, both days included.
     *
     * @param from {@code MM-DD} for every year, {@code YYYY-MM-DD} for once
     */
    public record Period(String kind, String from, String to, String legalRef) {

        static Period of(Map<String, Object> row) {
            return new Period(text(row, "kind"), text(row, "from"), text(row, "to"), text(row, "legalRef"));
        }

        private static String text(Map<String, Object> row, String name) {
            return row.get(name) == null ? "" : String.valueOf(row.get(name));
        }

        /** The last day of the period that covers this day, if it does. */
        Optional<LocalDate> lastDay(LocalDate day) {
            if (from.length() > 5 || to.length() > 5) {
                LocalDate first = LocalDate.parse(from);
                LocalDate last = LocalDate.parse(to);
                return day.isBefore(first) || day.isAfter(last) ? Optional.empty() : Optional.of(last);
            }
            MonthDay first = MonthDay.parse("--" + from);
            MonthDay last = MonthDay.parse("--" + to);
            MonthDay today = MonthDay.from(day);
            boolean overNewYear = first.isAfter(last);
            boolean covers = overNewYear
                    ? !today.isBefore(first) || !today.isAfter(last)
                    : !today.isBefore(first) && !today.isAfter(last);
            if (!covers) {
                return Optional.empty();
            }
            boolean endsNextYear = overNewYear && !today.isBefore(first);
            return Optional.of(last.atYear(day.getYear() + (endsNextYear ? 1 : 0)));
        }
    }

    /** Why a cut is forbidden now, and until when; empty when it is allowed. */
    record Forbidden(String why, Instant until) {}

    static Optional<Forbidden> now(Situation situation) {
        ServicePoint point = situation.point();
        ZonedDateTime at = situation.now().atZone(point.timeZone());
        String why = null;
        for (int i = 0; i < MOST_IN_A_ROW; i++) {
            Forbidden forbidden = at(situation, at);
            if (forbidden == null) {
                break;
            }
            why = why == null ? forbidden.why() : why;
            at = forbidden.until().atZone(point.timeZone());
            if (endless(point, at.toLocalDate())) {
                break;
            }
        }
        return why == null ? Optional.empty() : Optional.of(new Forbidden(why, at.toInstant()));
    }

    /** Nobody knows when it ends: we look again on that day. */
    private static boolean endless(ServicePoint point, LocalDate day) {
        return point.flags().restrictionList().stream()
                .anyMatch(restriction -> restriction.to() == null && restriction.covers(day));
    }

    private static @Nullable Forbidden at(Situation situation, ZonedDateTime at) {
        LocalDate day = at.toLocalDate();
        for (ServicePoint.Restriction restriction : situation.point().flags().restrictionList()) {
            if (restriction.covers(day)) {
                // Without an end we look again tomorrow.
                LocalDate last = restriction.to() == null ? day : restriction.to();
                return until(named(restriction.kind(), restriction.legalRef()), last, at);
            }
        }
        for (Period period : situation.around().calendar()) {
            Optional<LocalDate> last = period.lastDay(day);
            if (last.isPresent()) {
                return until(named(period.kind(), period.legalRef()), last.get(), at);
            }
        }
        String hours = situation.around().policy().cutHours();
        return hours.isBlank() ? null : outsideHours(hours, at);
    }

    private static Forbidden until(String why, LocalDate last, ZonedDateTime at) {
        return new Forbidden(why, last.plusDays(1).atStartOfDay(at.getZone()).toInstant());
    }

    private static String named(String kind, @Nullable String legalRef) {
        return legalRef == null || legalRef.isBlank() ? kind : kind + " (" + legalRef + ")";
    }

    /** Open hours of a weekday. */
    private record Hours(DayOfWeek first, DayOfWeek last, LocalTime from, LocalTime to) {

        boolean on(DayOfWeek day) {
            return first.compareTo(last) <= 0
                    ? day.compareTo(first) >= 0 && day.compareTo(last) <= 0
                    : day.compareTo(first) >= 0 || day.compareTo(last) <= 0;
        }
    }

    private static @Nullable Forbidden outsideHours(String text, ZonedDateTime at) {
        List<Hours> hours = hours(text);
        LocalTime time = at.toLocalTime();
        boolean open = hours.stream()
                .anyMatch(
                        span -> span.on(at.getDayOfWeek()) && !time.isBefore(span.from()) && time.isBefore(span.to()));
        if (open) {
            return null;
        }
        for (int days = 0; days <= 7; days++) {
            LocalDate day = at.toLocalDate().plusDays(days);
            boolean today = days == 0;
            Optional<LocalTime> opens = hours.stream()
                    .filter(span -> span.on(day.getDayOfWeek()))
                    .map(Hours::from)
                    .filter(from -> !today || from.isAfter(time))
                    .min(Comparator.naturalOrder());
            if (opens.isPresent()) {
                return new Forbidden(
                        "Outside the hours for cuts (" + text + ")",
                        day.atTime(opens.get()).atZone(at.getZone()).toInstant());
            }
        }
        throw new IllegalStateException("Cut hours without an hour: " + text);
    }

    /** Reads {@code MON-THU 08:00-15:00; FRI 08:00-12:00}. */
    private static List<Hours> hours(String text) {
        List<Hours> hours = new ArrayList<>();
        for (String part : text.split(";")) {
            String[] words = part.strip().split("\\s+");
            String[] days = words[0].split("-");
            String[] times = words[1].split("-");
            hours.add(new Hours(
                    day(days[0]), day(days[days.length - 1]), LocalTime.parse(times[0]), LocalTime.parse(times[1])));
        }
        return hours;
    }

    private static DayOfWeek day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().startsWith(word.toUpperCase(Locale.ROOT))) {
                return day;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no day of the week");
    }
}
