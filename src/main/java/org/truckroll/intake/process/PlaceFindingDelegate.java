// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.intake.Findings;

/** Finds where the finding belongs; what follows runs in the same transaction and finds the same. */
@Component
final class PlaceFindingDelegate implements JavaDelegate {

    private final Findings findings;

    PlaceFindingDelegate(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable(
                "place",
                findings.place(execution.getProcessBusinessKey(), (String) execution.getVariable("givenPoint"))
                        .name());
    }
}
