// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.WorkInHand.Item;
import org.truckroll.people.WorkInHand.Target;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Keeps the people of a division: the rules of who may do that, and of what must not happen to open work (HCDC-26, HCDC-36, HCDC-46). */
@Service
public class Staff {

    private static final Logger log = LoggerFactory.getLogger(Staff.class);

    private static final int LONGEST_ROSTER = 1000;

    /** What a keeper sends; null leaves it as it is. */
    public record Wish(
            @Nullable String id,
            @Nullable String division,
            @Nullable String givenName,
            @Nullable String familyName,
            @Nullable String language,
            @Nullable List<ContactPoint> contacts,
            @Nullable Set<String> skills,
            @Nullable Set<String> groups,
            @Nullable String password) {

        /** True when nothing is touched that a source keeps. */
        boolean localOnly() {
            return division == null
                    && givenName == null
                    && familyName == null
                    && contacts == null
                    && groups == null
                    && password == null;
        }
    }

    private final Persons persons;
    private final OrgUnits units;
    private final People people;
    private final Keepers keepers;
    private final Identities identities;
    private final HandOver work;
    private final LeaveProcess process;
    private final OnCallChanges changes;
    private final SourceProperties source;
    private final Clock clock;

    Staff(
            Persons persons,
            OrgUnits units,
            People people,
            Keepers keepers,
            Identities identities,
            HandOver work,
            LeaveProcess process,
            OnCallChanges changes,
            SourceProperties source,
            Clock clock) {
        this.persons = persons;
        this.units = units;
        this.people = people;
        this.keepers = keepers;
        this.identities = identities;
        this.work = work;
        this.process = process;
        this.changes = changes;
        this.source = source;
        this.clock = clock;
    }

    public Page<Person> search(
            Caller caller,
            @Nullable String division,
            @Nullable String group,
            @Nullable String skill,
            @Nullable Boolean active,
            @Nullable String text,
            Page.Request page) {
        Set<String> divisions = keepers.divisionsSeen(caller);
        if (division != null) {
            if (!people.divisions().contains(division) || !keepers.sees(caller, division)) {
                throw Problem.notFound("division", division);
            }
            divisions = Set.of(division);
        }
        return page.page(persons.search(new Persons.Search(divisions, group, skill, active, text), page), Person::id);
    }

    /** @throws Problem 404 also for a person of another division */
    public Person visible(String id, Caller caller) {
        return persons.find(id)
                .filter(person -> keepers.sees(caller, person.division()))
                .orElseThrow(() -> Problem.notFound("person", id));
    }

    public List<Item> workOf(String id, Caller caller) {
        return work.ofPerson(visible(id, caller).id());
    }

    /**
     * A new person with a login.
     *
     * @throws Problem 404 for another division; 409 {@code id-taken}, {@code kept-by-source} (HCDC-27); 422 {@code invalid-person}, {@code password-too-weak}
     */
    @Transactional
    public Person add(Wish wish, Caller caller) {
        List<FieldError> errors = new ArrayList<>();
        String id = wish.id();
        if (id == null || !PersonRules.isLogin(id)) {
            errors.add(new FieldError("/id", "1 to 64 letters, digits and . _ @ - beginning with a letter or a digit"));
        }
        if (wish.division() != null) {
            keepers.requireKept(caller, wish.division());
        } else if (!caller.in(People.ADMINS)) {
            errors.add(new FieldError("/division", "required"));
        }
        if (source.keepsPeople() && wish.division() != null) {
            throw Problem.conflict(
                    "kept-by-source",
                    "People of a division are kept by the source '" + source.name() + "'; add them there.");
        }
        required(wish.givenName(), "/givenName", errors);
        required(wish.familyName(), "/familyName", errors);
        Person empty = new Person(
                String.valueOf(id),
                wish.division(),
                "",
                "",
                "en",
                true,
                false,
                Person.LOCAL,
                null,
                clock.instant(),
                List.of(),
                Set.of(),
                Set.of());
        Person person = PersonRules.changed(empty, wish, errors);
        Set<String> groups = groups(empty, person, wish.groups(), caller, errors);
        requireValid(errors);
        if (persons.state(person.id()).isPresent()
                || identities.hasLogin(person.id())
                || people.client(person.id()).isPresent()) {
            throw Problem.conflict("id-taken", "The login '" + person.id() + "' is taken.");
        }
        persons.insert(person);
        identities.putLogin(person, wish.password());
        groups.forEach(group -> identities.join(person.id(), group));
        log.info("Person was added: person={} division={} by={}", person.id(), person.division(), caller.id());
        return persons.find(person.id()).orElseThrow();
    }

    /**
     * Changes what the wish names.
     *
     * @throws Problem 409 {@code open-work} when work is signed in a group or division that the person would lose; {@code kept-by-source}
     */
    @Transactional
    public Person change(String id, Wish wish, Caller caller) {
        // Held before it is read: who is switched off in this moment stays so.
        persons.mayWork(id);
        Person before = kept(id, caller);
        List<FieldError> errors = new ArrayList<>();
        if (wish.id() != null && !wish.id().equals(id)) {
            errors.add(new FieldError("/id", "cannot be changed"));
        }
        if (!before.local() && !wish.localOnly()) {
            throw keptBySource(before);
        }
        boolean moves = wish.division() != null && !wish.division().equals(before.division());
        if (moves) {
            keepers.requireKept(caller, wish.division());
        }
        Person after = PersonRules.changed(before, wish, errors);
        Set<String> groups = wish.groups() == null && !moves
                ? before.groups()
                : groups(before, after, wish.groups(), caller, errors);
        requireValid(errors);
        if (moves) {
            work.requireNoneOfPerson(id);
        }
        before.groups().stream().filter(group -> !groups.contains(group)).forEach(group -> {
            work.requireNoneOfMember(id, group);
            requireOtherAdministrator(before, group);
        });
        persons.update(after);
        identities.putLogin(after, wish.password());
        before.groups().stream().filter(group -> !groups.contains(group)).forEach(group -> identities.leave(id, group));
        groups.stream().filter(group -> !before.groups().contains(group)).forEach(group -> identities.join(id, group));
        log.info("Person was changed: person={} by={}", id, caller.id());
        return persons.find(id).orElseThrow();
    }

    /**
     * Switches a login off at once (HCDC-36).
     *
     * @throws Problem 409 {@code open-work} with the list, {@code yourself}, {@code last-administrator}
     */
    @Transactional
    public Person disable(String id, Caller caller) {
        Person person = kept(id, caller);
        requireOther(person, caller);
        if (!person.active()) {
            return person;
        }
        persons.mayWork(id);
        work.requireNoneOfPerson(id);
        return off(person, caller.id());
    }

    /** @throws Problem 409 {@code kept-by-source} for a person whom the source has switched off */
    @Transactional
    public Person enable(String id, Caller caller) {
        Person person = kept(id, caller);
        if (!person.local() && !persons.activeAtSource(person)) {
            throw keptBySource(person);
        }
        if (person.leaving()) {
            process.recalled(id);
        }
        if (!person.active() || person.leaving()) {
            persons.active(id, true, false);
            log.info("Person was enabled: person={} by={}", id, caller.id());
        }
        return persons.find(id).orElseThrow();
    }

    /** What a hand-over did. */
    public record HandedOver(Person person, List<Item> work, boolean waiting) {}

    /**
     * Gives a person's open work to a successor in one transaction. With {@code disable} by the process {@code staff-leave}, which also
     * switches the login off, and without a successor asks the division's dispatchers for one.
     *
     * @throws Problem 422 {@code successor-not-possible}
     */
    @Transactional
    public HandedOver handOver(String id, @Nullable Target to, String reason, boolean disable, Caller caller) {
        Person person = visible(id, caller);
        if (!keepers.handsOver(caller, person.division()) || disable && !mayKeep(person, caller)) {
            throw Problem.forbidden("You may not do this to '" + id + "'.");
        }
        if (reason.length() > LONGEST_REASON) {
            throw Problem.badRequest(
                    "The reason is too long.",
                    List.of(new FieldError("/reason", "at most " + LONGEST_REASON + " characters")));
        }
        if (to == null && !disable) {
            throw Problem.unprocessable(
                    "successor-not-possible",
                    "Name who takes the work over: a person or a group.",
                    new FieldError("/person", "required, or group"));
        }
        if (!disable) {
            return new HandedOver(person, work.fromPerson(id, to, reason, caller.id()), false);
        }
        requireOther(person, caller);
        if (person.leaving()) {
            throw Problem.conflict("already-leaving", "The work of '" + id + "' waits for its hand-over already.");
        }
        List<Item> open = work.ofPerson(id);
        if (to == null && open.isEmpty()) {
            return new HandedOver(disable(id, caller), List.of(), false);
        }
        leave(person, to, reason, caller.id());
        Person after = persons.find(id).orElseThrow();
        return new HandedOver(after, open, after.leaving());
    }

    private static final int LONGEST_REASON = 500;

    /**
     * The same for a source that has let somebody go: the login goes off at once, and the dispatchers are asked who takes the work (HCDC-36).
     */
    @Transactional
    public void gone(String id, String reason, String by) {
        Person person = persons.find(id).orElseThrow(() -> Problem.notFound("person", id));
        if (!person.active()) {
            return;
        }
        persons.mayWork(id);
        if (person.leaving()) {
            // Somebody is being asked for a successor already.
            requireOtherAdministrator(person, People.ADMINS);
            persons.active(id, false, true);
            log.info("Person was disabled: person={} by={}", id, by);
            return;
        }
        boolean open = !work.ofPerson(id).isEmpty();
        off(person, by);
        if (open) {
            leave(person, null, reason, by);
        }
    }

    private void leave(Person person, @Nullable Target to, String reason, String by) {
        boolean active = persons.mayLogIn(person.id());
        persons.active(person.id(), active, true);
        process.start(person.id(), to, reason, by);
        log.info("Person leaves: person={} successor={} by={}", person.id(), to, by);
    }

    /** Who may be asked for a successor. */
    public Set<String> askedFor(String id) {
        Person person = persons.find(id).orElseThrow(() -> Problem.notFound("person", id));
        Set<String> divisions = person.division() == null ? people.divisions() : Set.of(person.division());
        return divisions.stream().map(division -> People.DISPATCHERS + division).collect(Collectors.toSet());
    }

    /** Everything goes to the successor; a step of {@code staff-leave}. */
    @Transactional
    public void handOver(String id, Target to, String reason, String by) {
        work.fromPerson(id, to, reason, by);
    }

    /** The end of {@code staff-leave}. */
    @Transactional
    public void left(String id, String by) {
        persons.mayWork(id);
        work.requireNoneOfPerson(id);
        off(persons.find(id).orElseThrow(() -> Problem.notFound("person", id)), by);
    }

    public List<RosterEntry> roster(String id, Instant from, Instant to, Caller caller) {
        visible(id, caller);
        return persons.roster(id, from, to);
    }

    /** Puts another roster in the place of the whole one; kept here also for people whom a source keeps. */
    @Transactional
    public void putRoster(String id, List<RosterEntry> entries, Caller caller) {
        Person person = visible(id, caller);
        if (!keepers.keeps(caller, person.division())) {
            throw Problem.forbidden("You may not do this to '" + id + "'.");
        }
        List<FieldError> errors = new ArrayList<>();
        if (entries.size() > LONGEST_ROSTER) {
            errors.add(new FieldError("", "at most " + LONGEST_ROSTER + " entries"));
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).from().isBefore(entries.get(i).to())) {
                errors.add(new FieldError("/" + i + "/to", "must be after 'from'"));
            }
        }
        requireValid(errors);
        changes.watch(people.divisions(), () -> persons.putRoster(id, entries));
        log.info("Roster was changed: person={} entries={} by={}", id, entries.size(), caller.id());
    }

    private Person off(Person person, String by) {
        requireOtherAdministrator(person, People.ADMINS);
        persons.active(person.id(), false, false);
        log.info("Person was disabled: person={} by={}", person.id(), by);
        return persons.find(person.id()).orElseThrow();
    }

    private Person kept(String id, Caller caller) {
        Person person = visible(id, caller);
        if (!mayKeep(person, caller)) {
            throw Problem.forbidden("You may not change '" + id + "'.");
        }
        return person;
    }

    /** Whoever could change a password could act as that person: so nobody keeps people with duties beyond the own division. */
    private boolean mayKeep(Person person, Caller caller) {
        return caller.in(People.ADMINS)
                || person.division() != null
                        && keepers.keeps(caller, person.division())
                        && givable(person.division()).containsAll(person.groups());
    }

    private static void requireOther(Person person, Caller caller) {
        if (person.id().equals(caller.id())) {
            throw Problem.conflict("yourself", "You cannot switch off your own login.");
        }
    }

    private void requireOtherAdministrator(Person person, String group) {
        if (People.ADMINS.equals(group)
                && person.groups().contains(People.ADMINS)
                && persons.activeIn(People.ADMINS).stream()
                        .allMatch(other -> other.id().equals(person.id()))) {
            throw Problem.conflict(
                    "last-administrator", "Without '" + person.id() + "' there would be no administrator.");
        }
    }

    private static Problem keptBySource(Person person) {
        return Problem.conflict(
                "kept-by-source",
                "'" + person.id() + "' is kept by the source '" + person.source() + "'; change it there.");
    }

    private Set<String> givable(String division) {
        return Stream.concat(
                        Keepers.rolesOf(division).stream(),
                        units.groups().stream()
                                .filter(unit -> unit.division().equals(division))
                                .map(OrgUnit::id))
                .collect(Collectors.toSet());
    }

    /** The groups the person will have; those of a division that is left go, those of the whole company only an administrator moves. */
    private Set<String> groups(
            Person before, Person after, @Nullable Set<String> wanted, Caller caller, List<FieldError> errors) {
        Set<String> given = after.division() == null ? Set.of() : givable(after.division());
        boolean anything = caller.in(People.ADMINS);
        Set<String> groups = new TreeSet<>(wanted == null ? before.groups() : wanted);
        if (wanted == null) {
            groups.removeIf(group -> People.divisional(group) && !given.contains(group));
            return groups;
        }
        for (String group : groups) {
            boolean central = anything && People.CENTRAL_ROLES.contains(group);
            boolean elsewhere = anything
                    && (units.group(group).isPresent()
                            || people.divisions().stream()
                                    .anyMatch(division ->
                                            Keepers.rolesOf(division).contains(group)));
            if (!given.contains(group) && !central && !elsewhere) {
                errors.add(new FieldError("/groups", "'" + group + "' is no group that you may give"));
            }
        }
        return groups;
    }

    private static void required(@Nullable String value, String pointer, List<FieldError> errors) {
        if (value == null) {
            errors.add(new FieldError(pointer, "required"));
        }
    }

    private static void requireValid(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "invalid-person",
                    "The person has " + errors.size() + " fault(s). Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }
}
