// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.intake.Findings;

/** The finding becomes an order of its own. */
@Component
final class RaiseOrderDelegate implements JavaDelegate {

    private final Findings findings;

    RaiseOrderDelegate(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void execute(DelegateExecution execution) {
        findings.raise(execution.getProcessBusinessKey(), (String) execution.getVariable("givenPoint"));
    }
}
