// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Takes the name of the visit as D3 gives it: items have names of their own (service-orders 7.7). */
@Component
final class FieldTaskListener implements ExecutionListener {

    @Override
    public void notify(DelegateExecution execution) {
        AssessmentVariables.set(
                execution, "action", VerdictReader.row(execution).get("action"));
    }
}
