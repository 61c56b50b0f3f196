// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.people.People;

/**
 * Brings logins, groups, rights and start filters into the state that design 5 describes, before the first request is accepted. Rights are
 * granted to groups only. Runs at every start and changes nothing that is right already; nodes that start together take turns.
 */
@Component
class EngineAccess implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EngineAccess.class);

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
            "reconcile-facts");
    /** Groups that exist in every installation, with their names. */
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(People.HEAD_END_OPS, "Head-end operators");
        GROUPS.put(People.INTEGRATION, "Integration");
        GROUPS.put(People.COLLECTIONS_APPROVERS, "Collections approvers");
        GROUPS.put(People.METER_DATA, "Meter data");
        GROUPS.put("on-call", "On call");
        GROUPS.put("people-admins", "People administrators");
        GROUPS.put("work-leaders", "Work leaders");
        GROUPS.put(People.AUDITORS, "Auditors");
        GROUPS.put(People.ANALYSTS, "Process analysts");
        GROUPS.put(People.API_CLIENTS, "API clients");
        GROUPS.put(People.ADMINS, "Administrators");
    }

    /** Groups without a desk: no Tasklist. */
    private static final List<String> NO_TASKS = List.of(People.API_CLIENTS, People.AUDITORS, People.ADMINS);

    private record Grant(String group, Resource resource, String id, Permission... permissions) {}

    private final IdentityService identities;
    private final AuthorizationService authorizations;
    private final People people;
    private final FirstLogins logins;
    private final StartFilters filters;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private volatile boolean running;

    EngineAccess(
            IdentityService identities,
            AuthorizationService authorizations,
            People people,
            FirstLogins logins,
            StartFilters filters,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.identities = identities;
        this.authorizations = authorizations;
        this.people = people;
        this.logins = logins;
        this.filters = filters;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public void start() {
        transaction.executeWithoutResult(status -> {
            // The engine's own row for this purpose; the next node waits here until we have committed.
            jdbc.sql("select value_ from ACT_GE_PROPERTY where name_ = 'startup.lock' for update")
                    .query(String.class)
                    .list();
            logins.createDivisions();
            Map<String, String> groups = groups();
            groups.forEach(this::createGroup);
            int granted = grants(groups).stream().mapToInt(this::grant).sum();
            filters.createOrUpdate(groups.keySet().stream()
                    .filter(group -> !NO_TASKS.contains(group))
                    .collect(Collectors.toSet()));
            logins.createLogins();
            log.info("Access was set up: groups={} newRights={}", groups.size(), granted);
        });
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before job executor and web server. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }

    private Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>(GROUPS);
        people.divisions().forEach(division -> groups.put(People.DISPATCHERS + division, "Dispatchers " + division));
        people.fieldGroups().forEach(group -> groups.put(group.id(), group.name()));
        return groups;
    }

    private void createGroup(String id, String name) {
        if (identities.createGroupQuery().groupId(id).count() == 0) {
            Group group = identities.newGroup(id);
            group.setName(name);
            group.setType(People.ADMINS.equals(id) ? "SYSTEM" : "WORKFLOW");
            identities.saveGroup(group);
        }
    }

    private static List<Grant> grants(Map<String, String> groups) {
        List<Grant> grants = new ArrayList<>();
        groups.keySet().stream().filter(group -> !NO_TASKS.contains(group)).forEach(group -> {
            grants.add(new Grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS));
            PROCESSES.forEach(key -> grants.add(new Grant(group, Resources.PROCESS_DEFINITION, key, Permissions.READ)));
        });
        for (String group : List.of(People.API_CLIENTS, People.INTEGRATION)) {
            grants.add(new Grant(
                    group,
                    Resources.PROCESS_DEFINITION,
                    ServiceOrderProcess.KEY,
                    Permissions.READ,
                    Permissions.CREATE_INSTANCE));
            grants.add(new Grant(group, Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE));
        }
        String analysts = People.ANALYSTS;
        grants.add(new Grant(analysts, Resources.APPLICATION, "cockpit", Permissions.ACCESS));
        grants.add(new Grant(
                analysts,
                Resources.PROCESS_DEFINITION,
                ANY,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.READ_INSTANCE,
                ProcessDefinitionPermissions.READ_HISTORY,
                ProcessDefinitionPermissions.READ_TASK));
        grants.add(new Grant(analysts, Resources.PROCESS_INSTANCE, ANY, Permissions.READ));
        grants.add(new Grant(analysts, Resources.DECISION_DEFINITION, ANY, Permissions.READ, Permissions.READ_HISTORY));
        grants.add(new Grant(analysts, Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, Permissions.READ));
        grants.add(new Grant(analysts, Resources.DEPLOYMENT, ANY, Permissions.READ));
        Stream.of(Resources.values())
                .forEach(resource -> grants.add(new Grant(People.ADMINS, resource, ANY, Permissions.ALL)));
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
