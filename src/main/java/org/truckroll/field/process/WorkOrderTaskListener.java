// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.field.VisitOffers;
import org.truckroll.field.workforce.WorkOrderDesk;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.shared.Problem;

/** Shows a visit that a workforce system has to its dispatchers, and takes in what they decide; signing it signs only the desk's own task. */
@Component
final class WorkOrderTaskListener implements TaskListener {

    /** Read by the gateways of {@code work-order}. */
    static final String STANDING = "standing";

    private static final List<String> FIELDS = List.of("decision", "reason");

    private final WorkOrderDesk desk;
    private final Callers callers;

    WorkOrderTaskListener(WorkOrderDesk desk, Callers callers) {
        this.desk = desk;
        this.callers = callers;
    }

    @Override
    public void notify(DelegateTask task) {
        String visitId = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            VisitOffers.Offer offer = desk.shown(visitId, task.getId());
            task.setPriority(offer.priority());
            offer.card().forEach(task::setVariableLocal);
            task.setName(offer.name());
            offer.groups().forEach(task::addCandidateGroup);
            return;
        }
        if (!Tasks.reported(task)) {
            take(task, visitId, person(task, callers.current()));
        }
        VisitForm.forget(task, FIELDS);
        desk.unshown(visitId);
        // Not stored, as where the sender says it: the gateway reads it in this very step.
        task.getExecution()
                .setVariable(
                        STANDING, Variables.untypedValue(desk.standing(visitId).name(), true));
    }

    private void take(DelegateTask task, String visitId, String by) {
        String decision = VisitForm.text(task, "decision");
        String reason = VisitForm.text(task, "reason");
        if (!"userTask_followWorkOrder".equals(task.getTaskDefinitionKey())) {
            desk.decide(visitId, decision, reason, by);
        } else if ("TAKE_BACK".equals(decision)) {
            desk.takeBackByForm(visitId, by, reason);
        } else {
            throw VisitForm.refuse("/decision", "must be TAKE_BACK: the system reports how the visit ends");
        }
    }

    static String person(DelegateTask task, Caller caller) {
        @Nullable String assignee = task.getAssignee();
        if (caller.kind() == Caller.Kind.SERVER) {
            return String.valueOf(assignee);
        }
        if (assignee != null && !assignee.equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
        return caller.id();
    }
}
