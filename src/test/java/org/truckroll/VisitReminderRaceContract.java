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
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A visit is moved, or ends, in the moment in which its customer is reminded of it: each time is told of once, and none that holds no more (EVADO-17). */
abstract class VisitReminderRaceContract {

    private static final int ROUNDS = 8;
    private static final String POINT = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String EARLIER = "2026-03-05T17:00:00Z";
    private static final String DAY_BEFORE = "2026-03-04T17:00:00Z";
    private static final String LATER = "2026-03-05T20:00:00Z";

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    /** The database that is meant: a race won on another one proves nothing. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** The moment has come; in odd rounds a node has taken up the step already. */
    private Reminded due(int round) {
        stories.begin();
        Reminded visit = Reminded.of(stories, jdbc, port, POINT).appointed(EARLIER);
        visit.token().runJob(Reminded.TELL);
        Reminded.at(DAY_BEFORE);
        if (round % 2 == 1) {
            visit.token().fireTimer(Reminded.MOMENT);
        }
        return visit;
    }

    private String job(Reminded visit, int round) {
        return (round % 2 == 1
                        ? visit.token().jobAt(Reminded.TELL)
                        : visit.token().timerAt(Reminded.MOMENT))
                .getId();
    }

    /** As a node runs a job; what lost is tried again. */
    private boolean runs(String job) {
        try {
            stories.engine().getManagementService().executeJob(job);
            return true;
        } catch (ProcessEngineException | ConcurrencyFailureException e) {
            return false;
        }
    }

    /** The job executor goes on until the process waits or has ended. */
    private void finish(Reminded visit) {
        for (int tries = 0; visit.running() > 0 && tries < 10; tries++) {
            var job = stories.engine()
                    .getManagementService()
                    .createJobQuery()
                    .processDefinitionKey("service-notice")
                    .processInstanceId(stories.engine()
                            .getRuntimeService()
                            .createProcessInstanceQuery()
                            .processInstanceBusinessKey(visit.visit().id())
                            .processDefinitionKey("service-notice")
                            .singleResult()
                            .getId())
                    .executable()
                    .singleResult();
            if (job == null) {
                return;
            }
            runs(job.getId());
        }
    }

    private List<Integer> race(int round, List<Callable<Integer>> rivals) throws Exception {
        CyclicBarrier start = new CyclicBarrier(rivals.size());
        List<Future<Integer>> begun = new ArrayList<>();
        for (int i = 0; i < rivals.size(); i++) {
            Callable<Integer> rival = rivals.get(i);
            int pause = i == round % rivals.size() ? round * 3 : 0;
            begun.add(threads.submit(() -> {
                start.await(60, TimeUnit.SECONDS);
                Thread.sleep(pause);
                return rival.call();
            }));
        }
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> one : begun) {
            results.add(one.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    @Test
    void visitIsMovedWhileItIsTold() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Reminded visit = due(round);
            String job = job(visit, round);
            List<Integer> results = race(
                    round,
                    List.of(() -> runs(job) ? 1 : 0, () -> visit.appoint(LATER).status()));
            if (results.get(1) != 200) {
                assertThat(results.get(1)).isEqualTo(409);
                visit.appointed(LATER);
            }
            finish(visit);
            assertThat(visit.running()).isOne();
            assertThat(visit.remindedOf()).doesNotHaveDuplicates().doesNotContain(LATER);
            assertThat(visit.waitsUntil()).isEqualTo("2026-03-04T20:00:00Z");
            visit.token().fireTimer(Reminded.MOMENT);
            String telling = visit.token().jobAt(Reminded.TELL).getId();
            race(round, List.of(() -> runs(telling) ? 1 : 0, () -> runs(telling) ? 1 : 0));
            finish(visit);
            assertThat(visit.remindedOf()).doesNotHaveDuplicates().endsWith(LATER);
        }
    }

    /** The mover holds the visit; the node is in the middle of its step, and tells of what the mover leaves. */
    @Test
    void stepThatHasBegunReadsTheTimeThatTheMoverLeaves() throws Exception {
        Reminded visit = due(1);
        String job = job(visit, 1);
        List<Future<Boolean>> step = new ArrayList<>();
        stories.inTransaction(() -> {
            jdbc.sql("select id from tr_visit where id = :id for update")
                    .param("id", visit.visit().id())
                    .query(String.class)
                    .single();
            step.add(threads.submit(() -> runs(job)));
            pause(500);
            assertThat(step.get(0).isDone()).as("the node waits for the visit").isFalse();
            jdbc.sql("update tr_appointment set state = 'PROPOSED' where visit_id = :id")
                    .param("id", visit.visit().id())
                    .update();
            return true;
        });
        step.get(0).get(60, TimeUnit.SECONDS);
        finish(visit);
        assertThat(visit.remindedOf()).isEmpty();
    }

    @Test
    void visitEndsWhileItIsTold() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Reminded visit = due(round);
            String job = job(visit, round);
            race(round, List.of(() -> runs(job) ? 1 : 0, () -> {
                for (int tries = 0; tries < 5; tries++) {
                    try {
                        return visit.visit().withdraw() ? 200 : 409;
                    } catch (ConcurrencyFailureException | ProcessEngineException e) {
                        pause(20);
                    }
                }
                return 500;
            }));
            finish(visit);
            assertThat(visit.running()).isZero();
            assertThat(visit.remindedOf()).hasSizeLessThanOrEqualTo(1);
            assertThat(visit.deliveries("visit-coming")).allMatch(state -> state.endsWith("DROPPED"));
            assertThat(visit.told("visit-called-off")).isOne();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
