// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.event.EventWork;
import org.truckroll.event.InboundEvent;
import org.truckroll.people.Callers;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;

/**
 * Offers an event to those who are on call. Who signs the task has taken charge, in the same step (GEO-24): the alerts end, and the event stands in
 * this operator's list as work.
 */
@Component
final class TakeChargeListener implements TaskListener {

    private final EventWork work;
    private final Callers callers;
    private final OrgPath path;

    TakeChargeListener(EventWork work, Callers callers, OrgPath path) {
        this.work = work;
        this.callers = callers;
        this.path = path;
    }

    @Override
    public void notify(DelegateTask task) {
        String eventId = task.getExecution().getProcessBusinessKey();
        switch (task.getEventName()) {
            case EVENTNAME_CREATE -> {
                InboundEvent event = work.offered(eventId, task.getId());
                EventCard.show(task, event, path.zone(event.division()));
                task.addCandidateGroup(People.OPERATORS + event.division());
                task.addCandidateGroup(People.ON_CALL);
            }
            case EVENTNAME_ASSIGNMENT -> {
                if (task.getAssignee() != null) {
                    take(task, eventId, task.getAssignee());
                    task.complete();
                }
            }
            case EVENTNAME_COMPLETE -> {
                // Without a signature whoever completes it takes charge.
                if (task.getAssignee() == null) {
                    take(task, eventId, callers.current().id());
                }
                EventCard.forget(task);
            }
            default -> throw new IllegalStateException(task.getEventName());
        }
    }

    /** The timer of the next task is set before that task is there. */
    private void take(DelegateTask task, String eventId, String operator) {
        task.getExecution()
                .setVariable(
                        WorkEventListener.RETURN_AT,
                        work.taken(eventId, operator).toString());
    }
}
