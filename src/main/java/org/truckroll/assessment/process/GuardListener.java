// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.Verdict;

/** A guard that holds is the decision; otherwise the next action stands (service-orders 7). */
@Component
final class GuardListener implements ExecutionListener {

    @Override
    public void notify(DelegateExecution execution) {
        Verdict guard = VerdictReader.read(execution);
        boolean passes = guard.passes();
        Verdict chosen = passes ? AssessmentVariables.verdict(execution, "next") : guard;
        AssessmentVariables.verdict(execution, "chosen", chosen);
        AssessmentVariables.set(
                execution, "chosenTable", passes ? execution.getVariable(AssessmentVariables.TABLE) : "guard");
        AssessmentVariables.set(execution, "action", chosen.action());
    }
}
