// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.People;
import org.truckroll.shared.Problem;

/**
 * The rules of signing at the engine's own doors, Tasklist and REST alike (HCDC-03, HCDC-18, CALL-11): one signs for oneself and gives back one's own
 * signature, which the engine by itself lets nobody do who may not also give the task away; and a step ends by its form, not by an error or an
 * escalation that its worker throws.
 */
final class EngineTasks extends TaskServiceImpl {

    private final Supplier<IdentityService> identities;

    EngineTasks(Supplier<IdentityService> identities) {
        this.identities = identities;
    }

    @Override
    public void claim(String taskId, @Nullable String userId) {
        if (userId == null) {
            setAssignee(taskId, null);
            return;
        }
        Authentication caller = caller();
        if (caller != null && !userId.equals(caller.getUserId())) {
            throw Problem.forbidden("You sign for yourself only.");
        }
        super.claim(taskId, userId);
    }

    @Override
    public void setAssignee(String taskId, @Nullable String userId) {
        if (userId == null) {
            commandExecutor.execute(new Release(taskId));
        } else {
            super.setAssignee(taskId, userId);
        }
    }

    @Override
    public void resolveTask(String taskId) {
        requireAdministrator();
        super.resolveTask(taskId);
    }

    @Override
    public void resolveTask(String taskId, Map<String, Object> variables) {
        requireAdministrator();
        super.resolveTask(taskId, variables);
    }

    @Override
    public void handleBpmnError(String taskId, String errorCode) {
        requireAdministrator();
        super.handleBpmnError(taskId, errorCode);
    }

    @Override
    public void handleBpmnError(String taskId, String errorCode, String errorMessage) {
        requireAdministrator();
        super.handleBpmnError(taskId, errorCode, errorMessage);
    }

    @Override
    public void handleBpmnError(String taskId, String errorCode, String errorMessage, Map<String, Object> variables) {
        requireAdministrator();
        super.handleBpmnError(taskId, errorCode, errorMessage, variables);
    }

    @Override
    public void handleEscalation(String taskId, String escalationCode) {
        requireAdministrator();
        super.handleEscalation(taskId, escalationCode);
    }

    @Override
    public void handleEscalation(String taskId, String escalationCode, Map<String, Object> variables) {
        requireAdministrator();
        super.handleEscalation(taskId, escalationCode, variables);
    }

    private void requireAdministrator() {
        Authentication caller = caller();
        if (caller != null
                && (caller.getGroupIds() == null || !caller.getGroupIds().contains(People.ADMINS))) {
            throw Problem.forbidden("A step ends by its form.");
        }
    }

    /** Who stands at one of the engine's doors; null for the server itself, also when it works within a step that somebody caused. */
    private @Nullable Authentication caller() {
        return Context.getCommandContext() == null ? identities.get().getCurrentAuthentication() : null;
    }

    /** Takes the signature off a task: its own one everybody who may work on the task, another one who may give the task away. */
    private static final class Release extends AssignTaskCmd {

        private static final long serialVersionUID = 1L;

        Release(String taskId) {
            super(taskId, null);
        }

        @Override
        protected void checkTaskAgainstContext(TaskEntity task, CommandContext context) {
            String caller = context.getAuthenticatedUserId();
            if (caller != null && Objects.equals(caller, task.getAssignee())) {
                context.getProcessEngineConfiguration()
                        .getCommandCheckers()
                        .forEach(checker -> checker.checkTaskWork(task));
            } else {
                super.checkTaskAgainstContext(task, context);
            }
        }
    }
}
