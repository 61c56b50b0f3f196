// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.Assessment;

@Component
final class ApplyResultDelegate implements JavaDelegate {

    private final Assessment assessment;

    ApplyResultDelegate(Assessment assessment) {
        this.assessment = assessment;
    }

    @Override
    public void execute(DelegateExecution execution) {
        assessment.applyResult(execution.getProcessBusinessKey());
    }
}
