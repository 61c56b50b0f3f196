// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.event.EventWork;
import org.truckroll.event.InboundEvent;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.notification.Severity;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.Problem;

/** An operator works on an event and says in the form what becomes of it. Who gives the task back gives the event back. */
@Component
final class WorkEventListener implements TaskListener {

    /** Read by the gateway behind the task. */
    static final String WORKED = "worked";

    /** When the timer of the task is due; it is set before the task is there. */
    static final String RETURN_AT = "returnAt";

    static final String BACK = "BACK";
    private static final String DONE = "DONE";
    private static final String AGAIN = "AGAIN";

    private final EventWork work;
    private final Callers callers;
    private final OrgPath path;

    WorkEventListener(EventWork work, Callers callers, OrgPath path) {
        this.work = work;
        this.callers = callers;
        this.path = path;
    }

    @Override
    public void notify(DelegateTask task) {
        String eventId = task.getExecution().getProcessBusinessKey();
        switch (task.getEventName()) {
            case EVENTNAME_CREATE -> begin(task, eventId);
            case EVENTNAME_ASSIGNMENT -> assigned(task, eventId, task.getAssignee());
            case EVENTNAME_COMPLETE -> {
                String worked = worked(task, eventId);
                EventCard.forget(task);
                task.getExecution().setVariable(WORKED, worked);
            }
            default -> throw new IllegalStateException(task.getEventName());
        }
    }

    private void begin(DelegateTask task, String eventId) {
        InboundEvent event = work.offered(eventId, task.getId());
        EventCard.show(task, event, path.zone(event.division()));
        task.setAssignee(event.operator());
    }

    /** Nobody has it any more, or somebody who may not act: then it goes back. */
    private void assigned(DelegateTask task, String eventId, @Nullable String operator) {
        if (operator == null || !work.handedOver(eventId, operator)) {
            task.getExecution().setVariable(WORKED, BACK);
            task.complete();
        }
    }

    private String worked(DelegateTask task, String eventId) {
        if (BACK.equals(task.getExecution().getVariable(WORKED))) {
            return BACK;
        }
        return Tasks.reported(task) ? DONE : finished(task, eventId, person(task));
    }

    private String finished(DelegateTask task, String eventId, String operator) {
        String action = String.valueOf(EventCard.text(task, "action"));
        String note = EventCard.text(task, "note");
        switch (action) {
            case "ARCHIVE" -> {
                work.archivedByForm(eventId, operator, note);
                return DONE;
            }
            case "FORWARD" -> {
                work.forwardedByForm(eventId, forward(task, note), operator);
                return DONE;
            }
            case "KEEP" -> {
                task.getExecution()
                        .setVariable(
                                RETURN_AT,
                                work.savedByForm(eventId, operator, note).toString());
                return AGAIN;
            }
            case "GIVE_BACK" -> {
                work.savedByForm(eventId, operator, note);
                return BACK;
            }
            default ->
                throw Problem.unprocessable(
                        "decision-not-allowed",
                        "Say what becomes of the event.",
                        new Problem.FieldError("/action", "must be ARCHIVE, FORWARD, KEEP or GIVE_BACK"));
        }
    }

    private static EventWork.Forward forward(DelegateTask task, @Nullable String note) {
        String named = EventCard.text(task, "recipients");
        List<String> recipients = named == null
                ? List.of()
                : Arrays.stream(named.split("[,;\\s]+"))
                        .filter(name -> !name.isEmpty())
                        .toList();
        return new EventWork.Forward(
                recipients,
                Severity.IMPORTANT,
                EventCard.text(task, "message"),
                !Boolean.FALSE.equals(task.getVariable("withOriginal")),
                note);
    }

    /** Who completes, not whom the task is assigned to. */
    private String person(DelegateTask task) {
        Caller caller = callers.current();
        return caller.kind() == Caller.Kind.SERVER ? String.valueOf(task.getAssignee()) : caller.id();
    }
}
