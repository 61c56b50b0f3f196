// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.truckroll.field.workforce.WorkOrderDesk;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Callers;

/** A withdrawal that did not come through: a dispatcher speaks with the people of the system and says what became of it. */
@Component
final class WorkOrderWithdrawalTaskListener implements TaskListener {

    private static final List<String> FIELDS = List.of("decision");

    private final WorkOrderDesk desk;
    private final Callers callers;

    WorkOrderWithdrawalTaskListener(WorkOrderDesk desk, Callers callers) {
        this.desk = desk;
        this.callers = callers;
    }

    @Override
    public void notify(DelegateTask task) {
        String visitId = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            desk.handOver(visitId, task.getId()).forEach(task::setVariableLocal);
            desk.groups(visitId).forEach(task::addCandidateGroup);
            return;
        }
        if (!Tasks.reported(task)) {
            desk.decideWithdrawal(
                    visitId, VisitForm.text(task, "decision"), WorkOrderTaskListener.person(task, callers.current()));
        }
        VisitForm.forget(task, FIELDS);
        task.getExecution()
                .setVariable(
                        WorkOrderTaskListener.STANDING,
                        Variables.untypedValue(desk.withdrawal(visitId).name(), true));
    }
}
