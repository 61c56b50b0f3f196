// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.intake.Findings;

/** The finding joins the open order of its point. */
@Component
final class JoinOrderDelegate implements JavaDelegate {

    private final Findings findings;

    JoinOrderDelegate(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void execute(DelegateExecution execution) {
        findings.join(execution.getProcessBusinessKey(), (String) execution.getVariable("givenPoint"));
    }
}
