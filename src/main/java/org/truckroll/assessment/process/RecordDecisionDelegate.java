// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.Assessment;
import org.truckroll.assessment.Verdict;
import org.truckroll.lifecycle.DecisionVersions;
import org.truckroll.lifecycle.ServiceOrderProcess;

@Component
final class RecordDecisionDelegate implements JavaDelegate {

    private final Assessment assessment;
    private final DecisionVersions versions;

    RecordDecisionDelegate(Assessment assessment, DecisionVersions versions) {
        this.assessment = assessment;
        this.versions = versions;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Verdict chosen = AssessmentVariables.verdict(execution, "chosen");
        // D3 may have given the visit its item name.
        Verdict named = new Verdict(
                chosen.rule(),
                (String) execution.getVariable("action"),
                chosen.channel(),
                chosen.code(),
                chosen.reason());
        String table = (String) execution.getVariable("chosenTable");
        Assessment.Step step = assessment.record(
                execution.getProcessBusinessKey(),
                AssessmentVariables.prepared(execution),
                table,
                versions.of(table, execution.getProcessDefinitionId()),
                named);
        execution.setVariable(ServiceOrderProcess.CHANNEL, step.channel());
        if (step.activityId() != null) {
            execution.setVariable(ServiceOrderProcess.ACTIVITY_ID, step.activityId());
        }
        if (step.waitUntil() != null) {
            execution.setVariable(
                    ServiceOrderProcess.WAIT_UNTIL, step.waitUntil().toString());
        }
        if (step.endState() != null) {
            execution.setVariable(ServiceOrderProcess.END_STATE, step.endState().name());
            execution.setVariable(ServiceOrderProcess.OUTCOME, step.endOutcome());
        }
    }
}
