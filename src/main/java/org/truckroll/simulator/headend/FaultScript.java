// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** Faults by the clock: each step has its time, several may run at once, and each may hold several faults. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FaultScript(@Nullable Long seed, List<Step> steps) {

    private static final int MOST_STEPS = 100;
    private static final int MOST_FAULTS = 50;

    /** From {@code after} the script began, for so long; without {@code for} until the script is taken away. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            @Nullable Duration after,
            @JsonProperty("for") @Nullable Duration lasting,
            @Nullable String deviceId,
            @Nullable String command,
            @Nullable List<FaultRule.@Nullable Request> faults) {

        Duration start() {
            return after == null ? Duration.ZERO : after;
        }

        boolean over(Duration elapsed) {
            return lasting != null && elapsed.compareTo(start().plus(lasting)) >= 0;
        }

        boolean active(Duration elapsed) {
            return elapsed.compareTo(start()) >= 0 && !over(elapsed);
        }

        List<FaultRule> rules(String at) {
            if (faults == null || faults.isEmpty() || faults.size() > MOST_FAULTS) {
                throw SimulatorProblem.invalid(at + "/faults", "must hold 1 to " + MOST_FAULTS + " faults");
            }
            var rules = new ArrayList<FaultRule>();
            for (var i = 0; i < faults.size(); i++) {
                rules.add(rule(faults.get(i), at + "/faults/" + i));
            }
            return rules;
        }

        /** What a fault does not say itself, the step says for it. */
        private FaultRule rule(FaultRule.@Nullable Request fault, String at) {
            if (fault == null) {
                throw SimulatorProblem.invalid(at, "a fault is required");
            }
            if (fault.times() != null) {
                throw SimulatorProblem.invalid(at + "/times", "a script counts time only; give the step a length");
            }
            return new FaultRule.Request(
                            fault.deviceId() == null ? deviceId : fault.deviceId(),
                            fault.command() == null ? command : fault.command(),
                            fault.fault(),
                            fault.probability(),
                            fault.delay(),
                            fault.retryAfter(),
                            null)
                    .checked(at);
        }
    }

    enum Progress {
        NONE,
        RUNNING,
        ENDED
    }

    /** Where a script stands; {@code struck} counts the faults since it began. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Standing(
            Progress state,
            @Nullable Instant startedAt,
            @Nullable Duration elapsed,
            @Nullable Long seed,
            List<StepStanding> steps,
            Map<String, Long> struck) {

        static Standing none() {
            return new Standing(Progress.NONE, null, null, null, List.of(), Map.of());
        }
    }

    enum Turn {
        WAITING,
        ACTIVE,
        OVER
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StepStanding(
            Turn state,
            Duration after,
            @JsonProperty("for") @Nullable Duration lasting,
            List<FaultRule> faults) {}

    FaultScript checked() {
        if (steps == null || steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw SimulatorProblem.invalid("/steps", "must hold 1 to " + MOST_STEPS + " steps");
        }
        for (var i = 0; i < steps.size(); i++) {
            var at = "/steps/" + i;
            var step = steps.get(i);
            if (step == null) {
                throw SimulatorProblem.invalid(at, "a step is required");
            }
            FaultRule.within(at + "/after", step.after());
            FaultRule.within(at + "/for", step.lasting());
            step.rules(at);
        }
        return this;
    }

    /** The faults that may strike this command now, in the order of the script. */
    List<FaultRule> active(Duration elapsed, String deviceId, MeterVerb verb) {
        return steps.stream()
                .filter(step -> step.active(elapsed))
                .flatMap(step -> step.rules("").stream())
                .filter(rule -> rule.concerns(deviceId, verb))
                .toList();
    }

    Standing standing(Instant since, Instant now, Map<String, Long> struck) {
        var elapsed = Duration.between(since, now);
        var ended = steps.stream().allMatch(step -> step.over(elapsed));
        return new Standing(
                ended ? Progress.ENDED : Progress.RUNNING,
                since,
                elapsed,
                seed,
                steps.stream()
                        .map(step -> new StepStanding(
                                step.over(elapsed) ? Turn.OVER : step.active(elapsed) ? Turn.ACTIVE : Turn.WAITING,
                                step.start(),
                                step.lasting(),
                                step.rules("")))
                        .toList(),
                struck);
    }
}
