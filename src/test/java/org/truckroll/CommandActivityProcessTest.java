// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.truckroll.assessment.HumanWork;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.command.Attempts;
import org.truckroll.command.FailureClass;
import org.truckroll.command.HeadEndGate;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.ReadOnlyCommands;
import org.truckroll.field.Visit;
import org.truckroll.intake.Cancellations;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.servicepoint.Device;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** One command against a real head end on HTTP, through each class of service-orders 7.4 (SOM-10). */
@ProcessTest
@WalksDiagram("command-activity.bpmn")
class CommandActivityProcessTest {

    private static final ScriptedHeadEnd HEAD_END = ScriptedHeadEnd.INSTANCE;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private Stories stories;

    @Autowired
    private TaskService tasks;

    @Autowired
    private HumanWork human;

    @Autowired
    private ReadOnlyCommands readOnly;

    @Autowired
    private HeadEndGate gate;

    @Autowired
    private Cancellations cancellations;

    @Autowired
    private Attempts attempts;

    @LocalServerPort
    private int port;

    private Story story;
    private String id;

    @BeforeEach
    void connectIsDue() {
        stories.begin();
        story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        id = story.activity().id();
    }

    @Test
    void sendsAStoredCommandAndWaitsForItsAnswer() {
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.READY);
        assertThat(HEAD_END.received()).isEmpty();

        story.send();
        assertThat(HEAD_END.last().idempotencyKey()).isEqualTo(id);
        assertThat(HEAD_END.last().body().path("commandId").asText()).isEqualTo(id);
        assertThat(HEAD_END.last().body().path("deviceId").asText())
                .isEqualTo(story.device().id());
        assertThat(HEAD_END.last().body().path("command").asText()).isEqualTo("REMOTE_CONNECT");
        assertThat(Instant.parse(HEAD_END.last().body().path("expiresAt").asText()))
                .isEqualTo(Stories.NOW.plus(Duration.ofMinutes(15)));
        assertThat(HEAD_END.last().body().path("replyTo").asText())
                .isEqualTo("http://127.0.0.1:" + port + "/api/v1/head-ends/scripted/replies");
        assertThat(story.token().waitsAt()).contains("receiveTask_awaitAnswer");
        assertThat(story.token().dueDate("boundaryEvent_noAnswer").toInstant())
                .isEqualTo(Stories.NOW.plus(Duration.ofMinutes(15)));

        assertThat(replies("m1", "SUCCESS", Map.of("switch", "ON"))).isEqualTo(202);
        concluded("SUCCESS");
        assertThat(ended().state()).isEqualTo(Activity.State.COMPLETED);
        story.assess("E16", "ON_DEMAND_READ_SCALAR");
        assertThat(story.device().position()).isEqualTo(Device.SwitchPosition.ON);
    }

    @Test
    void takesAnAnswerThatComesAtOnce() {
        HEAD_END.reacts(
                200,
                "{\"messageId\":\"at-once\",\"commandId\":\"" + id + "\",\"result\":\"SUCCESS\",\"switch\":\"ON\"}");
        story.send();
        concluded("SUCCESS");
        story.assess("E16", "ON_DEMAND_READ_SCALAR");
    }

    @Test
    void takesAnAnswerThatIsQuickerThanTheAcceptance() {
        HEAD_END.acceptsAfter(() ->
                assertThat(replies("quick", "SUCCESS", Map.of("switch", "ON"))).isEqualTo(202));
        story.send();
        concluded("SUCCESS");
        assertThat(HEAD_END.received()).hasSize(1);
        assertThat(stories.inbox()
                        .find("head-end:scripted", message("quick"))
                        .orElseThrow()
                        .state())
                .isEqualTo(Inbox.State.DONE);
        story.assess("E16", "ON_DEMAND_READ_SCALAR");
    }

    @Test
    void asksOnceMoreWhenNoAnswerComesInTimeAndThenGivesUp() {
        story.send();
        unanswered();
        assertThat(HEAD_END.received())
                .hasSize(2)
                .extracting(ScriptedHeadEnd.Received::idempotencyKey)
                .containsOnly(id);
        concluded("EXHAUSTED");
        story.assess("E15", "TURN_ON_METER");
        assertThat(story.facts().xSwitch()).isTrue();
    }

    @Test
    void keepsALateAnswerWithoutMovingTheOrder() {
        story.send();
        unanswered();
        story.assess("E15", "TURN_ON_METER");
        assertThat(replies("late", "FAILURE", Map.of())).isEqualTo(202);
        assertThat(stories.inbox()
                        .find("head-end:scripted", message("late"))
                        .orElseThrow()
                        .state())
                .isEqualTo(Inbox.State.LATE);
        assertThat(story.command(id).outcome()).isEqualTo("EXHAUSTED");
        assertThat(story.token().waitsAt()).contains("userTask_performVisit");
    }

    @Test
    void takesTheSameMessageOnce() {
        story.send();
        assertThat(replies("twice", "SUCCESS", Map.of("switch", "ON"))).isEqualTo(202);
        assertThat(replies("twice", "FAILURE", Map.of())).isEqualTo(202);
        concluded("SUCCESS");
        assertThat(stories.inbox()
                        .find("head-end:scripted", message("twice"))
                        .orElseThrow()
                        .state())
                .isEqualTo(Inbox.State.DONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 0})
    void triesAgainWithTheSameIdAfterAFailureOfTheHeadEnd(int status) {
        fails(status);
        story.send();
        assertThat(story.token().dueDate("event_retryTime").toInstant())
                .isBetween(Stories.NOW.plusSeconds(30), Stories.NOW.plusSeconds(36));
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.READY);

        retry();
        assertThat(HEAD_END.received()).hasSize(2);
        assertThat(HEAD_END.received())
                .extracting(ScriptedHeadEnd.Received::idempotencyKey)
                .containsOnly(id);
        assertThat(story.activity().attempts()).isEqualTo(2);
        assertThat(replies("m", "SUCCESS", Map.of("switch", "ON"))).isEqualTo(202);
        concluded("SUCCESS");
        assertThat(story.command(id).attempts()).isEqualTo(2);
    }

    @Test
    void givesUpWhenItsTriesAreUsedUp() {
        HEAD_END.reacts(500, "");
        story.send();
        for (int again = 0; again < 4; again++) {
            HEAD_END.reacts(500, "");
            retry();
        }
        assertThat(HEAD_END.received()).hasSize(5);
        concluded("EXHAUSTED");
        assertThat(story.command(id).attempts()).isEqualTo(5);
        story.assess("E15", "TURN_ON_METER");
    }

    @Test
    void takesAnAnswerBetweenTwoTriesAndSendsNoMore() {
        HEAD_END.reacts(500, "");
        story.send();
        assertThat(replies("between", "SUCCESS", Map.of("switch", "ON"))).isEqualTo(202);
        retry();
        concluded("SUCCESS");
        assertThat(HEAD_END.received()).hasSize(1);
    }

    @Test
    void comesBackWhenABusyHeadEndSaysSo() {
        HEAD_END.reacts(429, Map.of("Retry-After", "120"), "");
        story.send();
        assertThat(story.token().dueDate("event_retryTime").toInstant()).isEqualTo(Stories.NOW.plusSeconds(120));
        assertThat(story.command().attempts()).as("busy is not an attempt").isZero();
        assertThat(story.command().busyAttempts()).isEqualTo(1);

        HEAD_END.reacts(503, "");
        retry();
        Instant second = Stories.NOW.plusSeconds(120);
        assertThat(story.token().dueDate("event_retryTime").toInstant())
                .isBetween(second.plusSeconds(30), second.plusSeconds(36));
        retry();
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
        assertThat(story.command().attempts()).isEqualTo(1);
        assertThat(replies("m", "SUCCESS", Map.of())).isEqualTo(202);
        concluded("SUCCESS");
    }

    @Test
    void doesNotAskABusyHeadEndForever() {
        HEAD_END.reacts(503, Map.of("Retry-After", "86400"), "");
        story.send();
        HEAD_END.reacts(503, Map.of("Retry-After", "86400"), "");
        retry();
        concluded("EXHAUSTED");
    }

    @Test
    void givesUpWhatItMayNotSendForTooLong() {
        gate.pause("scripted", "operator", "planned outage");
        stories.send();
        assertThat(HEAD_END.received()).isEmpty();
        assertThat(story.command().attempts()).isZero();
        assertThat(story.token().dueDate("boundaryEvent_heldTooLong").toInstant())
                .isEqualTo(Stories.NOW.plus(Duration.ofHours(24)));
        story.token().fireTimer("boundaryEvent_heldTooLong");
        concluded("EXHAUSTED");
        story.assess("E15", "TURN_ON_METER");
    }

    @Test
    void sendsWhatAPausedHeadEndHeldBackAsSoonAsItIsResumed() {
        gate.pause("scripted", "operator", "planned outage");
        stories.send();
        gate.resume("scripted", "operator");
        story.send();
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
        assertThat(story.command().attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "404, NOT_ENROLLED, E09, COMMISSION",
        "409, REFUSED, E15, TURN_ON_METER",
        "422, REFUSED, E15, TURN_ON_METER",
        "405, UNSUPPORTED, E15, TURN_ON_METER",
        "501, UNSUPPORTED, E15, TURN_ON_METER"
    })
    void endsByWhatTheHeadEndSays(int status, String outcome, String rule, String action) {
        HEAD_END.reacts(status, "{\"title\":\"no\"}");
        story.send();
        concluded(outcome);
        assertThat(ended().state()).isEqualTo(Activity.State.FAILED);
        story.assess(rule, action);
        assertThat(story.facts().xSwitch()).isEqualTo(outcome.equals("REFUSED"));
        assertThat(story.facts().followUp()).isEqualTo(outcome.equals("REFUSED"));
        assertThat(stories.orders().followUps(story.orderId())).hasSize(outcome.equals("REFUSED") ? 1 : 0);
        assertThat(story.facts().notEnrolledOnce()).isEqualTo(outcome.equals("NOT_ENROLLED"));
        Device.Capabilities can = story.device().capabilities();
        assertThat(can).isNotNull();
        assertThat(can.switchControl())
                .isEqualTo(outcome.equals("UNSUPPORTED") ? Device.SwitchControl.NONE : Device.SwitchControl.REMOTE);
    }

    @Test
    void asksAPersonWhenOurMessageIsWrongAndSendsAgain() {
        Task task = invalid();
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactlyInAnyOrder("head-end-ops", "integration");
        assertThat(tasks.getVariablesLocal(task.getId()))
                .containsEntry("servicePointId", story.pointId)
                .containsKey("why");

        tasks.complete(task.getId(), Map.of("decision", "SEND_AGAIN"));
        story.token().runJob("userTask_repairMessage");
        story.send();
        assertThat(HEAD_END.received()).hasSize(2);
        assertThat(HEAD_END.last().idempotencyKey()).isEqualTo(id);
        assertThat(replies("m", "SUCCESS", Map.of())).isEqualTo(202);
        concluded("SUCCESS");
    }

    @Test
    void wrongMessageIsAHumanActivityThatHoldsTheOrder() {
        invalid();
        assertThat(story.order().state()).isEqualTo(OrderState.HELD);
        Caller operator = new Caller("operator", Caller.Kind.PERSON, Set.of("head-end-ops"), Set.of("north"), Set.of());
        HumanWork.View view =
                human.find(operator, null, Activity.State.OPEN, null, new Page.Request(50, null)).items().stream()
                        .filter(one -> one.orderId().equals(story.orderId()))
                        .findFirst()
                        .orElseThrow();
        assertThat(view.action()).isEqualTo("INTEGRATION");
        assertThat(view.decisions()).containsExactly("SEND_AGAIN", "GIVE_UP");
        assertThatThrownBy(() -> human.visible(view.id(), Stories.DISPATCHER)).isInstanceOf(Problem.class);

        human.decide(view.id(), operator, new PersonsDecision("GIVE_UP", null, null, null, "not ours"));
        story.token().runJob("userTask_repairMessage");
        concluded("EXHAUSTED");
        assertThat(story.order().state()).isEqualTo(OrderState.IN_PROGRESS);
        story.assess("E15", "TURN_ON_METER");
    }

    @Test
    void workOfOthersDoesNotHideOnesOwnOnAShortPage() {
        invalid();
        for (int i = 0; i < 3; i++) {
            stories.at("{\"supply\":null}").ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        }
        Caller operator = new Caller("operator", Caller.Kind.PERSON, Set.of("head-end-ops"), Set.of("north"), Set.of());
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
        try {
            assertThat(human.find(operator, null, Activity.State.OPEN, null, new Page.Request(1, null))
                            .items())
                    .singleElement()
                    .satisfies(view -> assertThat(view.orderId()).isEqualTo(story.orderId()));
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }

    @Test
    void asksAPersonWhenOurMessageIsWrongAndGivesUp() {
        Task task = invalid();
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "PERHAPS")))
                .hasStackTraceContaining("SEND_AGAIN or GIVE_UP");
        tasks.complete(task.getId(), Map.of("decision", "GIVE_UP"));
        story.token().runJob("userTask_repairMessage");
        concluded("EXHAUSTED");
        assertThat(HEAD_END.received()).hasSize(1);
        story.assess("E15", "TURN_ON_METER");
    }

    @Test
    void asksAPersonAgainWhenTheMessageIsStillWrong() {
        tasks.complete(invalid().getId(), Map.of("decision", "SEND_AGAIN"));
        story.token().runJob("userTask_repairMessage");
        tasks.complete(invalid().getId(), Map.of("decision", "GIVE_UP"));
        story.token().runJob("userTask_repairMessage");
        concluded("EXHAUSTED");
    }

    @Test
    void answerThatComesWhileAPersonLooksIsNotLost() {
        Task task = invalid();
        assertThat(replies("meanwhile", "SUCCESS", Map.of("switch", "ON"))).isEqualTo(202);
        tasks.complete(task.getId(), Map.of("decision", "GIVE_UP"));
        story.token().runJob("userTask_repairMessage");
        concluded("SUCCESS");
        assertThat(HEAD_END.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILURE, , 3.31.0.67, EXHAUSTED",
        "FAILURE, , 2.12, NOT_ENROLLED",
        "SUCCESS, OFF, , EXHAUSTED",
        "SUCCESS, ARMED, , SUCCESS"
    })
    void readsTheAnswer(String result, String position, String code, String outcome) {
        story.send();
        Map<String, String> more = new HashMap<>();
        if (position != null) {
            more.put("switch", position);
        }
        if (code != null) {
            more.put("code", code);
        }
        assertThat(replies("m", result, more)).isEqualTo(202);
        concluded(outcome);
    }

    @Test
    void readOnlyCommandNeedsNoOrder() {
        Story meter = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}");
        String ping = readOnly.start(null, meter.pointId, "PING", Stories.CIS).id();
        Token token = Token.of(stories.engine(), "command-activity", ping);
        stories.send();
        assertThat(HEAD_END.received())
                .extracting(one -> one.body().path("command").asText())
                .contains("PING");
        stories.replies().receive("scripted", story.reply(ping, "SUCCESS", Map.of("switch", "OFF")));
        assertThat(token.ended()).isTrue();
        assertThat(story.command(ping).outcome()).isEqualTo("SUCCESS");
    }

    @Test
    void fetchesAResultOfWhichItIsNotified() {
        Story meter =
                stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\",\"headEnd\":\"two-step\"}}");
        ScriptedHeadEnd.TWO_STEP.devices.add(meter.device().id());
        ScriptedHeadEnd.TWO_STEP.result(
                "ActualMeterReads",
                "<ns:ActualMeterReadsResponse><ns:LogTime>" + Stories.NOW + "</ns:LogTime>"
                        + "<ns:ActiveEnergyImport unit=\"KWH\">4711.5</ns:ActiveEnergyImport></ns:ActualMeterReadsResponse>");
        String reading = readOnly.start(null, meter.pointId, "ON_DEMAND_READ_SCALAR", Stories.CIS)
                .id();
        Token token = Token.of(stories.engine(), "command-activity", reading);
        stories.send("two-step");
        MeterCommand accepted = story.command(reading);
        assertThat(accepted.state()).isEqualTo(MeterCommand.State.ACCEPTED);
        assertThat(token.waitsAt()).containsExactly("receiveTask_awaitAnswer");

        stories.replies().notified("two-step", "notice-1", String.valueOf(accepted.reference()));
        assertThat(token.waitsAt()).containsExactly("serviceTask_fetchResult");
        stories.replies().notified("two-step", "notice-2", String.valueOf(accepted.reference()));

        stories.send("two-step");
        assertThat(token.ended()).isTrue();
        assertThat(story.command(reading).outcome()).isEqualTo("SUCCESS");
        assertThat(attempts.of(reading)).extracting(Attempts.Attempt::kind).containsExactly("SEND", "FETCH");
    }

    @Test
    void holdsCommandsWhileAnOutageIsOpen() {
        story.outage(true);
        stories.send();
        assertThat(HEAD_END.received()).isEmpty();
        assertThat(story.command().failure()).isEqualTo(FailureClass.LOCKED);
        assertThat(story.command().attempts()).as("held is not tried").isZero();
        assertThat(story.token().dueDate("event_retryTime").toInstant())
                .isBetween(Stories.NOW.plusSeconds(60), Stories.NOW.plusSeconds(72));
        story.outage(false);
        retry();
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
        assertThat(story.command().attempts()).isEqualTo(1);
    }

    @Test
    void sendsNothingToADeviceWhereACrewIs() {
        HEAD_END.reacts(409, "{}");
        story.send();
        story.assess("E15", "TURN_ON_METER");
        stories.field().claim(story.activity().id(), Stories.CREW);
        stories.field().status(story.activity().id(), Stories.CREW, Visit.Status.ON_SITE);
        assertThatThrownBy(() -> readOnly.start(null, story.pointId, "PING", Stories.CIS))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.getMessage()).contains("crew"));
        assertThat(HEAD_END.received()).hasSize(1);
    }

    @Test
    void keepsToTheBudgetOfAGasValve() {
        Story gas =
                stories.at("{\"commodity\":\"GAS\",\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}");
        for (int tried = 0; tried < 2; tried++) {
            gas.ordered("DISABLE").walk("D04 REMOTE_DISCONNECT: FAILURE").assess("D05", "TURN_OFF_METER");
            cancellations.request(gas.orderId(), "not today", Stories.CIS);
            gas.walk("G01 CANCELLED: cancelled CANCELLED");
        }
        int before = HEAD_END.received().size();
        gas.ordered("DISABLE").assess("D04", "REMOTE_DISCONNECT");
        String third = gas.activity().id();
        gas.send();
        assertThat(HEAD_END.received()).hasSize(before);
        assertThat(gas.command(third).outcome()).isEqualTo("REFUSED");
        assertThat(gas.command(third).detail()).contains("2 switch commands");
        gas.assess("D05", "TURN_OFF_METER");
        assertThat(stories.orders().followUps(gas.orderId()))
                .as("an investigation")
                .hasSize(1);
    }

    @Test
    void asksAHeadEndThatWouldActTwiceAndSendsUnderANewIdWhatItNeverHad() {
        Story careful = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"headEnd\":\"twin\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        String first = careful.activity().id();
        careful.send();
        careful.token().fireTimer("boundaryEvent_noAnswer");
        again(careful);
        HEAD_END.reacts(404, "{}");
        careful.send();
        assertThat(HEAD_END.last().body().isMissingNode()).as("a question").isTrue();
        assertThat(careful.command().failure()).isEqualTo(FailureClass.UNKNOWN);

        again(careful);
        careful.send();
        String second = HEAD_END.last().body().path("commandId").asText();
        assertThat(second).isNotEqualTo(first);
        assertThat(attempts.of(first)).extracting(Attempts.Attempt::kind).containsExactly("SEND", "QUERY", "SEND");
        stories.replies().receive("twin", careful.reply(second, "SUCCESS", Map.of("switch", "ON")));
        assertThat(careful.command(first).outcome()).isEqualTo("SUCCESS");
        careful.assess("E16", "ON_DEMAND_READ_SCALAR");
    }

    @Test
    void asksAHeadEndThatWouldActTwiceAndTakesTheResultItHas() {
        Story careful = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"headEnd\":\"twin\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        String id = careful.activity().id();
        HEAD_END.breaks();
        careful.send();
        again(careful);
        HEAD_END.reacts(
                200, "{\"messageId\":\"q\",\"commandId\":\"" + id + "\",\"result\":\"SUCCESS\",\"switch\":\"ON\"}");
        careful.send();
        assertThat(HEAD_END.received()).as("sent once, asked once").hasSize(2);
        assertThat(careful.command(id).outcome()).isEqualTo("SUCCESS");
        careful.assess("E16", "ON_DEMAND_READ_SCALAR");
    }

    private static void again(Story story) {
        story.token().fireTimer("event_retryTime").runJob("event_retryTime");
    }

    @Test
    void openCircuitHoldsCommandsWithoutATry() {
        fails(500);
        story.send();
        for (int call = 1; call < 10; call++) {
            fails(500);
            connect().send();
        }
        assertThat(gate.circuit("scripted")).isEqualTo("OPEN");
        Story next = connect();
        next.send();
        assertThat(HEAD_END.received()).hasSize(10);
        assertThat(next.command().attempts()).isZero();
        assertThat(next.command().state()).isEqualTo(MeterCommand.State.READY);

        gate.resume("scripted", "operator");
        next.send();
        assertThat(next.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
    }

    private Story connect() {
        return stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
    }

    private static void fails(int status) {
        if (status == 0) {
            HEAD_END.breaks();
        } else {
            HEAD_END.reacts(status, "");
        }
    }

    private Task invalid() {
        HEAD_END.reacts(400, "{\"detail\":\"no such field\"}");
        story.send();
        assertThat(story.token().waitsAt()).contains("userTask_repairMessage");
        return story.token().task("userTask_repairMessage");
    }

    /** Twice accepted, twice nothing before the expiry. */
    private void unanswered() {
        story.token().fireTimer("boundaryEvent_noAnswer");
        retry();
        story.token().fireTimer("boundaryEvent_noAnswer");
    }

    private void retry() {
        story.token().fireTimer("event_retryTime").runJob("event_retryTime");
        story.send();
    }

    private void concluded(String outcome) {
        MeterCommand command = story.command(id);
        assertThat(command.state()).isEqualTo(MeterCommand.State.DONE);
        assertThat(command.outcome()).isEqualTo(outcome);
        assertThat(ended().outcome()).isEqualTo(outcome);
        Token token = Token.of(stories.engine(), "command-activity", id);
        assertThat(token.ended()).isTrue();
        token.hasPassed("serviceTask_concludeCommand", "endEvent_commandEnded");
    }

    private Activity ended() {
        return stories.activities().get(id);
    }

    private String message(String name) {
        return name + "-" + id;
    }

    /** The head end answers over HTTP, with its own login. */
    private int replies(String name, String result, Map<String, String> more) {
        ObjectNode body = Stories.object("{}");
        body.put("messageId", message(name)).put("commandId", id).put("result", result);
        body.put("at", Stories.now().toString());
        more.forEach(body::put);
        String login = Base64.getEncoder().encodeToString("head-end:demo".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/head-ends/scripted/replies"))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
