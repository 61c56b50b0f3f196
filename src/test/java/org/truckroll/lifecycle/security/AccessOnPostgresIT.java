// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.filter.Filter;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.PostgresInTest;
import org.truckroll.ProcessTest;

/** Nodes that set up access on one PostgreSQL at the same moment. */
@ProcessTest
@Import(PostgresInTest.class)
class AccessOnPostgresIT {

    @Autowired
    private EngineAccess access;

    @Autowired
    private IdentityService identities;

    @Autowired
    private AuthorizationService authorizations;

    @Autowired
    private FilterService filters;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void setsUpAccessOnceWhenNodesStartTogether(@LocalServerPort int port) throws Exception {
        assertThat(jdbc.sql("select version()").query(String.class).single()).startsWith("PostgreSQL");
        long rights = authorizations.createAuthorizationQuery().count();
        long groups = identities.createGroupQuery().count();
        filters.createFilterQuery().list().stream().map(Filter::getId).forEach(filters::deleteFilter);
        authorizations
                .createAuthorizationQuery()
                .list()
                .forEach(right -> authorizations.deleteAuthorization(right.getId()));
        // Not through the engine: a person or crew deleted there stays away.
        List<String> crew = jdbc.sql("select USER_ID_ from ACT_ID_MEMBERSHIP where GROUP_ID_ = 'field-north'")
                .query(String.class)
                .list();
        assertThat(crew).contains("crew", "crew2");
        jdbc.sql("delete from ACT_ID_MEMBERSHIP where USER_ID_ in (:crew)")
                .param("crew", crew)
                .update();
        jdbc.sql("delete from ACT_ID_USER where ID_ in (:crew)")
                .param("crew", crew)
                .update();
        jdbc.sql("delete from ACT_ID_GROUP where ID_ = 'field-north'").update();

        startTogether(4);

        assertThat(filters.createFilterQuery().count()).isEqualTo(14);
        assertThat(identities.createGroupQuery().count()).isEqualTo(groups);
        assertThat(identities
                        .createUserQuery()
                        .userIdIn("crew", "crew2")
                        .memberOfGroup("field-north")
                        .count())
                .isEqualTo(2);
        assertThat(authorizations
                        .createAuthorizationQuery()
                        .groupIdIn("field-north")
                        .count())
                .isPositive();
        assertThat(authorizations.createAuthorizationQuery().count())
                .isPositive()
                .isLessThanOrEqualTo(rights);
        assertThat(new SecurityServer(port)
                        .get("crew", "/engine-rest/task?maxResults=1")
                        .status())
                .isEqualTo(200);
    }

    private void startTogether(int nodes) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(nodes);
        try {
            List<Callable<Void>> starts = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                starts.add(() -> {
                    access.start();
                    return null;
                });
            }
            for (Future<Void> start : executor.invokeAll(starts)) {
                start.get();
            }
        } finally {
            executor.shutdown();
        }
    }
}
