// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns and shifts, also over the nights in which clocks change (2026: 29 March and 25 October in Stockholm). */
class RotaTest {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);

    private static Rota rota(String firstDay, int days, String from, String to, Set<DayOfWeek> weekdays) {
        return new Rota(
                "r",
                "north",
                1,
                "Nights",
                LocalDate.parse(firstDay),
                days,
                LocalTime.parse(from),
                LocalTime.parse(to),
                weekdays,
                List.of("anna", "bo", "cilla"));
    }

    private static List<Shift> shifts(Rota rota, String from, String to) {
        return rota.shifts(Instant.parse(from), Instant.parse(to), STOCKHOLM);
    }

    private static Shift shift(int step, String person, String from, String to) {
        return new Shift("north", step, person, Instant.parse(from), Instant.parse(to));
    }

    @Test
    void givesEachMemberAWholeWeekFromMondayMorning() {
        Rota weeks = rota("2026-03-02", 7, "08:00", "08:00", EVERY_DAY);

        assertThat(shifts(weeks, "2026-03-02T07:00:00Z", "2026-03-23T07:00:00Z"))
                .containsExactly(
                        shift(1, "anna", "2026-03-02T07:00:00Z", "2026-03-09T07:00:00Z"),
                        shift(1, "bo", "2026-03-09T07:00:00Z", "2026-03-16T07:00:00Z"),
                        shift(1, "cilla", "2026-03-16T07:00:00Z", "2026-03-23T07:00:00Z"));
    }

    @Test
    void handsOverAtTheSameHourOfTheWallClockWhenClocksGoForward() {
        Rota weeks = rota("2026-03-23", 7, "08:00", "08:00", EVERY_DAY);

        List<Shift> shifts = shifts(weeks, "2026-03-23T07:00:00Z", "2026-04-06T06:00:00Z");

        assertThat(shifts)
                .containsExactly(
                        shift(1, "anna", "2026-03-23T07:00:00Z", "2026-03-30T06:00:00Z"),
                        shift(1, "bo", "2026-03-30T06:00:00Z", "2026-04-06T06:00:00Z"));
        assertThat(Duration.between(shifts.get(0).from(), shifts.get(0).to())).isEqualTo(Duration.ofHours(167));
    }

    @Test
    void nightIsAnHourLongerWhenClocksGoBack() {
        Rota nights = rota("2026-10-23", 1, "20:00", "08:00", EVERY_DAY);

        assertThat(shifts(nights, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"))
                .containsExactly(
                        shift(1, "bo", "2026-10-24T18:00:00Z", "2026-10-25T07:00:00Z"),
                        shift(1, "cilla", "2026-10-25T19:00:00Z", "2026-10-26T07:00:00Z"));
    }

    /** 02:30 does not exist on 29 March, and exists twice on 25 October: still nobody is missing and nobody is doubled. */
    @ParameterizedTest
    @ValueSource(strings = {"00:00", "02:00", "02:30", "03:00", "08:00"})
    void somebodyIsOnCallAtEveryMomentOfTheYearAndNobodyTwice(String handOver) {
        Rota days = rota("2026-01-01", 1, handOver, handOver, EVERY_DAY);

        List<Shift> shifts = shifts(days, "2026-01-02T00:00:00Z", "2027-01-02T00:00:00Z");

        assertThat(shifts).hasSizeBetween(365, 367);
        for (int i = 1; i < shifts.size(); i++) {
            assertThat(shifts.get(i).from()).isEqualTo(shifts.get(i - 1).to());
            assertThat(shifts.get(i).person()).isNotEqualTo(shifts.get(i - 1).person());
        }
    }

    @Test
    void nightsOfWorkingDaysLeaveTheWeekendOut() {
        Rota nights = rota("2026-03-02", 7, "17:00", "07:00", EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.THURSDAY));

        assertThat(shifts(nights, "2026-03-05T12:00:00Z", "2026-03-10T00:00:00Z"))
                .containsExactly(
                        shift(1, "anna", "2026-03-05T16:00:00Z", "2026-03-06T06:00:00Z"),
                        shift(1, "bo", "2026-03-09T16:00:00Z", "2026-03-10T06:00:00Z"));
    }

    @Test
    void nobodyIsOnCallBeforeTheFirstDay() {
        Rota weeks = rota("2026-03-02", 7, "08:00", "08:00", EVERY_DAY);

        assertThat(shifts(weeks, "2026-02-01T00:00:00Z", "2026-03-02T07:00:00Z"))
                .isEmpty();
    }

    @Test
    void shiftIsTheSameFromWhereverOneLooks() {
        Rota weeks = rota("2026-03-02", 7, "08:00", "08:00", EVERY_DAY);

        assertThat(shifts(weeks, "2026-03-07T00:00:00Z", "2026-03-07T00:00:01Z"))
                .containsExactly(shift(1, "anna", "2026-03-02T07:00:00Z", "2026-03-09T07:00:00Z"));
    }

    // ---- roster, absences and stand-ins together

    private static final Shift WEEK = shift(1, "anna", "2026-03-02T07:00:00Z", "2026-03-09T07:00:00Z");

    private static Standin standin(int step, String person, String insteadOf, String from, String to) {
        return new Standin("s", "north", step, person, insteadOf, Instant.parse(from), Instant.parse(to), "", "pia");
    }

    @Test
    void absenceCutsAHoleIntoAShift() {
        RosterEntry away = new RosterEntry(
                Instant.parse("2026-03-04T00:00:00Z"), Instant.parse("2026-03-05T00:00:00Z"), RosterEntry.Kind.ABSENT);

        assertThat(ShiftPlan.of(List.of(WEEK), Map.of("anna", List.of(away)), List.of()))
                .containsExactly(
                        shift(1, "anna", "2026-03-02T07:00:00Z", "2026-03-04T00:00:00Z"),
                        shift(1, "anna", "2026-03-05T00:00:00Z", "2026-03-09T07:00:00Z"));
    }

    @Test
    void standInTakesThePlaceOfAnotherAtThatStepOnly() {
        Shift second = shift(2, "anna", "2026-03-02T07:00:00Z", "2026-03-09T07:00:00Z");
        Standin night = standin(1, "bo", "anna", "2026-03-03T18:00:00Z", "2026-03-04T06:00:00Z");

        assertThat(ShiftPlan.of(List.of(WEEK, second), Map.of(), List.of(night)))
                .containsExactlyInAnyOrder(
                        shift(1, "anna", "2026-03-02T07:00:00Z", "2026-03-03T18:00:00Z"),
                        shift(1, "bo", "2026-03-03T18:00:00Z", "2026-03-04T06:00:00Z"),
                        shift(1, "anna", "2026-03-04T06:00:00Z", "2026-03-09T07:00:00Z"),
                        second);
    }

    @Test
    void standInHoldsAgainstAnAbsence() {
        RosterEntry away = new RosterEntry(WEEK.from(), WEEK.to(), RosterEntry.Kind.ABSENT);
        Standin day = standin(1, "anna", null, "2026-03-03T06:00:00Z", "2026-03-04T06:00:00Z");

        assertThat(ShiftPlan.of(List.of(WEEK), Map.of("anna", List.of(away)), List.of(day)))
                .containsExactly(shift(1, "anna", "2026-03-03T06:00:00Z", "2026-03-04T06:00:00Z"));
    }

    @Test
    void whoIsEnteredTwiceAtOnceHasOneShift() {
        Shift overlap = shift(1, "anna", "2026-03-08T00:00:00Z", "2026-03-10T00:00:00Z");

        assertThat(ShiftPlan.of(List.of(WEEK, overlap), Map.of(), List.of()))
                .containsExactly(shift(1, "anna", "2026-03-02T07:00:00Z", "2026-03-10T00:00:00Z"));
    }
}
