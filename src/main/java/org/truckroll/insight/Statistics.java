// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

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
        CITY,
        AREA,
        GROUP,
        PERSON;

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
    private final FactDays days;
    private final OrgPath organisation;
    private final Persons persons;
    private final OrderTypes types;

    Statistics(JdbcClient jdbc, FactDays days, OrgPath organisation, Persons persons, OrderTypes types) {
        this.jdbc = jdbc;
        this.days = days;
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
        Tally tally = new Tally(question.groupBy(), question.type());
        days.read(divisions, question.from(), question.to(), tally::add);
        return tally.rows();
    }
}
