// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps our records of people in step with the engine's users and memberships, whoever changes those (Admin, the engine's REST, ourselves), and
 * refuses what would leave an order dead (HCDC-45, HCDC-46).
 */
@Service
public class Roll {

    private static final Logger log = LoggerFactory.getLogger(Roll.class);

    private final Persons persons;
    private final OrgUnits units;
    private final People people;
    private final HandOver work;
    private final Clock clock;

    Roll(Persons persons, OrgUnits units, People people, HandOver work, Clock clock) {
        this.persons = persons;
        this.units = units;
        this.people = people;
        this.work = work;
        this.clock = clock;
    }

    /** A login exists or has another name; an unknown one becomes a person. */
    @Transactional
    public void saved(String id, @Nullable String given, @Nullable String family, @Nullable String email) {
        if (persons.state(id).isPresent()) {
            persons.name(id, text(given), text(family));
            return;
        }
        List<ContactPoint> contacts = email == null || email.isBlank()
                ? List.of()
                : List.of(
                        new ContactPoint(ContactPoint.Kind.EMAIL, email.strip().toLowerCase(java.util.Locale.ROOT), 1));
        persons.insert(new Person(
                id,
                null,
                text(given),
                text(family),
                "en",
                true,
                false,
                Person.LOCAL,
                null,
                clock.instant(),
                contacts,
                Set.of(),
                Set.of()));
    }

    /** False for a person who was here and has left. */
    public boolean expected(String id) {
        return persons.mayLogIn(id);
    }

    /** A person with all that the demo says of one; memberships follow with the login. */
    @Transactional
    public void invent(
            String id,
            @Nullable String division,
            String given,
            String family,
            List<ContactPoint> contacts,
            Set<String> skills) {
        if (persons.state(id).isEmpty()) {
            persons.insert(new Person(
                    id,
                    division,
                    given,
                    family,
                    "en",
                    true,
                    false,
                    Person.LOCAL,
                    null,
                    clock.instant(),
                    contacts,
                    skills,
                    Set.of()));
        }
    }

    /** A login that was there before its person; its groups say where it belongs. */
    @Transactional
    public void adopt(Identities.Login login) {
        if (persons.state(login.id()).isEmpty()) {
            saved(login.id(), login.givenName(), login.familyName(), login.email());
            log.info("Person was taken over from the engine: person={}", login.id());
        }
        persons.find(login.id()).orElseThrow().groups().stream()
                .filter(group -> !login.groups().contains(group))
                .forEach(group -> persons.leave(login.id(), group));
        login.groups().forEach(group -> joined(login.id(), group));
    }

    /** A person without a division gets the one of the first crew or role in a division. */
    @Transactional
    public void joined(String id, String group) {
        persons.join(id, group);
        persons.mayWork(id);
        Person person = persons.find(id).orElse(null);
        if (person == null || person.division() != null) {
            return;
        }
        Set<String> divisions = People.divisional(group) ? people.divisionsOf(Set.of(group)) : Set.of();
        if (divisions.size() == 1 && person.groups().stream().allMatch(People::divisional)) {
            persons.update(new Person(
                    person.id(),
                    divisions.iterator().next(),
                    person.givenName(),
                    person.familyName(),
                    person.language(),
                    person.active(),
                    person.leaving(),
                    person.source(),
                    person.sourceId(),
                    person.updatedAt(),
                    person.contacts(),
                    person.skills(),
                    person.groups()));
        }
    }

    /** @throws org.truckroll.shared.Problem 409 {@code open-work} */
    @Transactional
    public void beforeLeaving(String id, String group) {
        persons.mayWork(id);
        work.requireNoneOfMember(id, group);
    }

    @Transactional
    public void left(String id, String group) {
        persons.leave(id, group);
    }

    /** @throws org.truckroll.shared.Problem 409 {@code open-work} */
    @Transactional
    public void beforeDeletion(String id) {
        persons.mayWork(id);
        work.requireNoneOfPerson(id);
    }

    /** The login is gone; the person stays, switched off (HCDC-36). */
    @Transactional
    public void deleted(String id) {
        persons.leaveAll(id);
        persons.active(id, false, false);
    }

    /** @throws org.truckroll.shared.Problem 409 {@code open-work} */
    @Transactional
    public void beforeDeletionOfGroup(String group) {
        units.lock(group);
        work.requireNoneOfGroup(group);
    }

    @Transactional
    public void deletedGroup(String group) {
        persons.membersOf(group).forEach(person -> persons.leave(person, group));
        units.group(group).ifPresent(unit -> units.put(unit.active(false)));
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name.length() > 100 ? name.substring(0, 100) : name;
    }
}
