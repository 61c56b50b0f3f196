// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.component.CalendarComponent;
import org.junit.jupiter.api.Test;
import org.truckroll.people.CalendarFeeds;
import org.truckroll.people.Person;
import org.truckroll.people.Shift;

/** The calendar of an operator, as a calendar program reads it (RFC 5545). */
class ShiftCalendarTest {

    private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");

    private static String calendar(String language, Shift... shifts) {
        Person person = new Person(
                "anna",
                "north",
                "Anna",
                "Test",
                language,
                true,
                false,
                Person.LOCAL,
                null,
                NOW,
                List.of(),
                Set.of(),
                Set.of());
        return new String(
                ShiftCalendar.of(new CalendarFeeds.Feed(person, List.of(shifts), NOW)), StandardCharsets.UTF_8);
    }

    private static Shift shift(String from, String to) {
        return new Shift("north", 2, "anna", Instant.parse(from), Instant.parse(to));
    }

    @Test
    void shiftIsAnEventInUniversalTimeWithAnIdThatStays() throws Exception {
        String text = calendar("pl-PL", shift("2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z"));

        assertThat(text.lines())
                .contains(
                        "UID:north-2-anna-1774681200@truckroll",
                        "DTSTART:20260328T070000Z",
                        "DTEND:20260329T060000Z",
                        "SUMMARY:Dyżur pod telefonem: north (2)");
        assertThat(text.split("\r\n", -1))
                .as("every line ends as RFC 5545 says")
                .hasSize((int) text.lines().count() + 1);
        assertThat(new CalendarBuilder()
                        .build(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                        .getComponentList()
                        .getAll())
                .extracting(CalendarComponent::getName)
                .containsExactly("VEVENT");
    }

    @Test
    void calendarWithoutShiftsIsOneToo() {
        assertThat(calendar("en").lines()).startsWith("BEGIN:VCALENDAR").endsWith("END:VCALENDAR");
    }
}
