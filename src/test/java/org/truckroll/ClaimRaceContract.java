// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;

/** Fifty members of a crew sign one visit at the same moment: one has it, the others are told so (HCDC-03, HCDC-17, HCDC-18). */
abstract class ClaimRaceContract {

    private static final int CREW = 50;
    private static final int ROUNDS = 3;

    @Autowired
    private Stories stories;

    @Autowired
    private IdentityService identities;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    private final ExecutorService threads = Executors.newFixedThreadPool(CREW);

    /** The database that is meant: a race won on another one proves nothing. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
        for (String id : crew()) {
            if (identities.createUserQuery().userId(id).count() == 0) {
                User user = identities.newUser(id);
                user.setPassword("demo");
                ((IdentityServiceImpl) identities).saveUser(user, true);
                identities.createMembership(id, "field-north");
            }
        }
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static List<String> crew() {
        return IntStream.rangeClosed(1, CREW).mapToObj(n -> "racer" + n).toList();
    }

    private Assignment send() {
        return stories.doors(port)
                .send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    @Test
    void oneOfFiftyHasTheVisit() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Assignment visit = send();
            String path = "/api/v1/field-activities/" + visit.id();
            // Everybody is logged in before: passwords are checked slowly on purpose.
            for (String id : crew()) {
                visit.doors().call(id, "GET", path, null).is(200);
            }
            CyclicBarrier start = new CyclicBarrier(CREW);
            List<Future<Answer>> claims = new ArrayList<>();
            for (String id : crew()) {
                claims.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return visit.doors().call(id, "POST", path + "/claim", "{}");
                }));
            }
            List<String> winners = new ArrayList<>();
            for (int i = 0; i < CREW; i++) {
                Answer answer = claims.get(i).get(60, TimeUnit.SECONDS);
                if (answer.status() == 200) {
                    winners.add(crew().get(i));
                } else {
                    answer.isProblem(409, "already-signed");
                }
            }
            assertThat(winners).hasSize(1);
            assertThat(visit.openTask().getAssignee()).isEqualTo(winners.get(0));
            assertThat(visit.doors()
                            .call(winners.get(0), "GET", path, null)
                            .body()
                            .path("assignee")
                            .asText())
                    .isEqualTo(winners.get(0));
            assertThat(visit.doors()
                            .call(winners.get(0), "GET", path + "/assignments", null)
                            .is(200)
                            .body()
                            .findValuesAsText("kind"))
                    .containsExactly("SIGN");
        }
    }

    @Test
    void tasklistAndRestRaceForTheSameSignature() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Assignment visit = send();
            String task = visit.openTask().getId();
            String path = "/api/v1/field-activities/" + visit.id() + "/claim";
            CyclicBarrier start = new CyclicBarrier(20);
            List<Future<Boolean>> claims = new ArrayList<>();
            for (String id : crew().subList(0, 10)) {
                visit.doors()
                        .call(id, "GET", "/api/v1/field-activities/" + visit.id(), null)
                        .is(200);
                claims.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    Answer answer = visit.doors().call(id, "POST", path, "{}");
                    assertThat(answer.status()).as(answer.body().toString()).isIn(200, 409);
                    return answer.status() == 200;
                }));
            }
            // Tasklist claims through the engine's own service.
            for (String id : crew().subList(10, 20)) {
                claims.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    try {
                        stories.engine().getTaskService().claim(task, id);
                        return true;
                    } catch (RuntimeException e) {
                        return false;
                    }
                }));
            }
            List<String> winners = new ArrayList<>();
            for (int i = 0; i < claims.size(); i++) {
                if (claims.get(i).get(60, TimeUnit.SECONDS)) {
                    winners.add(crew().get(i));
                }
            }
            assertThat(winners).hasSize(1);
            assertThat(visit.openTask().getAssignee()).isEqualTo(winners.get(0));
            assertThat(visit.view().body().path("assignee").asText()).isEqualTo(winners.get(0));
        }
    }
}
