// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When people are left in peace, in the nights in which the clock is put forward and back. */
class QuietHoursTest {

    /** In Stockholm 02:00 to 03:00 comes twice on 25 October 2026, and not at all on 29 March. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-24T23:30:00Z, 2026-10-25T00:30:00Z",
        "2026-10-25T00:15:00Z, 2026-10-25T00:30:00Z",
        "2026-10-25T01:15:00Z, 2026-10-25T01:30:00Z",
        "2026-10-25T01:30:00Z, ",
        "2026-10-25T22:00:00Z, 2026-10-26T01:30:00Z",
        "2026-03-29T00:30:00Z, 2026-03-29T01:30:00Z",
        "2026-03-29T01:30:00Z, "
    })
    void endByTheClockOfTheDivision(Instant at, Instant end) {
        QuietHours.Span span = QuietHours.Span.of("22:00-02:30");
        assertThat(span.end(at, ZoneId.of("Europe/Stockholm")).orElse(null)).isEqualTo(end);
    }
}
