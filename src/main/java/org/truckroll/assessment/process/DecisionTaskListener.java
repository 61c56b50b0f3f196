// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.HumanWork;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.shared.Problem;

/** Offers a decision to its groups, watches who signs, and takes in the form: a form decides exactly as REST does. */
@Component
final class DecisionTaskListener implements TaskListener {

    /** Read by the gateway of {@code human-activity}. */
    private static final String SECOND_PERSON_NEEDED = "secondPersonNeeded";

    private final HumanWork work;
    private final DecisionForm form;
    private final Callers callers;

    DecisionTaskListener(HumanWork work, DecisionForm form, Callers callers) {
        this.work = work;
        this.form = form;
        this.callers = callers;
    }

    @Override
    public void notify(DelegateTask task) {
        // By the business key: who completes a task may change variables of the process.
        String activityId = task.getExecution().getProcessBusinessKey();
        switch (task.getEventName()) {
            case EVENTNAME_CREATE -> offer(task, activityId);
            case EVENTNAME_ASSIGNMENT -> work.refuseSamePerson(activityId, task.getAssignee());
            case EVENTNAME_COMPLETE -> {
                if (!Tasks.reported(task)) {
                    work.take(activityId, form.read(task, work.pointOf(activityId)), person(task));
                }
                form.forget(task);
                // After the variables of whoever completed: the gateway reads ours.
                task.getExecution().setVariable(SECOND_PERSON_NEEDED, work.secondPersonNeeded(activityId));
            }
            default -> throw new IllegalStateException(task.getEventName());
        }
    }

    private void offer(DelegateTask task, String activityId) {
        Map<String, Object> card = work.offered(activityId, task.getId());
        task.setPriority((Integer) card.remove("priority"));
        card.forEach(task::setVariableLocal);
        task.setName(String.valueOf(card.get("work")));
        work.groups(activityId).forEach(task::addCandidateGroup);
    }

    /** Who completes, not whom the task is assigned to: that could be written by others. */
    private @Nullable String person(DelegateTask task) {
        Caller caller = callers.current();
        if (caller.kind() == Caller.Kind.SERVER) {
            return task.getAssignee();
        }
        if (task.getAssignee() != null && !task.getAssignee().equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
        return caller.id();
    }
}
