// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.insight.Statistics.Dimension;
import org.truckroll.people.Caller;
import org.truckroll.people.People;

/** Packed days: the same numbers as from each fact, in less than a second for a million of them (HCDC-31 to 34). */
abstract class FactDaysContract {

    private static final Logger log = LoggerFactory.getLogger(FactDaysContract.class);
    private static final LocalDate FIRST = LocalDate.parse("2001-01-01");
    private static final LocalDate LAST = LocalDate.parse("2001-03-31");
    private static final int DAYS = 90;
    private static final Caller ADMIN =
            new Caller("admin", Caller.Kind.PERSON, Set.of(People.ADMINS), Set.of("north", "south"), Set.of());

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private FactDays days;

    @Autowired
    private FactCheck check;

    @Autowired
    private Statistics statistics;

    /** Rows that name their number {@code n}, from 1 on; what each database calls them. */
    abstract String series();

    /** How many facts the class measures with; {@code -Dstatistics.facts} wants others. */
    abstract int facts();

    /** Others of this database write facts past the server, which leaves copies of what was. */
    @BeforeEach
    void forgetCopies() {
        jdbc.sql("delete from tr_activity_day").update();
    }

    @AfterEach
    void clean() {
        for (String table : List.of("tr_activity_fact", "tr_activity_day")) {
            jdbc.sql("delete from " + table + " where on_day between :from and :to")
                    .param("from", FIRST)
                    .param("to", LAST)
                    .update();
        }
    }

    /** Visits and orders of three months, as they came day after day: two divisions, forty crews and four hundred people. */
    private void write(int count) {
        jdbc.sql("""
                        insert into tr_activity_fact (id, kind, order_id, division, city, area, field_group, person, order_type, action, mode,
                            category, outcome, received_at, ended_at, zone, on_day, to_sign, to_site, at_site, handled, to_done, paused, visits,
                            failed_visits, breaches, first_time_fix)
                        select 'day-' || n, case mod(n, 2) when 0 then 'ORDER' else 'VISIT' end, 'order-' || n / 2,
                            case when mod(n / 2, 40) < 20 then 'north' else 'south' end, 'city-' || mod(n / 2, 4),
                            case mod(n, 7) when 0 then null else 'area-' || mod(n / 2, 8) end,
                            case mod(n, 11) when 0 then null else 'field-' || mod(n / 2, 40) end, 'person-' || mod(n / 2, 400),
                            case mod(n / 2, 4) when 0 then 'ENABLE' when 1 then 'DISABLE' when 2 then 'READ' else 'EXCHANGE' end,
                            'INSTALL_METER', 'INSTALLED',
                            case mod(n / 2, 5) when 0 then 'INSTALL' when 1 then 'REMOVE' when 2 then 'MOVE' when 3 then 'EXCHANGE'
                                else 'OTHER' end,
                            case mod(n / 2, 20) when 0 then 'NOT_DONE' else 'DONE' end,
                            cast(on_date as timestamp with time zone), cast(on_date as timestamp with time zone), 'UTC', on_date,
                            case mod(n, 2) when 1 then mod(n * 7919, 14400) end, case mod(n, 2) when 1 then mod(n * 7907, 86400) end,
                            case mod(n, 2) when 1 then mod(n * 7901, 7200) end,
                            case mod(n, 2) when 1 then mod(n * 7907, 86400) + mod(n * 7901, 7200) end,
                            case mod(n, 2) when 0 then mod(n * 7883, 864000) end,
                            case mod(n, 9) when 0 then mod(n * 7877, 3600) else 0 end, 1, 0, case mod(n, 50) when 0 then 1 else 0 end,
                            case mod(n, 2) when 0 then mod(n, 10) <> 0 end
                        from (select n, cast(:first as date) + cast((n - 1) * :days / :count as integer) as on_date from {series}) facts
                        """.replace("{series}", series()))
                .param("first", FIRST)
                .param("days", DAYS)
                .param("count", count)
                .update();
    }

    private List<FactDays.Day> packed() {
        List<FactDays.Day> all = new ArrayList<>();
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            all.add(new FactDays.Day("north", day));
            all.add(new FactDays.Day("south", day));
        }
        assertThat(all).allMatch(days::pack);
        return all;
    }

    private Statistics.Answer ask(Dimension dimension, @Nullable String type) {
        return statistics.answer(new Statistics.Question(dimension, FIRST, LAST, null, type), ADMIN);
    }

    @Test
    void packedDaysGiveTheNumbersThatTheFactsGive() {
        write(20_000);
        Map<Dimension, Statistics.Answer> single = List.of(Dimension.values()).stream()
                .collect(Collectors.toMap(Function.identity(), one -> ask(one, null)));
        Statistics.Answer ofType = ask(Dimension.GROUP, "READ");
        assertThat(single.get(Dimension.PERSON).rows()).hasSize(400);
        assertThat(single.get(Dimension.AREA).rows())
                .extracting(Statistics.Row::key)
                .contains("area-3")
                .containsNull();

        packed();

        single.forEach((dimension, answer) -> assertThat(ask(dimension, null)).isEqualTo(answer));
        assertThat(ask(Dimension.GROUP, "READ")).isEqualTo(ofType);
        assertThat(days.wrong()).isEmpty();
        // That they are read at all: without their facts the numbers stay.
        jdbc.sql("delete from tr_activity_fact where on_day between :from and :to")
                .param("from", FIRST)
                .param("to", LAST)
                .update();
        assertThat(ask(Dimension.CITY, null)).isEqualTo(single.get(Dimension.CITY));
    }

    /** Counted once more by the database itself. */
    @Test
    void numbersAreThoseOfTheDatabase() {
        write(5_000);
        packed();

        Map<String, Statistics.Row> rows = ask(Dimension.GROUP, null).rows().stream()
                .filter(row -> row.key() != null)
                .collect(Collectors.toMap(row -> row.division() + " " + row.key(), Function.identity()));

        List<Boolean> compared = jdbc.sql("""
                        select division, field_group, sum(case when kind = 'VISIT' and outcome = 'DONE' then 1 else 0 end) as done,
                            sum(breaches) as breaches, count(first_time_fix) as tried,
                            sum(case when kind = 'VISIT' then paused else 0 end) as paused, avg(net) as mean,
                            percentile_cont(0.5) within group (order by net) as median,
                            percentile_cont(0.9) within group (order by to_done) as p90
                        from (select f.*, case when handled < paused then 0 else handled - paused end as net from tr_activity_fact f) counted
                        where on_day between :from and :to and field_group is not null
                        group by division, field_group
                        """)
                .param("from", FIRST)
                .param("to", LAST)
                .query((rs, number) -> {
                    Statistics.Row row = rows.get(rs.getString("division") + " " + rs.getString("field_group"));
                    Statistics.Durations times = row.durations();
                    assertThat(row.visits().done()).isEqualTo(rs.getLong("done"));
                    assertThat(row.breaches()).isEqualTo(rs.getLong("breaches"));
                    assertThat(row.firstTimeFix().orders()).isEqualTo(rs.getLong("tried"));
                    assertThat(row.pauses().visitSeconds()).isEqualTo(rs.getLong("paused"));
                    return List.of(
                                    Optional.ofNullable(times.receivedToDone().p90()),
                                    Optional.ofNullable(
                                            times.signedToDoneWithoutPauses().median()),
                                    Optional.ofNullable(
                                            times.signedToDoneWithoutPauses().mean()))
                            .equals(List.of(
                                    seconds(rs.getBigDecimal("p90")),
                                    seconds(rs.getBigDecimal("median")),
                                    seconds(rs.getBigDecimal("mean"))));
                })
                .list();
        assertThat(compared).hasSize(40).containsOnly(true);
    }

    private static Optional<Long> seconds(@Nullable BigDecimal value) {
        return Optional.ofNullable(value)
                .map(exact -> exact.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** What changes the facts of a day takes its copy away, and a check finds one that tells something else. */
    @Test
    void dayIsForgottenWhenItsFactsAreWrittenAnew() {
        write(1_000);
        List<FactDays.Day> all = packed();
        FactDays.Day day = all.get(0);
        jdbc.sql("update tr_activity_fact set breaches = breaches + 1 where division = :division and on_day = :day")
                .param("division", day.division())
                .param("day", day.day())
                .update();
        assertThat(days.wrong()).containsExactly(day);
        assertThat(check.check(difference -> {}).wrongDays()).isEqualTo(1);
        assertThat(days.wrong()).as("a check changes nothing").containsExactly(day);

        check.rebuild(difference -> {});

        assertThat(days.wrong()).isEmpty();
        assertThat(jdbc.sql("select count(*) from tr_activity_day where on_day = :day")
                        .param("day", day.day())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(days.pack(day)).isTrue();
        assertThat(days.pack(day)).as("packed already").isFalse();
        days.forget(all);
        assertThat(days.pack(day)).isTrue();
    }

    /** The same question again and again, as from a page that many look at. */
    @Test
    void answersFromThreeMonthsWithinASecond() {
        int count = Integer.getInteger("statistics.facts", facts());
        write(count);
        long start = System.nanoTime();
        ask(Dimension.GROUP, null);
        Duration single = Duration.ofNanos(System.nanoTime() - start);
        start = System.nanoTime();
        packed();
        Duration packing = Duration.ofNanos(System.nanoTime() - start);
        for (Dimension dimension : Dimension.values()) {
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                start = System.nanoTime();
                Statistics.Answer answer = ask(dimension, null);
                times.add(Duration.ofNanos(System.nanoTime() - start));
                assertThat(answer.rows().stream()
                                .mapToLong(row ->
                                        row.visits().done() + row.visits().notDone())
                                .sum())
                        .isEqualTo(count / 2);
            }
            log.info(
                    "Answered: facts={} groupBy={} times={} single={} packing={}",
                    count,
                    dimension,
                    times,
                    single,
                    packing);
            assertThat(times.stream().min(Duration::compareTo).orElseThrow()).isLessThan(Duration.ofSeconds(1));
        }
    }
}
