// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.dispatch.clock.WorkCalendar.Span;
import org.truckroll.shared.Holidays;

/** Working time as people count it (design 2, requirements 1.14). */
class WorkCalendarTest {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final String OFFICE = "MON-THU 07:00-16:00; FRI 07:00-12:00";

    private static Instant at(String local) {
        return java.time.LocalDateTime.parse(local).atZone(STOCKHOLM).toInstant();
    }

    private static WorkCalendar office() {
        return WorkCalendar.of(OFFICE, null, STOCKHOLM);
    }

    @Test
    void roundTheClockIsTheTimeThatPasses() {
        WorkCalendar calendar = WorkCalendar.of("", null, STOCKHOLM);
        Instant start = Instant.parse("2026-03-02T10:00:00Z");
        assertThat(calendar.after(start, Duration.ofHours(48), List.of())).isEqualTo("2026-03-04T10:00:00Z");
    }

    @Test
    void hoursThatDoNotCountAreSkipped() {
        // Monday 15:00: one hour today, the second tomorrow at seven.
        assertThat(office().after(at("2026-03-02T15:00"), Duration.ofHours(2), List.of()))
                .isEqualTo(at("2026-03-03T08:00"));
        // Friday is short, and then comes the weekend.
        assertThat(office().after(at("2026-03-06T11:00"), Duration.ofHours(2), List.of()))
                .isEqualTo(at("2026-03-09T08:00"));
        assertThat(office().after(at("2026-03-07T03:00"), Duration.ofMinutes(30), List.of()))
                .isEqualTo(at("2026-03-09T07:30"));
    }

    @Test
    void workThatFillsTheDayEndsWithIt() {
        assertThat(office().after(at("2026-03-02T07:00"), Duration.ofHours(9), List.of()))
                .isEqualTo(at("2026-03-02T16:00"));
    }

    @Test
    void publicHolidaysOfTheCountryDoNotCount() {
        WorkCalendar swedish = WorkCalendar.of("MON-FRI 07:00-16:00", Holidays.of("SE"), STOCKHOLM);
        // Epiphany, Tuesday 6 January 2026.
        assertThat(swedish.after(at("2026-01-05T15:00"), Duration.ofHours(2), List.of()))
                .isEqualTo(at("2026-01-07T08:00"));
        // Good Friday and Easter Monday move from year to year.
        assertThat(swedish.after(at("2026-04-02T15:00"), Duration.ofHours(2), List.of()))
                .isEqualTo(at("2026-04-07T08:00"));
        // Corpus Christi 2026 is none in Sweden, but in Bavaria.
        WorkCalendar bavarian =
                WorkCalendar.of("MON-FRI 07:00-16:00", Holidays.of("DE-BY"), ZoneId.of("Europe/Berlin"));
        assertThat(bavarian.after(at("2026-06-03T15:00"), Duration.ofHours(2), List.of()))
                .isEqualTo(at("2026-06-05T08:00"));
        assertThat(swedish.after(at("2026-06-03T15:00"), Duration.ofHours(2), List.of()))
                .isEqualTo(at("2026-06-04T08:00"));
    }

    @Test
    void aCalendarThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> Holidays.of("ZZ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Holidays.of("DE-XX")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNightInWhichClocksMoveIsAsLongAsItIs() {
        WorkCalendar nights = WorkCalendar.of("MON-SUN 22:00-06:00", null, STOCKHOLM);
        // 29 March 2026: from two to three there is nothing; the night has seven hours.
        assertThat(nights.after(at("2026-03-28T22:00"), Duration.ofHours(7), List.of()))
                .isEqualTo(at("2026-03-29T06:00"));
        assertThat(nights.between(at("2026-03-28T22:00"), at("2026-03-29T06:00"), List.of()))
                .isEqualTo(Duration.ofHours(7));
        // 25 October 2026: the hour from two to three comes twice.
        assertThat(nights.after(at("2026-10-24T22:00"), Duration.ofHours(9), List.of()))
                .isEqualTo(at("2026-10-25T06:00"));
        // A whole day of working time: 23 and 25 hours.
        WorkCalendar sundays = WorkCalendar.of("SUN 00:00-24:00", null, STOCKHOLM);
        assertThat(sundays.between(at("2026-03-29T00:00"), at("2026-03-30T00:00"), List.of()))
                .isEqualTo(Duration.ofHours(23));
        assertThat(sundays.between(at("2026-10-25T00:00"), at("2026-10-26T00:00"), List.of()))
                .isEqualTo(Duration.ofHours(25));
    }

    @Test
    void theZoneOfThePlaceDecides() {
        Instant start = Instant.parse("2026-03-02T06:30:00Z");
        assertThat(office().after(start, Duration.ofHours(1), List.of())).isEqualTo("2026-03-02T07:30:00Z");
        assertThat(WorkCalendar.of(OFFICE, null, ZoneId.of("Europe/Lisbon"))
                        .after(start, Duration.ofHours(1), List.of()))
                .isEqualTo("2026-03-02T08:00:00Z");
    }

    @Test
    void pausesDoNotCountAndAPauseAtNightCostsNothing() {
        Instant start = at("2026-03-02T14:00");
        Span lunch = new Span(at("2026-03-02T14:30"), at("2026-03-02T15:00"));
        Span night = new Span(at("2026-03-02T17:00"), at("2026-03-03T06:00"));
        assertThat(office().after(start, Duration.ofHours(2), List.of(night, lunch)))
                .isEqualTo(at("2026-03-03T07:30"));
        assertThat(office().between(start, at("2026-03-03T07:30"), List.of(lunch, night)))
                .isEqualTo(Duration.ofHours(2));
        // Round the clock a pause moves the end by its length.
        WorkCalendar always = WorkCalendar.of("", null, ZoneOffset.UTC);
        assertThat(always.after(start, Duration.ofHours(48), List.of(lunch, night)))
                .isEqualTo(start.plus(Duration.ofHours(48 + 13)).plus(Duration.ofMinutes(30)));
    }

    @Test
    void overlappingHoursCountOnce() {
        WorkCalendar calendar =
                WorkCalendar.of("MON-FRI 07:00-12:00; MON 08:00-11:00; MON 11:00-13:00", null, STOCKHOLM);
        assertThat(calendar.between(at("2026-03-02T00:00"), at("2026-03-03T00:00"), List.of()))
                .isEqualTo(Duration.ofHours(6));
    }

    /** Two ways to count must agree: whatever the start, the limit and the pauses are. */
    @Test
    void whatIsPlannedIsWhatPasses() {
        Random random = new Random(5);
        for (String hours : List.of("", OFFICE, "MON-SUN 22:00-06:00", "SAT-TUE 00:00-24:00", "WED 09:00-09:30")) {
            WorkCalendar calendar = WorkCalendar.of(hours, Holidays.of("SE"), STOCKHOLM);
            for (int round = 0; round < 200; round++) {
                Instant start = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(31_000_000));
                Duration limit = Duration.ofMinutes(1 + random.nextInt(6000));
                Instant pause = start.plusSeconds(random.nextInt(200_000));
                List<Span> pauses = List.of(new Span(pause, pause.plusSeconds(random.nextInt(100_000))));
                Instant end = calendar.after(start, limit, pauses);
                assertThat(calendar.between(start, end, pauses))
                        .as("%s from %s", hours, start)
                        .isEqualTo(limit);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MON",
                "MON-FRI",
                "MON-FRI 7-16",
                "MON-FRI 07:00",
                "XYZ 07:00-16:00",
                "MON 25:00-26:00",
                "07:00-16:00",
                ";"
            })
    void hoursWrittenOtherwiseAreRefused(String hours) {
        assertThatThrownBy(() -> WorkCalendar.of(hours, null, STOCKHOLM)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCalendarWithoutAnyHourIsNoEndlessLoop() {
        WorkCalendar never = WorkCalendar.of("", (LocalDate day) -> true, STOCKHOLM);
        assertThatThrownBy(() -> never.after(Instant.EPOCH, Duration.ofHours(1), List.of()))
                .isInstanceOf(IllegalStateException.class);
    }
}
