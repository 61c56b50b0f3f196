// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.simulator.SimulatorServer;

class HeadEndSimulatorTest {

    private static final String COMMANDS = "/simulator/head-end/commands";
    private static final String METERS = "/simulator/head-end/meters";
    private static final String FAULTS = "/simulator/head-end/faults";
    private static final String LOG = "/simulator/head-end/log";
    private static final String SCALAR = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final String INTERVAL = "0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0";

    private static SimulatorServer server;
    private static ReplyReceiver receiver;

    private final String device = "M-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        server = SimulatorServer.start("jdbc:h2:mem:head-end;DB_CLOSE_DELAY=-1");
        receiver = new ReplyReceiver();
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.close();
    }

    @BeforeEach
    void healAll() {
        fault("*", "*", "NONE", "");
    }

    // --- commands

    @Test
    void enrolsMeterItNeverHeardOf() throws InterruptedException {
        var id = accepted("COMMISSION");

        var reply = receiver.await(id);
        assertThat(reply.path("result").asText()).isEqualTo("SUCCESS");
        assertThat(reply.path("messageId").asText()).isNotBlank();
        assertThat(reply.path("at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(reply.has("switch")).isFalse();
        var meter = server.json(METERS + "/" + device);
        assertThat(meter.path("enrolled").asBoolean()).isTrue();
        assertThat(meter.path("switch").asText()).isEqualTo("OFF");
        assertThat(meter.path("reading").asText()).isEqualTo("12.4");
    }

    @Test
    void authenticatesItsReplies() throws InterruptedException {
        var id = accepted("COMMISSION");

        // base64 of operator:demo
        assertThat(receiver.await(id, 1).get(0).authorization()).isEqualTo("Basic b3BlcmF0b3I6ZGVtbw==");
    }

    @ParameterizedTest
    @CsvSource({
        "REMOTE_CONNECT, OFF, ON, 3.31.0.42",
        "REMOTE_DISCONNECT, ON, OFF, 3.31.0.68",
        "ARM, OFF, ARMED, 3.31.0.11",
        "PING, ARMED, ARMED, 0.0"
    })
    void movesAndTellsTheSwitch(String command, String before, String after, String code) throws InterruptedException {
        meter("{\"switch\":\"%s\"}".formatted(before));

        var id = accepted(command);

        var reply = receiver.await(id);
        assertThat(reply.path("result").asText()).isEqualTo("SUCCESS");
        assertThat(reply.path("code").asText()).isEqualTo(code);
        assertThat(reply.path("switch").asText()).isEqualTo(after);
        assertThat(reply.path("readings")).isEmpty();
        assertThat(server.json(METERS + "/" + device).path("switch").asText()).isEqualTo(after);
        assertThat(acted()).containsExactly(id);
    }

    @Test
    void pingOfMeterWithUnknownSwitchTellsNone() throws InterruptedException {
        meter("{\"switch\":\"UNKNOWN\"}");

        assertThat(receiver.await(accepted("PING")).has("switch")).isFalse();
    }

    @Test
    void forgetsDecommissionedMeter() throws InterruptedException {
        meter("{}");
        receiver.await(accepted("DECOMMISSION"));

        assertThat(server.json(METERS + "/" + device).path("enrolled").asBoolean())
                .isFalse();
        assertThat(send("PING").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"ON_DEMAND_READ_SCALAR, " + SCALAR, "ON_DEMAND_READ_INTERVAL, " + INTERVAL})
    void readsOneRegisterWhenNoneIsNamed(String command, String readingType) throws InterruptedException {
        meter("{\"reading\":\"00012.3\"}");

        var reply = receiver.await(accepted(command));

        assertThat(reply.path("readings")).hasSize(1);
        var reading = reply.path("readings").get(0);
        assertThat(reading.path("readingType").asText()).isEqualTo(readingType);
        assertThat(reading.path("value").asText()).isEqualTo("00012.3");
        assertThat(reading.path("at").asText()).endsWith("Z");
        assertThat(reading.has("registerId")).isFalse();
    }

    @Test
    void readsEachNamedRegisterOfTheKind() throws InterruptedException {
        meter("{}");
        var id = UUID.randomUUID().toString();
        post(id, "ON_DEMAND_READ_SCALAR", """
                ,"registers":[{"id":"1","kind":"SCALAR","readingType":"%s"},{"id":"2","kind":"SCALAR","digits":5},
                {"id":"3","kind":"INTERVAL"}],"orderId":"more fields are welcome"
                """.formatted("0.0.0.1.19.1.12.0.0.0.0.0.0.0.0.3.72.0"));

        var readings = receiver.await(id).path("readings");

        assertThat(texts(readings, "registerId")).containsExactly("1", "2");
        assertThat(texts(readings, "readingType")).containsExactly("0.0.0.1.19.1.12.0.0.0.0.0.0.0.0.3.72.0", SCALAR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DECOMMISSION",
                "REMOTE_CONNECT",
                "REMOTE_DISCONNECT",
                "ARM",
                "PING",
                "ON_DEMAND_READ_SCALAR",
                "ON_DEMAND_READ_INTERVAL"
            })
    void answers404ForMeterNotEnrolled(String command) {
        var answer = send(command);

        assertProblem(answer, 404, "not-enrolled");
        assertThat(acted()).isEmpty();
    }

    @Test
    void answers501ForCommandItDoesNotKnow() {
        assertProblem(send("SELF_DESTRUCT"), 501, "unsupported-command");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|''",
                "{|''",
                "[]|''",
                "null|''",
                "{}|/commandId",
                "{'commandId':'c'}|/deviceId",
                "{'commandId':'c','deviceId':'d'}|/command",
                "{'commandId':'c','deviceId':'d','command':'PING'}|/replyTo",
                "{'commandId':'c','deviceId':'d','command':'PING','replyTo':'/replies'}|/replyTo",
                "{'commandId':'c','deviceId':'d','command':'PING','replyTo':'ftp://a/b'}|/replyTo",
                "{'commandId':'c','deviceId':'d','command':'PING','replyTo':'http://a','expiresAt':'soon'}|/expiresAt",
                "{'commandId':{'a':1}}|/commandId"
            },
            quoteCharacter = '~')
    void answers400ForMalformedCommand(String body, String pointer) {
        var answer = server.post(COMMANDS, body.replace("''", "").replace('\'', '"'));

        assertProblem(answer, 400, "invalid-request");
        assertThat(texts(SimulatorServer.parse(answer.body()).path("errors"), "pointer"))
                .containsExactly(pointer.replace("''", ""));
    }

    // --- the same command again

    @Test
    void repeatsTheAnswerButNotTheAct() throws InterruptedException {
        meter("{}");
        var id = accepted("REMOTE_CONNECT");
        var first = receiver.await(id);
        waitUntilSettled(id);

        assertThat(post(id, "REMOTE_CONNECT", "").statusCode()).isEqualTo(202);

        var second = receiver.await(id, 2).get(1).message();
        assertThat(second).isEqualTo(first);
        assertThat(acted()).containsExactly(id);
    }

    @Test
    void repetitionBeforeTheReplyIsDueBringsOneReply() throws InterruptedException {
        meter("{}");
        fault(device, "*", "DELAY", ",\"delay\":\"PT0.3S\"");
        var id = accepted("REMOTE_CONNECT");

        assertThat(post(id, "REMOTE_CONNECT", "").statusCode()).isEqualTo(202);

        receiver.await(id);
        receiver.expectNoMoreThan(1, id);
    }

    @Test
    void actsOnceWhenTheSameCommandComesManyTimesAtOnce() throws InterruptedException {
        var id = UUID.randomUUID().toString();
        var body = command(id, "COMMISSION", "");

        var answers = allOf(IntStream.range(0, 40)
                .mapToObj(i -> server.postLater(COMMANDS, body))
                .toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(202));
        receiver.await(id);
        assertThat(acted()).containsExactly(id);
    }

    @Test
    void differentCommandsForOneNewMeterAtOnceAllAct() throws InterruptedException {
        var ids = IntStream.range(0, 20)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();

        var answers = allOf(ids.stream()
                .map(id -> server.postLater(COMMANDS, command(id, "COMMISSION", "")))
                .toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(202));
        assertThat(acted()).containsExactlyInAnyOrderElementsOf(ids);
        for (var id : ids) {
            receiver.await(id);
        }
    }

    @Test
    void refusesCommandIdThatStandsForAnotherCommand() throws InterruptedException {
        meter("{}");
        var id = accepted("PING");
        receiver.await(id);

        assertProblem(post(id, "REMOTE_CONNECT", ""), 409, "command-id-reused");
        assertThat(acted()).containsExactly(id);
    }

    // --- delivery

    @Test
    void triesAgainWhenTheReplyIsNotTaken() throws InterruptedException {
        meter("{}");
        receiver.answerNextWith(503, 429);

        var id = accepted("PING");

        var attempts = receiver.await(id, 3);
        assertThat(attempts.stream().map(ReplyReceiver.Received::message).distinct())
                .hasSize(1);
        receiver.expectNoMoreThan(3, id);
    }

    @Test
    void givesUpWhenTheReplyIsRefusedForGood() throws InterruptedException {
        meter("{}");
        receiver.answerNextWith(401);

        var id = accepted("PING");

        receiver.await(id);
        waitUntilSettled(id);
        assertThat(receiver.of(id)).hasSize(1);
    }

    // --- faults

    @Test
    void delaysTheReply() throws InterruptedException {
        meter("{}");
        fault(device, "PING", "DELAY", ",\"delay\":\"PT0.7S\"");
        var start = System.nanoTime();

        var id = accepted("PING");

        var at = receiver.await(id, 1).get(0).nanoTime();
        assertThat(TimeUnit.NANOSECONDS.toMillis(at - start)).isBetween(690L, 15_000L);
    }

    @Test
    void losesTheReplyThoughTheMeterActs() throws InterruptedException {
        meter("{}");
        fault(device, "*", "LOSE_REPLY", ",\"times\":2");

        var id = accepted("REMOTE_CONNECT");
        assertThat(post(id, "REMOTE_CONNECT", "").statusCode()).isEqualTo(202);
        receiver.expectNoMoreThan(0, id);
        assertThat(acted()).containsExactly(id);

        // The rule is used up: the next repetition brings the answer that was lost.
        post(id, "REMOTE_CONNECT", "");
        assertThat(receiver.await(id).path("switch").asText()).isEqualTo("ON");
        assertThat(acted()).containsExactly(id);
    }

    @Test
    void sendsTheSameMessageTwice() throws InterruptedException {
        meter("{}");
        fault(device, "*", "DUPLICATE_REPLY", ",\"delay\":\"PT0.05S\"");

        var id = accepted("REMOTE_CONNECT");

        var twice = receiver.await(id, 2);
        assertThat(twice.get(0).message()).isEqualTo(twice.get(1).message());
        receiver.expectNoMoreThan(2, id);
        assertThat(acted()).containsExactly(id);
    }

    @Test
    void repliesBeforeItAccepts() {
        meter("{}");
        fault(device, "*", "REPLY_BEFORE_ACCEPT", "");
        var id = UUID.randomUUID().toString();

        var answer = post(id, "REMOTE_CONNECT", "");

        assertThat(receiver.of(id)).hasSize(1);
        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @Test
    void acceptsInTheEndWhenNobodyTakesTheEarlyReply() throws Exception {
        meter("{}");
        fault(device, "*", "REPLY_BEFORE_ACCEPT", ",\"delay\":\"PT0.5S\"");
        var id = UUID.randomUUID().toString();
        try (var silent = new ServerSocket(0)) {
            var body = command(id, "REMOTE_CONNECT", "")
                    .replace(receiver.url(), "http://127.0.0.1:" + silent.getLocalPort() + "/replies");

            assertThat(server.postLater(COMMANDS, body)
                            .get(60, TimeUnit.SECONDS)
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSE, 422, command-refused",
        "NOT_ENROLLED, 404, not-enrolled",
        "HTTP_500, 500, head-end-error",
        "HTTP_429, 429, busy"
    })
    void turnsDownAsToldAndTheMeterDoesNotAct(String fault, int status, String problem) throws InterruptedException {
        meter("{}");
        fault(device, "REMOTE_CONNECT", fault, ",\"times\":1");
        var id = UUID.randomUUID().toString();

        var answer = post(id, "REMOTE_CONNECT", "");

        assertProblem(answer, status, problem);
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 429);
        assertThat(acted()).isEmpty();
        assertThat(server.json(METERS + "/" + device).path("switch").asText()).isEqualTo("OFF");
        // Once was said: the same command goes through now.
        assertThat(post(id, "REMOTE_CONNECT", "").statusCode()).isEqualTo(202);
        receiver.await(id);
        assertThat(acted()).containsExactly(id);
    }

    @Test
    void doesNotTurnDownLaterWhatItAccepted() throws InterruptedException {
        meter("{}");
        var id = accepted("REMOTE_CONNECT");
        receiver.await(id);
        waitUntilSettled(id);
        fault(device, "*", "REFUSE", "");

        assertThat(post(id, "REMOTE_CONNECT", "").statusCode()).isEqualTo(202);
        receiver.await(id, 2);
    }

    @Test
    void hangsWithoutActing() throws Exception {
        meter("{}");
        fault(device, "*", "HANG", ",\"delay\":\"PT1S\"");
        var start = System.nanoTime();

        var answer = server.postLater(COMMANDS, command("hung", "REMOTE_CONNECT", ""));
        Thread.sleep(500);
        assertThat(answer).isNotDone();

        assertProblem(answer.get(60, TimeUnit.SECONDS), 503, "head-end-hung");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThan(950);
        assertThat(acted()).isEmpty();
    }

    @Test
    void manyHangingCommandsDoNotBlockOthers() throws InterruptedException {
        meter("{}");
        fault(device, "PING", "HANG", ",\"delay\":\"PT3S\"");
        var hanging = IntStream.range(0, 300)
                .mapToObj(i -> server.postLater(COMMANDS, command("hang-" + device + i, "PING", "")))
                .toList();

        receiver.await(accepted("REMOTE_CONNECT"));

        assertThat(hanging.stream().filter(CompletableFuture::isDone)).isEmpty();
        allOf(hanging);
    }

    @ParameterizedTest
    @CsvSource({
        "REMOTE_CONNECT, 3.31.0.67",
        "REMOTE_DISCONNECT, 3.31.0.84",
        "ARM, 3.31.0.226",
        "COMMISSION, 2.4",
        "PING, 2.4",
        "ON_DEMAND_READ_SCALAR, 2.4"
    })
    void failsAsToldAndTheMeterDoesNotAct(String command, String code) throws InterruptedException {
        meter("{}");
        fault(device, command, "FAILURE", "");

        var reply = receiver.await(accepted(command));

        assertThat(reply.path("result").asText()).isEqualTo("FAILURE");
        assertThat(reply.path("code").asText()).isEqualTo(code);
        assertThat(reply.path("detail").asText()).isNotBlank();
        assertThat(reply.path("readings")).isEmpty();
        assertThat(acted()).isEmpty();
        assertThat(server.json(METERS + "/" + device).path("switch").asText()).isEqualTo("OFF");
    }

    @Test
    void keepsTheSwitchToItself() throws InterruptedException {
        meter("{}");
        fault(device, "PING", "NO_SWITCH", "");

        assertThat(receiver.await(accepted("PING")).has("switch")).isFalse();
    }

    @Test
    void mostSpecificFaultWins() {
        meter("{}");
        fault("*", "*", "HTTP_500", "");
        fault("*", "PING", "HTTP_429", "");
        fault(device, "*", "REFUSE", "");
        assertThat(send("PING").statusCode()).isEqualTo(422);
        fault(device, "PING", "NOT_ENROLLED", "");
        assertThat(send("PING").statusCode()).isEqualTo(404);

        fault(device, "PING", "NONE", "");
        fault(device, "*", "NONE", "");
        assertThat(send("PING").statusCode()).isEqualTo(429);
        assertThat(send("ARM").statusCode()).isEqualTo(500);

        fault("*", "*", "NONE", "");
        assertThat(server.json(FAULTS)).isEmpty();
        assertThat(send("ARM").statusCode()).isEqualTo(202);
    }

    @Test
    void countsFaultsDown() {
        meter("{}");
        fault(device, "PING", "HTTP_500", ",\"times\":2,\"delay\":\"PT2S\",\"probability\":1");
        assertThat(send("PING").statusCode()).isEqualTo(500);
        var rule = server.json(FAULTS).get(0);
        assertThat(rule.path("deviceId").asText()).isEqualTo(device);
        assertThat(rule.path("command").asText()).isEqualTo("PING");
        assertThat(rule.path("fault").asText()).isEqualTo("HTTP_500");
        assertThat(rule.path("probability").asDouble()).isEqualTo(1.0);
        assertThat(rule.path("delay").asText()).isEqualTo("PT2S");
        assertThat(rule.path("times").asInt()).isEqualTo(1);

        assertThat(send("PING").statusCode()).isEqualTo(500);
        assertThat(send("PING").statusCode()).isEqualTo(202);
    }

    @Test
    void countsFaultsExactlyUnderConcurrency() {
        meter("{}");
        fault("*", "*", "HTTP_500", ",\"times\":7");

        var answers = allOf(IntStream.range(0, 30)
                .mapToObj(i -> server.postLater(COMMANDS, command("count-" + device + i, "PING", "")))
                .toList());

        assertThat(answers.stream().filter(answer -> answer.statusCode() == 500))
                .hasSize(7);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 202))
                .hasSize(23);
    }

    @Test
    void probabilityDecidesHowOftenAFaultStrikes() {
        meter("{}");
        fault(device, "*", "HTTP_500", ",\"probability\":0");
        assertThat(send("PING").statusCode()).isEqualTo(202);

        fault(device, "*", "HTTP_500", ",\"probability\":0.5");
        var failed = IntStream.range(0, 100)
                .filter(i -> send("PING").statusCode() == 500)
                .count();
        assertThat(failed).isBetween(15L, 85L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|/fault|REPLY_BEFORE_ACCEPT",
                "{'fault':'SMOKE'}|/fault|REPLY_BEFORE_ACCEPT",
                "{'fault':1}|/fault|REPLY_BEFORE_ACCEPT",
                "{'fault':'DELAY','dealy':'PT1S'}|/dealy|delay",
                "{'fault':'DELAY','delay':'soon'}|/delay|form",
                "{'fault':'DELAY','delay':'-PT1S'}|/delay|between",
                "{'fault':'DELAY','times':0}|/times|1 or more",
                "{'fault':'DELAY','times':1.5}|/times|form",
                "{'fault':'DELAY','probability':1.1}|/probability|between",
                "{'fault':'DELAY','command':'PINGG'}|/command|REMOTE_CONNECT",
                "{'fault':'DELAY','deviceId':''}|/deviceId|characters"
            })
    void refusesFaultThatMakesNoSense(String body, String pointer, String hint) {
        var answer = server.put(FAULTS, body.replace('\'', '"'));

        assertProblem(answer, 400, "invalid-request");
        var error = SimulatorServer.parse(answer.body()).path("errors").get(0);
        assertThat(error.path("pointer").asText()).isEqualTo(pointer);
        assertThat(error.path("message").asText()).contains(hint);
        assertThat(server.json(FAULTS)).isEmpty();
    }

    // --- meters and log

    @Test
    void changesOnlyWhatIsGiven() {
        assertThat(server.put(METERS + "/" + device, "{\"enrolled\":false,\"switch\":\"ON\",\"reading\":\"12.3\"}")
                        .statusCode())
                .isEqualTo(201);
        var changed = server.put(METERS + "/" + device, "{\"enrolled\":true}");

        assertThat(changed.statusCode()).isEqualTo(200);
        var meter = server.json(METERS + "/" + device);
        assertThat(meter).isEqualTo(SimulatorServer.parse(changed.body()));
        assertThat(meter.path("id").asText()).isEqualTo(device);
        assertThat(meter.path("enrolled").asBoolean()).isTrue();
        assertThat(meter.path("switch").asText()).isEqualTo("ON");
        assertThat(meter.path("reading").asText()).isEqualTo("12.3");
        assertThat(texts(server.json(METERS), "id")).contains(device);

        assertThat(server.delete(METERS + "/" + device).statusCode()).isEqualTo(204);
        assertProblem(server.get(METERS + "/" + device), 404, "not-found");
        assertProblem(server.delete(METERS + "/" + device), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'switch':'HALF'}|/switch",
                "{'reading':'much'}|/reading",
                "{'reading':'-1'}|/reading",
                "{'enrolled':'perhaps'}|/enrolled",
                "{'enroled':true}|/enroled"
            })
    void refusesMeterThatMakesNoSense(String body, String pointer) {
        var answer = server.put(METERS + "/" + device, body.replace('\'', '"'));

        assertProblem(answer, 400, "invalid-request");
        assertThat(texts(SimulatorServer.parse(answer.body()).path("errors"), "pointer"))
                .containsExactly(pointer);
        assertThat(server.get(METERS + "/" + device).statusCode()).isEqualTo(404);
    }

    @Test
    void logsInOrderWhatReachedTheMeter() throws InterruptedException {
        for (var command : List.of("COMMISSION", "REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR", "PING")) {
            receiver.await(accepted(command));
        }

        var log = server.json(LOG + "?deviceId=" + device);

        assertThat(texts(log, "command"))
                .containsExactly("COMMISSION", "REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR", "PING");
        assertThat(texts(log, "effect")).containsExactly("enrolled", "switch OFF to ON", "read 12.4", "told switch ON");
        assertThat(texts(log, "deviceId")).containsOnly(device);
        assertThat(texts(log, "at")).allSatisfy(at -> assertThat(at).endsWith("Z"));
        assertThat(texts(server.json(LOG), "deviceId")).contains(device);

        assertThat(server.delete(LOG).statusCode()).isEqualTo(204);
        assertThat(server.json(LOG)).isEmpty();
    }

    @Test
    void servesManyMetersAtOnce() throws InterruptedException {
        var bodies = new ArrayList<String>();
        for (var i = 0; i < 200; i++) {
            bodies.add(command("many-" + device + i, "COMMISSION", "").replace(device, device + "-" + i + "-"));
        }

        var answers = allOf(
                bodies.stream().map(body -> server.postLater(COMMANDS, body)).toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(202));
        for (var i = 0; i < 200; i++) {
            receiver.await("many-" + device + "-" + i + "-" + i);
        }
    }

    // --- helpers

    private void meter(String body) {
        assertThat(server.put(METERS + "/" + device, body).statusCode()).isIn(200, 201);
    }

    private static void fault(String deviceId, String command, String fault, String more) {
        var body = "{\"deviceId\":\"%s\",\"command\":\"%s\",\"fault\":\"%s\"%s}";
        assertThat(server.put(FAULTS, body.formatted(deviceId, command, fault, more))
                        .statusCode())
                .isEqualTo(200);
    }

    private String accepted(String command) {
        var id = UUID.randomUUID().toString();
        var answer = post(id, command, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return id;
    }

    private HttpResponse<String> send(String command) {
        return post(UUID.randomUUID().toString(), command, "");
    }

    private HttpResponse<String> post(String id, String command, String more) {
        return server.post(COMMANDS, command(id, command, more));
    }

    private String command(String id, String command, String more) {
        return """
                {"commandId":"%s","deviceId":"%s","command":"%s","expiresAt":"2099-01-01T00:00:00Z","replyTo":"%s"%s}
                """.formatted(id, device, command, receiver.url(), more);
    }

    private List<String> acted() {
        return texts(server.json(LOG + "?deviceId=" + device), "commandId");
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .toList();
    }

    private static List<HttpResponse<String>> allOf(List<CompletableFuture<HttpResponse<String>>> requests) {
        return requests.stream().map(CompletableFuture::join).toList();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = SimulatorServer.parse(answer.body());
        assertThat(problem.path("type").asText()).isEqualTo("urn:truckroll:problem:" + name);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    private static void waitUntilSettled(String commandId) throws InterruptedException {
        var jdbc = server.context().getBean(JdbcClient.class);
        var pending = jdbc.sql("select count(*) from tr_sim_pending_reply where command_id = :id")
                .param("id", commandId)
                .query(Long.class);
        for (var i = 0; i < 6000 && pending.single() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(pending.single()).isZero();
    }
}
