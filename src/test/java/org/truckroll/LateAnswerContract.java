// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.truckroll.Assignments.Answer;
import org.truckroll.field.Visit;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.LateResults;
import org.truckroll.servicepoint.LateResults.Taken;
import org.truckroll.servicepoint.LoadSide;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;

/** What a head end says too late is still true (service-orders 7.4 LATE, 7.6, 7.8; SOM-08). */
abstract class LateAnswerContract {

    private static final int ROUNDS = 12;
    private static final String OK = "ok";
    private static final String BUSY = "busy";
    private static final String SUCCESS = "SUCCESS";
    private static final String ON = "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";
    private static final String OFF = "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"OFF\"}}";
    private static final String TURNED_OFF = "{\"mode\":\"TURNED_OFF\"}";
    private static final String EN_ROUTE = "{\"status\":\"EN_ROUTE\"}";

    @Autowired
    private Stories stories;

    @Autowired
    private LateResults late;

    @Autowired
    private OrderEvents events;

    @Autowired
    private Json json;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

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

    private static Activity command(Story story, String action) {
        return story.activities().stream()
                .filter(activity -> activity.action().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static Observation seen(
            Story story, Instant at, @Nullable SwitchPosition said, @Nullable List<Reading> readings) {
        return new Observation(at, story.device().id(), null, said, readings, null, null, null, null);
    }

    private Taken answer(Story story, String action, String outcome, Observation seen) {
        Activity command = command(story, action);
        return stories.inTransaction(() -> late.apply(command, outcome, seen));
    }

    private Taken succeeds(Story story, String action, @Nullable SwitchPosition said) {
        return answer(story, action, SUCCESS, seen(story, Stories.now(), said, null));
    }

    private static void later() {
        ClockUtil.setCurrentTime(Date.from(Stories.now().plusSeconds(600)));
    }

    private List<JsonNode> lateResults(Story story) {
        return events.of(story.orderId()).stream()
                .filter(event -> event.type().equals("LateResult"))
                .map(event -> json.read(event.data(), JsonNode.class))
                .toList();
    }

    /** A stop whose remote disconnect came to nothing: a crew has been sent. */
    private Story crewSent() {
        Story story = stories.at(ON).ordered("DISABLE").walk("D04 REMOTE_DISCONNECT: FAILURE");
        later();
        return story.assess("D05", "TURN_OFF_METER");
    }

    private Answer call(Story story, String step, String body) {
        return doors().call(
                        "crew",
                        "POST",
                        "/api/v1/field-activities/" + story.activity().id() + "/" + step,
                        body);
    }

    private Assignments doors() {
        return stories.doors(port);
    }

    private Answer view(String visit) {
        return doors().call("crew", "GET", "/api/v1/field-activities/" + visit, null)
                .is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFFERED", "CLAIMED", "APPOINTMENT"})
    void withdrawsTheVisitThatNobodyHasSetOutFor(String state) {
        Story story = crewSent();
        switch (state) {
            case "CLAIMED" -> story.signed();
            case "APPOINTMENT" -> story.signed().appointed();
            default -> {}
        }
        String visit = story.activity().id();
        assertThat(story.facts().xSwitch()).isTrue();

        assertThat(succeeds(story, "REMOTE_DISCONNECT", SwitchPosition.OFF)).isEqualTo(Taken.VISIT_WITHDRAWN);

        assertThat(view(visit).body().path("state").asText()).isEqualTo("CANCELLED");
        assertThat(story.device().position()).isEqualTo(SwitchPosition.OFF);
        assertThat(story.facts().xSwitch()).isFalse();
        assertThat(story.facts().disconnected()).isTrue();
        assertThat(story.facts().acted()).isTrue();
        assertThat(lateResults(story)).singleElement().satisfies(event -> {
            assertThat(event.path("command").asText()).isEqualTo("REMOTE_DISCONNECT");
            assertThat(event.path("endedAs").asText()).isEqualTo("EXHAUSTED");
            assertThat(event.path("outcome").asText()).isEqualTo(SUCCESS);
            assertThat(event.path("taken").asText()).isEqualTo("VISIT_WITHDRAWN");
        });
        story.walk("D06 ON_DEMAND_READ_SCALAR: SUCCESS read", "D12 DONE: completed DONE");
        assertThat(command(story, "REMOTE_DISCONNECT").outcome()).isEqualTo("EXHAUSTED");
    }

    @Test
    void answerOfTheHeadEndComesAllTheWay() {
        Story story = crewSent();
        Activity command = command(story, "REMOTE_DISCONNECT");

        stories.replies().receive("scripted", story.reply(command.id(), SUCCESS, Map.of("switch", "OFF", "read", "")));

        story.walk("D12 DONE: completed DONE");
        assertThat(lateResults(story))
                .extracting(event -> event.path("taken").asText())
                .containsExactly("VISIT_WITHDRAWN");
    }

    @Test
    void bypassThatIsToldLateIsInvestigatedAlthoughTheOrderIsOver() {
        Story story = stories.at(ON)
                .ordered("DISABLE")
                .walk(
                        "D04 REMOTE_DISCONNECT: FAILURE",
                        "D05 TURN_OFF_METER: TURNED_OFF read",
                        "D12 DONE: completed DONE");
        later();

        answer(
                story,
                "REMOTE_DISCONNECT",
                SUCCESS,
                seen(story, Stories.now(), SwitchPosition.OFF, null).with(LoadSide.LIVE));

        assertThat(story.point().openEvent()).isEqualTo("BYPASS_SUSPECTED");
        Story raised = stories.at("{}")
                .of(stories.orders()
                        .lastRaised(story.orderId(), "INVESTIGATE")
                        .orElseThrow()
                        .id());
        assertThat(raised.order().reason()).isEqualTo("BYPASS_SUSPECTED");
        assertThat(raised.order().waitsFor()).isNull();
        raised.assess("I01", "PING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EN_ROUTE", "ON_SITE", "SUSPENDED"})
    void tellsTheCrewThatHasSetOut(String state) {
        Story story = crewSent().signed();
        call(story, "status", "{\"status\":\"" + state + "\"}").is(200);
        String visit = story.activity().id();
        assertThat(view(visit).body().path("crewNote").isNull()).isTrue();

        assertThat(succeeds(story, "REMOTE_DISCONNECT", SwitchPosition.OFF)).isEqualTo(Taken.CREW_TOLD);

        assertThat(story.activity().id()).isEqualTo(visit);
        assertThat(story.device().position()).isEqualTo(SwitchPosition.OFF);
        String note = view(visit).body().path("crewNote").asText();
        assertThat(note).contains("REMOTE_DISCONNECT", story.device().id(), "2026-03-02 11:10", "switch is OFF");
        Task task = stories.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(visit)
                .singleResult();
        assertThat(task.getDescription()).isEqualTo(note);
        assertThat(stories.engine().getTaskService().getVariableLocal(task.getId(), "crewNote"))
                .isEqualTo(note);
        assertThat(events.of(story.orderId()))
                .anyMatch(event ->
                        event.type().equals("Milestone") && event.data().contains("CREW_TOLD"));
        call(story, "complete", TURNED_OFF).is(200);
        story.walk("D06 ON_DEMAND_READ_SCALAR: SUCCESS read", "D12 DONE: completed DONE");
    }

    @Test
    void secondNoteStandsBelowTheFirst() {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"UNKNOWN\"}}")
                .ordered("DISABLE")
                .walk("D02 PING: FAILURE", "D04 REMOTE_DISCONNECT: FAILURE")
                .assess("D05", "TURN_OFF_METER")
                .signed();
        later();
        call(story, "status", EN_ROUTE).is(200);
        String visit = story.activity().id();

        assertThat(succeeds(story, "REMOTE_DISCONNECT", null)).isEqualTo(Taken.CREW_TOLD);
        assertThat(succeeds(story, "PING", SwitchPosition.OFF)).isEqualTo(Taken.CREW_TOLD);

        assertThat(view(visit).body().path("crewNote").asText().lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("REMOTE_DISCONNECT"),
                        second -> assertThat(second).contains("PING"));
    }

    @Test
    void visitThatIsStillWantedStays() {
        // The meter has been commissioned after all, but nobody has connected the supply.
        Story story = stories.at("{\"supply\":\"OFF_METER\",\"device\":{\"switch\":\"ON\"}}")
                .ordered("INSTALL")
                .walk(
                        "N05 CONNECT_SP_AT_METER: CONNECTED_AT_METER",
                        "N06 COMMISSION: FAILURE",
                        "N07 SPAWN_INVESTIGATE");
        story.change("{\"supply\":\"OFF_METER\"}").assess("N05", "CONNECT_SP_AT_METER");
        String visit = story.activity().id();

        assertThat(succeeds(story, "COMMISSION", null)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.device().commissionState()).isEqualTo(Device.Commission.COMMISSIONED);
        assertThat(view(visit).body().path("state").asText()).isEqualTo("OFFERED");
    }

    @Test
    void lateReadTakesThePlaceOfTheVisit() {
        Story story = stories.at(ON)
                .ordered("READ")
                .walk("M03 ON_DEMAND_READ_SCALAR: FAILURE")
                .assess("M06", "READ_METER");

        Taken taken = answer(
                story,
                "ON_DEMAND_READ_SCALAR",
                SUCCESS,
                seen(story, Stories.now(), null, story.readings(story.device(), Stories.now())));

        assertThat(taken).isEqualTo(Taken.VISIT_WITHDRAWN);
        assertThat(story.facts().xRead()).isFalse();
        story.walk("M02 DONE: completed DONE");
    }

    @Test
    void lateReadThatIsNotCompleteLeavesTheVisitAlone() {
        Story story = stories.at(ON)
                .ordered("READ")
                .walk("M03 ON_DEMAND_READ_SCALAR: FAILURE")
                .assess("M06", "READ_METER");
        Reading ofTomorrow =
                new Reading("1", null, new BigDecimal(7), Stories.now().plusSeconds(86_400), null);

        assertThat(answer(
                        story, "ON_DEMAND_READ_SCALAR", SUCCESS, seen(story, Stories.now(), null, List.of(ofTomorrow))))
                .isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.facts().xRead()).isTrue();
        assertThat(stories.readings().ofOrder(story.orderId())).hasSize(1);
        assertThat(story.activity().action()).isEqualTo("READ_METER");
    }

    @Test
    void commissioningThatCameThroughIsNoFailureAnyMore() {
        Story story = stories.at("{\"device\":{}}").ordered("ENABLE");
        Instant done = Stories.now();
        later();
        story.walk("E09 COMMISSION: FAILURE", "E10 SPAWN_INVESTIGATE").assess("E15", "TURN_ON_METER");
        assertThat(story.device().commissionState()).isEqualTo(Device.Commission.FAILED);

        // It happened before we gave it up, and was told afterwards.
        assertThat(answer(story, "COMMISSION", SUCCESS, seen(story, done, null, null)))
                .isEqualTo(Taken.VISIT_WITHDRAWN);

        assertThat(story.device().commissionState()).isEqualTo(Device.Commission.COMMISSIONED);
        assertThat(story.facts().xCommission()).isFalse();
        story.walk(
                "E12 REMOTE_CONNECT: SUCCESS switch=ON",
                "E16 ON_DEMAND_READ_SCALAR: SUCCESS read",
                "E20 DONE: partial DONE_WITH_FOLLOW_UP");
    }

    @Test
    void whatHasChangedSinceIsNotUndone() {
        Story story = stories.at(ON).ordered("DISABLE").walk("D04 REMOTE_DISCONNECT: FAILURE");
        Instant done = Stories.now();
        later();
        story.assess("D05", "TURN_OFF_METER");
        story.change("{\"device\":{\"switch\":\"ARMED\"}}").change("{\"device\":{\"switch\":\"ON\"}}");

        assertThat(answer(story, "REMOTE_DISCONNECT", SUCCESS, seen(story, done, SwitchPosition.OFF, null)))
                .isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.device().position()).isEqualTo(SwitchPosition.ON);
        assertThat(story.facts().xSwitch()).isTrue();
        assertThat(story.facts().disconnected()).isFalse();
        assertThat(story.activity().action()).isEqualTo("TURN_OFF_METER");
        assertThat(lateResults(story)).hasSize(1);
    }

    @Test
    void answerAboutAnotherDeviceIsOnlyKept() {
        Story story = crewSent();
        Observation ofTheOld =
                seen(story, Stories.now(), SwitchPosition.OFF, story.readings(story.device(), Stories.now()));
        story.change("{\"device\":{\"id\":\"M-OTHER-" + story.pointId + "\"}}");

        assertThat(answer(story, "REMOTE_DISCONNECT", SUCCESS, ofTheOld)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.device().position()).isEqualTo(SwitchPosition.ON);
        assertThat(story.facts().xSwitch()).isTrue();
        assertThat(stories.readings().ofOrder(story.orderId())).singleElement().satisfies(set -> {
            assertThat(set.deviceId()).isEqualTo(ofTheOld.deviceId());
            assertThat(set.source()).isEqualTo(ReadingSet.Source.ON_DEMAND);
            assertThat(set.standing()).isFalse();
        });
    }

    @Test
    void orderThatHasEndedStaysEndedAndTheFactIsKept() {
        Story story = stories.at(OFF).ordered("PING").walk("P02 PING: FAILURE", "P03 FAILED: failed NO_ANSWER");
        later();

        assertThat(succeeds(story, "PING", SwitchPosition.ON)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.device().position()).isEqualTo(SwitchPosition.ON);
        assertThat(story.order().state()).isEqualTo(OrderState.FAILED);
        assertThat(story.facts().xPing()).isTrue();
        assertThat(lateResults(story)).hasSize(1);
    }

    @Test
    void personIsNotAskedAnyMoreWhenTheAnswerComes() {
        Story story = stories.at(ON)
                .ordered("DISABLE")
                .walk(
                        "D04 REMOTE_DISCONNECT: FAILURE",
                        "D05 TURN_OFF_METER: NO_ACCESS",
                        "D05 TURN_OFF_METER: NO_ACCESS")
                .assess("G12", "FIELD_EXHAUSTED");
        Activity question = story.activity();

        assertThat(succeeds(story, "REMOTE_DISCONNECT", SwitchPosition.OFF)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(stories.activities().get(question.id()).outcome()).isEqualTo("WITHDRAWN");
        story.walk("D06 ON_DEMAND_READ_SCALAR: SUCCESS read", "D12 DONE: completed DONE");
    }

    @Test
    void orderThatWaitsForTheScheduledReadLooksAgain() {
        Story story = stories.at("{\"nextScheduledRead\":\"2026-03-03\"," + ON.substring(1))
                .ordered("READ")
                .walk("M03 ON_DEMAND_READ_SCALAR: FAILURE")
                .assess("M05", "WAIT_READ");

        answer(
                story,
                "ON_DEMAND_READ_SCALAR",
                SUCCESS,
                seen(story, Stories.now(), null, story.readings(story.device(), Stories.now())));

        story.walk("M02 DONE: completed DONE");
    }

    @Test
    void commandUnderWayFinishesAndItsResultMeetsTheNewFacts() {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"UNKNOWN\"}}")
                .ordered("DISABLE")
                .walk("D02 PING: FAILURE")
                .assess("D04", "REMOTE_DISCONNECT")
                .send();

        assertThat(succeeds(story, "PING", SwitchPosition.OFF)).isEqualTo(Taken.FACTS_ONLY);

        String id = story.activity().id();
        assertThat(story.activity().action()).isEqualTo("REMOTE_DISCONNECT");
        stories.replies().receive("scripted", story.reply(id, SUCCESS, Map.of("switch", "OFF")));
        story.walk("D06 ON_DEMAND_READ_SCALAR: SUCCESS read", "D12 DONE: completed DONE");
    }

    @Test
    void orderThatHasNotLookedYetSeesTheLaterWord() {
        Story story = stories.at("{\"device\":{}}").ordered("ENABLE").walk("E09 COMMISSION: FAILURE");

        assertThat(succeeds(story, "COMMISSION", null)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(command(story, "COMMISSION").outcome()).isEqualTo(SUCCESS);
        story.walk("E12 REMOTE_CONNECT: SUCCESS switch=ON");
        assertThat(story.device().commissionState()).isEqualTo(Device.Commission.COMMISSIONED);
        assertThat(story.facts().xCommission()).isFalse();
    }

    @Test
    void lateDecommissioningIsOfTheDeviceThatWasTakenOut() {
        Story story = stories.at(ON)
                .ordered("EXCHANGE")
                .walk(
                        "X02 ON_DEMAND_READ_SCALAR: SUCCESS read",
                        "X03 EXCHANGE_METER: EXCHANGED device={\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"} read",
                        "X05 DECOMMISSION: FAILURE",
                        "X07 SPAWN_INVESTIGATE");
        String old = String.valueOf(story.facts().takenOut().deviceId());
        Activity command = command(story, "DECOMMISSION");
        Observation seen = new Observation(Stories.now(), old, null, null, null, null, null, null, null);

        assertThat(stories.inTransaction(() -> late.apply(command, SUCCESS, seen)))
                .isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.facts().takenOut().commissioned()).isFalse();
        assertThat(story.facts().xDecom()).isFalse();
        assertThat(story.device().commissionState()).isEqualTo(Device.Commission.COMMISSIONED);
        story.walk("X18 DONE: partial DONE_WITH_FOLLOW_UP");
    }

    @Test
    void lateReadOfTheOldDeviceSparesTheEstimate() {
        Story story = stories.at(ON).ordered("EXCHANGE").walk("X02 ON_DEMAND_READ_SCALAR: FAILURE");
        Device old = story.device();
        List<Reading> read = story.readings(old, Stories.now());
        Observation seen = seen(story, Stories.now(), null, read);
        story.walk(
                        "X03 EXCHANGE_METER: EXCHANGED device={\"kind\":\"MANUAL\",\"switch\":\"ON\"} read=new",
                        "X05 DECOMMISSION: SUCCESS")
                .assess("X15", "ESTIMATE_READ");

        answer(story, "ON_DEMAND_READ_SCALAR", SUCCESS, seen);

        story.walk("X18 DONE: completed DONE");
    }

    @Test
    void failureIsOnlyRecorded() {
        Story story = crewSent();

        assertThat(answer(story, "REMOTE_DISCONNECT", "EXHAUSTED", seen(story, Stories.now(), null, null)))
                .isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.device().position()).isEqualTo(SwitchPosition.ON);
        assertThat(story.activity().action()).isEqualTo("TURN_OFF_METER");
        assertThat(lateResults(story))
                .singleElement()
                .satisfies(event -> assertThat(event.path("outcome").asText()).isEqualTo("EXHAUSTED"));
    }

    @Test
    void secondSuccessChangesNothing() {
        Story story = stories.at(ON)
                .ordered("DISABLE")
                .walk("D04 REMOTE_DISCONNECT: SUCCESS switch=OFF", "D06 ON_DEMAND_READ_SCALAR: FAILURE")
                .assess("D09", "READ_METER");

        assertThat(succeeds(story, "REMOTE_DISCONNECT", SwitchPosition.OFF)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(story.activity().action()).isEqualTo("READ_METER");
        assertThat(lateResults(story)).isEmpty();
    }

    @Test
    void laterWordOfAnArmedSwitchClosesTheWait() {
        Story story = stories.at(
                        "{\"device\":{\"commission\":\"COMMISSIONED\",\"capabilities\":{\"switch\":\"ARM_ONLY\"}}}")
                .ordered("RECONNECT")
                .walk("R08 ARM: SUCCESS switch=ARMED")
                .assess("R09", "WAIT_CLOSE");
        Activity wait = story.activity();
        later();

        assertThat(succeeds(story, "ARM", SwitchPosition.ON)).isEqualTo(Taken.FACTS_ONLY);

        assertThat(stories.activities().get(wait.id()).outcome()).isEqualTo("CLOSED");
        story.walk("R11 ON_DEMAND_READ_SCALAR: SUCCESS read", "R12 DONE: completed DONE");
    }

    @Test
    void commandThatIsStillOpenIsLeftToItsOwnActivity() {
        Story story = stories.at(ON).ordered("DISABLE").assess("D04", "REMOTE_DISCONNECT");

        assertThatThrownBy(() -> succeeds(story, "REMOTE_DISCONNECT", SwitchPosition.OFF))
                .isInstanceOf(OptimisticLockingFailureException.class);

        assertThat(story.device().position()).isEqualTo(SwitchPosition.ON);
    }

    /** The crew sets out, or reports, while the answer arrives: one comes first, and nothing is half done. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "complete"})
    void eitherTheVisitGoesBackOrItsCrewKnows(String step) throws Exception {
        boolean setsOut = step.equals("status");
        for (int round = 0; round < ROUNDS; round++) {
            Story story = crewSent().signed();
            String visit = story.activity().id();
            Activity command = command(story, "REMOTE_DISCONNECT");
            Observation seen = seen(story, Stories.now(), SwitchPosition.OFF, null);
            CyclicBarrier start = new CyclicBarrier(2);
            int ahead = (round % 5 - 2) * 3;
            Future<String> crew = threads.submit(() -> outcome(start, Math.max(0, ahead), () -> {
                if (setsOut) {
                    return stories.field().status(visit, Stories.CREW, Visit.Status.EN_ROUTE);
                }
                return stories.field().report(visit, Stories.CREW, story.report("TURNED_OFF", Map.of("read", "")));
            }));
            Future<String> headEnd = threads.submit(() -> outcome(
                    start, Math.max(0, -ahead), () -> stories.inTransaction(() -> late.apply(command, SUCCESS, seen))));
            String crewCame = crew.get(60, TimeUnit.SECONDS);
            String came = headEnd.get(60, TimeUnit.SECONDS);
            if (came.equals(BUSY)) {
                // As the stored answer is offered again.
                came = String.valueOf(stories.inTransaction(() -> late.apply(command, SUCCESS, seen)));
            }

            assertThat(story.device().position()).isEqualTo(SwitchPosition.OFF);
            String state = view(visit).body().path("state").asText();
            if (came.equals("VISIT_WITHDRAWN")) {
                assertThat(crewCame).isIn("already-ended", BUSY);
                assertThat(state).isEqualTo("CANCELLED");
                story.walk("D06 ON_DEMAND_READ_SCALAR: SUCCESS read", "D12 DONE: completed DONE");
            } else if (setsOut) {
                assertThat(came).isEqualTo("CREW_TOLD");
                assertThat(crewCame).isEqualTo(OK);
                assertThat(state).isEqualTo("EN_ROUTE");
                assertThat(view(visit).body().path("crewNote").asText()).contains("REMOTE_DISCONNECT");
                call(story, "complete", TURNED_OFF).is(200);
                story.walk("D06 ON_DEMAND_READ_SCALAR: SUCCESS read", "D12 DONE: completed DONE");
            } else {
                assertThat(came).isEqualTo("FACTS_ONLY");
                assertThat(crewCame).isEqualTo(OK);
                assertThat(state).isEqualTo("COMPLETED");
                story.walk("D12 DONE: completed DONE");
            }
        }
    }

    private static String outcome(CyclicBarrier start, int delay, Callable<?> step) throws Exception {
        start.await(60, TimeUnit.SECONDS);
        Thread.sleep(delay);
        try {
            Object result = step.call();
            return result instanceof Taken taken ? taken.name() : OK;
        } catch (Problem problem) {
            return problem.name();
        } catch (ConcurrencyFailureException | ProcessEngineException e) {
            return BUSY;
        }
    }
}
