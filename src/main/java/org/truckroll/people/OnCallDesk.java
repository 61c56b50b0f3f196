// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** The desk of those on call: who stands how, the operators' own switch, and who stands in for whom (GEO-27, GEO-31 to GEO-35). */
@Service
@EnableConfigurationProperties(OnCallProperties.class)
public class OnCallDesk {

    private static final Logger log = LoggerFactory.getLogger(OnCallDesk.class);

    private static final Duration LONGEST_STANDIN = Duration.ofDays(366);
    private static final Duration LONGEST_LOOK = Duration.ofDays(400);
    private static final int LONGEST_REASON = 200;
    static final int MOST_STEPS = 9;

    /**
     * An operator as the desk shows it.
     *
     * @param activeAt the steps at which the operator is ACTIVE now
     */
    public record Card(
            String person,
            String name,
            int step,
            OnCall.Mode mode,
            @Nullable Instant until,
            boolean active,
            List<Integer> activeAt,
            @Nullable String mail,
            @Nullable String phone,
            @Nullable String fax) {}

    /** The people on call of a division. */
    public record Board(String division, String label, List<Card> operators, Escalation escalation) {}

    /** How an operator stands in one division, and the own shifts there. */
    public record Mine(
            String division,
            int step,
            OnCall.Mode mode,
            @Nullable Instant until,
            boolean active,
            List<Shift> shifts) {}

    /** What a switch or a keeper sends; null leaves it as it is. */
    public record Wish(
            @Nullable Integer step,
            OnCall.@Nullable Mode mode,
            @Nullable Instant until) {}

    private final OnCall onCall;
    private final OnCallRows rows;
    private final Persons persons;
    private final People people;
    private final Keepers keepers;
    private final OnCallProperties settings;
    private final OnCallChanges changes;
    private final Clock clock;

    OnCallDesk(
            OnCall onCall,
            OnCallRows rows,
            Persons persons,
            People people,
            Keepers keepers,
            OnCallProperties settings,
            OnCallChanges changes,
            Clock clock) {
        this.onCall = onCall;
        this.rows = rows;
        this.persons = persons;
        this.people = people;
        this.keepers = keepers;
        this.settings = settings;
        this.changes = changes;
        this.clock = clock;
    }

    /** @throws Problem 404 for a division that the caller does not see */
    public Board board(String division, Caller caller) {
        requireSeen(division, caller);
        Map<String, OnCall.Standing> standings = rows.standings(division);
        Map<Integer, Set<String>> active = onCall.activeByStep(division);
        List<Card> cards = onCall.operators(division).values().stream()
                .map(person -> card(person, standings.getOrDefault(person.id(), OnCall.Standing.FIRST), active))
                .toList();
        return new Board(division, settings.label(), cards, onCall.escalation(division));
    }

    private Card card(Person person, OnCall.Standing standing, Map<Integer, Set<String>> active) {
        OnCall.Mode mode = standing.at(clock.instant());
        List<Integer> steps = active.entrySet().stream()
                .filter(step -> step.getValue().contains(person.id()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return new Card(
                person.id(),
                person.name(),
                standing.step(),
                mode,
                mode == standing.mode() ? standing.until() : null,
                !steps.isEmpty(),
                steps,
                OnCall.first(person, ContactPoint.Kind.EMAIL),
                OnCall.first(person, ContactPoint.Kind.MOBILE),
                OnCall.first(person, ContactPoint.Kind.FAX));
    }

    /** The shifts of a division, at most 400 days. */
    public List<Shift> shifts(String division, Instant from, Instant to, Caller caller) {
        requireSeen(division, caller);
        requireStretch(from, to, LONGEST_LOOK);
        return onCall.shifts(division, from, to);
    }

    /**
     * Puts an operator at a step, or moves the switch for the operator.
     *
     * @throws Problem 404 for somebody who is no operator of the division; 403 unless the caller keeps its people
     */
    @Transactional
    public Card put(String division, String person, Wish wish, Caller caller) {
        requireKept(division, caller);
        stand(division, person, wish, caller);
        return board(division, caller).operators().stream()
                .filter(card -> card.person().equals(person))
                .findFirst()
                .orElseThrow();
    }

    /** The caller's own divisions, switches and shifts of the coming time. */
    public List<Mine> mine(Instant from, Instant to, Caller caller) {
        requireStretch(from, to, LONGEST_LOOK);
        List<Mine> mine = new ArrayList<>();
        for (String division : divisionsOf(caller.id())) {
            mine.add(mine(division, from, to, caller));
        }
        return mine;
    }

    private Mine mine(String division, Instant from, Instant to, Caller caller) {
        OnCall.Standing standing = rows.standings(division).getOrDefault(caller.id(), OnCall.Standing.FIRST);
        OnCall.Mode mode = standing.at(clock.instant());
        return new Mine(
                division,
                standing.step(),
                mode,
                mode == standing.mode() ? standing.until() : null,
                onCall.mayAct(caller.id(), division),
                onCall.shifts(division, from, to).stream()
                        .filter(shift -> shift.person().equals(caller.id()))
                        .toList());
    }

    /** The operator's own switch (GEO-31). The step is set by those who keep the people. */
    @Transactional
    public Mine turn(String division, OnCall.@Nullable Mode mode, @Nullable Instant until, Caller caller) {
        if (mode == null) {
            throw Problem.badRequest(
                    "The switch has three places.", List.of(new FieldError("/mode", "ROSTER, ACTIVE or NOT_ACTIVE")));
        }
        stand(division, caller.id(), new Wish(null, mode, until), caller);
        Instant now = clock.instant();
        return mine(division, now, now.plus(Duration.ofDays(31)), caller);
    }

    private void stand(String division, String person, Wish wish, Caller caller) {
        if (!onCall.isOperator(person, division)) {
            throw Problem.notFound("operator", person);
        }
        Instant now = clock.instant();
        if (wish.step() != null && (wish.step() < 1 || wish.step() > MOST_STEPS)) {
            throw invalid("/step", "1 to " + MOST_STEPS);
        }
        if (wish.until() != null && !wish.until().isAfter(now)) {
            throw invalid("/until", "must be in the future");
        }
        // Two who switch at the same moment come one after the other.
        persons.mayWork(person);
        OnCall.Standing before = rows.standings(division).getOrDefault(person, OnCall.Standing.FIRST);
        OnCall.Mode mode = wish.mode() == null ? before.at(now) : wish.mode();
        Instant until = wish.mode() == null ? before.until() : wish.until();
        OnCall.Standing after = new OnCall.Standing(
                wish.step() == null ? before.step() : wish.step(), mode, mode == OnCall.Mode.ROSTER ? null : until);
        boolean acted = onCall.mayAct(person, division);
        rows.put(division, person, after, caller.id());
        // Whose shift had ended by the clock may still have something.
        if (after.mode() == OnCall.Mode.NOT_ACTIVE || acted && !onCall.mayAct(person, division)) {
            changes.off(division, person);
        }
        log.info(
                "Operator was switched: person={} division={} mode={} step={} until={} by={}",
                person,
                division,
                after.mode(),
                after.step(),
                after.until(),
                caller.id());
    }

    /** Those that touch this time. */
    public List<Standin> standins(String division, Instant from, Instant to, Caller caller) {
        requireSeen(division, caller);
        requireStretch(from, to, LONGEST_LOOK);
        return rows.standins(division, from, to);
    }

    /**
     * Somebody stands in for somebody. Keepers of the people enter anybody; an operator only takes over, for him- or herself.
     *
     * @throws Problem 403; 404; 422 {@code invalid-on-call}
     */
    @Transactional
    public Standin standIn(Standin wish, Caller caller) {
        requireSeen(wish.division(), caller);
        if (!keepers.keeps(caller, wish.division()) && !caller.id().equals(wish.person())) {
            throw Problem.forbidden(
                    "You may stand in for others; whom others stand in for is entered by people-admins.");
        }
        Set<String> operators = onCall.operators(wish.division()).keySet();
        if (wish.person() == null && wish.insteadOf() == null) {
            throw invalid("/person", "required, or insteadOf");
        }
        if (wish.person() != null && !operators.contains(wish.person())) {
            throw invalid("/person", "is no operator of this division");
        }
        if (wish.insteadOf() != null && !operators.contains(wish.insteadOf())) {
            throw invalid("/insteadOf", "is no operator of this division");
        }
        if (wish.step() < 1 || wish.step() > MOST_STEPS) {
            throw invalid("/step", "1 to " + MOST_STEPS);
        }
        if (wish.reason().length() > LONGEST_REASON || wish.reason().indexOf('\u0000') >= 0) {
            throw invalid("/reason", "at most " + LONGEST_REASON + " characters");
        }
        requireStretch(wish.from(), wish.to(), LONGEST_STANDIN);
        Standin standin = new Standin(
                Ids.next(),
                wish.division(),
                wish.step(),
                wish.person(),
                wish.insteadOf(),
                wish.from(),
                wish.to(),
                wish.reason(),
                caller.id());
        changes.watch(List.of(standin.division()), () -> rows.put(standin));
        log.info(
                "Stand-in was entered: standinId={} division={} step={} person={} insteadOf={} by={}",
                standin.id(),
                standin.division(),
                standin.step(),
                standin.person(),
                standin.insteadOf(),
                caller.id());
        return standin;
    }

    /** @throws Problem 403 unless the caller made it or keeps the people */
    @Transactional
    public void takeBack(String division, String id, Caller caller) {
        requireSeen(division, caller);
        Standin standin = rows.standin(division, id).orElseThrow(() -> Problem.notFound("stand-in", id));
        if (!keepers.keeps(caller, division) && !caller.id().equals(standin.by())) {
            throw Problem.forbidden("You may take back what you entered.");
        }
        changes.watch(List.of(division), () -> rows.removeStandin(id));
        log.info("Stand-in was taken back: standinId={} by={}", id, caller.id());
    }

    /** The divisions that this person is an operator of. */
    Set<String> divisionsOf(String person) {
        Set<String> divisions = new LinkedHashSet<>(people.divisions());
        divisions.removeIf(division -> !onCall.isOperator(person, division));
        return divisions;
    }

    void requireSeen(String division, Caller caller) {
        if (!people.divisions().contains(division)
                || !keepers.sees(caller, division) && !onCall.isOperator(caller.id(), division)) {
            throw Problem.notFound("division", division);
        }
    }

    void requireKept(String division, Caller caller) {
        requireSeen(division, caller);
        if (!keepers.keeps(caller, division)) {
            throw Problem.forbidden("You may not change who is on call in '" + division + "'.");
        }
    }

    private static void requireStretch(Instant from, Instant to, Duration longest) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(longest) > 0) {
            throw invalid("/to", "must be after 'from', at most " + longest.toDays() + " days");
        }
    }

    static Problem invalid(String pointer, String message) {
        return Problem.unprocessable(
                "invalid-on-call", "This cannot be entered. Nothing was changed.", new FieldError(pointer, message));
    }
}
