// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

package org.truckroll.lifecycle;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.Caller;
import org.truckroll.shared.Problem;

/** People's work for callers of our REST interface: the same tasks and the same rules as in Tasklist. */
@Component
public class Tasks {

    private final TaskService tasks;

    Tasks(TaskService tasks) {
        this.tasks = tasks;
    }

    /** A task as its caller may know it. */
    public record Work(String taskId, @Nullable String assignee) {}

    /** The open task of an activity (the business key of its process, or its variable), if the caller's groups may work on it. */
    public Optional<Work> ofActivity(String activityId, Caller caller) {
        return tasks
                .createTaskQuery()
                .taskVariableValueEquals("activityId", activityId)
                .active()
                .list()
                .stream()
                .filter(task -> mayWork(task, caller))
                .findFirst()
                .map(task -> new Work(task.getId(), task.getAssignee()));
    }

    /** The candidate groups of the open task of an activity. */
    public Set<String> groupsOf(String taskId) {
        return tasks.getIdentityLinksForTask(taskId).stream()
                .map(IdentityLink::getGroupId)
                .filter(java.util.Objects::nonNull)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
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
        } catch (org.camunda.bpm.engine.TaskAlreadyClaimedException
                | org.camunda.bpm.engine.OptimisticLockingException e) {
            throw alreadySigned();
        }
    }

    /** Completes a task with the values of its form. */
    public void complete(String taskId, Map<String, Object> values) {
        tasks.complete(taskId, values);
    }

    private Task require(String taskId) {
        Task task = tasks.createTaskQuery().taskId(taskId).singleResult();
        if (task == null) {
            throw Problem.conflict("already-ended", "This work has ended meanwhile.");
        }
        return task;
    }

    private boolean mayWork(Task task, Caller caller) {
        return caller.in(org.truckroll.people.People.ADMINS)
                || groupsOf(task.getId()).stream().anyMatch(caller::in);
    }

    private static Problem alreadySigned() {
        return Problem.conflict("already-signed", "Somebody else has signed this work.");
    }
}
