// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The founding example (SOM-12) and its variants, told over HTTP to the running product: SOM-04 to SOM-13. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrderStory {

    private static final List<String> STEPS_OF_SOM_12 = List.of("E04", "E09", "E12", "E16", "E20");

    private final AtomicInteger count = new AtomicInteger();
    private Database database;
    private Server server;
    private Cis cis;
    private Crew crew;
    private Desk desk;
    private Meters meters;
    private Http http;

    abstract Database database();

    @BeforeAll
    void start(@TempDir Path directory) {
        database = database();
        server = new Server(
                directory,
                database,
                "--truckroll.command.time-factor=0.0034",
                "--truckroll.command.call-timeout=PT2S",
                "--truckroll.command.match-delays=PT0.2S,PT0.2S",
                "--truckroll.simulator.reply-delay=PT0.1S",
                "--camunda.bpm.job-execution.max-wait=1000");
        http = server.http();
        cis = new Cis(http);
        crew = new Crew(http, "crew");
        desk = new Desk(http, "dispatcher");
        meters = new Meters(http);
    }

    @AfterAll
    void stop() {
        meters.nothingTwice();
        server.close();
        database.close();
    }

    /** Names of one story: its point, its meter, its order. */
    private record Names(String point, String meter, String order) {}

    private Names names() {
        int number = count.incrementAndGet();
        return new Names("SP-" + number, "M-" + number, "SR-" + number);
    }

    /** A point whose commissioned smart meter is off: E12, E16, E20 when nothing goes wrong. */
    private Names smartMeterOff() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        cis.registers(names.point(), Cis.point("ON", Devices.smart(names.meter(), "COMMISSIONED", "OFF")));
        return names;
    }

    private Names manualMeterOff() {
        Names names = names();
        cis.registers(names.point(), Cis.point("ON", Devices.manual(names.meter(), "OFF")));
        return names;
    }

    private void endsCompletedBy(String order, String... rules) {
        cis.awaits(order, "completed");
        assertThat(cis.rules(order)).containsExactly(rules);
        assertThat(cis.answer(order).path("outcome").asText()).isEqualTo("DONE");
    }

    // The founding example

    @Story
    void provesStartOfServiceWhereSmartMeterIsInstalled() {
        Names names = names();
        meters.has(names.meter(), false, "OFF", "12.9");
        cis.registers(names.point(), Cis.point("ON", null));

        Http.Answer accepted =
                cis.posts(Cis.enable(names.order(), names.point())).is(201);
        String order = accepted.json().path("id").asText();
        assertThat(accepted.json().path("state").asText()).isEqualTo("acknowledged");
        crew.installs(order, "INSTALL_METER", Devices.smart(names.meter(), "PRE", "OFF"), Devices.reading("00012.3"));
        JsonNode done = cis.awaits(order, "completed");

        assertThat(done.path("outcome").asText()).isEqualTo("DONE");
        assertThat(done.path("activities").findValuesAsText("action"))
                .containsExactly("INSTALL_METER", "COMMISSION", "REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        assertThat(cis.rules(order)).isEqualTo(STEPS_OF_SOM_12);
        assertThat(cis.decisions(order)).allSatisfy(decision -> {
            assertThat(decision.path("reason").asText()).hasSizeGreaterThan(20);
            assertThat(decision.path("decision").asText()).isEqualTo("next-action-enable");
        });
        assertThat(meters.commandsOf(names.meter()))
                .containsExactly("COMMISSION", "REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        JsonNode point =
                http.get("cis", "/api/v1/service-points/" + names.point()).json();
        assertThat(point.at("/device/commission").asText()).isEqualTo("COMMISSIONED");
        assertThat(point.at("/device/switch").asText()).isEqualTo("ON");

        JsonNode answer = cis.answer(order);
        assertThat(answer.path("state").asText()).isEqualTo("completed");
        assertThat(answer.path("readings")).anySatisfy(reading -> {
            assertThat(reading.path("qualifying").asBoolean()).isTrue();
            assertThat(Double.parseDouble(reading.path("value").asText())).isEqualTo(12.9);
        });
    }

    @Story
    void tellsEventsInOrderAndSigned() {
        Names names = smartMeterOff();
        String order = cis.starts(names.order(), names.point());
        cis.awaits(order, "completed");
        cis.answer(order);

        // The answer travels on a lane of its own.
        List<String> happened = ids(cis.events(order), "/id", "/type");
        Until.true_(
                "all events at the subscriber",
                () -> ids(cis.deliveries(order), "/body/id", "/body/type").containsAll(happened));

        assertThat(happened).hasSizeGreaterThan(4);
        assertThat(ids(cis.deliveries(order), "/body/id", "/body/type")).isEqualTo(happened);
        assertThat(cis.deliveries(order))
                .allMatch(delivery -> delivery.path("signatureValid").asBoolean());
    }

    private static List<String> ids(List<JsonNode> events, String id, String type) {
        return events.stream()
                .filter(event -> !event.at(type).asText().equals("ServiceOrderAnswer"))
                .map(event -> event.at(id).asText())
                .distinct()
                .toList();
    }

    // Variants of the point

    @Story
    void needsNoCommandForManualMeter() {
        Names names = names();
        cis.registers(names.point(), Cis.point("ON", null));
        String order = cis.starts(names.order(), names.point());

        crew.installs(order, "INSTALL_METER", Devices.manual(names.meter(), "ON"), List.of());
        crew.does(order, "READ_METER", Map.of("mode", "READ", "readings", Devices.reading("3.0")));

        endsCompletedBy(order, "E04", "E19", "E20");
        assertThat(cis.order(order).path("activities").findValuesAsText("kind")).containsOnly("FIELD");
    }

    @Story
    void takesReadingOfInstallationOfManualMeter() {
        Names names = names();
        cis.registers(names.point(), Cis.point("ON", null));
        String order = cis.starts(names.order(), names.point());

        crew.installs(order, "INSTALL_METER", Devices.manual(names.meter(), "ON"), Devices.reading("3.0"));

        endsCompletedBy(order, "E04", "E20");
    }

    @Story
    void pingsMeterWhoseSwitchIsUnknown() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        cis.registers(names.point(), Cis.point("ON", Devices.smart(names.meter(), "COMMISSIONED", "UNKNOWN")));

        endsCompletedBy(cis.starts(names.order(), names.point()), "E11", "E12", "E16", "E20");
    }

    @Story
    void connectsBlindlyWhenPingTellsNoSwitch() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        meters.fault(names.meter(), "PING", "NO_SWITCH", null);
        cis.registers(names.point(), Cis.point("ON", Devices.smart(names.meter(), "COMMISSIONED", "UNKNOWN")));

        endsCompletedBy(cis.starts(names.order(), names.point()), "E11", "E12", "E16", "E20");
    }

    @Story
    void waitsForPersonToCloseArmedSwitch() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        Map<String, Object> meter = Devices.with(
                Devices.smart(names.meter(), "COMMISSIONED", "OFF"), "capabilities", Devices.capabilities("ARM_ONLY"));
        cis.registers(names.point(), Cis.point("ON", meter));
        String order = cis.starts(names.order(), names.point());

        cis.activity(order, "WAIT_CLOSE");
        String arm = meters.log(names.meter()).get(0).path("commandId").asText();
        meters.has(names.meter(), true, "ON", "57.0");
        Map<String, Object> closed =
                Map.of("messageId", "closed-" + arm, "commandId", arm, "result", "SUCCESS", "switch", "ON");
        http.post("operator", "/api/v1/head-ends/simulator/replies", closed).is(202);

        endsCompletedBy(order, "E13", "E14", "E16", "E20");
    }

    @Story
    void connectsAtSourceAndTurnsOnInOneVisit() {
        Names names = names();
        cis.registers(names.point(), Cis.point("OFF_SOURCE", Devices.manual(names.meter(), "OFF")));
        String order = cis.starts(names.order(), names.point());

        crew.does(
                order,
                "CONNECT_SP_AT_SOURCE_AND_TURN_ON",
                Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")));

        endsCompletedBy(order, "E05", "E20");
    }

    @Story
    void connectsAtSourceBeforeRemoteConnect() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        cis.registers(names.point(), Cis.point("OFF_SOURCE", Devices.smart(names.meter(), "COMMISSIONED", "OFF")));
        String order = cis.starts(names.order(), names.point());

        crew.does(order, "CONNECT_SP_AT_SOURCE", Map.of("mode", "CONNECTED_AT_SOURCE"));

        endsCompletedBy(order, "E06", "E12", "E16", "E20");
    }

    @Story
    void connectsAtSourceAndInstallsInOneVisit() {
        Names names = names();
        cis.registers(names.point(), Cis.point("OFF_SOURCE", null));
        String order = cis.starts(names.order(), names.point());

        crew.installs(
                order, "CONNECT_SP_AT_SOURCE_AND_INSTALL", Devices.manual(names.meter(), "ON"), Devices.reading("0.0"));

        endsCompletedBy(order, "E02", "E20");
    }

    @Story
    void activatesPlannedPointFirst() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        Map<String, Object> point = Cis.point("ON", Devices.smart(names.meter(), "COMMISSIONED", "OFF"));
        point.put("status", "PLANNED");
        cis.registers(names.point(), point);

        endsCompletedBy(cis.starts(names.order(), names.point()), "E01", "E12", "E16", "E20");
    }

    // The head end misbehaves

    @Story
    void investigatesMeterThatCannotBeCommissionedAndServesCustomerFirst() {
        Names names = names();
        meters.has(names.meter(), false, "ON", "57.0");
        meters.fault(names.meter(), "COMMISSION", "FAILURE", 1);
        cis.registers(names.point(), Cis.point("ON", Devices.smart(names.meter(), "PRE", "OFF")));
        String order = cis.starts(names.order(), names.point());

        crew.does(order, "TURN_ON_METER", Map.of("mode", "TURNED_ON", "readings", Devices.reading("58.0")));

        cis.awaits(order, "partial");
        assertThat(cis.rules(order)).containsExactly("E09", "E10", "E15", "E20");
        assertThat(cis.answer(order).path("outcome").asText()).isEqualTo("DONE_WITH_FOLLOW_UP");
        JsonNode followUp =
                cis.orders("type=INVESTIGATE&servicePointId=" + names.point()).get(0);
        assertThat(followUp.path("requester").asText()).isEqualTo("truckroll");
        assertThat(followUp.path("raisedBy").asText()).isEqualTo(order);
        cis.awaits(followUp.path("id").asText(), "completed");
        assertThat(cis.rules(followUp.path("id").asText())).containsExactly("I00", "I01", "I02");
    }

    @Story
    void sendsCrewWhenHeadEndLosesReplies() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "LOSE_REPLY", null);
        meters.fault(names.meter(), "ON_DEMAND_READ_SCALAR", "LOSE_REPLY", null);
        String order = cis.starts(names.order(), names.point());

        crew.does(order, "TURN_ON_METER", Map.of("mode", "TURNED_ON"));
        crew.does(order, "READ_METER", Map.of("mode", "READ", "readings", Devices.reading("57.1")));

        endsCompletedBy(order, "E12", "E15", "E16", "E19", "E20");
        assertThat(cis.order(order).path("errors").findValuesAsText("code")).contains("EXHAUSTED");
    }

    @Story
    void takesReplyThatComesBeforeAcceptance() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "*", "REPLY_BEFORE_ACCEPT", null);

        endsCompletedBy(cis.starts(names.order(), names.point()), "E12", "E16", "E20");
        assertThat(meters.commandsOf(names.meter())).containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
    }

    @Story
    void takesDuplicateReplyOnce() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "*", "DUPLICATE_REPLY", null);

        endsCompletedBy(cis.starts(names.order(), names.point()), "E12", "E16", "E20");
        assertThat(http.get("cis", "/api/v1/service-points/" + names.point() + "/readings")
                        .is(200)
                        .items())
                .hasSize(1);
    }

    @Story
    void repeatsSameCommandUntilHeadEndIsWell() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "HTTP_500", 3);
        String order = cis.starts(names.order(), names.point());

        endsCompletedBy(order, "E12", "E16", "E20");
        assertThat(cis.order(order).at("/activities/0/attempts").asInt()).isEqualTo(4);
        assertThat(meters.commandsOf(names.meter())).containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
    }

    @Story
    void countsNoAttemptWhileHeadEndIsBusy() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "HTTP_429", 2);
        String order = cis.starts(names.order(), names.point());

        endsCompletedBy(order, "E12", "E16", "E20");
        assertThat(cis.order(order).at("/activities/0/attempts").asInt()).isEqualTo(1);
    }

    @Story
    void repeatsCommandWhenHeadEndHangs() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "HANG", 1, "PT20S");
        String order = cis.starts(names.order(), names.point());

        endsCompletedBy(order, "E12", "E16", "E20");
        assertThat(cis.order(order).at("/activities/0/attempts").asInt()).isEqualTo(2);
    }

    @Story
    void sendsCrewAndInvestigatesWhenCommandIsRefused() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "REFUSE", null);
        String order = cis.starts(names.order(), names.point());

        crew.does(order, "TURN_ON_METER", Map.of("mode", "TURNED_ON", "readings", Devices.reading("57.0")));

        cis.awaits(order, "partial");
        assertThat(cis.rules(order)).containsExactly("E12", "E15", "E20");
        assertThat(cis.orders("type=INVESTIGATE&servicePointId=" + names.point()))
                .hasSize(1);
    }

    @Story
    void commissionsAgainWhenHeadEndDoesNotKnowMeter() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "NOT_ENROLLED", 1);

        endsCompletedBy(cis.starts(names.order(), names.point()), "E12", "E09", "E12", "E16", "E20");
    }

    @Story
    void sendsCrewWhenHeadEndReportsFailure() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "FAILURE", 1);
        String order = cis.starts(names.order(), names.point());

        crew.does(order, "TURN_ON_METER", Map.of("mode", "TURNED_ON"));

        endsCompletedBy(order, "E12", "E15", "E16", "E20");
    }

    @Story
    void waitsForOutageToClear() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        cis.registers(names.point(), Cis.point("ON", Devices.smart(names.meter(), "COMMISSIONED", "OFF")));
        String since = Instant.now().minusSeconds(60).toString();
        String outage = "/api/v1/outages/OUT-" + names.point();
        http.put("operator", outage, Map.of("servicePointIds", List.of(names.point()), "since", since))
                .is(201);
        String order = cis.starts(names.order(), names.point());

        cis.activity(order, "WAIT_OUTAGE");
        assertThat(cis.order(order).path("state").asText()).isEqualTo("held");
        assertThat(meters.log(names.meter())).isEmpty();
        http.put(
                        "operator",
                        outage,
                        Map.of(
                                "servicePointIds",
                                List.of(names.point()),
                                "since",
                                since,
                                "clearedAt",
                                Instant.now().toString()))
                .is(200);

        endsCompletedBy(order, "G09", "E12", "E16", "E20");
    }

    @Story
    void waitsForServiceDate() {
        Names names = smartMeterOff();
        Map<String, Object> body = Cis.enable(names.order(), names.point());
        Instant date = Instant.now().plusSeconds(4);
        body.put("requestedDate", date.toString());
        String order = cis.posts(body).is(201).json().path("id").asText();

        assertThat(cis.order(order).path("state").asText()).isEqualTo("pending");
        assertThat(cis.decisions(order)).isEmpty();

        endsCompletedBy(order, "E12", "E16", "E20");
        assertThat(Instant.parse(cis.decisions(order).get(0).path("at").asText()))
                .isAfterOrEqualTo(date);
    }

    // People decide

    @Story
    void sendsAnotherCrewWhenDispatcherSaysSo() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        twoVisitsFail(order, "TURN_ON_METER");
        assertThat(cis.order(order).path("state").asText()).isEqualTo("held");

        JsonNode task = desk.asked(order, "FIELD_EXHAUSTED");
        desk.decides(task, "ESTIMATE", Map.of("readings", Devices.reading("1.0")))
                .isProblem(422, "decision-not-allowed")
                .namesField("/decision");
        desk.decides(task, "VISIT_AGAIN", Map.of()).is(200);
        crew.does(order, "TURN_ON_METER", Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")));

        endsCompletedBy(order, "E15", "E15", "G12", "E15", "E20");
    }

    @Story
    void triesRemotelyAgainWhenDispatcherSaysSo() {
        Names names = smartMeterOff();
        meters.fault(names.meter(), "REMOTE_CONNECT", "FAILURE", 1);
        String order = cis.starts(names.order(), names.point());
        twoVisitsFail(order, "TURN_ON_METER");

        desk.decides(order, "FIELD_EXHAUSTED", "REMOTE_AGAIN");

        endsCompletedBy(order, "E12", "E15", "E15", "G12", "E12", "E16", "E20");
    }

    @Story
    void takesEstimateWhenNobodyCouldRead() {
        Names names = names();
        cis.registers(names.point(), Cis.point("ON", Devices.manual(names.meter(), "ON")));
        String order = cis.starts(names.order(), names.point());
        twoVisitsFail(order, "READ_METER");

        JsonNode task = desk.asked(order, "FIELD_EXHAUSTED");
        desk.decides(task, "ESTIMATE", Map.of())
                .isProblem(422, "decision-not-allowed")
                .namesField("/readings");
        desk.decides(task, "ESTIMATE", Map.of("readings", Devices.reading("77.0")))
                .is(200);

        endsCompletedBy(order, "E19", "E19", "G12", "E20");
    }

    @Story
    void endsInPartWhenDispatcherSaysSo() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        twoVisitsFail(order, "TURN_ON_METER");

        desk.decides(order, "FIELD_EXHAUSTED", "PARTIAL");

        cis.awaits(order, "partial");
        assertThat(cis.answer(order).path("outcome").asText()).isEqualTo("PARTIAL");
    }

    @Story
    void endsCancelledWhenDispatcherSaysSo() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        twoVisitsFail(order, "TURN_ON_METER");

        desk.decides(order, "FIELD_EXHAUSTED", "CANCEL");

        cis.awaits(order, "cancelled");
        assertThat(cis.answer(order).path("outcome").asText()).isEqualTo("CANCELLED");
    }

    @Story
    void asksWhichDeviceIsInPlaceWhenCrewDoesNotFindIt() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        crew.fails(order, "TURN_ON_METER", "NOT_FOUND");

        JsonNode task = desk.asked(order, "DEVICE_MISMATCH");
        Map<String, Object> found = Map.of("device", Devices.manual(names.meter() + "-found", "OFF"));
        desk.decides(task, "CORRECTED", Map.of("facts", found))
                .isProblem(422, "decision-not-allowed")
                .namesField("/evidence");
        desk.decides(task, "CORRECTED", Map.of("facts", found, "evidence", "photo 17"))
                .is(200);
        crew.does(order, "TURN_ON_METER", Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")));

        endsCompletedBy(order, "E15", "G12b", "E15", "E20");
        assertThat(http.get("cis", "/api/v1/service-points/" + names.point())
                        .json()
                        .at("/device/id")
                        .asText())
                .isEqualTo(names.meter() + "-found");
    }

    @Story
    void asksWhatToDoWithUnfitMeter() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        Map<String, Object> unfit =
                Devices.with(Devices.smart(names.meter(), "COMMISSIONED", "OFF"), "condition", "DEFECTIVE");
        cis.registers(names.point(), Cis.point("ON", unfit));
        String order = cis.starts(names.order(), names.point());

        String exchange = cis.raised(names.point(), "EXCHANGE");
        twoVisitsFail(exchange, "EXCHANGE_METER");
        desk.decides(exchange, "FIELD_EXHAUSTED", "CANCEL");
        desk.decides(order, "EXCHANGE_FAILED", "GO_ON");

        endsCompletedBy(order, "G11", "G11b", "E12", "E16", "E20");
    }

    @Story
    void completesDataThatIsUnknown() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        Map<String, Object> device = Devices.smart(names.meter(), "COMMISSIONED", "OFF");
        device.remove("capabilities");
        cis.registers(names.point(), Cis.point("ON", device));
        String order = cis.starts(names.order(), names.point());

        JsonNode task = desk.asked(order, "COMPLETE_DATA");
        desk.decides(
                        task,
                        "COMPLETED",
                        Map.of(
                                "facts",
                                Map.of("capabilities", Devices.capabilities("REMOTE")),
                                "evidence",
                                "data sheet"))
                .is(200);

        endsCompletedBy(order, "G14", "E12", "E16", "E20");
    }

    private void twoVisitsFail(String order, String action) {
        crew.fails(order, action, "NO_ACCESS");
        crew.fails(order, action, "CUSTOMER_REFUSED");
        cis.activity(order, "FIELD_EXHAUSTED");
    }

    // Crews report nonsense

    @Story
    void changesNothingWhenReportIsWrong() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        String visit = crew.visit(order, "TURN_ON_METER");
        String version =
                http.get("cis", "/api/v1/service-points/" + names.point()).body();

        crew.claim(visit).is(200);
        new Crew(http, "crew2").claim(visit).isProblem(409, "already-signed");
        crew.complete(visit, Map.of("mode", "REMOVED")).is(422);
        crew.complete(visit, Map.of("mode", "TURNED_ON", "deviceId", "M-OTHER"))
                .is(422)
                .namesField("/deviceId");
        crew.complete(visit, Map.of("mode", "TURNED_ON", "modee", "x")).is(400);
        new Crew(http, "crew-south")
                .complete(visit, Map.of("mode", "TURNED_ON"))
                .is(404);

        assertThat(http.get("cis", "/api/v1/service-points/" + names.point()).body())
                .isEqualTo(version);
        assertThat(cis.order(order).at("/activities/0/state").asText()).isEqualTo("OPEN");
    }

    @Story
    void tellsPersonInTasklistWhatIsWrongWithTheForm() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        String visit = crew.visit(order, "TURN_ON_METER");
        crew.claim(visit).is(200);
        Tasklist tasklist = new Tasklist(http, "crew");
        String engine = "/camunda/api/engine/engine/default/task";
        String task = tasklist.get(engine + "?maxResults=1&processInstanceBusinessKey=" + visit)
                .is(200)
                .items()
                .get(0)
                .path("id")
                .asText();

        Http.Answer refused = tasklist.post(
                        engine + "/" + task + "/submit-form",
                        "{\"variables\":{\"result\":{\"value\":\"TURNED_ON\"},\"foundDeviceId\":{\"value\":\"M-OTHER\"}}}")
                .is(422);

        assertThat(refused.json().path("message").asText()).contains("deviceId", names.meter());
        assertThat(refused.body()).doesNotContain("Exception", "ENGINE-", "TaskListener");
        tasklist.post(
                        engine + "/" + task + "/submit-form",
                        "{\"variables\":{\"result\":{\"value\":\"TURNED_ON\"},\"readings\":{\"value\":\"5.0\"}}}")
                .is(204, 200);
        endsCompletedBy(order, "E15", "E20");
    }

    // Intake

    @Story
    void takesOrderPostedFiftyTimesOnce() throws Exception {
        Names names = smartMeterOff();
        Map<String, Object> body = Cis.enable(names.order(), names.point());
        List<Callable<Http.Answer>> posts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            posts.add(() -> cis.posts(body));
        }

        List<Http.Answer> answers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            for (Future<Http.Answer> answer : threads.invokeAll(posts)) {
                answers.add(answer.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(49);
        HashSet<String> ids = new HashSet<>();
        answers.forEach(answer -> ids.add(answer.json().path("id").asText()));
        assertThat(ids).hasSize(1);
        String order = ids.iterator().next();
        endsCompletedBy(order, "E12", "E16", "E20");
        assertThat(http.get(
                                "admin",
                                "/engine-rest/history/process-instance?maxResults=10&processInstanceBusinessKey="
                                        + order)
                        .is(200)
                        .items())
                .hasSize(1);
        assertThat(meters.commandsOf(names.meter())).containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
    }

    @Story
    void refusesAnotherBodyUnderKnownExternalId() {
        Names names = smartMeterOff();
        String order = cis.starts(names.order(), names.point());

        Map<String, Object> other = Cis.enable(names.order(), names.point());
        other.put("priority", 90);
        Http.Answer refused = cis.posts(other).isProblem(409, "external-id-reused");

        assertThat(refused.json().path("conflictsWith").asText()).isEqualTo(order);
        assertThat(cis.posts(Cis.enable(names.order(), names.point()))
                        .is(200)
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(order);
    }

    @Story
    void refusesSecondStartAtSamePoint() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());

        Http.Answer refused =
                cis.posts(Cis.enable(names.order() + "-b", names.point())).isProblem(409, "duplicate-order");

        assertThat(refused.json().path("conflictsWith").asText()).isEqualTo(order);
        assertThat(cis.orders("servicePointId=" + names.point())).hasSize(1);
    }

    @Story
    void honoursIdempotencyKey() {
        Names names = smartMeterOff();
        String body = "{\"externalId\":\"%s\",\"type\":\"ENABLE\",\"servicePointId\":\"%s\"}"
                .formatted(names.order(), names.point());

        String first = withKey(names.order(), body).is(201).json().path("id").asText();

        assertThat(withKey(names.order(), body).is(200).json().path("id").asText())
                .isEqualTo(first);
        withKey(names.order(), body.replace(names.order(), names.order() + "-b"))
                .isProblem(409, "idempotency-key-reused");
    }

    private Http.Answer withKey(String key, String body) {
        return http.send(
                "cis",
                http.request("/api/v1/service-orders")
                        .header("Idempotency-Key", key)
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }

    @Story
    void refusesWhatIsNotInTheContract() {
        Names names = smartMeterOff();
        Map<String, Object> good = Cis.enable(names.order(), names.point());

        cis.posts(Devices.with(good, "servicePoint", "x"))
                .isProblem(400, "invalid-request")
                .namesField("/servicePoint");
        cis.posts(Devices.with(good, "contact", Map.of("nme", "x")))
                .isProblem(400, "invalid-request")
                .namesField("/contact/nme");
        cis.posts(Devices.with(good, "priority", "high"))
                .isProblem(400, "invalid-request")
                .namesField("/priority");
        cis.posts(Devices.with(good, "priority", 50.5))
                .isProblem(400, "invalid-request")
                .namesField("/priority");
        cis.posts(Devices.with(good, "permanent", "yes"))
                .isProblem(400, "invalid-request")
                .namesField("/permanent");
        cis.posts(Devices.with(good, "externalId", 17))
                .isProblem(400, "invalid-request")
                .namesField("/externalId");
        cis.posts(Devices.with(good, "externalId", Map.of())).isProblem(400, "invalid-request");
        cis.posts(Devices.with(good, "requestedDate", "tomorrow"))
                .isProblem(400, "invalid-request")
                .namesField("/requestedDate");
        cis.posts(Map.of())
                .isProblem(400, "invalid-request")
                .namesField("/externalId")
                .namesField("/type");
        cis.posts("{\"externalId\":").isProblem(400, "invalid-request");
        cis.posts("[]").isProblem(400, "invalid-request");
        cis.posts("null").isProblem(400, "invalid-request");
        cis.posts("").isProblem(400, "invalid-request");
        cis.posts("{\"externalId\":\"a\",\"externalId\":\"b\"}").isProblem(400, "invalid-request");
        cis.posts(Devices.with(good, "notes", "x".repeat(3_000_000))).isProblem(413, "payload-too-large");
        assertThat(cis.posts(Devices.with(good, "type", "TELEPORT"))
                        .isProblem(422, "unknown-type")
                        .namesField("/type")
                        .body())
                .contains("ENABLE", "INVESTIGATE");
        cis.posts(Devices.with(good, "type", "cut")).is(422);
        cis.posts(Devices.with(good, "servicePointId", "SP-NOWHERE")).isProblem(422, "unknown-service-point");
        cis.posts(Devices.with(good, "replyTo", "http://169.254.169.254/latest"))
                .is(422, 400);

        assertThat(cis.orders("servicePointId=" + names.point())).isEmpty();
        cis.posts(good).is(201);
    }

    @Story
    void hidesOrdersOfOtherDivisions() {
        Names names = manualMeterOff();
        String order = cis.starts(names.order(), names.point());
        String address = "/api/v1/service-orders/" + order;

        for (String path : List.of(address, address + "/decisions", address + "/events")) {
            http.get("cis-south", path).isProblem(404, "not-found");
            http.get(null, path).isProblem(401, "unauthorized");
            http.get("crew", path).isProblem(403, "forbidden");
        }
        assertThat(http.get("cis-south", "/api/v1/service-orders?servicePointId=" + names.point())
                        .is(200)
                        .items())
                .isEmpty();
        http.post("cis-south", "/api/v1/service-orders", Cis.enable(names.order() + "-s", names.point()))
                .isProblem(422, "unknown-service-point");
        http.get("cis-south", "/api/v1/service-points/" + names.point()).isProblem(404, "not-found");
        String visit = crew.visit(order, "TURN_ON_METER");
        new Crew(http, "crew-south").claim(visit).isProblem(404, "not-found");
    }

    // The engine's own door

    @Story
    void startsTheSameOrderThroughTheEngine() {
        Names names = smartMeterOff();

        startsInEngine(Cis.enable(names.order(), names.point())).is(200);

        JsonNode order = cis.orders("externalId=" + names.order()).get(0);
        assertThat(order.path("requester").asText()).isEqualTo("cis");
        endsCompletedBy(order.path("id").asText(), "E12", "E16", "E20");
        startsInEngine(Cis.enable(names.order(), names.point())).is(200);
        assertThat(cis.posts(Cis.enable(names.order(), names.point()))
                        .is(200)
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(order.path("id").asText());
        assertThat(cis.orders("externalId=" + names.order())).hasSize(1);
    }

    @Story
    void refusesInTheEngineAsAtTheApi() {
        Names names = manualMeterOff();
        Map<String, Object> good = Cis.enable(names.order(), names.point());

        startsInEngine(Devices.with(good, "servicePoint", "x")).isProblem(400, "invalid-request");
        startsInEngine(Devices.with(good, "priority", "high")).isProblem(400, "invalid-request");
        startsInEngine(Devices.with(good, "orderId", "1")).isProblem(400, "invalid-request");
        startsInEngine(Map.of("externalId", names.order()))
                .isProblem(400, "invalid-request")
                .namesField("/type");
        startsInEngine(Devices.with(good, "servicePointId", "SP-NOWHERE")).isProblem(422, "unknown-service-point");
        assertThat(startsInEngine(Devices.with(good, "type", "TELEPORT"))
                        .isProblem(422, "unknown-type")
                        .body())
                .contains("ENABLE", "INVESTIGATE");
        assertThat(cis.orders("servicePointId=" + names.point())).isEmpty();

        String order = cis.starts(names.order(), names.point());
        Http.Answer reused = startsInEngine(Devices.with(good, "priority", 90)).isProblem(409, "external-id-reused");
        assertThat(reused.json().path("conflictsWith").asText()).isEqualTo(order);
        startsInEngine(Devices.with(good, "externalId", names.order() + "-b")).isProblem(409, "duplicate-order");
        http.post(null, START, "{}").is(401);
        http.post("crew", START, "{}").is(403);
        assertThat(cis.orders("servicePointId=" + names.point())).hasSize(1);
    }

    private static final String START = "/engine-rest/process-definition/key/service-order/start";

    private Http.Answer startsInEngine(Map<String, Object> order) {
        Map<String, Object> variables = new LinkedHashMap<>();
        order.forEach((name, value) -> variables.put(name, Map.of("value", value)));
        return http.post("cis", START, Map.of("variables", variables));
    }
}
