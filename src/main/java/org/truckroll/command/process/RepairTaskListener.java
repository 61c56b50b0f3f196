// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandDispatch;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.MeterCommands;
import org.truckroll.shared.Problem;

/** The head end refused our message as wrong (7.4 INVALID): a person looks, then sends again or gives up. */
@Component
final class RepairTaskListener implements TaskListener {

    private final CommandDispatch dispatch;
    private final MeterCommands commands;

    RepairTaskListener(CommandDispatch dispatch, MeterCommands commands) {
        this.dispatch = dispatch;
        this.commands = commands;
    }

    @Override
    public void notify(DelegateTask task) {
        String id = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            MeterCommand command = commands.find(id).orElseThrow();
            task.setVariableLocal("activityId", id);
            task.setVariableLocal("work", "INTEGRATION");
            task.setVariableLocal("servicePointId", command.servicePointId());
            task.setVariableLocal("why", "The head end says that our message is wrong: " + command.detail());
            return;
        }
        Object decision = task.getVariable("decision");
        if (!Set.of("SEND_AGAIN", "GIVE_UP").contains(String.valueOf(decision))) {
            throw Problem.unprocessable(
                    "decision-not-allowed",
                    "Decide SEND_AGAIN or GIVE_UP.",
                    new Problem.FieldError("/decision", "must be SEND_AGAIN or GIVE_UP"));
        }
        task.setVariable("repair", decision);
        if ("GIVE_UP".equals(decision)) {
            dispatch.giveUp(id);
        }
    }
}
