// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryPlanTest {

    private static final Instant FIRST = Instant.parse("2026-11-21T08:00:00Z");
    private final RetryPlan plan = new RetryPlan(
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)), Duration.ofHours(1), Duration.ofHours(24));

    @Test
    void followsTheDelaysThenTheHour() {
        assertThat(plan.next(1, FIRST, FIRST, null, 0.5)).contains(FIRST.plusSeconds(5));
        assertThat(plan.next(2, FIRST, FIRST.plusSeconds(5), null, 0.5)).contains(FIRST.plusSeconds(35));
        assertThat(plan.next(3, FIRST, FIRST.plusSeconds(35), null, 0.5)).contains(FIRST.plusSeconds(3635));
    }

    @Test
    void spreadsTheHourByATenth() {
        assertThat(plan.next(3, FIRST, FIRST, null, 0.0)).contains(FIRST.plus(Duration.ofMinutes(54)));
        assertThat(plan.next(3, FIRST, FIRST, null, 0.999_999))
                .hasValueSatisfying(at -> assertThat(at)
                        .isBetween(FIRST.plus(Duration.ofMinutes(65)), FIRST.plus(Duration.ofMinutes(66))));
    }

    @Test
    void neverTriesEarlierThanAskedFor() {
        assertThat(plan.next(1, FIRST, FIRST, Duration.ofSeconds(90), 0.5)).contains(FIRST.plusSeconds(90));
        assertThat(plan.next(2, FIRST, FIRST, Duration.ofSeconds(1), 0.5)).contains(FIRST.plusSeconds(30));
    }

    @Test
    void triesALastTimeAtTheLimitAndThenGivesUp() {
        Instant limit = FIRST.plus(Duration.ofHours(24));
        assertThat(plan.next(9, FIRST, limit.minusSeconds(60), null, 0.5)).contains(limit);
        assertThat(plan.next(1, FIRST, FIRST, Duration.ofSeconds(Long.MAX_VALUE), 0.5))
                .contains(limit);
        assertThat(plan.next(10, FIRST, limit, null, 0.5)).isEmpty();
    }
}
