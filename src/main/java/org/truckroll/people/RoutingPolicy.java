// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.Workforce.Worker;

/**
 * Whom to send first (CALL-07): who has the skill, then who is available, then who has the fewest open tasks, then who has been idle the longest;
 * equal ones in the order of their ids, so that the answer can be repeated. Of crews the one of the smallest area comes first (HCDC-02). Knows no
 * database; visits, calls and cases share it.
 */
public final class RoutingPolicy {

    private static final Comparator<@Nullable Instant> IDLE_LONGEST = Comparator.nullsFirst(Comparator.naturalOrder());

    /**
     * A person with what is in hand.
     *
     * @param open tasks signed and not done
     * @param lastDone when the last one was done; null = never
     */
    public record Candidate(
            Worker worker, int open, @Nullable Instant lastDone) {

        public boolean has(@Nullable String skill) {
            return skill == null || worker.skills().contains(skill);
        }
    }

    /**
     * A crew with its members.
     *
     * @param depth how many parts of the point's area its own area names; 0 = it serves the division
     * @param open tasks that wait for the crew, signed or not
     */
    public record CrewCandidate(
            Workforce.Crew crew,
            int depth,
            int open,
            @Nullable Instant lastDone,
            List<Candidate> members) {

        /** How many of its members can do this now. */
        public long fit(@Nullable String skill) {
            return members.stream()
                    .filter(member -> member.has(skill) && member.worker().available())
                    .count();
        }

        double openPerFit(@Nullable String skill) {
            return open / (double) Math.max(1, fit(skill));
        }
    }

    private RoutingPolicy() {}

    /** Everybody, the best first; who lacks the skill or is not available stands at the end. */
    public static List<Candidate> rank(@Nullable String skill, Collection<Candidate> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparing((Candidate one) -> !one.has(skill))
                        .thenComparing(one -> !one.worker().available())
                        .thenComparingInt(Candidate::open)
                        .thenComparing(Candidate::lastDone, IDLE_LONGEST)
                        .thenComparing(one -> one.worker().id()))
                .toList();
    }

    /** The best one who has the skill and is available. */
    public static Optional<Candidate> best(@Nullable String skill, Collection<Candidate> candidates) {
        return rank(skill, candidates).stream()
                .filter(one -> one.has(skill) && one.worker().available())
                .findFirst();
    }

    /** Crews, the smallest area first; among equals one that can do it now, then the fewest open tasks a head, then the longest idle. */
    public static List<CrewCandidate> rankCrews(@Nullable String skill, Collection<CrewCandidate> crews) {
        return crews.stream()
                .sorted(Comparator.comparing(CrewCandidate::depth, Comparator.reverseOrder())
                        .thenComparing(one -> one.fit(skill) == 0)
                        .thenComparingDouble(one -> one.openPerFit(skill))
                        .thenComparing(CrewCandidate::lastDone, IDLE_LONGEST)
                        .thenComparing(one -> one.crew().id()))
                .toList();
    }

    /** How many parts of this area a crew's area covers: {@code north.city} covers two of {@code north.city.hill}; 0 = it does not. */
    public static int depth(@Nullable String crewArea, @Nullable String area) {
        if (crewArea == null || area == null || crewArea.isBlank() || area.isBlank()) {
            return 0;
        }
        String[] own = crewArea.split("[.]");
        String[] wanted = area.split("[.]");
        if (own.length > wanted.length) {
            return 0;
        }
        for (int part = 0; part < own.length; part++) {
            if (!own[part].equals(wanted[part])) {
                return 0;
            }
        }
        return own.length;
    }
}
