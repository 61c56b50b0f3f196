// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandDispatch;
import org.truckroll.command.CommandSender;
import org.truckroll.lifecycle.ServiceOrderProcess;

@Component
final class PrepareCommandDelegate implements JavaDelegate {

    private final CommandDispatch dispatch;
    private final CommandSender sender;

    PrepareCommandDelegate(CommandDispatch dispatch, CommandSender sender) {
        this.dispatch = dispatch;
        this.sender = sender;
    }

    @Override
    public void execute(DelegateExecution execution) {
        CommandDispatch.Prepared prepared = dispatch.prepare(
                (String) execution.getVariable(ServiceOrderProcess.ORDER_ID), execution.getProcessBusinessKey());
        execution.setVariable("headEnd", prepared.headEnd());
        execution.setVariable("priority", prepared.priority());
        execution.setVariable("heldUntil", prepared.heldUntil().toString());
        sender.wakeAfterCommit();
    }
}
