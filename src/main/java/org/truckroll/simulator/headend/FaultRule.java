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
            @Nullable Integer times) {

        FaultRule checked() {
            if (fault == null) {
                throw SimulatorProblem.invalid(
                        "/fault", "is required; must be one of " + Arrays.toString(Fault.values()));
            }
            var device = deviceId == null ? ANY : deviceId;
            if (device.isBlank() || device.length() > 100) {
                throw SimulatorProblem.invalid("/deviceId", "must be * or have 1 to 100 characters");
            }
            var verb = command == null ? ANY : command;
            if (!verb.equals(ANY) && MeterVerb.named(verb).isEmpty()) {
                throw SimulatorProblem.invalid(
                        "/command", "must be * or one of " + Arrays.toString(MeterVerb.values()));
            }
            var chance = probability == null ? 1.0 : probability;
            if (!(chance >= 0 && chance <= 1)) {
                throw SimulatorProblem.invalid("/probability", "must lie between 0 and 1");
            }
            if (delay != null && (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0)) {
                throw SimulatorProblem.invalid("/delay", "must lie between PT0S and PT24H");
            }
            if (times != null && times < 1) {
                throw SimulatorProblem.invalid("/times", "must be 1 or more; leave it out for no limit");
            }
            return new FaultRule(device, verb, fault, chance, delay, times);
        }
    }

    Duration delayOrUsual() {
        return delay == null ? fault.usualDelay() : delay;
    }

    /** The device counts for more than the command. */
    int weight() {
        return (deviceId.equals(ANY) ? 0 : 2) + (command.equals(ANY) ? 0 : 1);
    }
}
