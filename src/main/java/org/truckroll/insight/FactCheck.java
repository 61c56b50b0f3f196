// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.SqlTime;

/**
 * Makes every fact once more from what is on record and compares; can put right what differs. City, area and zone of a fact are those of its
 * day and stand nowhere else: they are taken as they are, and as they are today for a fact that is missing.
 */
@Component
public class FactCheck {

    private static final int AT_ONCE = 500;

    private static final List<String> COLUMNS = Stream.of(ExpectedFacts.COLUMNS.split(","))
            .map(String::strip)
            .filter(column -> !column.equals("id"))
            .toList();

    /** A fact that is not as it should be, and the columns that differ; none when there is no such fact at all. */
    public record Difference(FactKind kind, String id, List<String> columns) {

        public boolean missing() {
            return columns.isEmpty();
        }
    }

    /**
     * @param checked visits and orders that have ended
     * @param withoutRecord facts whose visit or order is no longer on record; they stay as they are
     * @param wrongDays packed days that were not what their facts are
     */
    public record Report(long checked, long differing, long withoutRecord, long wrongDays) {}

    private record Stored(
            String division,
            @Nullable String group,
            @Nullable String city,
            @Nullable String area,
            @Nullable String zone,
            Instant endedAt) {}

    private record Days(ZoneId zone, LocalDate day, Instant first, Instant last) {}

    private final JdbcClient jdbc;
    private final ActivityFacts facts;
    private final OrgPath organisation;
    private final FactDays days;
    private final TransactionTemplate transaction;

    FactCheck(
            JdbcClient jdbc,
            ActivityFacts facts,
            OrgPath organisation,
            FactDays days,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.facts = facts;
        this.organisation = organisation;
        this.days = days;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Compares all; writes nothing. */
    public Report check(Consumer<Difference> found) {
        return work(found, page -> {}, wrong -> {});
    }

    /** Compares all, and writes anew what differs or is missing. */
    public Report rebuild(Consumer<Difference> found) {
        return work(found, this::again, days::forget);
    }

    /** Their days are forgotten twice: with the change, and after it, for who packed them meanwhile from what was there before. */
    private void again(List<Difference> page) {
        Set<FactDays.Day> changed = new HashSet<>();
        transaction.executeWithoutResult(status -> {
            page.forEach(difference -> {
                dayOf(difference.id()).ifPresent(changed::add);
                again(difference.kind(), difference.id());
                dayOf(difference.id()).ifPresent(changed::add);
            });
            days.forget(changed);
        });
        days.forget(changed);
    }

    private Optional<FactDays.Day> dayOf(String id) {
        return jdbc.sql("select division, on_day from tr_activity_fact where id = :id")
                .param("id", id)
                .query((rs, row) -> new FactDays.Day(rs.getString("division"), rs.getObject("on_day", LocalDate.class)))
                .optional();
    }

    private Report work(
            Consumer<Difference> found, Consumer<List<Difference>> then, Consumer<List<FactDays.Day>> thenDays) {
        long differing = 0;
        // Orders are made of the facts of their visits: those first.
        for (FactKind kind : FactKind.values()) {
            String after = "";
            List<Difference> page = List.of();
            do {
                page = differences(kind, after);
                page.forEach(found);
                then.accept(page);
                differing += page.size();
                after = page.isEmpty() ? after : page.get(page.size() - 1).id();
            } while (page.size() == AT_ONCE);
        }
        List<Difference> misplaced = wrongDays();
        misplaced.forEach(found);
        then.accept(misplaced);
        List<FactDays.Day> wrong = days.wrong();
        thenDays.accept(wrong);
        return new Report(
                count("select count(*) from tr_visit where completed_at is not null")
                        + count("select count(*) from tr_service_order where completed_at is not null"),
                differing + misplaced.size(),
                count("""
                        select count(*) from tr_activity_fact f where not exists (select 1 from tr_visit v where v.id = f.id)
                        and not exists (select 1 from tr_service_order o where o.id = f.id)
                        """),
                wrong.size());
    }

    private List<Difference> differences(FactKind kind, String after) {
        String differ = COLUMNS.stream()
                .map(column -> "e." + column + " is distinct from f." + column)
                .collect(Collectors.joining(" or "));
        String named = COLUMNS.stream()
                .map(column -> "case when e." + column + " is distinct from f." + column + " then '" + column
                        + " ' else '' end")
                .collect(Collectors.joining(" || "));
        return jdbc.sql("select e.id, case when f.id is null then '' else " + named + " end as named from ("
                        + ExpectedFacts.after(kind)
                        + ") e left join tr_activity_fact f on f.id = e.id where f.id is null or "
                        + differ + " order by e.id fetch first " + AT_ONCE + " rows only")
                .param("after", after)
                .query((rs, row) -> new Difference(
                        kind,
                        rs.getString("id"),
                        Stream.of(rs.getString("named").split(" "))
                                .filter(name -> !name.isEmpty())
                                .toList()))
                .list();
    }

    /** Facts that stand on a day other than that of their end. */
    private List<Difference> wrongDays() {
        List<Difference> wrong = new ArrayList<>();
        jdbc.sql("""
                        select zone, on_day, min(ended_at) as first_end, max(ended_at) as last_end
                        from tr_activity_fact group by zone, on_day
                        """)
                .query((rs, row) -> new Days(
                        ZoneId.of(rs.getString("zone")),
                        rs.getObject("on_day", LocalDate.class),
                        SqlTime.read(rs, "first_end"),
                        SqlTime.read(rs, "last_end")))
                .list()
                .forEach(of -> {
                    Instant begin = of.day().atStartOfDay(of.zone()).toInstant();
                    Instant end = of.day().plusDays(1).atStartOfDay(of.zone()).toInstant();
                    if (of.first().isBefore(begin) || !of.last().isBefore(end)) {
                        wrong.addAll(outside(of, begin, end));
                    }
                });
        return wrong;
    }

    private List<Difference> outside(Days of, Instant begin, Instant end) {
        return jdbc.sql("""
                        select id, kind from tr_activity_fact
                        where zone = :zone and on_day = :day and (ended_at < :begin or ended_at >= :end) order by id
                        """)
                .param("zone", of.zone().getId())
                .param("day", of.day())
                .param("begin", SqlTime.toSql(begin))
                .param("end", SqlTime.toSql(end))
                .query((rs, row) ->
                        new Difference(FactKind.valueOf(rs.getString("kind")), rs.getString("id"), List.of("on_day")))
                .list();
    }

    private void again(FactKind kind, String id) {
        jdbc.sql("select e.division, e.field_group, e.ended_at, f.city, f.area, f.zone from (" + ExpectedFacts.one(kind)
                        + ") e left join tr_activity_fact f on f.id = e.id")
                .param("id", id)
                .query((rs, row) -> new Stored(
                        rs.getString("division"),
                        rs.getString("field_group"),
                        rs.getString("city"),
                        rs.getString("area"),
                        rs.getString("zone"),
                        SqlTime.read(rs, "ended_at")))
                .optional()
                .ifPresent(was -> {
                    jdbc.sql("delete from tr_activity_fact where id = :id")
                            .param("id", id)
                            .update();
                    facts.write(
                            kind,
                            id,
                            was.city() == null
                                    ? organisation.of(was.division(), was.group())
                                    : new OrgPath.Place(was.city(), was.area()),
                            was.city() != null,
                            was.zone() == null ? organisation.zone(was.division()) : ZoneId.of(was.zone()),
                            was.endedAt());
                });
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
