// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts working time: the hours of the week that count, less holidays, in one time zone. Hours are those that pass, so that a night in which clocks
 * are moved is as long as it is. Knows no database and no present.
 */
public final class WorkCalendar {

    /** A calendar without an hour in so many days has none at all. */
    private static final int LONGEST_BREAK_DAYS = 370;

    private static final Pattern PART = Pattern.compile("([A-Z]{3})(?:-([A-Z]{3}))? (\\d{2}:\\d{2})-(\\d{2}:\\d{2})");
    private static final String MIDNIGHT = "24:00";

    /** A stretch of time, its end not included. */
    public record Span(Instant from, Instant to) {}

    /** Hours of some days of the week; null ends at midnight. What ends before it begins ends the next day. */
    private record Hours(
            DayOfWeek first,
            DayOfWeek last,
            LocalTime from,
            @Nullable LocalTime to) {

        boolean on(DayOfWeek day) {
            return first.compareTo(last) <= 0
                    ? day.compareTo(first) >= 0 && day.compareTo(last) <= 0
                    : day.compareTo(first) >= 0 || day.compareTo(last) <= 0;
        }

        Span of(LocalDate day, ZoneId zone) {
            Instant begin = ZonedDateTime.of(day, from, zone)
                    .withEarlierOffsetAtOverlap()
                    .toInstant();
            if (to == null) {
                return new Span(begin, day.plusDays(1).atStartOfDay(zone).toInstant());
            }
            LocalDate lastDay = to.isAfter(from) ? day : day.plusDays(1);
            return new Span(
                    begin,
                    ZonedDateTime.of(lastDay, to, zone)
                            .withLaterOffsetAtOverlap()
                            .toInstant());
        }
    }

    private static final List<Hours> ALL_DAY =
            List.of(new Hours(DayOfWeek.MONDAY, DayOfWeek.SUNDAY, LocalTime.MIN, null));

    private final List<Hours> hours;
    private final @Nullable Predicate<LocalDate> holiday;
    private final ZoneId zone;

    private WorkCalendar(List<Hours> hours, @Nullable Predicate<LocalDate> holiday, ZoneId zone) {
        this.hours = hours;
        this.holiday = holiday;
        this.zone = zone;
    }

    /**
     * @param hours {@code MON-THU 07:00-16:00; FRI 07:00-12:00}; empty: round the clock
     * @param holiday days that do not count; null: there are none
     * @throws IllegalArgumentException when the hours are written otherwise
     */
    public static WorkCalendar of(String hours, @Nullable Predicate<LocalDate> holiday, ZoneId zone) {
        return new WorkCalendar(parse(hours), holiday, zone);
    }

    /** The moment at which so much working time has passed since then, the pauses not counted. */
    public Instant after(Instant from, Duration work, List<Span> pauses) {
        Instant at = from;
        Duration left = work;
        Walk walk = new Walk(from, pauses);
        while (left.compareTo(Duration.ZERO) > 0) {
            Span span = walk.next();
            Duration here = Duration.between(span.from(), span.to());
            if (here.compareTo(left) >= 0) {
                return span.from().plus(left);
            }
            left = left.minus(here);
            at = span.to();
        }
        return at;
    }

    /** The working time between two moments, the pauses not counted. */
    public Duration between(Instant from, Instant to, List<Span> pauses) {
        Duration sum = Duration.ZERO;
        Walk walk = new Walk(from, pauses);
        for (Span span = walk.next(); span.from().isBefore(to); span = walk.next()) {
            Instant end = span.to().isBefore(to) ? span.to() : to;
            sum = sum.plus(Duration.between(span.from(), end));
        }
        return sum;
    }

    /** The stretches that count, one after the other. */
    private final class Walk {

        private final List<Span> pauses;
        private final List<Span> ready = new ArrayList<>();
        private LocalDate day;
        private Instant reached;

        Walk(Instant from, List<Span> pauses) {
            this.pauses =
                    pauses.stream().sorted(Comparator.comparing(Span::from)).toList();
            this.reached = from;
            // A shift of yesterday may still go on.
            this.day = from.atZone(zone).toLocalDate().minusDays(1);
        }

        Span next() {
            for (int empty = 0; ready.isEmpty(); empty++) {
                if (empty > LONGEST_BREAK_DAYS + pausedDays()) {
                    throw new IllegalStateException("The calendar has no working hours");
                }
                spansOf(day).forEach(this::add);
                day = day.plusDays(1);
            }
            return ready.remove(0);
        }

        private long pausedDays() {
            return pauses.stream()
                    .mapToLong(
                            pause -> Duration.between(pause.from(), pause.to()).toDays() + 1)
                    .sum();
        }

        /** What is left of a stretch: after what was counted already, and without the pauses. */
        private void add(Span span) {
            Instant from = span.from().isBefore(reached) ? reached : span.from();
            for (Span pause : pauses) {
                if (!pause.to().isAfter(from) || !pause.from().isBefore(span.to())) {
                    continue;
                }
                if (pause.from().isAfter(from)) {
                    ready.add(new Span(from, pause.from()));
                }
                from = pause.to();
            }
            if (from.isBefore(span.to())) {
                ready.add(new Span(from, span.to()));
            }
            if (span.to().isAfter(reached)) {
                reached = span.to();
            }
        }
    }

    private List<Span> spansOf(LocalDate day) {
        if (holiday != null && holiday.test(day)) {
            return List.of();
        }
        return hours.stream()
                .filter(part -> part.on(day.getDayOfWeek()))
                .map(part -> part.of(day, zone))
                .filter(span -> span.from().isBefore(span.to()))
                .sorted(Comparator.comparing(Span::from))
                .toList();
    }

    private static List<Hours> parse(String text) {
        if (text.isBlank()) {
            return ALL_DAY;
        }
        List<Hours> hours = new ArrayList<>();
        for (String part : text.split(";")) {
            Matcher matcher = PART.matcher(part.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + part.strip() + "' is not like MON-FRI 07:00-16:00");
            }
            DayOfWeek first = day(matcher.group(1));
            DayOfWeek last = matcher.group(2) == null ? first : day(matcher.group(2));
            LocalTime to = matcher.group(4).equals(MIDNIGHT) ? null : time(matcher.group(4));
            hours.add(new Hours(first, last, time(matcher.group(3)), to));
        }
        if (hours.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' holds no hours");
        }
        return List.copyOf(hours);
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no time of the day", e);
        }
    }

    private static DayOfWeek day(String word) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.name().startsWith(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no day of the week"));
    }
}
