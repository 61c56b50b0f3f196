// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.dispatch.clock.Clocks;

/** Notes the limits that a clock has reached, and says until when its process waits. */
@Component
final class NoteLimitDelegate implements JavaDelegate {

    private final Clocks clocks;

    NoteLimitDelegate(Clocks clocks) {
        this.clocks = clocks;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Optional<Instant> next = clocks.note(execution.getProcessBusinessKey());
        execution.setVariable("inSight", next.isPresent());
        // The engine reads milliseconds; a timer must not come before its time.
        next.ifPresent(at -> execution.setVariable(
                "limitAt", at.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS).toString()));
    }
}
