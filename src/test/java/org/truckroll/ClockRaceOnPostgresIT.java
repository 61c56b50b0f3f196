// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.closure.Subscriptions;
import org.truckroll.dispatch.clock.ClockFact;
import org.truckroll.dispatch.clock.ClockWatch;
import org.truckroll.dispatch.clock.Clocks;
import org.truckroll.dispatch.clock.ServiceClock;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Jeopardies;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Problem;

/** A limit is reached in the moment in which its order ends, pauses, or another node looks: one comes first, and each fact is there once. */
@ProcessTest
@Import(PostgresInTest.class)
class ClockRaceOnPostgresIT {

    private static final int ROUNDS = 12;
    private static final String OK = "ok";
    private static final String BUSY = "busy";
    private static final Caller DISPATCHER =
            new Caller("dispatcher", Caller.Kind.PERSON, Set.of("dispatchers-north"), Set.of("north"), Set.of());

    @Autowired
    private Stories stories;

    @Autowired
    private Clocks clocks;

    @Autowired
    private ClockWatch watch;

    @Autowired
    private Jeopardies jeopardies;

    @Autowired
    private Subscriptions subscriptions;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @Autowired
    private ManagementService management;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** An order that is done but for its last step, six minutes before its warning; the clock has its process. */
    private Story nearlyLate() {
        ClockUtil.setCurrentTime(Date.from(Stories.NOW));
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        story.visit("TURNED_ON", Map.of("read", ""));
        story.assess("E20", "DONE");
        ClockUtil.setCurrentTime(Date.from(limit().minus(Duration.ofMinutes(6))));
        watch.look();
        return story;
    }

    private static Instant limit() {
        return Stories.NOW.plus(Duration.ofHours(36));
    }

    private Clocks.View clock(Story story) {
        return clocks.ofOrder(story.orderId(), DISPATCHER).get(0);
    }

    private List<ProcessInstance> processes(Story story) {
        return stories.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(clock(story).clock().id(), Clocks.PROCESS)
                .list();
    }

    private Job job(Story story) {
        return management
                .createJobQuery()
                .processInstanceId(processes(story).get(0).getProcessInstanceId())
                .singleResult();
    }

    private Callable<String> run(Job job) {
        return () -> {
            management.executeJob(job.getId());
            return OK;
        };
    }

    private List<String> race(int round, List<Callable<String>> steps) throws Exception {
        CyclicBarrier start = new CyclicBarrier(steps.size());
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Callable<String> step = steps.get(i);
            int ahead = i == 0 ? Math.max(0, (round % 5 - 2) * 3) : Math.max(0, (2 - round % 5) * 3);
            results.add(threads.submit(() -> {
                start.await(60, TimeUnit.SECONDS);
                Thread.sleep(ahead);
                try {
                    return step.call();
                } catch (Problem problem) {
                    return problem.name();
                } catch (ConcurrencyFailureException | ProcessEngineException e) {
                    return BUSY;
                }
            }));
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> result : results) {
            outcomes.add(result.get(60, TimeUnit.SECONDS));
        }
        return outcomes;
    }

    /** What lost is tried again, as the job executor does. */
    private void finish(Story story) {
        for (int tries = 0; !processes(story).isEmpty() && tries < 5; tries++) {
            Job job = management
                    .createJobQuery()
                    .processInstanceId(processes(story).get(0).getProcessInstanceId())
                    .messages()
                    .singleResult();
            if (job == null) {
                return;
            }
            management.executeJob(job.getId());
        }
    }

    private void toldOnce(Story story) {
        Clocks.View view = clock(story);
        long warned = view.events().stream()
                .filter(fact -> fact.kind() == ClockFact.Kind.WARNED)
                .count();
        assertThat(warned).isLessThanOrEqualTo(1);
        assertThat(jeopardies.of(story.orderId()).stream()
                        .filter(jeopardy -> jeopardy.name().equals("ORDER_WARN"))
                        .count())
                .isEqualTo(warned);
        assertThat(view.clock().slaState() == ServiceClock.SlaState.WARN).isEqualTo(warned == 1);
    }

    @Test
    void limitIsReachedWhileTheOrderEnds() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = nearlyLate();
            management.executeJob(job(story).getId());
            ClockUtil.setCurrentTime(Date.from(limit()));
            // The timer hands over to the step that notes; both meet the end of the order.
            if (round % 2 == 0) {
                management.executeJob(job(story).getId());
            }
            Job noting = job(story);
            Job ending = story.token().jobAt("serviceTask_closeOrder");
            race(round, List.of(run(noting), run(ending)));
            if (story.order().state() != OrderState.COMPLETED) {
                story.token().runJob("serviceTask_closeOrder");
            }
            finish(story);
            assertThat(story.order().state()).isEqualTo(OrderState.COMPLETED);
            assertThat(clock(story).clock().state()).isEqualTo(ServiceClock.State.STOPPED);
            assertThat(processes(story)).isEmpty();
            assertThat(clock(story).clock().slaState())
                    .as("the limit was reached, whoever noted it")
                    .isEqualTo(ServiceClock.SlaState.WARN);
            toldOnce(story);
        }
    }

    /** Whoever hears of jeopardy alone, or of both: none of those who tell waits for another in a circle. */
    @Test
    void subscribersOfJeopardyHoldNobodyUp() throws Exception {
        List<String> subscribed = new ArrayList<>();
        for (List<String> events : List.of(
                List.of("Jeopardy"),
                List.of("ServiceOrderStateChange"),
                List.of("Jeopardy", "ServiceOrderStateChange"))) {
            subscribed.add(subscriptions
                    .subscribe(
                            Stories.CIS,
                            new Subscriptions.Wish(
                                    "http://127.0.0.1:" + port + "/simulator/cis/answers",
                                    events,
                                    null,
                                    null,
                                    "secret-of-a-test"))
                    .subscription()
                    .id());
        }
        long before = deadlocks();
        try {
            limitIsReachedWhileTheOrderEnds();
            limitIsReachedWhileADispatcherPauses();
        } finally {
            subscribed.forEach(id -> subscriptions.remove(id, Stories.CIS));
        }
        // The server's counts come a little later.
        Thread.sleep(1500);
        assertThat(deadlocks()).isEqualTo(before);
    }

    private long deadlocks() {
        return jdbc.sql("select deadlocks from pg_stat_database where datname = current_database()")
                .query(Long.class)
                .single();
    }

    @Test
    void fourNodesLookAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ClockUtil.setCurrentTime(Date.from(Stories.NOW));
            Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                    .ordered("ENABLE")
                    .assess("E15", "TURN_ON_METER");
            ClockUtil.setCurrentTime(Date.from(limit().minus(Duration.ofMinutes(6))));
            String id = clock(story).clock().id();
            Callable<String> look = () -> String.valueOf(clocks.arm(id));
            assertThat(race(0, List.of(look, look, look, look))).containsOnlyOnce("true");
            assertThat(processes(story)).hasSize(1);
        }
    }

    @Test
    void limitIsReachedWhileADispatcherPauses() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = nearlyLate();
            ClockUtil.setCurrentTime(Date.from(limit()));
            Job noting = job(story);
            String id = clock(story).clock().id();
            List<String> outcome = race(round, List.of(run(noting), () -> {
                clocks.pause(id, "WEATHER", DISPATCHER);
                return OK;
            }));
            if (outcome.get(1).equals(BUSY)) {
                clocks.pause(id, "WEATHER", DISPATCHER);
            }
            finish(story);
            assertThat(clock(story).clock().state()).isEqualTo(ServiceClock.State.PAUSED);
            assertThat(processes(story)).isEmpty();
            assertThat(clock(story).clock().slaState())
                    .as("it was reached before the pause")
                    .isEqualTo(ServiceClock.SlaState.WARN);
            toldOnce(story);
            clocks.resume(id, DISPATCHER);
            assertThat(clock(story).clock().state()).isEqualTo(ServiceClock.State.RUNNING);
        }
    }
}
