// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GEO-13: when a message came in. */
class TimeBandTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T06:59, NIGHT",
        "2026-03-02T07:00, DAY",
        "2026-03-02T16:59, DAY",
        "2026-03-02T17:00, EVENING",
        "2026-03-02T21:59, EVENING",
        "2026-03-02T22:00, NIGHT",
        "2026-03-07T12:00, WEEKEND",
        "2026-03-08T21:59, WEEKEND",
        "2026-03-08T23:00, NIGHT",
    })
    void hourAndDayDecide(LocalDateTime time, TimeBand band) {
        assertThat(TimeBand.of(time)).isEqualTo(band);
    }
}
