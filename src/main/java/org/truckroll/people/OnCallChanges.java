// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Tells who may act no more after a change of switch, shifts, stand-ins or absences (GEO-33). What ends by the clock changes nothing here. */
@Component
class OnCallChanges {

    private final OnCall onCall;
    private final ApplicationEventPublisher publisher;

    OnCallChanges(OnCall onCall, ApplicationEventPublisher publisher) {
        this.onCall = onCall;
        this.publisher = publisher;
    }

    /** Makes the change, in the transaction of the caller. */
    void watch(Collection<String> divisions, Runnable change) {
        watch(divisions, () -> {
            change.run();
            return true;
        });
    }

    <T> T watch(Collection<String> divisions, Supplier<T> change) {
        Map<String, Set<String>> before = new LinkedHashMap<>();
        divisions.forEach(division -> before.put(division, active(division)));
        T result = change.get();
        before.forEach((division, people) -> {
            people.removeAll(active(division));
            people.forEach(person -> off(division, person));
        });
        return result;
    }

    void off(String division, String person) {
        publisher.publishEvent(new OnCallSwitchedOff(division, person));
    }

    private Set<String> active(String division) {
        Set<String> people = new TreeSet<>();
        onCall.activeByStep(division).values().forEach(people::addAll);
        return people;
    }
}
