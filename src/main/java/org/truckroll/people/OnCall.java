// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Who is called now (GEO-26, GEO-31). Operators of a division are the members of {@link People#OPERATORS} + its id, and those of the whole company
 * ({@link People#ON_CALL}). The switch decides if it says something, else the shifts do.
 */
@Service
public class OnCall {

    /** Before the next step is asked, unless the division says otherwise: with five minutes between two, just below what carriers bear (field-notes 2.1). */
    private static final int ALERTS = 10;

    private static final Duration EVERY = Duration.ofMinutes(5);

    /** Longer than any turn: what cuts a shift is seen also where it lies before or after the time that is asked for. */
    private static final Duration AROUND = Duration.ofDays(31);

    /**
     * Somebody to be called, and by what.
     *
     * @param phone takes SMS
     */
    public record Operator(
            String userId,
            String name,
            @Nullable String mail,
            @Nullable String phone,
            @Nullable String fax,
            String language) {}

    /** What the switch of an operator says. */
    public enum Mode {
        /** Nothing: active during shifts. */
        ROSTER,
        ACTIVE,
        NOT_ACTIVE
    }

    /**
     * How an operator stands.
     *
     * @param step where the shifts of the own roster, and the switch, put the operator
     * @param until when the switch falls back to {@code ROSTER}; null: never
     */
    public record Standing(int step, Mode mode, @Nullable Instant until) {

        static final Standing FIRST = new Standing(1, Mode.ROSTER, null);

        Mode at(Instant now) {
            return until != null && !until.isAfter(now) ? Mode.ROSTER : mode;
        }
    }

    private final OnCallRows rows;
    private final Persons persons;
    private final OrgPath path;
    private final Clock clock;

    OnCall(OnCallRows rows, Persons persons, OrgPath path, Clock clock) {
        this.rows = rows;
        this.persons = persons;
        this.path = path;
        this.clock = clock;
    }

    /** Who is ACTIVE at this step now, by id; empty also for a step that does not exist. */
    public List<Operator> active(String division, int step) {
        Set<String> ids = activeByStep(division).getOrDefault(step, Set.of());
        return persons.find(ids).stream().map(OnCall::operator).toList();
    }

    /** True for who is ACTIVE at some step of the division: may take charge of its events (GEO-32, GEO-33). */
    public boolean mayAct(String userId, String division) {
        return activeByStep(division).values().stream().anyMatch(ids -> ids.contains(userId));
    }

    /** True for an operator of the division, ACTIVE or not: may send messages (GEO-34). */
    public boolean isOperator(String userId, String division) {
        return operators(division).containsKey(userId);
    }

    /** True for who has said so by the switch, whatever the shifts say: gets nothing (GEO-33). */
    public boolean notActive(String userId, String division) {
        return rows.standings(division).getOrDefault(userId, Standing.FIRST).at(clock.instant()) == Mode.NOT_ACTIVE;
    }

    /** Everybody who is ACTIVE at some step of the division now. */
    public List<Operator> active(String division) {
        Set<String> ids = new TreeSet<>();
        activeByStep(division).values().forEach(ids::addAll);
        return persons.find(ids).stream().map(OnCall::operator).toList();
    }

    /** The last step at which somebody may be found; at least 1. A plan of alerts with fewer steps hides nobody (GEO-26). */
    public int steps(String division) {
        return Math.max(escalation(division).steps().size(), lastActive(division));
    }

    private int lastActive(String division) {
        return activeByStep(division).keySet().stream()
                .max(Comparator.naturalOrder())
                .orElse(1);
    }

    /** As the division has set it, or one step for each that operators and rotas name, or that somebody stands in at now. */
    public Escalation escalation(String division) {
        List<Escalation.Step> steps = rows.steps(division);
        if (steps.isEmpty()) {
            int named = Stream.concat(
                            rows.standings(division).values().stream().map(Standing::step),
                            rows.rotas(division).stream().map(Rota::step))
                    .max(Comparator.naturalOrder())
                    .orElse(1);
            int last = Math.max(named, lastActive(division));
            steps = IntStream.rangeClosed(1, last)
                    .mapToObj(step -> new Escalation.Step(step, String.valueOf(step), ALERTS, EVERY))
                    .toList();
        }
        return new Escalation(division, rows.repeats(division), steps);
    }

    /** The shifts that touch this time, as roster, rotas, absences and stand-ins make them; the switch is not in it. */
    public List<Shift> shifts(String division, Instant from, Instant to) {
        return shifts(
                        division,
                        from.minus(AROUND),
                        to.plus(AROUND),
                        operators(division).keySet(),
                        rows.standings(division))
                .stream()
                .filter(shift -> shift.from().isBefore(to) && shift.to().isAfter(from))
                .toList();
    }

    /** The operators of a division who may log in, by id. */
    Map<String, Person> operators(String division) {
        Map<String, Person> operators = new TreeMap<>();
        Stream.of(People.OPERATORS + division, People.ON_CALL)
                .flatMap(group -> persons.activeIn(group).stream())
                .forEach(person -> operators.put(person.id(), person));
        return operators;
    }

    /** Who is ACTIVE now, by step. */
    Map<Integer, Set<String>> activeByStep(String division) {
        Instant now = clock.instant();
        Set<String> operators = operators(division).keySet();
        Map<String, Standing> standings = rows.standings(division);
        Map<Integer, Set<String>> active = new LinkedHashMap<>();
        List<Shift> shifts = shifts(division, now, now.plusMillis(1), operators, standings);
        for (String id : operators) {
            Standing standing = standings.getOrDefault(id, Standing.FIRST);
            Set<Integer> steps = shifts.stream()
                    .filter(shift -> shift.person().equals(id) && shift.covers(now))
                    .map(Shift::step)
                    .collect(Collectors.toCollection(TreeSet::new));
            switch (standing.at(now)) {
                case ROSTER -> {}
                case ACTIVE -> steps.add(standing.step());
                case NOT_ACTIVE -> steps.clear();
            }
            steps.forEach(step ->
                    active.computeIfAbsent(step, number -> new TreeSet<>()).add(id));
        }
        return active;
    }

    private List<Shift> shifts(
            String division, Instant from, Instant to, Set<String> operators, Map<String, Standing> standings) {
        List<Shift> planned = new ArrayList<>();
        rows.roster(operators, RosterEntry.Kind.ON_CALL, from, to).forEach((person, entries) -> {
            int step = standings.getOrDefault(person, Standing.FIRST).step();
            entries.forEach(entry -> planned.add(new Shift(division, step, person, entry.from(), entry.to())));
        });
        rows.rotas(division).forEach(rota -> planned.addAll(rota.shifts(from, to, path.zone(division))));
        return ShiftPlan.of(
                        planned,
                        rows.roster(operators, RosterEntry.Kind.ABSENT, from, to),
                        rows.standins(division, from, to))
                .stream()
                .filter(shift -> operators.contains(shift.person()))
                .toList();
    }

    private static Operator operator(Person person) {
        return new Operator(
                person.id(),
                person.name(),
                first(person, ContactPoint.Kind.EMAIL),
                first(person, ContactPoint.Kind.MOBILE),
                first(person, ContactPoint.Kind.FAX),
                person.language());
    }

    static @Nullable String first(Person person, ContactPoint.Kind kind) {
        return person.contacts().stream()
                .filter(contact -> contact.kind() == kind)
                .min(Comparator.comparingInt(ContactPoint::rank))
                .map(ContactPoint::value)
                .orElse(null);
    }
}
