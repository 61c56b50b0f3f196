// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.shared.Problem;

/** What was done by city, area, crew or person in a time of at most three calendar months (HCDC-31 to 34, CALL-13). */
@Service
public class Statistics {

    /** The longest time that one answer is about, in calendar months (HCDC-33). */
    static final int MONTHS = 3;

    /** By what to count (HCDC-32). */
    public enum Dimension {
        CITY("city"),
        AREA("area"),
        GROUP("field_group"),
        PERSON("person");

        private final String column;

        Dimension(String column) {
            this.column = column;
        }

        /** As it is written in a request. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The dimension of this name, or a refusal that names those there are. */
        public static Dimension of(@Nullable String word) {
            return Stream.of(values())
                    .filter(one -> one.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> Problem.badRequest(
                            "Parameter 'groupBy' must be one of "
                                    + Stream.of(values()).map(Dimension::word).toList() + ".",
                            List.of()));
        }
    }

    /**
     * @param from the first day
     * @param to the last day, which counts
     */
    public record Question(
            Dimension groupBy,
            LocalDate from,
            LocalDate to,
            @Nullable String division,
            @Nullable String type) {}

    /** Seconds; null when nothing was measured. */
    public record Measure(
            long count,
            @Nullable Long median,
            @Nullable Long p90,
            @Nullable Long mean) {}

    /** Finished visits by how they ended. */
    public record Visits(long done, long notDone, long withdrawn) {}

    /** Visits done, by what they were for. */
    public record Work(long install, long remove, long move, long exchange, long other) {}

    /** Ended orders by how they ended. */
    public record Orders(long done, long notDone, long cancelled) {}

    /** Of the orders that somebody was sent for and that were not called off, those done at the first visit. */
    public record FirstTimeFix(long orders, long fixed) {}

    /**
     * Time in which clocks stood still, with reasons of which there is a record (requirements 1.14 no. 4).
     *
     * @param visits those whose handling was interrupted so
     * @param orders those whose own clock stood still
     * @param visitSeconds of all those visits together
     */
    public record Pauses(long visits, long visitSeconds, long orders, long orderSeconds) {}

    /**
     * From offer to signature, from there to the arrival, from there to the end of the visit; from signature to end, and from order to its
     * end, each once as the calendar has it and once without the time in which its clock stood still.
     */
    public record Durations(
            Measure offeredToSigned,
            Measure signedToOnSite,
            Measure onSiteToDone,
            Measure signedToDone,
            Measure signedToDoneWithoutPauses,
            Measure receivedToDone,
            Measure receivedToDoneWithoutPauses) {}

    /**
     * @param key the city, area, crew or person; null where there is none
     * @param name as it is called today
     */
    public record Row(
            String division,
            @Nullable String key,
            @Nullable String name,
            Visits visits,
            Work work,
            Orders orders,
            FirstTimeFix firstTimeFix,
            long breaches,
            Pauses pauses,
            Durations durations) {

        private Row called(Map<String, String> names) {
            String today = key == null ? null : names.get(key);
            return new Row(division, key, today, visits, work, orders, firstTimeFix, breaches, pauses, durations);
        }
    }

    /** @param divisions those that were counted */
    public record Answer(
            String groupBy,
            LocalDate from,
            LocalDate to,
            Set<String> divisions,
            @Nullable String type,
            List<Row> rows) {}

    private final JdbcClient jdbc;
    private final OrgPath organisation;
    private final Persons persons;
    private final OrderTypes types;

    Statistics(JdbcClient jdbc, OrgPath organisation, Persons persons, OrderTypes types) {
        this.jdbc = jdbc;
        this.organisation = organisation;
        this.persons = persons;
        this.types = types;
    }

    /**
     * @throws Problem 400 for a time that is too long or a type that never was; 403 for persons the caller has nothing to do with; 404 for a
     *     foreign division
     */
    public Answer answer(Question question, Caller caller) {
        checkTime(question);
        Set<String> divisions = divisions(question, caller);
        checkType(question.type(), divisions);
        List<Row> rows = rows(question, divisions);
        Map<String, String> names = names(question.groupBy(), rows);
        return new Answer(
                question.groupBy().word(),
                question.from(),
                question.to(),
                divisions,
                question.type(),
                rows.stream().map(row -> row.called(names)).toList());
    }

    private Map<String, String> names(Dimension dimension, List<Row> rows) {
        return dimension == Dimension.PERSON
                ? persons
                        .find(rows.stream()
                                .map(Row::key)
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet()))
                        .stream()
                        .collect(Collectors.toMap(Person::id, Person::name))
                : organisation.names();
    }

    private static void checkTime(Question question) {
        for (LocalDate day : List.of(question.from(), question.to())) {
            if (day.getYear() < 2000 || day.getYear() > 2999) {
                throw Problem.badRequest(
                        "Parameters 'from' and 'to' must be days from 2000-01-01 to 2999-12-31.", List.of());
            }
        }
        if (question.to().isBefore(question.from())) {
            throw Problem.badRequest("Parameter 'to' must not be before 'from'.", List.of());
        }
        LocalDate last = question.from().plusMonths(MONTHS).minusDays(1);
        if (question.to().isAfter(last)) {
            throw Problem.badRequest(
                    "The time must be at most three calendar months: from " + question.from() + " the last day is "
                            + last + ".",
                    List.of());
        }
    }

    /** Whose numbers a caller may see; persons only where the caller leads them. */
    private static Set<String> divisions(Question question, Caller caller) {
        Set<String> seen = caller.divisions().stream()
                .filter(division -> caller.in(People.ADMINS)
                        || caller.in(People.ANALYSTS)
                        || caller.in(People.AUDITORS)
                        || leads(caller, division))
                .collect(Collectors.toCollection(TreeSet::new));
        String one = question.division();
        if (one != null) {
            if (!seen.contains(one)) {
                throw Problem.notFound("division", one);
            }
            seen.retainAll(Set.of(one));
        }
        if (question.groupBy() == Dimension.PERSON) {
            seen.removeIf(division -> !caller.in(People.ADMINS) && !leads(caller, division));
            if (seen.isEmpty()) {
                throw Problem.forbidden(
                        "Numbers by person are for dispatchers and work leaders of the division, and for administrators.");
            }
        }
        return seen;
    }

    private static boolean leads(Caller caller, String division) {
        return caller.in(People.DISPATCHERS + division) || caller.in(People.WORK_LEADERS + division);
    }

    /** A type of today, or one that was worked before today's tables. */
    private void checkType(@Nullable String type, Set<String> divisions) {
        if (type == null || types.supported().contains(type)) {
            return;
        }
        boolean was = !divisions.isEmpty()
                && jdbc.sql(
                                        "select count(*) from tr_activity_fact where order_type = :type and division in (:divisions)")
                                .param("type", type)
                                .param("divisions", divisions)
                                .query(Long.class)
                                .single()
                        > 0;
        if (!was) {
            throw Problem.badRequest(
                    "There is no order type '" + type + "'; known: " + new TreeSet<>(types.supported()) + ".",
                    List.of());
        }
    }

    private List<Row> rows(Question question, Set<String> divisions) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        String sql = """
                select division, {key} as dimension,
                    sum(case when kind = 'VISIT' and outcome = 'DONE' then 1 else 0 end) as visits_done,
                    sum(case when kind = 'VISIT' and outcome = 'NOT_DONE' then 1 else 0 end) as visits_not_done,
                    sum(case when kind = 'VISIT' and outcome = 'WITHDRAWN' then 1 else 0 end) as visits_withdrawn,
                    sum(case when kind = 'VISIT' and outcome = 'DONE' and category = 'INSTALL' then 1 else 0 end) as installs,
                    sum(case when kind = 'VISIT' and outcome = 'DONE' and category = 'REMOVE' then 1 else 0 end) as removals,
                    sum(case when kind = 'VISIT' and outcome = 'DONE' and category = 'MOVE' then 1 else 0 end) as moves,
                    sum(case when kind = 'VISIT' and outcome = 'DONE' and category = 'EXCHANGE' then 1 else 0 end) as exchanges,
                    sum(case when kind = 'VISIT' and outcome = 'DONE' and category = 'OTHER' then 1 else 0 end) as others,
                    sum(case when kind = 'ORDER' and outcome = 'DONE' then 1 else 0 end) as orders_done,
                    sum(case when kind = 'ORDER' and outcome = 'NOT_DONE' then 1 else 0 end) as orders_not_done,
                    sum(case when kind = 'ORDER' and outcome = 'CANCELLED' then 1 else 0 end) as orders_cancelled,
                    sum(breaches) as breaches, count(first_time_fix) as tried,
                    sum(case when first_time_fix then 1 else 0 end) as fixed,
                    sum(case when kind = 'VISIT' and paused > 0 then 1 else 0 end) as visits_paused,
                    sum(case when kind = 'VISIT' then paused else 0 end) as visit_pauses,
                    sum(case when kind = 'ORDER' and paused > 0 then 1 else 0 end) as orders_paused,
                    sum(case when kind = 'ORDER' then paused else 0 end) as order_pauses,
                    {durations}
                from tr_activity_fact
                where division in (:divisions) and on_day between :from and :to {type}
                group by division, {key} order by division, {key} nulls last
                """.replace("{key}", question.groupBy().column)
                .replace("{type}", question.type() == null ? "" : "and order_type = :type")
                .replace(
                        "{durations}",
                        Stream.of("to_sign", "to_site", "at_site", "handled", "to_done")
                                        .map(name -> measures(name, name))
                                        .collect(Collectors.joining(", "))
                                + ", " + measures("handled_net", "(handled - paused)")
                                + ", " + measures("to_done_net", "(to_done - paused)"));
        JdbcClient.StatementSpec statement = jdbc.sql(sql)
                .param("divisions", divisions)
                .param("from", question.from())
                .param("to", question.to());
        if (question.type() != null) {
            statement = statement.param("type", question.type());
        }
        return statement.query(Statistics::row).list();
    }

    private static String measures(String name, String duration) {
        return """
                count({d}) as {n}_n, avg({d}) as {n}_mean,
                percentile_cont(0.5) within group (order by {d}) as {n}_median,
                percentile_cont(0.9) within group (order by {d}) as {n}_p90
                """.replace("{d}", duration).replace("{n}", name);
    }

    private static Row row(ResultSet rs, int number) throws SQLException {
        return new Row(
                rs.getString("division"),
                rs.getString("dimension"),
                null,
                new Visits(rs.getLong("visits_done"), rs.getLong("visits_not_done"), rs.getLong("visits_withdrawn")),
                new Work(
                        rs.getLong("installs"),
                        rs.getLong("removals"),
                        rs.getLong("moves"),
                        rs.getLong("exchanges"),
                        rs.getLong("others")),
                new Orders(rs.getLong("orders_done"), rs.getLong("orders_not_done"), rs.getLong("orders_cancelled")),
                new FirstTimeFix(rs.getLong("tried"), rs.getLong("fixed")),
                rs.getLong("breaches"),
                new Pauses(
                        rs.getLong("visits_paused"),
                        rs.getLong("visit_pauses"),
                        rs.getLong("orders_paused"),
                        rs.getLong("order_pauses")),
                new Durations(
                        measure(rs, "to_sign"),
                        measure(rs, "to_site"),
                        measure(rs, "at_site"),
                        measure(rs, "handled"),
                        measure(rs, "handled_net"),
                        measure(rs, "to_done"),
                        measure(rs, "to_done_net")));
    }

    private static Measure measure(ResultSet rs, String name) throws SQLException {
        return new Measure(
                rs.getLong(name + "_n"),
                seconds(rs.getBigDecimal(name + "_median")),
                seconds(rs.getBigDecimal(name + "_p90")),
                seconds(rs.getBigDecimal(name + "_mean")));
    }

    private static @Nullable Long seconds(@Nullable BigDecimal value) {
        return value == null ? null : value.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
