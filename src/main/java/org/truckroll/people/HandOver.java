// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.WorkInHand.Item;
import org.truckroll.people.WorkInHand.Target;
import org.truckroll.shared.Problem;

/** What is in somebody's hands, from all who keep work; and the way out of them. The guard against dead orders (HCDC-45, HCDC-46). */
@Service
public class HandOver {

    private final List<WorkInHand> keepers;
    private final Persons persons;
    private final OrgUnits units;

    /** @param keepers those who know most of their work first */
    HandOver(List<WorkInHand> keepers, Persons persons, OrgUnits units) {
        this.keepers = keepers;
        this.persons = persons;
        this.units = units;
    }

    public List<Item> ofPerson(String person) {
        return kept(keeper -> keeper.ofPerson(person)).keySet().stream().toList();
    }

    public List<Item> ofGroup(String group) {
        return kept(keeper -> keeper.ofGroup(group)).keySet().stream().toList();
    }

    /** What a person has signed as a member of a group. */
    public List<Item> ofMember(String person, String group) {
        return ofPerson(person).stream()
                .filter(item -> group.equals(item.group()))
                .toList();
    }

    /** @throws Problem 409 {@code open-work} with the list */
    public void requireNoneOfPerson(String person) {
        require(ofPerson(person), "Person '" + person + "' has signed work that is still open.");
    }

    /** @throws Problem 409 {@code open-work} with the list */
    public void requireNoneOfGroup(String group) {
        require(ofGroup(group), "Group '" + group + "' has work that is still open.");
    }

    /** @throws Problem 409 {@code open-work} with the list */
    public void requireNoneOfMember(String person, String group) {
        require(
                ofMember(person, group),
                "Person '" + person + "' has signed work of group '" + group + "' that is still open.");
    }

    private static void require(List<Item> open, String words) {
        if (!open.isEmpty()) {
            throw Problem.conflict("open-work", words + " Hand it over first.").with("work", open);
        }
    }

    /**
     * Gives everything that a person has signed to somebody else, all of it or nothing; nobody can sign for that person until the
     * transaction ends.
     *
     * @return what was moved
     * @throws Problem 422 {@code successor-not-possible}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Item> fromPerson(String person, Target to, String reason, @Nullable String by) {
        List<Item> moved = new ArrayList<>(move(kept(keeper -> keeper.ofPerson(person)), to, reason, by));
        // What was signed between our look and this lock comes with the rest; after it nothing can be signed.
        persons.mayWork(person);
        moved.addAll(move(kept(keeper -> keeper.ofPerson(person)), to, reason, by));
        return moved;
    }

    /** Gives everything that lies with a group to another one, or to a person. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Item> fromGroup(String group, Target to, String reason, @Nullable String by) {
        return move(kept(keeper -> keeper.ofGroup(group)), to, reason, by);
    }

    private List<Item> move(Map<Item, WorkInHand> work, Target to, String reason, @Nullable String by) {
        work.keySet().forEach(item -> requireFit(item, to));
        work.forEach((item, keeper) -> keeper.handOver(item, target(item, to), reason, by));
        return List.copyOf(work.keySet());
    }

    /** A successor works in the work's division: in its crew or in another one there, or as one of its dispatchers; work of a desk stays at it. */
    private void requireFit(Item item, Target to) {
        if (to.group() != null) {
            OrgUnit group = units.share(to.group())
                    .filter(unit -> unit.kind() == OrgUnit.Kind.GROUP && unit.active())
                    .orElseThrow(() -> refused("/group", "There is no active crew '" + to.group() + "'."));
            if (item.division() != null && !item.division().equals(group.division())) {
                throw refused(
                        "/group", "Crew '" + to.group() + "' works in another division than " + item.what() + ".");
            }
        }
        if (to.person() != null) {
            if (to.person().equals(item.person())) {
                throw refused("/person", "The work already lies with '" + to.person() + "'.");
            }
            Person person = persons.find(to.person())
                    .filter(Person::active)
                    .orElseThrow(() -> refused("/person", "There is no active person '" + to.person() + "'."));
            if (to.group() != null && !person.groups().contains(to.group())
                    || item.group() != null && groupFor(item, item.group(), person) == null) {
                throw refused(
                        "/person", "Person '" + to.person() + "' is in no group that may do " + item.what() + ".");
            }
        }
    }

    private static Problem refused(String pointer, String words) {
        return Problem.unprocessable(
                "successor-not-possible", words, new Problem.FieldError(pointer, "cannot take over"));
    }

    /** The work changes its crew only if the successor is not in it, or if that was asked for. */
    private Target target(Item item, Target to) {
        if (item.group() == null || !isCrew(item.group())) {
            return new Target(to.person(), null);
        }
        if (to.person() == null || to.group() != null) {
            return to;
        }
        String group = groupFor(item, item.group(), persons.find(to.person()).orElseThrow());
        return new Target(to.person(), Objects.equals(group, item.group()) ? null : group);
    }

    private @Nullable String groupFor(Item item, String present, Person person) {
        Set<String> groups = person.groups();
        if (groups.contains(present)
                || isCrew(present)
                        && item.division() != null
                        && groups.contains(People.DISPATCHERS + item.division())) {
            return present;
        }
        return !isCrew(present)
                ? null
                : units.groups().stream()
                        .filter(unit ->
                                groups.contains(unit.id()) && unit.division().equals(item.division()))
                        .map(OrgUnit::id)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isCrew(String group) {
        return group.startsWith(People.FIELD);
    }

    private Map<Item, WorkInHand> kept(java.util.function.Function<WorkInHand, List<Item>> ask) {
        Map<Item, WorkInHand> kept = new LinkedHashMap<>();
        Set<String> tasks = new HashSet<>();
        for (WorkInHand keeper : keepers) {
            for (Item item : ask.apply(keeper)) {
                if (item.taskId() == null || tasks.add(item.taskId())) {
                    kept.put(item, keeper);
                }
            }
        }
        return kept;
    }
}
