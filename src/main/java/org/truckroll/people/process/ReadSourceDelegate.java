// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.process;

import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.people.sync.StaffSync;

/** Reads the next page of the source and says what comes next. */
@Component
final class ReadSourceDelegate implements JavaDelegate {

    private final StaffSync sync;

    ReadSourceDelegate(StaffSync sync) {
        this.sync = sync;
    }

    @Override
    public void execute(DelegateExecution execution) {
        StaffSync.Step step = sync.readNext(execution.getProcessBusinessKey());
        execution.setVariable("syncNext", step.next().name());
        if (step.at() != null) {
            // The engine reads milliseconds, and must not wake before the time.
            execution.setVariable(
                    "askAt",
                    step.at()
                            .plus(999, ChronoUnit.MICROS)
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString());
        }
    }
}
