// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.field.FieldWork;
import org.truckroll.field.VisitCompletion;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;

/** Offers the visit, follows who signs it, and takes in the form: a form reports exactly as REST does. */
@Component
final class VisitTaskListener implements TaskListener {

    private final FieldWork work;
    private final VisitCompletion completion;
    private final Activities activities;
    private final VisitForm form;

    VisitTaskListener(FieldWork work, VisitCompletion completion, Activities activities, VisitForm form) {
        this.work = work;
        this.completion = completion;
        this.activities = activities;
        this.form = form;
    }

    @Override
    public void notify(DelegateTask task) {
        String visitId = task.getExecution().getProcessBusinessKey();
        switch (task.getEventName()) {
            case EVENTNAME_CREATE -> offer(task, visitId);
            case EVENTNAME_ASSIGNMENT -> work.assigned(visitId, task.getAssignee());
            case EVENTNAME_COMPLETE -> {
                if (!Tasks.reported(task)) {
                    completion.report(visitId, form.read(task), task.getAssignee());
                }
                form.forget(task);
            }
            default -> throw new IllegalStateException(task.getEventName());
        }
    }

    private void offer(DelegateTask task, String visitId) {
        String orderId = (String) task.getVariable(ServiceOrderProcess.ORDER_ID);
        String group = (String) task.getVariable("fieldGroup");
        Activity activity = activities.get(visitId);
        Map<String, Object> card = work.offered(
                orderId, visitId, activity.action(), String.valueOf(activity.reason()), group, task.getId());
        task.setPriority((Integer) card.remove("priority"));
        card.forEach(task::setVariableLocal);
        task.setName(String.valueOf(card.get("work")));
        work.groups(orderId, group).forEach(task::addCandidateGroup);
    }
}
