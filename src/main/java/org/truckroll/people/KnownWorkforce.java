// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The workforce as people and their organisation are kept here. A crew that hangs on an area serves the area of that id. */
@Component
class KnownWorkforce implements Workforce {

    private final Persons persons;
    private final OrgUnits units;
    private final Clock clock;

    KnownWorkforce(Persons persons, OrgUnits units, Clock clock) {
        this.persons = persons;
        this.units = units;
        this.clock = clock;
    }

    @Override
    public List<Crew> crews(String division) {
        Map<String, OrgUnit> byId = units.of(division).stream().collect(Collectors.toMap(OrgUnit::id, unit -> unit));
        return byId.values().stream()
                .filter(unit -> unit.kind() == OrgUnit.Kind.GROUP && unit.active())
                .sorted(Comparator.comparing(OrgUnit::id))
                .map(unit -> new Crew(unit.id(), division, unit.name(), area(unit, byId)))
                .toList();
    }

    private static @Nullable String area(OrgUnit crew, Map<String, OrgUnit> units) {
        OrgUnit parent = crew.parent() == null ? null : units.get(crew.parent());
        return parent != null && parent.kind() == OrgUnit.Kind.AREA ? parent.id() : null;
    }

    @Override
    public List<Worker> workers(String group) {
        return workers(persons.find(persons.membersOf(group)));
    }

    @Override
    public Optional<Worker> find(String id) {
        return persons.find(id).map(person -> workers(List.of(person)).get(0));
    }

    @Override
    public Standing holdCrew(String group) {
        return units.share(group)
                .filter(unit -> unit.kind() == OrgUnit.Kind.GROUP)
                .map(unit -> unit.active() ? Standing.ACTIVE : Standing.OUT_OF_USE)
                .orElse(Standing.UNKNOWN);
    }

    @Override
    public boolean holdWorker(String group, String person) {
        return persons.mayWork(person)
                && workers(group).stream().anyMatch(worker -> worker.id().equals(person) && worker.active());
    }

    private List<Worker> workers(Collection<Person> people) {
        Set<String> onDuty = persons.available(people.stream().map(Person::id).toList(), clock.instant());
        return people.stream()
                .sorted(Comparator.comparing(Person::id))
                .map(person -> new Worker(
                        person.id(),
                        person.name(),
                        person.skills(),
                        person.active() && !person.leaving(),
                        onDuty.contains(person.id()),
                        person.contacts().stream()
                                .min(Comparator.comparingInt(ContactPoint::rank))
                                .map(ContactPoint::value)
                                .orElse(null)))
                .toList();
    }
}
