// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.EventWork;

/** The event needs an operator again (GEO-19). */
@Component
final class ReturnEventDelegate implements JavaDelegate {

    private final EventWork work;

    ReturnEventDelegate(EventWork work) {
        this.work = work;
    }

    /** Of a timer that was taken up before the operator saved or finished nothing remains: it waits on, or is gone. */
    @Override
    public void execute(DelegateExecution execution) {
        boolean givenBack = WorkEventListener.BACK.equals(execution.getVariable(WorkEventListener.WORKED));
        execution.removeVariable(WorkEventListener.WORKED);
        if (!work.returned(execution.getProcessBusinessKey(), !givenBack)) {
            throw new OptimisticLockingException(
                    "The operator of " + execution.getProcessBusinessKey() + " did something meanwhile");
        }
    }
}
