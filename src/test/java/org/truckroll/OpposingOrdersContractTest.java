// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.field.Visit;
import org.truckroll.serviceorder.Activity;

/** A new order while another one of its point is open, row by row, as its requester sees it over HTTP (service-orders 7.5). */
@ProcessTest
class OpposingOrdersContractTest {

    private static final String ON = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String OFF = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"OFF\"}}";
    private static final String SMART_ON = "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";
    private static final String NOTICED = ",\"collection\":{\"amountDue\":\"10.00\",\"noticeGivenAt\":\"2026-01-02\"}";
    private static final Instant NOW = Stories.NOW;
    private static final AtomicInteger NUMBER = new AtomicInteger(300_000);

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    record Answer(int status, JsonNode json) {

        String text(String name) {
            return json.path(name).asText(null);
        }
    }

    private Answer send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("cis:demo".getBytes(StandardCharsets.UTF_8)))
                .method(method, BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), stories.json().readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer post(String body) {
        return send("POST", "/api/v1/service-orders", body);
    }

    private Answer post(Story at, String type, String more) {
        return post("{\"externalId\":\"SR-O-" + NUMBER.incrementAndGet() + "\",\"type\":\"" + type
                + "\",\"servicePointId\":\"" + at.pointId + "\"" + more + "}");
    }

    private Answer get(Story story) {
        return send("GET", "/api/v1/service-orders/" + story.orderId(), "");
    }

    private Answer cancel(Story story) {
        return send("POST", "/api/v1/service-orders/" + story.orderId() + "/cancellation", "{}");
    }

    /** A further order of the point, which must be accepted. */
    private Story accepted(Story at, String type) {
        return accepted(at, type, "");
    }

    private Story accepted(Story at, String type, String more) {
        Answer answer = post(at, type, more);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(201);
        return further(at, answer.text("id"));
    }

    private Story further(Story at, String id) {
        return new Story(stories, at.pointId, NUMBER.incrementAndGet()).of(id);
    }

    private static String on(Instant date) {
        return ",\"requestedDate\":\"" + date + "\"";
    }

    private static Instant days(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    private void refused(Answer answer, String rule, String problem, Story by) {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(409);
        assertThat(answer.text("type")).isEqualTo("urn:truckroll:problem:" + problem);
        assertThat(answer.text("conflictsWith")).isEqualTo(by.orderId());
        assertThat(answer.text("rule")).isEqualTo(rule);
    }

    /** Orders that have ended, and what they had under way, leave nothing in the engine. */
    private void nothingRuns(Story... ended) {
        for (Story story : ended) {
            List<String> keys = new ArrayList<>(List.of(story.orderId()));
            stories.activities().of(story.orderId()).stream().map(Activity::id).forEach(keys::add);
            for (String key : keys) {
                assertThat(stories.engine()
                                .getRuntimeService()
                                .createProcessInstanceQuery()
                                .processInstanceBusinessKey(key)
                                .list())
                        .as("instances of %s", key)
                        .isEmpty();
            }
            assertThat(stories.activities().allOpenOf(story.orderId())).isEmpty();
        }
    }

    private JsonNode told(Story story) {
        List<JsonNode> answers = new ArrayList<>();
        send("GET", "/api/v1/service-orders/" + story.orderId() + "/events", "")
                .json()
                .forEach(event -> {
                    if (event.path("type").asText().equals("ServiceOrderAnswer")) {
                        answers.add(event.path("data"));
                    }
                });
        assertThat(answers).as("one answer to %s", story.orderId()).hasSize(1);
        return answers.get(0);
    }

    // O01

    @Test
    void sameRequestIsTheSameOrderAndAnotherOneUnderItsNumberIsRefused() {
        Story point = stories.at(ON);
        String body = "{\"externalId\":\"SR-O1-" + point.pointId + "\",\"type\":\"DISABLE\",\"servicePointId\":\""
                + point.pointId + "\",\"priority\":50}";
        Answer first = post(body);
        assertThat(first.status()).isEqualTo(201);
        Answer again = post(body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(post(body.replace(",\"priority\":50", "")).status())
                .as("priority 50 is the usual one")
                .isEqualTo(200);
        Answer other = post(body.replace(":50}", ":51}"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("type")).isEqualTo("urn:truckroll:problem:external-id-reused");
        assertThat(other.text("conflictsWith")).isEqualTo(first.text("id"));
        point.of(first.text("id")).walk("D05 TURN_OFF_METER: TURNED_OFF read", "D12 DONE: completed DONE");
        assertThat(post(body).status()).as("also when it has ended").isEqualTo(200);
    }

    @Test
    void mergedAndQueuedOrdersAreReplayedToo() {
        Story stop = stories.at(ON);
        stop.of(post(stop, "DISABLE", "").text("id"));
        String body = "{\"externalId\":\"SR-O1-" + stop.pointId + "\",\"type\":\"ENABLE\",\"servicePointId\":\""
                + stop.pointId + "\"}";
        Answer merged = post(body);
        assertThat(merged.text("mergedInto")).isEqualTo(stop.orderId());
        Answer again = post(body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("id")).isEqualTo(merged.text("id"));
        assertThat(again.text("mergedInto")).isEqualTo(stop.orderId());
    }

    // O02

    @Test
    void exchangeThatTheOpenOrderAwaitsRunsInsideIt() {
        Story start = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"condition\":\"DEFECTIVE\"}}")
                .ordered("ENABLE")
                .walk("G11 SPAWN_EXCHANGE");
        Story child = further(
                start,
                stories.orders()
                        .lastRaised(start.orderId(), "EXCHANGE")
                        .orElseThrow()
                        .id());
        assertThat(child.order().waitsFor()).isNull();
        Story read = accepted(start, "READ");
        assertThat(read.order().waitsFor()).isEqualTo(child.orderId());
        start.token().runJob("subProcess_assess");
        cancel(start);
        child.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(read.order().waitsFor())
                .as("the order that awaited it has its place")
                .isEqualTo(start.orderId());
        start.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(read.order().waitsFor()).isNull();
        nothingRuns(start, child);
    }

    // O03

    /** Where a cut can stand when it loses its sense. */
    record Stage(String name, String point, String order, Consumer<Story> comes, boolean past) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Stage> stages() {
        return Stream.of(
                new Stage("due", ON, "", story -> {}, false),
                new Stage("before its date", ON, on(days(9)), story -> {}, false),
                new Stage(
                        "notice", ON, "", story -> story.walk("G08 SEND_NOTICE").assess("G08b", "WAIT_NOTICE"), false),
                new Stage(
                        "window",
                        "{\"flags\":{\"restrictions\":[{\"kind\":\"WINTER\",\"from\":\"2026-01-01\",\"to\":\"2026-03-31\"}]},"
                                + "\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        NOTICED,
                        story -> story.assess("G07", "WAIT_WINDOW"),
                        false),
                new Stage(
                        "approval",
                        "{\"flags\":{\"lifeSupport\":true},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        NOTICED,
                        story -> story.assess("G06", "APPROVE_LIFE_SUPPORT"),
                        false),
                new Stage("visit offered", ON, NOTICED, story -> story.assess("C06", "CUT_FOR_NON_PAYMENT"), false),
                new Stage(
                        "visit signed",
                        ON,
                        NOTICED,
                        story -> story.assess("C06", "CUT_FOR_NON_PAYMENT").signed(),
                        false),
                new Stage(
                        "visit in vain", ON, NOTICED, story -> story.walk("C06 CUT_FOR_NON_PAYMENT: NO_ACCESS"), false),
                new Stage(
                        "command pending", SMART_ON, NOTICED, story -> story.assess("C05", "REMOTE_DISCONNECT"), false),
                new Stage(
                        "command between two tries",
                        SMART_ON,
                        NOTICED,
                        story -> {
                            ScriptedHeadEnd.INSTANCE.reacts(503, "{}");
                            story.assess("C05", "REMOTE_DISCONNECT").send();
                        },
                        false),
                new Stage(
                        "command done",
                        SMART_ON,
                        NOTICED,
                        story -> story.walk("C05 REMOTE_DISCONNECT: SUCCESS switch=OFF"),
                        false));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void cutEndsWhereverItStandsWhenTheCustomerIsToHavePower(Stage stage) {
        Story cut = stories.at(stage.point());
        cut.of(post(cut, "CUT", stage.order()).text("id"));
        stage.comes().accept(cut);
        int sent = ScriptedHeadEnd.INSTANCE.received().size();
        Story reconnect = accepted(cut, "RECONNECT");

        Answer queued = get(reconnect);
        assertThat(queued.text("state")).isEqualTo("pending");
        assertThat(queued.text("waitsFor")).isEqualTo(cut.orderId());
        assertThat(get(cut).text("state")).isEqualTo("assessingCancellation");
        assertThat(stories.activities().allOpenOf(cut.orderId())).isEmpty();
        assertThat(get(cut).json().path("milestones").findValuesAsText("name")).containsOnlyOnce("SUPERSEDED");
        cut.walk("G01 CANCELLED: cancelled SUPERSEDED");
        assertThat(told(cut).path("outcome").asText()).isEqualTo("SUPERSEDED");
        assertThat(ScriptedHeadEnd.INSTANCE.received()).hasSize(sent);
        nothingRuns(cut);
        assertThat(reconnect.order().waitsFor()).isNull();
        assertThat(reconnect.token().waitsAt()).contains("subProcess_assess");
        if (cut.point().device() != null && stage.point().equals(ON)) {
            reconnect.walk("R12 DONE: completed DONE");
        } else if (stage.point().equals(SMART_ON)) {
            // What the cut did stays: then there is something to undo.
            boolean supplied = cut.point().supplied();
            reconnect.assess(supplied ? "R11" : "R07", supplied ? "ON_DEMAND_READ_SCALAR" : "REMOTE_CONNECT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECONNECT", "ENABLE", "DISABLE", "REMOVE", "BACK_TO_BACK"})
    void everyOrderAboutTheSupplySupersedesACut(String type) {
        Story cut = stories.at(ON).ordered("CUT");
        Story next = accepted(cut, type);
        assertThat(next.order().waitsFor()).isEqualTo(cut.orderId());
        cut.walk("G01 CANCELLED: cancelled SUPERSEDED");
        assertThat(next.order().waitsFor()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Visit.Status.class,
            names = {"EN_ROUTE", "ON_SITE", "SUSPENDED"})
    void crewThatIsOnItsWayToCutFinishesFirst(Visit.Status status) {
        Story cut = stories.at(ON);
        cut.of(post(cut, "CUT", NOTICED).text("id"))
                .assess("C06", "CUT_FOR_NON_PAYMENT")
                .signed();
        stories.field().status(cut.activity().id(), Stories.CREW, status);

        Story reconnect = accepted(cut, "RECONNECT");

        assertThat(get(cut).text("state")).isEqualTo("assessingCancellation");
        assertThat(cut.activity().state()).as("the crew goes on").isEqualTo(Activity.State.OPEN);
        assertThat(reconnect.order().waitsFor()).isEqualTo(cut.orderId());
        refused(post(cut, "RECONNECT", ""), "O09", "duplicate-order", reconnect);

        cut.report(cut.report("OFF_AT_SWITCH", Map.of("read", "")));
        cut.walk("G01 CANCELLED: cancelled SUPERSEDED");
        assertThat(cut.point().supplied()).as("what the cut did stays").isFalse();
        assertThat(told(cut).path("readings")).isNotEmpty();
        nothingRuns(cut);
        reconnect.walk("R10 RECONNECT_FOR_PAYMENT: TURNED_ON read", "R12 DONE: completed DONE");
        nothingRuns(reconnect);
    }

    @Test
    void commandThatIsAtTheHeadEndFinishesFirst() {
        Story cut = stories.at(SMART_ON);
        cut.of(post(cut, "CUT", NOTICED).text("id"))
                .assess("C05", "REMOTE_DISCONNECT")
                .send();
        Story start = accepted(cut, "ENABLE");
        assertThat(start.order().waitsFor()).isEqualTo(cut.orderId());
        stories.replies().receive("scripted", cut.reply(cut.activity().id(), "SUCCESS", Map.of("switch", "OFF")));
        cut.walk("G01 CANCELLED: cancelled SUPERSEDED");
        assertThat(cut.rules()).as("it does not go on cutting").containsExactly("C05", "G01");
        start.assess("E12", "REMOTE_CONNECT");
        nothingRuns(cut);
    }

    @Test
    void cutThatFailsAfterItWasSupersededTriesNothingElse() {
        Story cut = stories.at(SMART_ON);
        cut.of(post(cut, "CUT", NOTICED).text("id"))
                .assess("C05", "REMOTE_DISCONNECT")
                .send();
        Story reconnect = accepted(cut, "RECONNECT");
        stories.replies().receive("scripted", cut.reply(cut.activity().id(), "FAILURE", Map.of("code", "3.31.0.67")));
        cut.walk("G01 CANCELLED: cancelled SUPERSEDED");
        assertThat(reconnect.order().waitsFor()).isNull();
    }

    @Test
    void queuedCutLeavesTheQueueAndTheNextOneTakesItsPlace() {
        Story read = stories.at(ON).ordered("READ").assess("M06", "READ_METER");
        Story cut = accepted(read, "CUT");
        assertThat(cut.order().waitsFor()).isEqualTo(read.orderId());
        Story stop = accepted(read, "DISABLE");
        cut.walk("G01 CANCELLED: cancelled SUPERSEDED");
        assertThat(stop.order().waitsFor()).isEqualTo(read.orderId());
        assertThat(stop.token().waitsAt()).contains("receiveTask_awaitTurn");
        read.report(read.report("READ", Map.of("read", "")));
        read.walk("M02 DONE: completed DONE");
        assertThat(stop.order().waitsFor()).isNull();
        stop.assess("D05", "TURN_OFF_METER");
    }

    @Test
    void newCutWaitsForTheOneThatOnlyEnds() {
        Story cut = stories.at(ON);
        cut.of(post(cut, "CUT", NOTICED).text("id"))
                .assess("C06", "CUT_FOR_NON_PAYMENT")
                .signed();
        stories.field().status(cut.activity().id(), Stories.CREW, Visit.Status.ON_SITE);
        Story reconnect = accepted(cut, "RECONNECT");
        refused(post(cut, "CUT", NOTICED), "O04", "opposing-order", reconnect);
        assertThat(cancel(reconnect).status()).isEqualTo(202);
        reconnect.walk("G01 CANCELLED: cancelled CANCELLED");
        Story again = accepted(cut, "CUT", NOTICED);
        assertThat(again.order().waitsFor()).isEqualTo(cut.orderId());
    }

    // O04, O05, O09

    @ParameterizedTest
    @CsvSource({
        "ENABLE, CUT, O04, opposing-order",
        "RECONNECT, CUT, O04, opposing-order",
        "DISABLE, CUT, O04, opposing-order",
        "REMOVE, CUT, O04, opposing-order",
        "BACK_TO_BACK, CUT, O04, opposing-order",
        "ENABLE, RECONNECT, O05, opposing-order",
        "DISABLE, RECONNECT, O05, opposing-order",
        "REMOVE, RECONNECT, O05, opposing-order",
        "BACK_TO_BACK, RECONNECT, O05, opposing-order",
        "BACK_TO_BACK, ENABLE, O09, duplicate-order",
        "ENABLE, ENABLE, O09, duplicate-order",
        "DISABLE, DISABLE, O09, duplicate-order",
        "CUT, CUT, O09, duplicate-order",
        "RECONNECT, RECONNECT, O09, duplicate-order",
        "EXCHANGE, EXCHANGE, O09, duplicate-order",
        "BACK_TO_BACK, BACK_TO_BACK, O09, duplicate-order",
        "INVESTIGATE, INVESTIGATE, O09, duplicate-order",
        "INSTALL, INSTALL, O09, duplicate-order",
        "REMOVE, REMOVE, O09, duplicate-order",
        "COMMISSION, COMMISSION, O09, duplicate-order",
        "DECOMMISSION, DECOMMISSION, O09, duplicate-order",
        "MAINTAIN, MAINTAIN, O09, duplicate-order",
        "UPGRADE, UPGRADE, O09, duplicate-order",
    })
    void refusesAndNamesTheOpenOrder(String open, String type, String rule, String problem) {
        Story first = stories.at(ON).ordered(open);
        Answer before = get(first);
        Answer refused = post(first, type, "");
        refused(refused, rule, problem, first);
        assertThat(refused.text("detail")).contains(open).contains(first.orderId());
        assertThat(stories.orders().openAt(first.pointId)).hasSize(1);
        assertThat(get(first).json()).as("untouched").isEqualTo(before.json());
    }

    @ParameterizedTest
    @CsvSource({
        "READ, READ",
        "PING, PING",
        "READ, ENABLE",
        "ENABLE, READ",
        "INVESTIGATE, CUT",
        "EXCHANGE, DISABLE",
        "ENABLE, EXCHANGE",
        "ENABLE, REMOVE",
        "REMOVE, ENABLE",
        "REMOVE, BACK_TO_BACK",
        "RECONNECT, DISABLE",
        "BACK_TO_BACK, DISABLE",
        "CUT, READ",
        "REMOVE, DISABLE",
        "MAINTAIN, CUT",
        "EXCHANGE, UPGRADE",
    })
    void queuesWhatDoesNotStandAgainstIt(String open, String type) {
        Story first = stories.at(ON).ordered(open);
        Answer second = post(first, type, "");
        assertThat(second.status()).as(second.json().toString()).isEqualTo(201);
        assertThat(second.text("state")).isEqualTo("pending");
        assertThat(second.text("waitsFor")).isEqualTo(first.orderId());
        assertThat(second.text("mergedInto")).isNull();
        assertThat(first.order().type()).isEqualTo(open);
    }

    // O06 - O08

    @Test
    void startIntoAStopThatTurnsOffNothingAnyMore() {
        Story stop = stories.at(ON);
        stop.of(post(stop, "DISABLE", on(days(-1))).text("id"))
                .assess("D05", "TURN_OFF_METER")
                .signed();
        Activity visit = stop.activity();

        Answer start = post(stop, "ENABLE", on(NOW));

        assertThat(start.status()).isEqualTo(201);
        assertThat(start.text("mergedInto")).isEqualTo(stop.orderId());
        assertThat(start.text("state")).as("follows").isEqualTo("inProgress");
        assertThat(stories.activities().get(visit.id()).outcome()).isEqualTo("WITHDRAWN");
        Answer host = get(stop);
        assertThat(host.text("type")).isEqualTo("BACK_TO_BACK");
        assertThat(host.text("askedType")).isEqualTo("DISABLE");
        assertThat(host.text("requestedDate")).as("of the stop").isEqualTo(days(-1).toString());
        assertThat(host.json().path("milestones").findValuesAsText("name")).contains("MERGED");

        Story merged = further(stop, start.text("id"));
        stop.walk("B06 READ_METER: READ read", "B02 DONE: completed DONE");
        merged.walk("MERGED COMPLETED: completed DONE");
        nothingRuns(stop, merged);
        assertThat(stop.point().supplied()).isTrue();
        JsonNode one = told(stop);
        JsonNode other = told(merged);
        assertThat(one.path("readings")).isNotEmpty().isEqualTo(other.path("readings"));
        assertThat(one.path("readings").get(0).path("qualifying").asBoolean()).isTrue();
        assertThat(one.path("type").asText()).isEqualTo("BACK_TO_BACK");
        assertThat(one.path("askedType").asText()).isEqualTo("DISABLE");
        assertThat(other.path("type").asText()).isEqualTo("ENABLE");
        assertThat(other.path("mergedInto").asText()).isEqualTo(stop.orderId());
        assertThat(one.path("serviceDateDistance").asText()).isEqualTo("PT24H");
        assertThat(other.path("serviceDateDistance").asText())
                .as("to its own date")
                .isEqualTo("PT0S");
    }

    @Test
    void stopIntoAStartTakesItsDateAndGivesItBack() {
        Story start = stories.at(ON);
        start.of(post(start, "ENABLE", on(days(4))).text("id"));
        Answer stop = post(start, "DISABLE", on(days(2)));
        assertThat(stop.text("mergedInto")).isEqualTo(start.orderId());
        assertThat(stop.text("state")).isEqualTo("pending");
        assertThat(get(start).text("type")).isEqualTo("BACK_TO_BACK");
        assertThat(get(start).text("requestedDate")).isEqualTo(days(2).toString());
        start.assess("G04", "WAIT_DATE");

        Story merged = further(start, stop.text("id"));
        assertThat(cancel(merged).status()).isEqualTo(202);
        assertThat(get(start).text("type")).isEqualTo("ENABLE");
        assertThat(get(start).text("askedType")).isNull();
        assertThat(get(start).text("requestedDate")).as("as it was asked for").isEqualTo(days(4).toString());
        merged.walk("G01 CANCELLED: cancelled CANCELLED");
        start.assess("G04", "WAIT_DATE");
        nothingRuns(merged);
    }

    @Test
    void stopWithoutADateMakesTheStartDueNow() {
        Story start = stories.at(ON);
        start.of(post(start, "ENABLE", on(days(4))).text("id"));
        Story stop = accepted(start, "DISABLE");
        start.walk("B06 READ_METER: READ read", "B02 DONE: completed DONE");
        stop.walk("MERGED COMPLETED: completed DONE");
        assertThat(told(stop).path("readings")).isEqualTo(told(start).path("readings"));
        nothingRuns(start, stop);
    }

    @Test
    void startWithoutADateHasNoneAgain() {
        Story start = stories.at(OFF);
        start.of(post(start, "ENABLE", "").text("id"));
        Story stop = accepted(start, "DISABLE", on(days(3)));
        assertThat(get(start).text("requestedDate")).isEqualTo(days(3).toString());
        cancel(stop);
        assertThat(get(start).text("requestedDate")).isNull();
        start.assess("E15", "TURN_ON_METER");
    }

    @Test
    void stopThatMovesItsDateMovesTheCommonOne() {
        Story start = stories.at(ON);
        start.of(post(start, "ENABLE", on(days(4))).text("id"));
        Story stop = accepted(start, "DISABLE", on(days(2)));
        start.assess("G04", "WAIT_DATE");
        assertThat(send("PATCH", "/api/v1/service-orders/" + stop.orderId(), "{\"requestedDate\":\"" + days(3) + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(get(start).text("requestedDate")).isEqualTo(days(3).toString());
        start.assess("G04", "WAIT_DATE");
        assertThat(start.token().dueDate("boundaryEvent_waitOver").toInstant()).isEqualTo(days(3));
        cancel(stop);
        assertThat(get(start).text("requestedDate")).isEqualTo(days(4).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENABLE", "DISABLE"})
    void changeOfCustomerTakesInAStartAndAStop(String open) {
        Story host = stories.at(ON).ordered(open);
        Story change = accepted(host, "BACK_TO_BACK", on(days(-2)));
        assertThat(change.order().mergedInto()).isEqualTo(host.orderId());
        assertThat(host.order().type()).isEqualTo("BACK_TO_BACK");
        assertThat(host.order().askedType()).isEqualTo(open);
        assertThat(host.order().requestedDate()).as("of the stop").isEqualTo(open.equals("ENABLE") ? days(-2) : null);
        host.walk("B06 READ_METER: READ read", "B02 DONE: completed DONE");
        change.walk("MERGED COMPLETED: completed DONE");
        assertThat(told(change).path("readings")).isEqualTo(told(host).path("readings"));
        nothingRuns(host, change);
    }

    @Test
    void threeRequestersGetOneRead() {
        Story stop = stories.at(ON).ordered("DISABLE").assess("D05", "TURN_OFF_METER");
        Story start = accepted(stop, "ENABLE");
        refused(post(stop, "ENABLE", ""), "O09", "duplicate-order", stop);
        refused(post(stop, "BACK_TO_BACK", ""), "O09", "duplicate-order", stop);
        refused(post(stop, "RECONNECT", ""), "O05", "opposing-order", stop);
        Story read = accepted(stop, "READ");
        stop.walk("B06 READ_METER: READ read", "B02 DONE: completed DONE");
        start.walk("MERGED COMPLETED: completed DONE");
        assertThat(read.order().waitsFor()).isNull();
        read.walk("M02 DONE: completed DONE");
        nothingRuns(stop, start, read);
    }

    @Test
    void mergedOrderFollowsEveryStateOfItsHost() {
        Story stop = stories.at("{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("DISABLE");
        Story start = accepted(stop, "ENABLE");
        stop.assess("G14", "COMPLETE_DATA");
        assertThat(get(stop).text("state")).isEqualTo("held");
        assertThat(get(start).text("state")).isEqualTo("held");
        stop.decide(new PersonsDecision("CANCEL", null, null, null, null));
        stop.token().runJob("subProcess_assess").runJob("serviceTask_closeOrder");
        start.walk("MERGED CANCELLED: cancelled CANCELLED");
        nothingRuns(stop, start);
    }

    @Test
    void followUpsOfTheHostAreToldToBoth() {
        Story stop = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                .ordered("DISABLE");
        Story start = accepted(stop, "ENABLE");
        stop.walk("B03 ON_DEMAND_READ_SCALAR: 409", "B06 READ_METER: READ read");
        stop.token().runJob("subProcess_assess").runJob("serviceTask_closeOrder");
        assertThat(get(stop).text("outcome")).isEqualTo("DONE_WITH_FOLLOW_UP");
        start.walk("MERGED PARTIAL: partial DONE_WITH_FOLLOW_UP");
        assertThat(told(stop).path("followUps"))
                .hasSize(1)
                .isEqualTo(told(start).path("followUps"));
    }

    @Test
    void hostInTheQueueStaysThere() {
        Story read = stories.at(ON).ordered("READ").assess("M06", "READ_METER");
        Story stop = accepted(read, "DISABLE");
        Story start = accepted(read, "ENABLE");
        assertThat(start.order().mergedInto()).isEqualTo(stop.orderId());
        assertThat(stop.order().type()).isEqualTo("BACK_TO_BACK");
        assertThat(stop.order().waitsFor())
                .as("two orders never work at one point")
                .isEqualTo(read.orderId());
        assertThat(stop.token().waitsAt()).contains("receiveTask_awaitTurn");
        read.report(read.report("READ", Map.of("read", "")));
        read.walk("M02 DONE: completed DONE");
        stop.walk("B02 DONE: completed DONE");
        start.walk("MERGED COMPLETED: completed DONE");
        nothingRuns(read, stop, start);
    }

    @Test
    void pendingDisconnectIsWithdrawnByTheStart() {
        Story stop = stories.at(SMART_ON).ordered("DISABLE").assess("D04", "REMOTE_DISCONNECT");
        Story start = accepted(stop, "ENABLE");
        assertThat(stories.activities().of(stop.orderId()).get(0).outcome()).isEqualTo("WITHDRAWN");
        stop.walk("B03 ON_DEMAND_READ_SCALAR: SUCCESS read", "B02 DONE: completed DONE");
        assertThat(ScriptedHeadEnd.INSTANCE.received()).hasSize(1);
        start.walk("MERGED COMPLETED: completed DONE");
        nothingRuns(stop, start);
    }

    @Test
    void stopPastItsPointOfNoReturnIsFollowedByTheStart() {
        Story stop = stories.at(ON)
                .ordered("DISABLE")
                .assess("D05", "TURN_OFF_METER")
                .signed();
        stories.field().status(stop.activity().id(), Stories.CREW, Visit.Status.EN_ROUTE);
        Story start = accepted(stop, "ENABLE");
        assertThat(start.order().mergedInto()).isNull();
        assertThat(start.order().waitsFor()).isEqualTo(stop.orderId());
        Story change = accepted(stop, "BACK_TO_BACK");
        assertThat(change.order().mergedInto()).as("what can still be merged").isEqualTo(start.orderId());
        assertThat(cancel(change).status()).isEqualTo(202);
        change.walk("G01 CANCELLED: cancelled CANCELLED");
        stop.report(stop.report("TURNED_OFF", Map.of("read", "")));
        stop.walk("D12 DONE: completed DONE");
        start.walk("E15 TURN_ON_METER: TURNED_ON read", "E20 DONE: completed DONE");
        nothingRuns(stop, start);
    }

    @Test
    void resultThatIsNotLookedAtYetCountsAsDone() {
        Story stop = stories.at(ON).ordered("DISABLE").assess("D05", "TURN_OFF_METER");
        stop.report(stop.report("TURNED_OFF", Map.of("read", "")));
        Story start = accepted(stop, "ENABLE");
        assertThat(start.order().mergedInto()).as("the power is off already").isNull();
        assertThat(start.order().waitsFor()).isEqualTo(stop.orderId());
        stop.walk("D12 DONE: completed DONE");
        start.assess("E15", "TURN_ON_METER");
    }

    @Test
    void stopThatHasTurnedOffIsFollowedByTheStart() {
        Story stop = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                .ordered("DISABLE")
                .walk("D04 REMOTE_DISCONNECT: SUCCESS switch=OFF")
                .assess("D06", "ON_DEMAND_READ_SCALAR");
        Story start = accepted(stop, "ENABLE");
        assertThat(start.order().mergedInto()).isNull();
        assertThat(start.order().waitsFor()).isEqualTo(stop.orderId());
    }

    @Test
    void startThatHasTurnedOnIsFollowedByTheStopAndRefusesAChange() {
        Story start = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .walk("E12 REMOTE_CONNECT: SUCCESS switch=ON")
                .assess("E16", "ON_DEMAND_READ_SCALAR");
        refused(post(start, "BACK_TO_BACK", ""), "O09", "duplicate-order", start);
        Story stop = accepted(start, "DISABLE");
        assertThat(stop.order().waitsFor()).isEqualTo(start.orderId());
        assertThat(stop.order().mergedInto()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"ENABLE, DISABLE", "DISABLE, ENABLE"})
    void datesFarApartOrAStopForGoodAreNotMerged(String open, String type) {
        Story first = stories.at(ON).ordered(open);
        Story far = accepted(first, type, on(days(6)));
        assertThat(far.order().mergedInto()).isNull();
        assertThat(far.order().waitsFor()).isEqualTo(first.orderId());

        Story other = stories.at(ON);
        String good = ",\"permanent\":true";
        other.of(post(other, open, open.equals("DISABLE") ? good : "").text("id"));
        Story second = accepted(other, type, type.equals("DISABLE") ? good : "");
        assertThat(second.order().mergedInto()).isNull();
        assertThat(second.order().waitsFor()).isEqualTo(other.orderId());
    }

    @Test
    void fiveDaysAreNear() {
        Story stop = stories.at(ON);
        stop.of(post(stop, "DISABLE", on(NOW)).text("id"));
        assertThat(accepted(stop, "ENABLE", on(days(5))).order().mergedInto()).isEqualTo(stop.orderId());
    }

    @Test
    void orderThatIsBeingCancelledTakesNobodyIn() {
        Story stop = stories.at(ON).ordered("DISABLE").assess("D05", "TURN_OFF_METER");
        assertThat(cancel(stop).status()).isEqualTo(202);
        Story start = accepted(stop, "ENABLE");
        assertThat(start.order().mergedInto()).isNull();
        Story again = accepted(stop, "READ");
        assertThat(again.order().waitsFor()).isEqualTo(start.orderId());
        stop.walk("G01 CANCELLED: cancelled CANCELLED");
        start.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
        nothingRuns(stop, start);
    }

    @Test
    void sameOrderAgainAfterItsCancellationIsNoDuplicate() {
        Story stop = stories.at(ON).ordered("DISABLE").assess("D05", "TURN_OFF_METER");
        assertThat(cancel(stop).status()).isEqualTo(202);
        Story again = accepted(stop, "DISABLE");
        assertThat(again.order().waitsFor()).isEqualTo(stop.orderId());
        stop.walk("G01 CANCELLED: cancelled CANCELLED");
        again.assess("D05", "TURN_OFF_METER");
    }

    @Test
    void orderWhoseEndIsDecidedTakesNobodyIn() {
        Story stop = stories.at(OFF)
                .ordered("DISABLE")
                .walk("D09 READ_METER: READ read")
                .assess("D12", "DONE");
        Story start = accepted(stop, "ENABLE");
        assertThat(start.order().mergedInto())
                .as("it would end with the power off")
                .isNull();
        stop.token().runJob("serviceTask_closeOrder");
        start.assess("E15", "TURN_ON_METER");
    }

    @Test
    void hostThatIsCancelledLeavesTheOtherOneAsItWasAskedFor() {
        Story stop = stories.at(ON).ordered("DISABLE").assess("D05", "TURN_OFF_METER");
        Story start = accepted(stop, "ENABLE");
        assertThat(cancel(stop).status()).isEqualTo(202);
        assertThat(get(start).text("state")).isEqualTo("pending");
        assertThat(get(start).text("mergedInto")).isNull();
        assertThat(get(start).text("waitsFor")).isEqualTo(stop.orderId());
        stop.walk("G01 CANCELLED: cancelled CANCELLED");
        start.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
        nothingRuns(stop, start);
    }

    @Test
    void mergedOrderThatIsCancelledGivesTheStopBack() {
        Story stop = stories.at(ON).ordered("DISABLE").assess("D05", "TURN_OFF_METER");
        Story start = accepted(stop, "ENABLE");
        assertThat(cancel(start).status()).isEqualTo(202);
        assertThat(get(stop).text("type")).isEqualTo("DISABLE");
        start.walk("G01 CANCELLED: cancelled CANCELLED");
        stop.walk("D05 TURN_OFF_METER: TURNED_OFF read", "D12 DONE: completed DONE");
        nothingRuns(stop, start);
    }

    @Test
    void mergedOrderCannotLeaveOnceSomethingWasDoneForBoth() {
        Story start = stories.at(OFF).ordered("ENABLE");
        Story stop = accepted(start, "DISABLE");
        start.assess("E15", "TURN_ON_METER").signed();
        stories.field().status(start.activity().id(), Stories.CREW, Visit.Status.ON_SITE);
        Answer refused = cancel(stop);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("type")).isEqualTo("urn:truckroll:problem:past-point-of-no-return");
        start.report(start.report("TURNED_ON", Map.of("read", "")));
        assertThat(cancel(stop).status()).as("not looked at yet").isEqualTo(409);
        start.walk("B02 DONE: completed DONE");
        stop.walk("MERGED COMPLETED: completed DONE");
        nothingRuns(start, stop);
    }

    @Test
    void queuedStartThatIsMovedNearBecomesOneWithTheStopAndFollowsIt() {
        Story stop = stories.at(ON).ordered("DISABLE");
        Story start = accepted(stop, "ENABLE", on(days(8)));
        assertThat(send("PATCH", "/api/v1/service-orders/" + start.orderId(), "{\"requestedDate\":\"" + days(3) + "\"}")
                        .status())
                .isEqualTo(200);
        stop.walk("G10 CONVERT_TO_BACK_TO_BACK");
        assertThat(get(start).text("mergedInto")).isEqualTo(stop.orderId());
        assertThat(get(start).text("state")).isEqualTo(get(stop).text("state"));
        stop.assess("B06", "READ_METER");
        assertThat(get(start).text("state")).isEqualTo("inProgress");
        stop.report(stop.report("READ", Map.of("read", ""))).walk("B02 DONE: completed DONE");
        start.walk("MERGED COMPLETED: completed DONE");
        nothingRuns(stop, start);
    }

    @Test
    void startThatIsBeingCancelledDoesNotKeepThePowerOn() {
        Story stop = stories.at(ON).ordered("DISABLE");
        Story start = accepted(stop, "ENABLE", on(days(8)));
        send("PATCH", "/api/v1/service-orders/" + start.orderId(), "{\"requestedDate\":\"" + days(3) + "\"}");
        cancel(start);
        stop.assess("D05", "TURN_OFF_METER");
    }

    // O10 and several open orders

    @Test
    void followUpsKeepThePlaceOfTheirRaiserBeforeLaterOrders() {
        Story first = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        Story later = accepted(first, "READ");
        ScriptedHeadEnd.INSTANCE.reacts(409, "{}");
        first.send();
        first.walk("E15 TURN_ON_METER: TURNED_ON read");
        first.token().runJob("subProcess_assess");
        Story followUp = further(
                first,
                stories.orders()
                        .lastRaised(first.orderId(), "INVESTIGATE")
                        .orElseThrow()
                        .id());
        Story last = accepted(first, "PING");
        first.token().runJob("serviceTask_closeOrder");
        assertThat(followUp.order().waitsFor()).isNull();
        assertThat(later.order().waitsFor()).isEqualTo(followUp.orderId());

        followUp.walk(
                "I01 PING: FAILURE code=3.31.0.67",
                "I05 SERVICE_INVESTIGATION: INVESTIGATED found={\"condition\":\"DEFECTIVE\"}");
        followUp.walk("I06 SPAWN_EXCHANGE");
        Story exchange = further(
                first,
                stories.orders()
                        .lastRaised(followUp.orderId(), "EXCHANGE")
                        .orElseThrow()
                        .id());
        followUp.walk("I07 DONE: completed DONE");
        assertThat(exchange.order().waitsFor())
                .as("it has the place of the first order")
                .isNull();
        assertThat(later.order().waitsFor()).isEqualTo(exchange.orderId());
        cancel(exchange);
        exchange.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(later.order().waitsFor()).isNull();
        later.walk("M02 DONE: completed DONE");
        assertThat(last.order().waitsFor()).isNull();
    }

    @Test
    void queuedOrderWhoseGoalHoldsEndsAtItsFirstLook() {
        Story read = stories.at(ON).ordered("READ").assess("M06", "READ_METER");
        Story second = accepted(read, "READ");
        read.report(read.report("READ", Map.of("read", ""))).walk("M02 DONE: completed DONE");
        second.walk("M02 DONE: completed DONE");
        assertThat(stories.activities().of(second.orderId())).isEmpty();
        nothingRuns(read, second);
    }

    @Test
    void strictestOfSeveralWinsAndChangesNothingWhenItRefuses() {
        Story read = stories.at(ON).ordered("READ").assess("M06", "READ_METER");
        Story cut = accepted(read, "CUT");
        Story stop = accepted(read, "REMOVE");
        assertThat(get(cut).text("state")).isEqualTo("assessingCancellation");
        refused(post(read, "RECONNECT", ""), "O05", "opposing-order", stop);
        refused(post(read, "REMOVE", ""), "O09", "duplicate-order", stop);
        refused(post(read, "CUT", ""), "O04", "opposing-order", stop);
        Story queued = accepted(read, "READ");
        assertThat(queued.order().waitsFor()).isEqualTo(stop.orderId());
    }

    @Test
    void refusalLeavesACutThatItWouldHaveSuperseded() {
        Story exchange = stories.at(ON).ordered("EXCHANGE");
        Story cut = accepted(exchange, "CUT");
        Story read = accepted(exchange, "READ");
        refused(post(exchange, "EXCHANGE", ""), "O09", "duplicate-order", exchange);
        assertThat(get(cut).text("state")).isEqualTo("pending");
        assertThat(read.order().waitsFor()).isEqualTo(cut.orderId());
    }

    @Test
    void startIsMergedAndTheCutBeforeItsHostStaysSuperseded() {
        Story cut = stories.at(ON);
        cut.of(post(cut, "CUT", NOTICED).text("id"))
                .assess("C06", "CUT_FOR_NON_PAYMENT")
                .signed();
        stories.field().status(cut.activity().id(), Stories.CREW, Visit.Status.ON_SITE);
        Story stop = accepted(cut, "DISABLE");
        Story start = accepted(cut, "ENABLE");
        assertThat(start.order().mergedInto()).isEqualTo(stop.orderId());
        assertThat(stop.order().waitsFor()).isEqualTo(cut.orderId());
        cut.report(cut.report("OFF_AT_SWITCH", Map.of("read", ""))).walk("G01 CANCELLED: cancelled SUPERSEDED");
        stop.walk("E15 TURN_ON_METER: TURNED_ON read", "B02 DONE: completed DONE");
        start.walk("MERGED COMPLETED: completed DONE");
        nothingRuns(cut, stop, start);
    }

    @Test
    void previewNamesWhatTheOrderWouldMeetAndChangesNothing() {
        Story cut = stories.at(ON).ordered("CUT");
        Story read = accepted(cut, "READ");
        Answer preview = send(
                "POST",
                "/api/v1/service-orders:preview",
                "{\"externalId\":\"SR-P\",\"type\":\"ENABLE\",\"servicePointId\":\"" + cut.pointId + "\"}");
        assertThat(preview.status()).as(preview.json().toString()).isEqualTo(200);
        assertThat(preview.json().at("/conflicts/0/rule").asText()).isEqualTo("O03");
        assertThat(preview.json().at("/conflicts/0/verdict").asText()).isEqualTo("SUPERSEDE");
        assertThat(preview.json().at("/conflicts/0/orderId").asText()).isEqualTo(cut.orderId());
        assertThat(preview.json().at("/conflicts/1/verdict").asText()).isEqualTo("QUEUE");
        assertThat(preview.json().at("/conflicts/1/orderId").asText()).isEqualTo(read.orderId());
        assertThat(cut.order().state().ended()).isFalse();
        assertThat(get(cut).text("state")).isNotEqualTo("assessingCancellation");
    }
}
