// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many orders may go, and when the next (service-orders 5 #26). */
class PaceTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 7, 59, 60, 61, 100, 3000})
    void everyMinuteKeepsItsLimitAndNoPlaceIsWasted(int perMinute) {
        List<Pace.Released> all = new ArrayList<>();
        Instant at = NOW;
        int wanted = perMinute * 3;
        int released = 0;
        while (released < wanted) {
            Pace pace = pace(null, Map.of("h", perMinute), 10_000, at, all);
            int free = Math.min(pace.free("h"), wanted - released);
            if (free == 0) {
                assertThat(pace.next("h")).isAfter(at);
                at = pace.next("h");
                continue;
            }
            all.add(new Pace.Released("c", "h", at, free));
            released += free;
        }
        for (Pace.Released one : all) {
            assertThat(all.stream()
                            .filter(other -> !other.at().isBefore(one.at())
                                    && other.at().isBefore(one.at().plus(Pace.MINUTE)))
                            .mapToInt(Pace.Released::count)
                            .sum())
                    .isLessThanOrEqualTo(perMinute);
        }
        assertThat(at).isBeforeOrEqualTo(NOW.plusSeconds(180));
    }

    @Test
    void campaignsShareTheLimitOfTheHeadEnd() {
        List<Pace.Released> others = List.of(new Pace.Released("other", "h", NOW.minusSeconds(5), 9));
        assertThat(pace(null, Map.of(), 60, NOW, others).free("h")).isEqualTo(1);
        assertThat(pace(null, Map.of(), 60, NOW, others).free("g")).isEqualTo(10);
        assertThat(pace(null, Map.of("h", 60), 6000, NOW, others).free("h"))
                .as("the campaign's own limit counts its own")
                .isEqualTo(10);
    }

    @Test
    void pointsWithoutHeadEndKnowTheOverallLimitOnly() {
        assertThat(pace(null, Map.of(), 1, NOW, List.of()).free(CampaignItem.NO_HEAD_END))
                .isEqualTo(Integer.MAX_VALUE);
        Pace pace = pace(60, Map.of(), 1, NOW, List.of());
        pace.take("h");
        assertThat(pace.free(CampaignItem.NO_HEAD_END)).isEqualTo(9);
        assertThat(pace.free("h")).isZero();
        assertThat(pace.next("h")).isEqualTo(NOW.plus(Pace.MINUTE));
    }

    private static Pace pace(
            @Nullable Integer overall,
            Map<String, Integer> perHeadEnd,
            int limit,
            Instant now,
            List<Pace.Released> released) {
        return new Pace("c", overall, perHeadEnd, limit, now, released);
    }
}
