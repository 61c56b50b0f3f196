// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Import;

/** On the database of production, and with as many facts as a large utility has after some years. */
@ProcessTest
@Import(PostgresInTest.class)
class StatisticsOnPostgresIT extends StatisticsContract {

    private static final Logger log = LoggerFactory.getLogger(StatisticsOnPostgresIT.class);

    /** A million visits and orders of two years, as they came day after day: two divisions, forty crews and four hundred people; the longest time that may be asked for. */
    @Test
    void answersFromMillionFactsWithinASecond() {
        jdbc.sql("""
                        insert into tr_activity_fact (id, kind, order_id, division, city, area, field_group, person, order_type, action, mode,
                            category, outcome, received_at, ended_at, zone, on_day, to_sign, to_site, at_site, to_done, visits,
                            failed_visits, breaches, first_time_fix)
                        select 'fact-' || n, case when n % 2 = 0 then 'ORDER' else 'VISIT' end, 'order-' || n / 2,
                            case when n / 2 % 40 < 20 then 'north' else 'south' end, 'city-' || n / 2 % 4, 'area-' || n / 2 % 8,
                            'field-' || n / 2 % 40, 'person-' || n / 2 % 400, (array['ENABLE', 'DISABLE', 'READ', 'EXCHANGE'])[1 + n / 2 % 4],
                            'INSTALL_METER', 'INSTALLED', (array['INSTALL', 'REMOVE', 'MOVE', 'EXCHANGE', 'OTHER'])[1 + n / 2 % 5],
                            case when n / 2 % 20 = 0 then 'NOT_DONE' else 'DONE' end, day, day, 'Europe/Stockholm', cast(day as date),
                            case when n % 2 = 1 then n * 7919 % 14400 end, case when n % 2 = 1 then n * 7907 % 86400 end,
                            case when n % 2 = 1 then n * 7901 % 7200 end, case when n % 2 = 0 then n * 7883 % 864000 end, 1, 0,
                            case when n % 50 = 0 then 1 else 0 end, case when n % 2 = 0 then n % 10 <> 0 end
                        from (select n, timestamp with time zone '2028-01-01 10:00:00Z' + n * 730 / 1000001 * interval '1 day' as day
                            from generate_series(cast(1 as bigint), 1000000) n) facts
                        """).update();
        jdbc.sql("vacuum analyze tr_activity_fact").update();

        for (String dimension : List.of("city", "area", "group", "person")) {
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                var answer = answer("admin", "?groupBy=" + dimension + "&from=2029-01-01&to=2029-03-31");
                times.add(Duration.ofNanos(System.nanoTime() - start));
                int visits = 0;
                for (var row : answer.path("rows")) {
                    visits += row.path("visits").path("done").asInt()
                            + row.path("visits").path("notDone").asInt();
                }
                assertThat(visits).isBetween(61_000, 62_500);
            }
            log.info("Answered from a million facts: groupBy={} times={}", dimension, times);
            assertThat(times.stream().min(Duration::compareTo).orElseThrow()).isLessThan(Duration.ofSeconds(1));
        }
    }
}
