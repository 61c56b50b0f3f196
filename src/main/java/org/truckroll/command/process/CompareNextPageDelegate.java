// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.reconcile.Reconciliation;

/** Compares one page of facts and says what comes next. */
@Component
final class CompareNextPageDelegate implements JavaDelegate {

    private final Reconciliation reconciliation;

    CompareNextPageDelegate(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Reconciliation.Step step = reconciliation.compareNextPage((String) execution.getVariable("run"));
        execution.setVariable("compareNext", step.next().name());
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
