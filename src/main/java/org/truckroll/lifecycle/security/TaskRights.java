// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.Arrays;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.auth.DefaultAuthorizationProvider;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.People;

/**
 * Who may see a task, besides those whom the engine lets work on it: the work leaders of the division whose dispatchers have it (EVADO-01). And
 * nobody longer than he has it: the engine by itself leaves the right with those from whom work was taken.
 */
final class TaskRights extends DefaultAuthorizationProvider {

    @Override
    public AuthorizationEntity @Nullable [] newTaskGroupIdentityLink(Task task, String group, String type) {
        AuthorizationEntity[] rights = super.newTaskGroupIdentityLink(task, group, type);
        if (!IdentityLinkType.CANDIDATE.equals(type) || !group.startsWith(People.DISPATCHERS)) {
            return rights;
        }
        AuthorizationEntity leaders =
                createOrUpdateAuthorization(task, null, leadersOf(group), Resources.TASK, false, Permissions.READ);
        AuthorizationEntity[] more =
                rights == null ? new AuthorizationEntity[1] : Arrays.copyOf(rights, rights.length + 1);
        more[more.length - 1] = leaders;
        return more;
    }

    @Override
    public AuthorizationEntity @Nullable [] newTaskAssignee(
            Task task, @Nullable String before, @Nullable String after) {
        if (before != null && !before.equals(after) && !ends(task)) {
            manager().deleteAuthorizationsByResourceIdAndUserId(Resources.TASK, task.getId(), before);
        }
        return super.newTaskAssignee(task, before, after);
    }

    @Override
    public AuthorizationEntity @Nullable [] deleteTaskGroupIdentityLink(Task task, String group, String type) {
        if (!ends(task)) {
            manager().deleteAuthorizationsByResourceIdAndGroupId(Resources.TASK, task.getId(), group);
            if (group.startsWith(People.DISPATCHERS)) {
                manager().deleteAuthorizationsByResourceIdAndGroupId(Resources.TASK, task.getId(), leadersOf(group));
            }
        }
        return super.deleteTaskGroupIdentityLink(task, group, type);
    }

    private static String leadersOf(String dispatchers) {
        return People.WORK_LEADERS + dispatchers.substring(People.DISPATCHERS.length());
    }

    /** With a task all rights on it go, at once. */
    private static boolean ends(Task task) {
        return task instanceof TaskEntity entity && entity.isDeleted();
    }

    private static AuthorizationManager manager() {
        return Context.getCommandContext().getAuthorizationManager();
    }
}
