// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandDispatch;

@Component
final class ConcludeCommandDelegate implements JavaDelegate {

    private final CommandDispatch dispatch;

    ConcludeCommandDelegate(CommandDispatch dispatch) {
        this.dispatch = dispatch;
    }

    @Override
    public void execute(DelegateExecution execution) {
        dispatch.conclude(execution.getProcessBusinessKey());
    }
}
