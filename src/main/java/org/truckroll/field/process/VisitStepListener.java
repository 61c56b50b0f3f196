// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import org.truckroll.field.FieldWork;

/** Tells the gateways in which step the visit is now. */
@Component
final class VisitStepListener implements ExecutionListener {

    private final FieldWork work;

    VisitStepListener(FieldWork work) {
        this.work = work;
    }

    @Override
    public void notify(DelegateExecution execution) {
        execution.setVariable(VisitTaskListener.STEP, work.next(execution.getProcessBusinessKey()));
    }
}
