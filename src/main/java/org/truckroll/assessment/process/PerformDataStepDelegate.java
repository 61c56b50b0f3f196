// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.Assessment;
import org.truckroll.lifecycle.ServiceOrderProcess;

@Component
final class PerformDataStepDelegate implements JavaDelegate {

    private final Assessment assessment;

    PerformDataStepDelegate(Assessment assessment) {
        this.assessment = assessment;
    }

    @Override
    public void execute(DelegateExecution execution) {
        assessment.performDataStep(
                execution.getProcessBusinessKey(), (String) execution.getVariable(ServiceOrderProcess.ACTIVITY_ID));
    }
}
