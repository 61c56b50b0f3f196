// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandDispatch;
import org.truckroll.lifecycle.ServiceOrderProcess;

@Component
final class SendCommandDelegate implements JavaDelegate {

    private final CommandDispatch dispatch;

    SendCommandDelegate(CommandDispatch dispatch) {
        this.dispatch = dispatch;
    }

    @Override
    public void execute(DelegateExecution execution) {
        CommandDispatch.Sent sent = dispatch.send(execution.getProcessBusinessKey());
        execution.setVariable("sending", sent.sending());
        if (sent.waitUntil() != null) {
            execution.setVariable(
                    "RETRY".equals(sent.sending()) ? "retryAt" : ServiceOrderProcess.WAIT_UNTIL,
                    sent.waitUntil().toString());
        }
    }
}
