// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.command.Repairs;
import org.truckroll.lifecycle.Tasks;

/** The head end refused our message as wrong (7.4 INVALID): a person looks, then sends again or gives up. */
@Component
final class RepairTaskListener implements TaskListener {

    private final Repairs repairs;

    RepairTaskListener(Repairs repairs) {
        this.repairs = repairs;
    }

    @Override
    public void notify(DelegateTask task) {
        String id = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            repairs.offer(id, task.getId()).forEach(task::setVariableLocal);
            return;
        }
        String decision = Tasks.reported(task) ? null : String.valueOf(task.getVariable("decision"));
        task.setVariable("repair", repairs.decide(id, decision, task.getAssignee()));
    }
}
