// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.closure.Closing;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.OrderState;

/** Ends the order as the last assessment decided. */
@Component
final class CloseOrderDelegate implements JavaDelegate {

    private final Closing closing;

    CloseOrderDelegate(Closing closing) {
        this.closing = closing;
    }

    @Override
    public void execute(DelegateExecution execution) {
        closing.close(
                execution.getProcessBusinessKey(),
                OrderState.valueOf((String) execution.getVariable(ServiceOrderProcess.END_STATE)),
                (String) execution.getVariable(ServiceOrderProcess.OUTCOME));
    }
}
