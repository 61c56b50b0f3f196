// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandDispatch;
import org.truckroll.lifecycle.ServiceOrderProcess;

@Component
final class PrepareCommandDelegate implements JavaDelegate {

    private final CommandDispatch dispatch;

    PrepareCommandDelegate(CommandDispatch dispatch) {
        this.dispatch = dispatch;
    }

    @Override
    public void execute(DelegateExecution execution) {
        dispatch.prepare(
                (String) execution.getVariable(ServiceOrderProcess.ORDER_ID), execution.getProcessBusinessKey());
    }
}
