// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.shared.Holidays;

/**
 * A row of the table {@code service-limits}.
 *
 * @param rule the row
 * @param warn working time after which it is nearly late; null: nobody is warned
 * @param breach working time after which it is late
 * @param hours those that count; empty: round the clock
 * @param holidays code of the calendar whose days do not count; empty: none
 * @param standsStill words in which the clock stands still: states of the order, or of the visit
 */
public record Limit(
        String rule,
        @Nullable Duration warn,
        @Nullable Duration breach,
        String hours,
        String holidays,
        String standsStill) {

    /** @throws IllegalArgumentException when a cell cannot be read */
    static Limit of(String rule, Map<String, Object> row) {
        return new Limit(
                rule,
                duration(row, "warn"),
                duration(row, "breach"),
                text(row, "hours"),
                text(row, "holidays"),
                text(row, "standsStill"));
    }

    /** A row may say that nothing runs here. */
    boolean runs() {
        return warn != null || breach != null;
    }

    boolean standsStillIn(String word) {
        return List.of(standsStill.split("[ ,]+")).contains(word);
    }

    /** Whether the place matters to it. */
    boolean hasCalendar() {
        return !hours.isBlank() || !holidays.isBlank();
    }

    WorkCalendar calendar(@Nullable ZoneId zone) {
        return WorkCalendar.of(
                hours, holidays.isBlank() ? null : Holidays.of(holidays), zone == null ? ZoneOffset.UTC : zone);
    }

    @Nullable
    Instant warnAt(Instant from, @Nullable ZoneId zone, List<WorkCalendar.Span> pauses) {
        return warn == null ? null : at(from, warn, zone, pauses);
    }

    @Nullable
    Instant breachAt(Instant from, @Nullable ZoneId zone, List<WorkCalendar.Span> pauses) {
        return breach == null ? null : at(from, breach, zone, pauses);
    }

    private Instant at(Instant from, Duration limit, @Nullable ZoneId zone, List<WorkCalendar.Span> pauses) {
        if (!hasCalendar() && pauses.isEmpty()) {
            return from.plus(limit);
        }
        return calendar(zone).after(from, limit, pauses);
    }

    private static String text(Map<String, Object> row, String name) {
        return row.get(name) == null ? "" : String.valueOf(row.get(name)).strip();
    }

    private static @Nullable Duration duration(Map<String, Object> row, String name) {
        String text = text(row, name);
        if (text.isEmpty()) {
            return null;
        }
        Duration duration;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration such as PT36H or P2D", e);
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("'" + text + "' is no time to wait");
        }
        return duration;
    }
}
