// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.truckroll.insight.ExpectedFacts.Kind;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.SqlTime;

/**
 * Makes every fact once more from what is on record and compares; can put right what differs. City, area and zone of a fact are those of its
 * day and stand nowhere else: they are taken as they are, and as they are today for a fact that is missing.
 */
@Component
class FactCheck {

    private static final int NAMED = 100;
    private static final int AT_ONCE = 200;

    private static final List<String> COLUMNS = Stream.of(ExpectedFacts.COLUMNS.split(","))
            .map(String::strip)
            .filter(column -> !column.equals("id"))
            .toList();

    /** A fact that is not as it should be; the columns that differ, none when the whole fact is missing. */
    record Difference(Kind kind, String id, List<String> columns) {

        boolean missing() {
            return columns.isEmpty();
        }
    }

    /**
     * @param facts visits and orders that have ended
     * @param differing how many facts are not as they should be
     * @param withoutSource facts whose visit or order is no longer on record; they stay
     * @param first the first differences, not all
     */
    record Report(long facts, long differing, long withoutSource, List<Difference> first) {}

    private record Stored(String city, @Nullable String area, ZoneId zone) {}

    private final JdbcClient jdbc;
    private final ActivityFacts facts;
    private final OrgPath organisation;
    private final TransactionOperations transactions;

    FactCheck(JdbcClient jdbc, ActivityFacts facts, OrgPath organisation, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.facts = facts;
        this.organisation = organisation;
        this.transactions = transactions;
    }

    Report check() {
        List<Difference> first = new ArrayList<>();
        long[] differing = new long[1];
        for (Kind kind : Kind.values()) {
            differences(kind, difference -> {
                differing[0]++;
                if (first.size() < NAMED) {
                    first.add(difference);
                }
            });
        }
        return new Report(
                count("select count(*) from tr_visit where completed_at is not null")
                        + count("select count(*) from tr_service_order where completed_at is not null"),
                differing[0],
                count("""
                        select count(*) from tr_activity_fact f where not exists (select 1 from tr_visit v where v.id = f.id)
                        and not exists (select 1 from tr_service_order o where o.id = f.id)
                        """),
                first);
    }

    /** Writes what is missing or differs anew, visits before orders. */
    Report rebuild() {
        Report found = check();
        for (Kind kind : Kind.values()) {
            List<String> wrong = new ArrayList<>();
            differences(kind, difference -> wrong.add(difference.id()));
            for (int i = 0; i < wrong.size(); i += AT_ONCE) {
                List<String> some = wrong.subList(i, Math.min(i + AT_ONCE, wrong.size()));
                transactions.executeWithoutResult(status -> some.forEach(id -> again(kind, id)));
            }
        }
        return found;
    }

    private void again(Kind kind, String id) {
        Optional<Stored> stored = jdbc.sql("select city, area, zone from tr_activity_fact where id = :id")
                .param("id", id)
                .query((rs, row) ->
                        new Stored(rs.getString("city"), rs.getString("area"), ZoneId.of(rs.getString("zone"))))
                .optional();
        jdbc.sql("delete from tr_activity_fact where id = :id").param("id", id).update();
        jdbc.sql("select division, field_group, ended_at from (" + ExpectedFacts.one(kind) + ") x")
                .param("id", id)
                .query((rs, row) -> {
                    String division = rs.getString("division");
                    OrgPath.Place place = stored.map(as -> new OrgPath.Place(as.city(), as.area()))
                            .orElseGet(() -> place(division, group(rs)));
                    ZoneId zone = stored.map(Stored::zone).orElseGet(() -> organisation.zone(division));
                    return facts.write(kind, id, place, zone, SqlTime.read(rs, "ended_at"));
                })
                .list();
    }

    private OrgPath.Place place(String division, @Nullable String group) {
        return organisation.of(division, group);
    }

    private static @Nullable String group(ResultSet rs) {
        try {
            return rs.getString("field_group");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void differences(Kind kind, java.util.function.Consumer<Difference> found) {
        String both = COLUMNS.stream()
                .map(column -> "e." + column + " as e_" + column + ", f." + column + " as f_" + column)
                .collect(Collectors.joining(", "));
        try (Stream<Optional<Difference>> rows = jdbc.sql("select e.id, f.id as f_id, f.zone, f.on_day, " + both
                        + " from (" + ExpectedFacts.all(kind)
                        + ") e left join tr_activity_fact f on f.id = e.id order by e.id")
                .query((rs, row) -> compare(kind, rs))
                .stream()) {
            rows.flatMap(Optional::stream).forEach(found);
        }
    }

    private static Optional<Difference> compare(Kind kind, ResultSet rs) throws SQLException {
        String id = rs.getString("id");
        if (rs.getString("f_id") == null) {
            return Optional.of(new Difference(kind, id, List.of()));
        }
        List<String> columns = new ArrayList<>();
        for (String column : COLUMNS) {
            if (!Objects.equals(rs.getObject("e_" + column), rs.getObject("f_" + column))) {
                columns.add(column);
            }
        }
        Instant end = SqlTime.read(rs, "f_ended_at");
        if (!end.atZone(ZoneId.of(rs.getString("zone"))).toLocalDate().equals(rs.getObject("on_day", LocalDate.class))) {
            columns.add("on_day");
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(new Difference(kind, id, columns));
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    /** How many facts there are by kind and outcome. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        jdbc.sql("select kind, outcome, count(*) as facts from tr_activity_fact group by kind, outcome order by kind, outcome")
                .query(rs -> {
                    counts.put(rs.getString("kind") + " " + rs.getString("outcome"), rs.getLong("facts"));
                });
        return counts;
    }
}
