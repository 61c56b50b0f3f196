// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.Group;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.people.People;

/** Groups of the engine and what their members may see there; rights are given to groups only. */
@Component
class GroupRights {

    private static final Logger log = LoggerFactory.getLogger(GroupRights.class);

    /** Processes whose name and diagram belong to a task in Tasklist. */
    private static final List<String> PROCESSES = List.of(
            ServiceOrderProcess.KEY,
            "field-activity",
            "command-activity",
            "human-activity",
            "message-delivery",
            "unmatched-answer",
            "campaign",
            "found-work",
            "reconcile-facts",
            "staff-leave",
            "clock",
            "notice-delivery",
            "undelivered-notice",
            "work-order",
            "work-order-withdrawal",
            "inbound-event",
            "operator-message",
            "service-notice");

    /** Groups without a desk: no Tasklist. */
    private static final List<String> NO_TASKS = List.of(People.API_CLIENTS, People.AUDITORS, People.ADMINS);

    private record Grant(String group, Resource resource, String id, Permission... permissions) {}

    private final IdentityService identities;
    private final AuthorizationService authorizations;

    GroupRights(IdentityService identities, AuthorizationService authorizations) {
        this.identities = identities;
        this.authorizations = authorizations;
    }

    /**
     * Creates what is missing: the group, and the rights of its kind.
     *
     * @return how many rights were missing
     */
    int create(String id, String name) {
        if (identities.createGroupQuery().groupId(id).count() == 0) {
            Group group = identities.newGroup(id);
            group.setName(name);
            group.setType(People.ADMINS.equals(id) ? "SYSTEM" : "WORKFLOW");
            identities.saveGroup(group);
        }
        return grants(id).stream().mapToInt(this::grant).sum();
    }

    void rename(String id, String name) {
        Group group = identities.createGroupQuery().groupId(id).singleResult();
        // Within a step of a process a group made just now is not seen yet, and has its name.
        if (group != null && !name.equals(group.getName())) {
            group.setName(name);
            identities.saveGroup(group);
        }
    }

    /** Whether its members have tasks, and so filters. */
    static boolean hasDesk(String group) {
        return !NO_TASKS.contains(group);
    }

    private static List<Grant> grants(String group) {
        List<Grant> grants = new ArrayList<>();
        if (hasDesk(group)) {
            grants.add(new Grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS));
            PROCESSES.forEach(key -> grants.add(new Grant(group, Resources.PROCESS_DEFINITION, key, Permissions.READ)));
        }
        if (group.startsWith(People.OPERATORS) || People.ON_CALL.equals(group)) {
            grants.add(new Grant(
                    group,
                    Resources.PROCESS_DEFINITION,
                    "operator-message",
                    Permissions.READ,
                    Permissions.CREATE_INSTANCE));
            grants.add(new Grant(group, Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE));
        }
        switch (group) {
            case People.API_CLIENTS, People.INTEGRATION -> {
                grants.add(new Grant(
                        group,
                        Resources.PROCESS_DEFINITION,
                        ServiceOrderProcess.KEY,
                        Permissions.READ,
                        Permissions.CREATE_INSTANCE));
                grants.add(new Grant(group, Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE));
            }
            case People.ANALYSTS -> {
                grants.add(new Grant(group, Resources.APPLICATION, "cockpit", Permissions.ACCESS));
                grants.add(new Grant(
                        group,
                        Resources.PROCESS_DEFINITION,
                        ANY,
                        ProcessDefinitionPermissions.READ,
                        ProcessDefinitionPermissions.READ_INSTANCE,
                        ProcessDefinitionPermissions.READ_HISTORY,
                        ProcessDefinitionPermissions.READ_TASK));
                grants.add(new Grant(group, Resources.PROCESS_INSTANCE, ANY, Permissions.READ));
                grants.add(new Grant(
                        group, Resources.DECISION_DEFINITION, ANY, Permissions.READ, Permissions.READ_HISTORY));
                grants.add(new Grant(group, Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, Permissions.READ));
                grants.add(new Grant(group, Resources.DEPLOYMENT, ANY, Permissions.READ));
            }
            case People.ADMINS ->
                Stream.of(Resources.values())
                        .forEach(resource -> grants.add(new Grant(group, resource, ANY, Permissions.ALL)));
            default -> {
                // The desk is all.
            }
        }
        return grants;
    }

    /** Adds what is missing; a right that an administrator has added stays. */
    private int grant(Grant grant) {
        Authorization known = authorizations
                .createAuthorizationQuery()
                .groupIdIn(grant.group())
                .authorizationType(AUTH_TYPE_GRANT)
                .resourceType(grant.resource())
                .resourceId(grant.id())
                .singleResult();
        if (known != null && Stream.of(grant.permissions()).allMatch(known::isPermissionGranted)) {
            return 0;
        }
        Authorization authorization = known;
        if (authorization == null) {
            authorization = authorizations.createNewAuthorization(AUTH_TYPE_GRANT);
            authorization.setGroupId(grant.group());
            authorization.setResource(grant.resource());
            authorization.setResourceId(grant.id());
        }
        Stream.of(grant.permissions()).forEach(authorization::addPermission);
        authorizations.saveAuthorization(authorization);
        log.info(
                "Right was granted: group={} resource={} id={} permissions={}",
                grant.group(),
                grant.resource().resourceName(),
                grant.id(),
                Stream.of(grant.permissions()).map(Permission::getName).collect(Collectors.joining(",")));
        return 1;
    }
}
