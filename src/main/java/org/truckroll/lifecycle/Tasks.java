// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.truckroll.people.Caller;
import org.truckroll.shared.Problem;

/** People's work for callers of our REST interface: the same tasks and the same rules as in Tasklist. */
@Component
public class Tasks {

    /** The task that this thread completes with a result stored before. No variable: whoever completes a task may set those. */
    private static final ThreadLocal<String> REPORTED = new ThreadLocal<>();

    private final TaskService tasks;

    Tasks(TaskService tasks) {
        this.tasks = tasks;
    }

    /**
     * Signs a task for the caller. Signing twice by the same person is no error.
     *
     * @throws Problem 409 {@code already-signed} when somebody else has signed
     */
    public void claim(String taskId, Caller caller) {
        Task task = require(taskId);
        if (caller.id().equals(task.getAssignee())) {
            return;
        }
        if (task.getAssignee() != null) {
            throw alreadySigned();
        }
        try {
            tasks.claim(taskId, caller.id());
        } catch (TaskAlreadyClaimedException | OptimisticLockingException e) {
            throw alreadySigned();
        }
    }

    /** Who has signed a task; empty when nobody has, or the task has ended. */
    public Optional<String> assignee(String taskId) {
        return Optional.ofNullable(tasks.createTaskQuery().taskId(taskId).singleResult())
                .map(Task::getAssignee);
    }

    /**
     * Signs a task for somebody, whoever had signed it; null gives it back.
     *
     * @throws OptimisticLockingFailureException when somebody else changes the task in this moment
     */
    public void assign(String taskId, @Nullable String person) {
        require(taskId);
        try {
            tasks.setAssignee(taskId, person);
        } catch (ProcessEngineException e) {
            throw changedMeanwhile(taskId, e);
        }
    }

    /**
     * Offers a task to another group, signed by this person or by nobody.
     *
     * @throws OptimisticLockingFailureException when somebody else changes the task in this moment
     */
    public void move(String taskId, @Nullable String from, String to, @Nullable String person) {
        assign(taskId, person);
        try {
            if (from != null && !to.equals(from)) {
                tasks.deleteCandidateGroup(taskId, from);
            }
            if (!offeredTo(taskId, to)) {
                tasks.addCandidateGroup(taskId, to);
            }
        } catch (ProcessEngineException e) {
            throw changedMeanwhile(taskId, e);
        }
    }

    /** Another tool may have taken the task from its group. */
    private boolean offeredTo(String taskId, String group) {
        return tasks.getIdentityLinksForTask(taskId).stream()
                .anyMatch(link -> IdentityLinkType.CANDIDATE.equals(link.getType()) && group.equals(link.getGroupId()));
    }

    /** Moves a task up or down in the lists of Tasklist. */
    public void prioritize(String taskId, int priority) {
        require(taskId);
        tasks.setPriority(taskId, priority);
    }

    /**
     * Adds to what a task shows: a variable for its form, and the description in the list of tasks.
     *
     * @throws OptimisticLockingFailureException when somebody else changes the task in this moment
     */
    public void tell(String taskId, String variable, String text) {
        Task task = require(taskId);
        try {
            task.setDescription(text);
            tasks.saveTask(task);
            tasks.setVariableLocal(taskId, variable, text);
        } catch (ProcessEngineException e) {
            throw changedMeanwhile(taskId, e);
        }
    }

    /** Takes away what a task has told of somebody; nothing happens when it has ended. */
    public void forget(String taskId, Collection<String> variables) {
        if (tasks.createTaskQuery().taskId(taskId).count() > 0) {
            tasks.removeVariablesLocal(taskId, variables);
        }
    }

    /**
     * Changes what a task shows: variables for its form.
     *
     * @throws OptimisticLockingFailureException when somebody else changes the task in this moment
     */
    public void show(String taskId, Map<String, ?> values) {
        require(taskId);
        try {
            tasks.setVariablesLocal(taskId, values);
        } catch (ProcessEngineException e) {
            throw changedMeanwhile(taskId, e);
        }
    }

    /**
     * Completes a task whose result was stored before, in the same transaction: its form is not asked again.
     *
     * @throws OptimisticLockingFailureException when somebody else changes the task in this moment
     */
    public void completeReported(String taskId) {
        REPORTED.set(taskId);
        try {
            tasks.complete(taskId);
        } catch (OptimisticLockingException e) {
            throw changedMeanwhile(taskId, e);
        } finally {
            REPORTED.remove();
        }
    }

    /** True within {@link #completeReported} for this task. */
    public static boolean reported(DelegateTask task) {
        return task.getId().equals(REPORTED.get());
    }

    private static OptimisticLockingFailureException changedMeanwhile(String taskId, ProcessEngineException e) {
        return new OptimisticLockingFailureException("Task " + taskId + " changed meanwhile", e);
    }

    private Task require(String taskId) {
        Task task = tasks.createTaskQuery().taskId(taskId).singleResult();
        if (task == null) {
            throw Problem.conflict("already-ended", "This work has ended meanwhile.");
        }
        return task;
    }

    private static Problem alreadySigned() {
        return Problem.conflict("already-signed", "Somebody else has signed this work.");
    }
}
