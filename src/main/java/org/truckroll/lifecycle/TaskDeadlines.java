// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.Deadlines.Deadline;

/** Writes the deadline of an order on the tasks of its people: due date, follow-up date, and the word {@code slaState} once it is nearly late (HCDC-12..14). */
@Component
public class TaskDeadlines {

    /** Stands on a task as soon as its order is nearly late, or late. */
    public static final String SLA_STATE = "slaState";

    private static final String IN_TIME = "OK";

    private final ObjectProvider<Deadlines> deadlines;
    private final TaskService tasks;
    private final RuntimeService runtime;

    TaskDeadlines(ObjectProvider<Deadlines> deadlines, TaskService tasks, RuntimeService runtime) {
        this.deadlines = deadlines;
        this.tasks = tasks;
        this.runtime = runtime;
    }

    /** A new task: told by the engine while it makes it, after the listeners of the diagram. */
    @EventListener
    public void created(DelegateTask task) {
        if (!TaskListener.EVENTNAME_CREATE.equals(task.getEventName())
                || !(task.getVariable(ServiceOrderProcess.ORDER_ID) instanceof String orderId)) {
            return;
        }
        Deadlines port = deadlines.getIfAvailable();
        if (port != null) {
            port.of(orderId).ifPresent(deadline -> {
                task.setDueDate(date(deadline.due()));
                task.setFollowUpDate(date(deadline.followUp()));
                if (!IN_TIME.equals(deadline.slaState())) {
                    task.setVariableLocal(SLA_STATE, deadline.slaState());
                }
            });
        }
    }

    /** The tasks that people have of an order take its deadline, in the caller's transaction. */
    public void changed(String orderId, Deadline deadline) {
        for (ProcessInstance order : runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(orderId, ServiceOrderProcess.KEY)
                .list()) {
            for (ProcessInstance activity : runtime.createProcessInstanceQuery()
                    .superProcessInstanceId(order.getId())
                    .list()) {
                tasks.createTaskQuery()
                        .processInstanceId(activity.getId())
                        .list()
                        .forEach(task -> write(task, deadline));
            }
        }
    }

    /** A step of a visit took longer than its limit, or has time again; nothing happens when its task has ended meanwhile. */
    public void step(String visitId, boolean exceeded) {
        tasks.createTaskQuery().processInstanceBusinessKey(visitId).list().forEach(task -> {
            boolean marked = tasks.getVariableLocal(task.getId(), TaskMarks.STEP_LIMIT) != null;
            if (exceeded && !marked) {
                tasks.setVariableLocal(task.getId(), TaskMarks.STEP_LIMIT, TaskMarks.EXCEEDED);
            } else if (marked && !exceeded) {
                tasks.removeVariableLocal(task.getId(), TaskMarks.STEP_LIMIT);
            }
        });
    }

    private void write(Task task, Deadline deadline) {
        Date due = date(deadline.due());
        Date followUp = date(deadline.followUp());
        if (!Objects.equals(task.getDueDate(), due) || !Objects.equals(task.getFollowUpDate(), followUp)) {
            task.setDueDate(due);
            task.setFollowUpDate(followUp);
            tasks.saveTask(task);
        }
        Object known = tasks.getVariableLocal(task.getId(), SLA_STATE);
        if (!deadline.slaState().equals(known == null ? IN_TIME : known)) {
            tasks.setVariableLocal(task.getId(), SLA_STATE, deadline.slaState());
        }
    }

    private static @Nullable Date date(@Nullable Instant at) {
        return at == null ? null : Date.from(at);
    }
}
