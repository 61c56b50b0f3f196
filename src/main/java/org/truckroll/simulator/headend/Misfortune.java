// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What may go wrong with one arrival, and what did: the fault of the pair first, then the script. */
final class Misfortune {

    private final FaultRules rules;
    private final Optional<FaultRule> rule;
    private final List<FaultRule> scripted;
    private final Dice dice;
    private final List<Fault> struck = new ArrayList<>();

    Misfortune(FaultRules rules, Optional<FaultRule> rule, List<FaultRule> scripted, Dice dice) {
        this.rules = rules;
        this.rule = rule;
        this.scripted = scripted;
        this.dice = dice;
    }

    static List<FaultRule> scripted(
            Optional<Plans.Since<FaultScript>> script, Instant now, String deviceId, MeterVerb verb) {
        return script.map(since -> since.plan().active(Duration.between(since.at(), now), deviceId, verb))
                .orElse(List.of());
    }

    /**
     * The fault of this group that strikes now. Of the script one throw decides for the whole group, so each fault has
     * the probability that it names as long as they add up to no more than 1.
     */
    Optional<Strike> strike(String group, Set<Fault> faults) {
        var strike = byRule(faults).or(() -> byScript(group, faults));
        strike.ifPresent(which -> struck.add(which.fault()));
        return strike;
    }

    private Optional<Strike> byRule(Set<Fault> faults) {
        return rule.filter(which -> faults.contains(which.fault()))
                .filter(which -> ThreadLocalRandom.current().nextDouble() < which.probability())
                .filter(rules::countDown)
                .map(Strike::of);
    }

    private Optional<Strike> byScript(String group, Set<Fault> faults) {
        var candidates = scripted.stream()
                .filter(which -> faults.contains(which.fault()))
                .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        var left = dice.roll(group);
        for (var candidate : candidates) {
            left -= candidate.probability();
            if (left < 0) {
                return Optional.of(Strike.of(candidate));
            }
        }
        return Optional.empty();
    }

    /** All that struck, for the log. */
    @Nullable
    String told() {
        return struck.isEmpty()
                ? null
                : String.join(",", struck.stream().map(Fault::name).toList());
    }
}
