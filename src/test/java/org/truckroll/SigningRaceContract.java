// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;

/** Somebody signs work in the moment of being switched off: whoever comes second is refused, and no order lies with a dead login (HCDC-36, 46). */
abstract class SigningRaceContract {

    private static final int ROUNDS = 10;
    private static final String PASSWORD = "Correct-Horse-1";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Assignments doors;

    /** The database that is meant: a race won on another one proves nothing. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
        doors = stories.doors(port);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private String member() {
        String id = "signer" + NUMBER.incrementAndGet();
        people(
                        "POST",
                        "",
                        "{\"id\":\"" + id + "\",\"division\":\"north\",\"givenName\":\"Ra\",\"familyName\":\"Cer\","
                                + "\"groups\":[\"field-north\"],\"password\":\"" + PASSWORD + "\"}")
                .is(201);
        return id;
    }

    private Answer people(String method, String path, String body) {
        return doors.call("people-admin", method, "/api/v1/people" + path, body);
    }

    private Assignment visit() {
        return doors.send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    private Answer claim(String person, Assignment visit) {
        return doors.call(person + ":" + PASSWORD, "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}");
    }

    private boolean active(String person) {
        return people("GET", "/" + person, null).is(200).body().path("active").asBoolean();
    }

    private List<Answer> together(List<Callable<Answer>> calls) throws Exception {
        CyclicBarrier gate = new CyclicBarrier(calls.size());
        List<Future<Answer>> running = new ArrayList<>();
        for (Callable<Answer> call : calls) {
            running.add(threads.submit(() -> {
                gate.await(60, TimeUnit.SECONDS);
                return call.call();
            }));
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> one : running) {
            answers.add(one.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    @Test
    void signingAndSwitchingOffNeverBothSucceed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String person = member();
            Assignment visit = visit();
            // The password is proven before, so that both calls take about as long.
            doors.call(person + ":" + PASSWORD, "GET", "/api/v1/field-activities?limit=1", null)
                    .is(200);

            List<Answer> answers = together(
                    List.of(() -> claim(person, visit), () -> people("POST", "/" + person + ":disable", "{}")));

            boolean signed = answers.get(0).status() == 200;
            boolean off = answers.get(1).status() == 200;
            assertThat(signed).as("%s", answers).isNotEqualTo(off);
            assertThat(answers.get(signed ? 1 : 0).status()).isIn(401, 409);
            assertThat(active(person)).isEqualTo(signed);
            assertThat(visit.openTask().getAssignee()).isEqualTo(signed ? person : null);
        }
    }

    @Test
    void everythingIsHandedOverAlsoWhatIsSignedMeanwhile() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String person = member();
            String successor = member();
            Assignment before = visit();
            claim(person, before).is(200);
            Assignment meanwhile = visit();

            List<Answer> answers = together(List.of(
                    () -> claim(person, meanwhile),
                    () -> people(
                            "POST",
                            "/" + person + ":hand-over",
                            "{\"person\":\"" + successor + "\",\"disable\":true}")));

            assertThat(answers.get(1).status()).as("%s", answers).isEqualTo(200);
            assertThat(active(person)).isFalse();
            assertThat(before.openTask().getAssignee()).isEqualTo(successor);
            assertThat(meanwhile.openTask().getAssignee())
                    .isEqualTo(answers.get(0).status() == 200 ? successor : null);
            assertThat(people("GET", "/" + person + "/work", null).is(200).body())
                    .isEmpty();
        }
    }

    private String crew(String id) {
        doors.call(
                        "people-admin",
                        "POST",
                        "/api/v1/org-units",
                        "{\"id\":\"" + id + "\",\"kind\":\"GROUP\",\"division\":\"north\",\"name\":\"Race\"}")
                .is(201);
        return id;
    }

    private boolean inUse(String crew) {
        return doors.call("people-admin", "GET", "/api/v1/org-units/" + crew, null)
                .is(200)
                .body()
                .path("active")
                .asBoolean();
    }

    private Answer takeOutOfUse(String crew) {
        return doors.call("people-admin", "DELETE", "/api/v1/org-units/" + crew, null);
    }

    private Answer assign(Assignment visit, String target) {
        return doors.call(
                "dispatcher",
                "POST",
                "/api/v1/field-activities/" + visit.id() + "/assign",
                "{" + target + ",\"reason\":\"nearer\"}");
    }

    /** HCDC-45: nobody is given work by a crew that is being taken out of use. */
    @Test
    void crewIsNeverTakenOutOfUseWithTheVisitThatItIsBeingGiven() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String crew = crew("field-race-" + NUMBER.incrementAndGet());
            Assignment visit = visit();

            List<Answer> answers =
                    together(List.of(() -> assign(visit, "\"group\":\"" + crew + "\""), () -> takeOutOfUse(crew)));

            boolean given = answers.get(0).status() == 200;
            assertThat(given).as("%s", answers).isNotEqualTo(answers.get(1).status() == 204);
            if (given) {
                answers.get(1).isProblem(409, "open-work");
            } else {
                answers.get(0).isProblem(422, "assignment-not-possible");
            }
            assertThat(inUse(crew)).isEqualTo(given);
            assertThat(visit.view().status()).isEqualTo(given ? 404 : 200);
        }
    }

    /** The same where nobody chooses but the dispatch rule. */
    @Test
    void visitThatIsPlannedMeanwhileLiesWithACrewInUse() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int number = NUMBER.incrementAndGet();
            String crew = crew("field-north-city-r" + number);
            String point =
                    "{\"area\":\"north.city.r" + number + "\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
            CyclicBarrier gate = new CyclicBarrier(2);
            Future<Assignment> planned = threads.submit(() -> {
                gate.await(60, TimeUnit.SECONDS);
                return doors.send(point, "DISABLE", "TURN_OFF_METER");
            });
            Future<Answer> removed = threads.submit(() -> {
                gate.await(60, TimeUnit.SECONDS);
                Thread.sleep(10 + 3L * (ROUNDS - NUMBER.get() % ROUNDS));
                return takeOutOfUse(crew);
            });

            String id = planned.get(60, TimeUnit.SECONDS).id();
            assertThat(removed.get(60, TimeUnit.SECONDS).status()).isIn(204, 409);
            String group = doors.call("dispatcher", "GET", "/api/v1/field-activities/" + id, null)
                    .is(200)
                    .body()
                    .path("group")
                    .asText();
            assertThat(inUse(group)).as("%s, %s", group, removed.get()).isTrue();
        }
    }

    /** HCDC-46: nobody leaves a crew with the visit that he is being given in it. */
    @Test
    void nobodyLeavesACrewWithTheVisitThatHeIsBeingGiven() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String person = member();
            Assignment visit = visit();

            List<Answer> answers = together(List.of(
                    () -> assign(visit, "\"group\":\"field-north\",\"person\":\"" + person + "\""),
                    () -> people("PATCH", "/" + person, "{\"groups\":[]}")));

            boolean given = answers.get(0).status() == 200;
            assertThat(given).as("%s", answers).isNotEqualTo(answers.get(1).status() == 200);
            if (given) {
                answers.get(1).isProblem(409, "open-work");
            } else {
                answers.get(0).isProblem(422, "assignment-not-possible");
            }
            assertThat(visit.openTask().getAssignee()).isEqualTo(given ? person : null);
        }
    }
}
