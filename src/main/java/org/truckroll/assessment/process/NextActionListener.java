// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.Assessment;
import org.truckroll.assessment.Verdict;

/** Hands the chosen next action to the guard table (G09, G12 and G13 look at it), and to the record: a replay needs what the guards saw. */
@Component
final class NextActionListener implements ExecutionListener {

    private final Assessment assessment;

    NextActionListener(Assessment assessment) {
        this.assessment = assessment;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Verdict next = VerdictReader.read(execution);
        AssessmentVariables.verdict(execution, "next", next);
        Assessment.Prepared prepared = AssessmentVariables.prepared(execution);
        boolean repeated = assessment.repeated(execution.getProcessBusinessKey(), next, prepared);
        AssessmentVariables.set(execution, "repeated", repeated);
        AssessmentVariables.recorded(
                execution, Map.of("nextAction", next.action(), "nextChannel", next.channel(), "repeated", repeated));
    }
}
