// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.Assessment;

@Component
final class PrepareFactsDelegate implements JavaDelegate {

    private final Assessment assessment;

    PrepareFactsDelegate(Assessment assessment) {
        this.assessment = assessment;
    }

    @Override
    public void execute(DelegateExecution execution) {
        AssessmentVariables.prepared(execution, assessment.prepare(execution.getProcessBusinessKey()));
    }
}
