// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Audience;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.OnCall;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.serviceorder.Countries;
import org.truckroll.shared.PhoneNumbers;

/** Who is alerted, and who may act: the same people (GEO-26). */
@Component
class EventOperators {

    /** Somebody who is on call, and where. */
    record Holder(String division, String operator) {}

    private final OnCall onCall;
    private final People people;
    private final Persons persons;
    private final Countries countries;

    EventOperators(OnCall onCall, People people, Persons persons, Countries countries) {
        this.onCall = onCall;
        this.people = people;
        this.persons = persons;
        this.countries = countries;
    }

    /** ACTIVE at this step or before; if nobody is, at the first step after it where somebody is. */
    Set<String> upTo(String division, int step) {
        Set<String> found = new LinkedHashSet<>();
        int steps = onCall.steps(division);
        for (int number = 1; number <= steps && (number <= step || found.isEmpty()); number++) {
            onCall.active(division, number).forEach(operator -> found.add(operator.userId()));
        }
        return found;
    }

    /** Where nobody at all is on call: the dispatchers of the division; where there are none, who administers. */
    Audience fallback(String division) {
        String dispatchers = People.DISPATCHERS + division;
        return new Audience.Group(persons.activeIn(dispatchers).isEmpty() ? People.ADMINS : dispatchers);
    }

    boolean mayAct(String person, String division) {
        return onCall.mayAct(person, division);
    }

    /** The groups that see the work of a division in Tasklist; who is NOT ACTIVE is refused when taking it. */
    static List<String> groups(String division) {
        return List.of(People.OPERATORS + division, People.ON_CALL);
    }

    /** Those who are ACTIVE and have this telephone; a telephone may go from hand to hand. */
    List<Holder> withPhone(String number) {
        return people.divisions().stream()
                .flatMap(division -> onCall.active(division).stream()
                        .filter(operator ->
                                operator.phone() != null && same(number, operator.phone(), countries.of(division)))
                        .map(operator -> new Holder(division, operator.userId())))
                .toList();
    }

    /** Somebody with this telephone who is no stranger: operator or dispatcher of some division. */
    Optional<String> colleague(String number) {
        return people.divisions().stream()
                .flatMap(division -> Stream.of(
                                People.OPERATORS + division, People.DISPATCHERS + division, People.ON_CALL)
                        .flatMap(group -> persons.activeIn(group).stream())
                        .filter(person -> person.contacts().stream()
                                .anyMatch(contact -> contact.kind() == ContactPoint.Kind.MOBILE
                                        && same(number, contact.value(), countries.of(division)))))
                .map(Person::id)
                .findFirst();
    }

    private static boolean same(String one, String other, String country) {
        Optional<String> number = PhoneNumbers.e164(one, country);
        return number.isPresent() && number.equals(PhoneNumbers.e164(other, country));
    }
}
