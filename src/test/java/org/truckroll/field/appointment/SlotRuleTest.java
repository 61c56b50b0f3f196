// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells of the table {@code appointment-slots}, and what they offer on a day. */
class SlotRuleTest {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    private static SlotRule rule(String slots, Object lead, Object horizon, String holidays) {
        return SlotRule.of(
                "T", Map.of("slots", slots, "leadHours", lead, "horizonDays", horizon, "holidays", holidays));
    }

    @Test
    void offersTheHoursOfThePlace() {
        SlotRule rule = rule("08:00-12:00 x 3; 12:00-24:00 x 12", 24, 28, "SE");
        assertThat(rule.on(LocalDate.of(2026, 7, 1), STOCKHOLM))
                .containsExactly(
                        new Slot(Instant.parse("2026-07-01T06:00:00Z"), Instant.parse("2026-07-01T10:00:00Z"), 3, 3),
                        new Slot(Instant.parse("2026-07-01T10:00:00Z"), Instant.parse("2026-07-01T22:00:00Z"), 12, 12));
        // The national day.
        assertThat(rule.on(LocalDate.of(2026, 6, 6), STOCKHOLM)).isEmpty();
    }

    /** At two o'clock on 29 March 2026 it is three. */
    @Test
    void slotThatTheClockSkipsVanishes() {
        assertThat(rule("02:00-03:00 x 1", 0, 28, "").on(LocalDate.of(2026, 3, 29), STOCKHOLM))
                .isEmpty();
        assertThat(rule("", 0, 0, "").on(LocalDate.of(2026, 3, 30), STOCKHOLM)).isEmpty();
    }

    @Test
    void offersFromTheHorizonToTheLead() {
        SlotRule rule = rule("08:00-12:00 x 3", 24, 7, "");
        Slot slot = rule.on(LocalDate.of(2026, 3, 10), STOCKHOLM).get(0);
        assertThat(rule.offers(slot, Instant.parse("2026-03-09T07:00:00Z"), STOCKHOLM))
                .isTrue();
        assertThat(rule.offers(slot, Instant.parse("2026-03-09T07:00:01Z"), STOCKHOLM))
                .isFalse();
        assertThat(rule.offers(slot, Instant.parse("2026-03-02T23:00:00Z"), STOCKHOLM))
                .isTrue();
        assertThat(rule.offers(slot, Instant.parse("2026-03-02T22:59:59Z"), STOCKHOLM))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08:00-12:00",
                "08:00-12:00 x 0",
                "12:00-08:00 x 1",
                "25:00-26:00 x 1",
                "8-12 x 3",
                "08:00-12:00 x 3; 11:00-13:00 x 1",
            })
    void refusesWhatIsNoSlot(String slots) {
        assertThatThrownBy(() -> rule(slots, 24, 28, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNumbersThatAreNone() {
        assertThatThrownBy(() -> rule("", -1, 28, "")).hasMessageContaining("leadHours");
        assertThatThrownBy(() -> rule("", 24, 367, "")).hasMessageContaining("horizonDays");
        assertThatThrownBy(() -> rule("", "24", 28, "")).hasMessageContaining("leadHours");
    }
}
