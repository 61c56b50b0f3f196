// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Audience;
import org.truckroll.people.OnCall;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Countries;
import org.truckroll.shared.PhoneNumbers;

/** Who is alerted, and who may act: the same people (GEO-26). */
@Component
class EventOperators {

    private final OnCall onCall;
    private final People people;
    private final Countries countries;

    EventOperators(OnCall onCall, People people, Countries countries) {
        this.onCall = onCall;
        this.people = people;
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

    /** These people; where nobody at all is on call, the dispatchers of the division. */
    Audience audience(String division, Set<String> people) {
        return people.isEmpty()
                ? new Audience.Group(People.DISPATCHERS + division)
                : new Audience.People(List.copyOf(people));
    }

    boolean mayAct(String person, String division) {
        return onCall.mayAct(person, division);
    }

    /** The groups that see the work of a division in Tasklist; who is NOT ACTIVE is refused when taking it. */
    static List<String> groups(String division) {
        return List.of(People.OPERATORS + division, People.ON_CALL);
    }

    /** The ACTIVE operator of any division who has this telephone. */
    Optional<OnCall.Operator> withPhone(String number) {
        return people.divisions().stream()
                .flatMap(division -> IntStream.rangeClosed(1, onCall.steps(division))
                        .boxed()
                        .flatMap(step -> onCall.active(division, step).stream())
                        .filter(operator ->
                                operator.phone() != null && same(number, operator.phone(), countries.of(division))))
                .findFirst();
    }

    private static boolean same(String one, String other, String country) {
        Optional<String> number = PhoneNumbers.e164(one, country);
        return number.isPresent() && number.equals(PhoneNumbers.e164(other, country));
    }
}
