// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.People;
import org.truckroll.people.RoutingPolicy;
import org.truckroll.people.RoutingPolicy.Candidate;
import org.truckroll.people.RoutingPolicy.CrewCandidate;
import org.truckroll.people.Workforce;
import org.truckroll.people.Workforce.Crew;
import org.truckroll.people.Workforce.Worker;

/** Finds crews and persons for a visit by the routing policy (HCDC-02, CALL-07): what a dispatcher is shown, and what the server chooses itself. */
@Component
class CrewFinder {

    private static final int TRIES = 5;

    private final Workforce workforce;
    private final Visits visits;

    CrewFinder(Workforce workforce, Visits visits) {
        this.workforce = workforce;
        this.visits = visits;
    }

    /** The crew of {@link #smallest}, which stays in use until the caller's transaction ends. */
    String holdSmallest(String division, @Nullable String area, @Nullable String skill) {
        String crew = smallest(division, area, skill);
        // Taken out of use since we looked: then it is not among them any more.
        for (int tries = 0; tries < TRIES && !mayGetWork(crew); tries++) {
            crew = smallest(division, area, skill);
        }
        return crew;
    }

    /** False for a crew that is out of use; any other stays in use until the caller's transaction ends. */
    boolean mayGetWork(String crew) {
        return workforce.holdCrew(crew) != Workforce.Standing.OUT_OF_USE;
    }

    /** The crew of the smallest area around the point; where a division has no crews on record, the one that its area is named after. */
    String smallest(String division, @Nullable String area, @Nullable String skill) {
        List<Crew> crews = workforce.crews(division);
        if (crews.isEmpty()) {
            return People.FIELD + (area == null || area.isBlank() ? division : area.split("[.]")[0]);
        }
        int deepest = crews.stream().mapToInt(crew -> depth(crew, area)).max().orElse(0);
        List<Crew> nearest =
                crews.stream().filter(crew -> depth(crew, area) == deepest).toList();
        if (nearest.size() == 1) {
            return nearest.get(0).id();
        }
        return RoutingPolicy.rankCrews(skill, candidates(nearest, area))
                .get(0)
                .crew()
                .id();
    }

    /** All crews of the division; the one that the dispatch rule proposes comes first. */
    List<Suggestion> suggestions(Visit visit, @Nullable String area) {
        String skill = visit.plan().skill();
        return RoutingPolicy.rankCrews(skill, candidates(workforce.crews(visit.division()), area)).stream()
                .sorted(Comparator.comparing(
                        crew -> !crew.crew().id().equals(visit.plan().proposedGroup())))
                .map(crew -> suggestion(crew, skill))
                .toList();
    }

    private static Suggestion suggestion(CrewCandidate crew, @Nullable String skill) {
        return new Suggestion(
                crew.crew().id(),
                crew.crew().name(),
                crew.depth(),
                crew.members().size(),
                crew.fit(skill),
                crew.open(),
                RoutingPolicy.rank(skill, crew.members()).stream()
                        .map(member -> person(member, skill))
                        .toList());
    }

    private static Suggestion.Person person(Candidate member, @Nullable String skill) {
        Worker worker = member.worker();
        return new Suggestion.Person(
                worker.id(),
                worker.name(),
                worker.contact(),
                member.has(skill),
                worker.active(),
                worker.onDuty(),
                member.open(),
                member.lastDone());
    }

    private List<CrewCandidate> candidates(List<Crew> crews, @Nullable String area) {
        Map<String, List<Worker>> members = new LinkedHashMap<>();
        crews.forEach(crew -> members.put(crew.id(), workforce.workers(crew.id())));
        Map<String, Visits.Load> ofGroups = byName(visits.loadOfGroups(members.keySet()));
        Map<String, Visits.Load> ofPersons = byName(visits.loadOfPersons(
                members.values().stream().flatMap(List::stream).map(Worker::id).collect(Collectors.toSet())));
        return crews.stream()
                .map(crew -> {
                    Visits.Load load = load(ofGroups, crew.id());
                    return new CrewCandidate(
                            crew,
                            depth(crew, area),
                            load.open(),
                            load.lastDone(),
                            Objects.requireNonNull(members.get(crew.id())).stream()
                                    .map(worker -> candidate(worker, load(ofPersons, worker.id())))
                                    .toList());
                })
                .toList();
    }

    private static Candidate candidate(Worker worker, Visits.Load load) {
        return new Candidate(worker, load.open(), load.lastDone());
    }

    private static Map<String, Visits.Load> byName(List<Visits.Load> loads) {
        return loads.stream().collect(Collectors.toMap(Visits.Load::who, Function.identity()));
    }

    private static Visits.Load load(Map<String, Visits.Load> loads, String who) {
        return loads.getOrDefault(who, new Visits.Load(who, 0, null));
    }

    /** A crew serves the area that it hangs on, and the one that it is named after. */
    private static int depth(Crew crew, @Nullable String area) {
        String named = crew.id().startsWith(People.FIELD) ? crew.id().substring(People.FIELD.length()) : crew.id();
        return Math.max(depth(named, area), depth(crew.area(), area));
    }

    /** Ids have hyphens where areas have dots. */
    private static int depth(@Nullable String id, @Nullable String area) {
        return id == null
                ? 0
                : Math.max(RoutingPolicy.depth(id, area), RoutingPolicy.depth(id.replace('-', '.'), area));
    }

    /** True when this is a crew of the division; it stays one until the caller's transaction ends. */
    boolean holds(String division, String group) {
        return workforce.holdCrew(group) == Workforce.Standing.ACTIVE
                && workforce.crews(division).stream().anyMatch(crew -> crew.id().equals(group));
    }

    /** True when this person belongs to the group and may sign, until the caller's transaction ends. */
    boolean holdsWorker(String group, String person) {
        return workforce.holdWorker(group, person);
    }

    /** The crews of the division to which a person belongs. */
    Set<String> crewsOf(String division, String person) {
        return workforce.crews(division).stream()
                .map(Crew::id)
                .filter(crew -> isWorker(crew, person))
                .collect(Collectors.toSet());
    }

    /** True when this person belongs to the group and may sign. */
    boolean isWorker(String group, String person) {
        return workforce.workers(group).stream().anyMatch(worker -> worker.id().equals(person) && worker.active());
    }
}
