// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** How long the head end thinks: before it accepts a command, and from there to its reply. Absent = the usual. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Latency(
        @Nullable Long seed,
        @Nullable Spread acceptance,
        @Nullable Spread reply) {

    private static final double P99 = 2.3263478740408408;
    private static final Duration LONGEST = Duration.ofDays(1);

    enum Kind {
        FIXED,
        UNIFORM,
        LOG_NORMAL
    }

    /** A distribution: FIXED by delay, UNIFORM by from and to, LOG_NORMAL by median and p99. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Spread(
            @Nullable Kind kind,
            @Nullable Duration delay,
            @Nullable Duration from,
            @Nullable Duration to,
            @Nullable Duration median,
            @Nullable Duration p99) {

        Spread checked(String at) {
            if (kind == null) {
                throw SimulatorProblem.invalid(
                        at + "/kind", "is required; must be one of " + Arrays.toString(Kind.values()));
            }
            switch (kind) {
                case FIXED -> required(at + "/delay", delay);
                case UNIFORM -> ordered(required(at + "/from", from), at + "/to", required(at + "/to", to));
                case LOG_NORMAL -> {
                    if (required(at + "/median", median).isZero()) {
                        throw SimulatorProblem.invalid(at + "/median", "must be longer than PT0S");
                    }
                    ordered(required(at + "/median", median), at + "/p99", required(at + "/p99", p99));
                }
            }
            return this;
        }

        private static Duration required(String at, @Nullable Duration value) {
            if (value == null) {
                throw SimulatorProblem.invalid(at, "is required");
            }
            FaultRule.within(at, value);
            return value;
        }

        private static void ordered(Duration low, String at, Duration high) {
            if (high.compareTo(low) < 0) {
                throw SimulatorProblem.invalid(at, "must not be shorter than " + low);
            }
        }

        /** One draw; two throws of the dice make a normal one. */
        Duration draw(Dice dice, String what) {
            var first = dice.roll(what);
            return switch (String.valueOf(kind)) {
                case "UNIFORM" -> Duration.ofMillis((long) (millis(from) + first * (millis(to) - millis(from))));
                case "LOG_NORMAL" -> {
                    var normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * dice.roll(what + "'"));
                    var sigma = Math.log(millis(p99) / millis(median)) / P99;
                    yield Duration.ofMillis(
                            (long) Math.min(LONGEST.toMillis(), millis(median) * Math.exp(sigma * normal)));
                }
                default -> delay == null ? Duration.ZERO : delay;
            };
        }

        private static double millis(@Nullable Duration duration) {
            return duration == null ? 0 : duration.toMillis();
        }
    }

    Latency checked() {
        if (acceptance != null) {
            acceptance.checked("/acceptance");
        }
        if (reply != null) {
            reply.checked("/reply");
        }
        return this;
    }
}
