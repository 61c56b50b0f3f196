// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.truckroll.shared.Holidays;

/**
 * A row of the table {@code appointment-slots}: what a crew offers on a day.
 *
 * @param leadHours how long before its start a slot must be chosen
 * @param horizonDays for how many days ahead slots are offered
 * @param holidays code of the calendar on whose days nothing is offered; empty: none
 */
record SlotRule(String rule, List<Window> windows, int leadHours, int horizonDays, String holidays) {

    /** More than a year ahead nobody plans, and each day is asked for. */
    static final int LONGEST_HORIZON = 366;

    private static final int LONGEST_LEAD = 24 * LONGEST_HORIZON;
    private static final Pattern WINDOW =
            Pattern.compile("(\\d{2}:\\d{2})\\s*-\\s*(\\d{2}:\\d{2})\\s*x\\s*(\\d{1,4})", Pattern.CASE_INSENSITIVE);
    private static final String MIDNIGHT = "24:00";

    /** From and up to, by the clocks of the place; up to midnight is null in the table's words {@code 24:00}. */
    record Window(LocalTime from, LocalTime to, boolean toMidnight, int places) {

        Slot on(LocalDate day, ZoneId zone) {
            Instant start = ZonedDateTime.of(day, from, zone).toInstant();
            Instant end = toMidnight
                    ? day.plusDays(1).atStartOfDay(zone).toInstant()
                    : ZonedDateTime.of(day, to, zone).toInstant();
            return new Slot(start, end, places, places);
        }
    }

    /** @throws IllegalArgumentException when a cell cannot be read */
    static SlotRule of(String rule, Map<String, Object> row) {
        return new SlotRule(
                rule,
                windows(text(row, "slots")),
                number(row, "leadHours", LONGEST_LEAD),
                number(row, "horizonDays", LONGEST_HORIZON),
                text(row, "holidays"));
    }

    /** What it offers on a day, in the time of the place. In a night in which clocks are moved a slot may vanish. */
    List<Slot> on(LocalDate day, ZoneId zone) {
        if (windows.isEmpty() || !holidays.isBlank() && Holidays.of(holidays).test(day)) {
            return List.of();
        }
        return windows.stream()
                .map(window -> window.on(day, zone))
                .filter(slot -> slot.start().isBefore(slot.end()))
                .toList();
    }

    /** Whether a customer may still choose it, and already. */
    boolean offers(Slot slot, Instant now, ZoneId zone) {
        LocalDate last = now.atZone(zone).toLocalDate().plusDays(horizonDays);
        return !slot.start().isBefore(now.plus(Duration.ofHours(leadHours)))
                && slot.start().isAfter(now)
                && !slot.start().atZone(zone).toLocalDate().isAfter(last);
    }

    static List<Window> windows(String text) {
        List<Window> windows = new ArrayList<>();
        for (String part : text.split(";")) {
            if (part.isBlank()) {
                continue;
            }
            Matcher matcher = WINDOW.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + part.strip() + "' is not like 08:00-12:00 x 3");
            }
            boolean midnight = matcher.group(2).equals(MIDNIGHT);
            LocalTime from = time(matcher.group(1));
            LocalTime to = midnight ? LocalTime.MAX : time(matcher.group(2));
            int places = Integer.parseInt(matcher.group(3));
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("'" + part.strip() + "' ends before it begins");
            }
            if (places == 0) {
                throw new IllegalArgumentException("'" + part.strip() + "' has no place");
            }
            Window window = new Window(from, to, midnight, places);
            if (windows.stream()
                    .anyMatch(other ->
                            other.from().isBefore(window.to()) && window.from().isBefore(other.to()))) {
                throw new IllegalArgumentException("'" + part.strip() + "' overlaps another slot of the day");
            }
            windows.add(window);
        }
        return List.copyOf(windows);
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no time of the day", e);
        }
    }

    private static String text(Map<String, Object> row, String name) {
        return row.get(name) == null ? "" : String.valueOf(row.get(name)).strip();
    }

    private static int number(Map<String, Object> row, String name, int most) {
        if (!(row.get(name) instanceof Number number) || number.intValue() < 0 || number.intValue() > most) {
            throw new IllegalArgumentException(
                    name + " '" + text(row, name) + "' is no whole number from 0 to " + most);
        }
        return number.intValue();
    }
}
