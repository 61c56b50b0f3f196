// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.people.RoutingPolicy.Candidate;
import org.truckroll.people.RoutingPolicy.CrewCandidate;
import org.truckroll.people.Workforce.Crew;
import org.truckroll.people.Workforce.Worker;

/** Skill, then availability, then load, then idleness (CALL-07, HCDC-02). */
class RoutingPolicyTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private static Candidate one(
            String id, String skill, boolean active, boolean onDuty, int open, @Nullable Instant last) {
        return new Candidate(new Worker(id, id, Set.of(skill), active, onDuty, null), open, last);
    }

    private static List<String> ids(List<Candidate> ranked) {
        return ranked.stream().map(candidate -> candidate.worker().id()).toList();
    }

    @Test
    void eachRuleBreaksTheTiesOfTheOneBefore() {
        assertThat(ids(RoutingPolicy.rank(
                        "GAS",
                        List.of(
                                one("h-water", "WATER", true, true, 0, null),
                                one("g-off-duty", "GAS", true, false, 0, null),
                                one("f-locked", "GAS", false, true, 0, null),
                                one("e-busy", "GAS", true, true, 3, null),
                                one("d-just-back", "GAS", true, true, 1, NOON),
                                one("c-idle", "GAS", true, true, 1, NOON.minusSeconds(60)),
                                one("b-never", "GAS", true, true, 1, null),
                                one("a-never", "GAS", true, true, 1, null)))))
                .containsExactly(
                        "a-never", "b-never", "c-idle", "d-just-back", "e-busy", "f-locked", "g-off-duty", "h-water");
    }

    @Test
    void bestIsSomebodyWhoCanGo() {
        List<Candidate> nobody = List.of(one("a", "WATER", true, true, 0, null), one("b", "GAS", true, false, 0, null));
        assertThat(RoutingPolicy.best("GAS", nobody)).isEmpty();
        assertThat(RoutingPolicy.best(null, nobody))
                .hasValueSatisfying(best -> assertThat(best.worker().id()).isEqualTo("a"));
    }

    @Test
    void crewOfTheSmallestAreaComesFirstThenTheOneThatCanGoWithTheLeastInHand() {
        Candidate fit = one("p", "GAS", true, true, 0, null);
        Candidate unfit = one("q", "GAS", true, false, 0, null);
        List<CrewCandidate> crews = List.of(
                crew("division", 0, 0, null, fit),
                crew("city", 1, 9, null, fit),
                crew("hill-none-fit", 2, 0, null, unfit),
                crew("hill-busy", 2, 4, null, fit),
                crew("hill-late", 2, 4, NOON, fit, fit),
                crew("hill-idle", 2, 4, NOON.minusSeconds(1), fit, fit));
        assertThat(RoutingPolicy.rankCrews("GAS", crews))
                .extracting(candidate -> candidate.crew().id())
                .containsExactly("hill-idle", "hill-late", "hill-busy", "hill-none-fit", "city", "division");
    }

    private static CrewCandidate crew(String id, int depth, int open, @Nullable Instant last, Candidate... members) {
        return new CrewCandidate(new Crew(id, "north", id, null), depth, open, last, List.of(members));
    }

    @ParameterizedTest
    @CsvSource({
        "north, north.city.hill, 1",
        "north.city, north.city.hill, 2",
        "north.city.hill, north.city.hill, 3",
        "north.city.hill.top, north.city.hill, 0",
        "north.cit, north.city.hill, 0",
        "south, north.city.hill, 0",
        ", north, 0",
        "north, , 0",
    })
    void areaIsComparedPartByPart(@Nullable String crew, @Nullable String area, int depth) {
        assertThat(RoutingPolicy.depth(crew, area)).isEqualTo(depth);
    }
}
