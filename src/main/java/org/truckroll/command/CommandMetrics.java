// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Commands by name and result, with the time from the order's decision to the result. */
@Component
class CommandMetrics {

    private final MeterRegistry registry;

    CommandMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void concluded(MeterCommand command, String outcome, Duration took) {
        registry.timer(
                        "truckroll.commands",
                        "command",
                        command.command(),
                        "outcome",
                        outcome,
                        "headEnd",
                        command.headEnd())
                .record(took.isNegative() ? Duration.ZERO : took);
    }
}
