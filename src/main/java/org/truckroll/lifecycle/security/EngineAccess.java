// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.people.OnCallProperties;
import org.truckroll.people.OrgUnits;
import org.truckroll.people.People;

/**
 * Brings logins, groups, rights and start filters into the state that design 5 describes, before the first request is accepted. Rights are
 * granted to groups only. Runs at every start and changes nothing that is right already; nodes that start together take turns.
 */
@Component
class EngineAccess implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EngineAccess.class);

    /** Groups that exist in every installation, with their names. */
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(People.HEAD_END_OPS, "Head-end operators");
        GROUPS.put(People.INTEGRATION, "Integration");
        GROUPS.put(People.COLLECTIONS_APPROVERS, "Collections approvers");
        GROUPS.put(People.METER_DATA, "Meter data");
        GROUPS.put(People.ON_CALL, "On call");
        GROUPS.put(People.AUDITORS, "Auditors");
        GROUPS.put(People.ANALYSTS, "Process analysts");
        GROUPS.put(People.API_CLIENTS, "API clients");
        GROUPS.put(People.ADMINS, "Administrators");
    }

    /** Groups of earlier versions that every division has for itself now. */
    private static final List<String> FORMER = List.of("people-admins", "work-leaders");

    private final IdentityService identities;
    private final GroupRights rights;
    private final OrgUnits units;
    private final People people;
    private final FirstLogins logins;
    private final StartFilters filters;
    private final OnCallProperties onCall;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private volatile boolean running;

    EngineAccess(
            IdentityService identities,
            GroupRights rights,
            OrgUnits units,
            People people,
            FirstLogins logins,
            StartFilters filters,
            OnCallProperties onCall,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.identities = identities;
        this.rights = rights;
        this.units = units;
        this.people = people;
        this.logins = logins;
        this.filters = filters;
        this.onCall = onCall;
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
            int granted = groups.entrySet().stream()
                    .mapToInt(group -> rights.create(group.getKey(), group.getValue()))
                    .sum();
            units.groups().forEach(unit -> rights.rename(unit.id(), unit.name()));
            groups.forEach((id, name) -> {
                if (id.startsWith(People.OPERATORS)) {
                    rights.rename(id, name);
                }
            });
            FORMER.forEach(this::removeUnused);
            filters.createOrUpdate(
                    groups.keySet().stream().filter(GroupRights::hasDesk).collect(Collectors.toSet()));
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
        people.divisions().forEach(division -> {
            groups.put(People.DISPATCHERS + division, "Dispatchers " + division);
            groups.put(People.WORK_LEADERS + division, "Work leaders " + division);
            groups.put(People.PEOPLE_ADMINS + division, "People administrators " + division);
            groups.put(People.OPERATORS + division, onCall.label() + " " + division);
        });
        units.groups().forEach(group -> groups.put(group.id(), group.name()));
        return groups;
    }

    private void removeUnused(String group) {
        if (identities.createGroupQuery().groupId(group).count() == 0) {
            return;
        }
        if (identities.createUserQuery().memberOfGroup(group).count() > 0) {
            log.warn("Group has no meaning any more, each division has its own: group={}", group);
        } else {
            identities.deleteGroup(group);
        }
    }
}
