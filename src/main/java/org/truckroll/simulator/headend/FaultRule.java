// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** A fault for a (device, command) pair, where {@code *} stands for any; {@code times} absent = until removed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FaultRule(
        String deviceId,
        String command,
        Fault fault,
        double probability,
        @Nullable Duration delay,
        @Nullable Duration retryAfter,
        @Nullable Integer times) {

    static final String ANY = "*";

    private static final Duration LONGEST_DELAY = Duration.ofDays(1);

    /** The rule as it is asked for, before the defaults. */
    record Request(
            @Nullable String deviceId,
            @Nullable String command,
            @Nullable Fault fault,
            @Nullable Double probability,
            @Nullable Duration delay,
            @Nullable Duration retryAfter,
            @Nullable Integer times) {

        FaultRule checked() {
            return checked("");
        }

        /** Refusals point below {@code at}. */
        FaultRule checked(String at) {
            if (fault == null) {
                throw SimulatorProblem.invalid(
                        at + "/fault", "is required; must be one of " + Arrays.toString(Fault.values()));
            }
            var device = deviceId == null ? ANY : deviceId;
            if (device.isBlank() || device.length() > 100) {
                throw SimulatorProblem.invalid(at + "/deviceId", "must be * or have 1 to 100 characters");
            }
            var verb = command == null ? ANY : command;
            if (!verb.equals(ANY) && MeterVerb.named(verb).isEmpty()) {
                throw SimulatorProblem.invalid(
                        at + "/command", "must be * or one of " + Arrays.toString(MeterVerb.values()));
            }
            var chance = probability == null ? 1.0 : probability;
            if (!(chance >= 0 && chance <= 1)) {
                throw SimulatorProblem.invalid(at + "/probability", "must lie between 0 and 1");
            }
            within(at + "/delay", delay);
            within(at + "/retryAfter", retryAfter);
            if (times != null && times < 1) {
                throw SimulatorProblem.invalid(at + "/times", "must be 1 or more; leave it out for no limit");
            }
            return new FaultRule(device, verb, fault, chance, delay, retryAfter, times);
        }
    }

    /** Refuses a pause that no test will ever wait for. */
    static void within(String at, @Nullable Duration pause) {
        if (pause != null && (pause.isNegative() || pause.compareTo(LONGEST_DELAY) > 0)) {
            throw SimulatorProblem.invalid(at, "must lie between PT0S and PT24H");
        }
    }

    boolean concerns(String device, MeterVerb verb) {
        return (deviceId.equals(ANY) || deviceId.equals(device))
                && (command.equals(ANY) || command.equals(verb.name()));
    }

    Duration delayOrUsual() {
        return delay == null ? fault.usualDelay() : delay;
    }

    /** The device counts for more than the command. */
    int weight() {
        return (deviceId.equals(ANY) ? 0 : 2) + (command.equals(ANY) ? 0 : 1);
    }
}
