// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.ConcurrencyFailureException;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reply;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitReport;
import org.truckroll.intake.Amendments;
import org.truckroll.intake.Cancellations;
import org.truckroll.intake.Patch;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.shared.Problem;

/** A cancellation or an amendment meets a step of the order in the same moment: one comes first, and nothing is half done (service-orders 7.6). */
abstract class OrderRaceContract {

    private static final Logger LOG = LoggerFactory.getLogger(OrderRaceContract.class);
    private static final int ROUNDS = 12;
    private static final String OK = "ok";
    private static final String BUSY = "busy";
    private static final String COMMISSIONED = "{\"device\":{\"commission\":\"COMMISSIONED\"}}";
    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private Cancellations cancellations;

    @Autowired
    private Amendments amendments;

    @Autowired
    private Milestones milestones;

    @Autowired
    private DataSource dataSource;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

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

    /** What the two came to: {@link #OK}, the name of a problem, or {@link #BUSY} for who was rolled back and will come again. */
    record Race(String first, String second) {}

    private Race race(int round, Callable<?> first, Callable<?> second) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        // Sometimes one has a head start, sometimes the other.
        int ahead = (round % 5 - 2) * 3;
        Future<String> one = threads.submit(() -> outcome(start, Math.max(0, ahead), first));
        Future<String> other = threads.submit(() -> outcome(start, Math.max(0, -ahead), second));
        return new Race(get(one), get(other));
    }

    private static String outcome(CyclicBarrier start, int delay, Callable<?> step) throws Exception {
        start.await(60, TimeUnit.SECONDS);
        Thread.sleep(delay);
        try {
            step.call();
            return OK;
        } catch (Problem problem) {
            return problem.name();
        } catch (ConcurrencyFailureException | ProcessEngineException e) {
            // The step was rolled back, or what it stood on is gone.
            LOG.info("A step lost the race: {}", e.toString());
            return BUSY;
        } catch (NullPointerException e) {
            // The engine's own, when the other one deletes executions while it reads them one by one: rolled back, too.
            if (!e.getStackTrace()[0].getClassName().startsWith("org.camunda.bpm.engine.impl.pvm.")) {
                throw e;
            }
            LOG.info("A step lost the race within the engine: {}", e.toString());
            return BUSY;
        }
    }

    private static String get(Future<String> result) throws InterruptedException {
        try {
            return result.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("a step failed in another way than by a refusal", e);
        }
    }

    private Callable<?> cancel(Story story) {
        return () -> cancellations.request(story.orderId(), "race", Stories.CIS);
    }

    private Callable<?> step(Story story, String activity) {
        Job job = story.token().jobAt(activity);
        return () -> {
            stories.engine().getManagementService().executeJob(job.getId());
            return OK;
        };
    }

    private Callable<?> sending() {
        return () -> {
            stories.send();
            return OK;
        };
    }

    /** The order, once cancelled, ends by G01, whatever came between; its token is one. */
    private void endsCancelled(Story story) {
        assertThat(story.order().state()).isEqualTo(OrderState.ASSESSING_CANCELLATION);
        assertThat(story.facts().cancel()).isEqualTo(OrderFacts.Cancel.ASKED);
        assertThat(stories.activities().allOpenOf(story.orderId())).isEmpty();
        assertThat(story.token().waitsAt()).contains("subProcess_assess");
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(milestones.of(story.orderId()).stream().map(Milestones.Milestone::name))
                .containsOnlyOnce("CANCELLATION_ACCEPTED");
    }

    @Test
    void crewThatSetsOut() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(MANUAL)
                    .ordered("ENABLE")
                    .assess("E15", "TURN_ON_METER")
                    .signed();
            String visit = story.activity().id();
            Race race = race(
                    round, () -> stories.field().status(visit, Stories.CREW, Visit.Status.EN_ROUTE), cancel(story));
            if (race.second().equals(OK)) {
                assertThat(race.first()).isIn("already-ended", BUSY);
                endsCancelled(story);
            } else {
                assertThat(race).isEqualTo(new Race(OK, "past-point-of-no-return"));
                assertThat(story.facts().cancel()).isEqualTo(OrderFacts.Cancel.NONE);
                assertThat(story.activity().id()).isEqualTo(visit);
            }
        }
    }

    @Test
    void crewThatReports() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(MANUAL)
                    .ordered("ENABLE")
                    .assess("E15", "TURN_ON_METER")
                    .signed();
            String visit = story.activity().id();
            VisitReport report = story.report("TURNED_ON", Map.of("read", ""));
            Race race = race(round, () -> stories.field().report(visit, Stories.CREW, report), cancel(story));
            assertThat(race.second())
                    .as("whoever was first, the order is free afterwards")
                    .isEqualTo(OK);
            boolean reported = race.first().equals(OK);
            assertThat(stories.activities().get(visit).outcome())
                    .isEqualTo(reported ? "TURNED_ON" : Withdrawal.WITHDRAWN);
            endsCancelled(story);
            assertThat(story.point().supplied()).as("what was done stays done").isEqualTo(reported);
        }
    }

    @Test
    void personThatDecides() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(
                            "{\"status\":\"ACTIVE\",\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                    .ordered("ENABLE")
                    .assess("G14", "COMPLETE_DATA");
            String id = story.activity().id();
            Race race = race(
                    round,
                    () -> {
                        stories.human()
                                .decide(id, Stories.DISPATCHER, new PersonsDecision("CANCEL", null, null, null, null));
                        return OK;
                    },
                    cancel(story));
            assertThat(race.second()).isEqualTo(OK);
            assertThat(stories.activities().get(id).outcome())
                    .isEqualTo(race.first().equals(OK) ? "CANCEL" : Withdrawal.WITHDRAWN);
            assertThat(story.order().state()).isEqualTo(OrderState.ASSESSING_CANCELLATION);
            story.token().runJob("subProcess_assess").runJob("serviceTask_closeOrder");
            assertThat(story.order().state()).isEqualTo(OrderState.CANCELLED);
        }
    }

    @Test
    void commandThatLeaves() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(COMMISSIONED).ordered("ENABLE").assess("E12", "REMOTE_CONNECT");
            String id = story.activity().id();
            ScriptedHeadEnd.INSTANCE.reset();
            Race race = race(round, sending(), cancel(story));
            if (race.second().equals(OK)) {
                assertThat(ScriptedHeadEnd.INSTANCE.received())
                        .as("nothing has left")
                        .isEmpty();
                assertThat(story.command(id).outcome()).isEqualTo(Withdrawal.WITHDRAWN);
                endsCancelled(story);
            } else {
                assertThat(race).isEqualTo(new Race(OK, "past-point-of-no-return"));
                assertThat(ScriptedHeadEnd.INSTANCE.received()).hasSize(1);
                assertThat(story.command(id).state()).isEqualTo(MeterCommand.State.ACCEPTED);
            }
        }
    }

    @Test
    void answerThatComes() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(COMMISSIONED)
                    .ordered("ENABLE")
                    .assess("E12", "REMOTE_CONNECT")
                    .send();
            String id = story.activity().id();
            Reply reply = story.reply(id, "SUCCESS", Map.of("switch", "ON"));
            Race race = race(
                    round,
                    () -> {
                        stories.replies().receive("scripted", reply);
                        return OK;
                    },
                    cancel(story));
            assertThat(race.first()).as("an answer is never refused").isEqualTo(OK);
            if (race.second().equals(OK)) {
                endsCancelled(story);
            } else {
                assertThat(race.second()).isEqualTo("past-point-of-no-return");
                assertThat(story.facts().cancel()).isEqualTo(OrderFacts.Cancel.NONE);
                story.assess("E16", "ON_DEMAND_READ_SCALAR");
            }
            assertThat(stories.activities().get(id).outcome()).isEqualTo("SUCCESS");
        }
    }

    @Test
    void assessmentThatRuns() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(MANUAL).ordered("ENABLE");
            Race race = race(round, step(story, "subProcess_assess"), cancel(story));
            assertThat(race.second()).isEqualTo(OK);
            if (race.first().equals(OK) && story.rules().contains("G01")) {
                story.token().runJob("serviceTask_closeOrder");
                assertThat(story.order().outcome()).isEqualTo("CANCELLED");
            } else {
                endsCancelled(story);
            }
        }
    }

    @Test
    void timerThatFires() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story =
                    stories.at(COMMISSIONED).outage(true).ordered("ENABLE").assess("G09", "WAIT_OUTAGE");
            Job timer = story.token().timerAt("boundaryEvent_waitOver");
            Race race = race(
                    round,
                    () -> {
                        stories.engine().getManagementService().executeJob(timer.getId());
                        return OK;
                    },
                    cancel(story));
            assertThat(race.second()).isEqualTo(OK);
            endsCancelled(story);
        }
    }

    @Test
    void twoCancellations() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
            assertThat(race(round, cancel(story), cancel(story))).isEqualTo(new Race(OK, OK));
            endsCancelled(story);
        }
    }

    @Test
    void paymentThatMeetsTheAssessment() throws Exception {
        Patch paid = Patch.of(new ObjectMapper().readTree("{\"collection\":{\"paid\":true}}"));
        for (int round = 0; round < ROUNDS; round++) {
            Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                    .ordered("CUT")
                    .assess("G08", "SEND_NOTICE");
            Race race = race(
                    round,
                    step(story, "subProcess_assess"),
                    () -> amendments.amend(story.orderId(), paid, Stories.CIS));
            assertThat(race.second()).isEqualTo(OK);
            List<Activity> open = stories.activities().allOpenOf(story.orderId());
            assertThat(open).isEmpty();
            if (!story.rules().contains("G05")) {
                story.assess("G05", "CANCELLED");
            }
            story.token().runJob("serviceTask_closeOrder");
            assertThat(story.order().outcome()).isEqualTo("PAID");
            assertThat(story.order().collection().paid()).as("not overwritten").isTrue();
        }
    }
}
