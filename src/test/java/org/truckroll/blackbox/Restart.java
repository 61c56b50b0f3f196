// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed (-9) at the worst moments; what it had accepted is there after the next start, and is done once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Restart {

    private Database database;
    private Server server;
    private Cis cis;
    private Crew crew;
    private Meters meters;

    abstract Database database();

    @BeforeAll
    void start(@TempDir Path directory) {
        database = database();
        server = new Server(
                directory,
                database,
                "--truckroll.command.time-factor=0.14",
                "--truckroll.command.call-timeout=PT20S",
                "--truckroll.simulator.reply-delay=PT0.1S",
                "--camunda.bpm.job-execution.max-wait=1000");
        cis = new Cis(server.http());
        crew = new Crew(server.http(), "crew");
        meters = new Meters(server.http());
    }

    @AfterAll
    void stop() {
        server.close();
        database.close();
    }

    private String smartMeterOff(String name) {
        meters.has("M-" + name, true, "OFF", "57.0");
        cis.registers("SP-" + name, Cis.point("ON", Devices.smart("M-" + name, "COMMISSIONED", "OFF")));
        return "SP-" + name;
    }

    private String manualMeterOff(String name) {
        cis.registers("SP-" + name, Cis.point("ON", Devices.manual("M-" + name, "OFF")));
        return "SP-" + name;
    }

    /** SOM-04: accepted means durable. */
    @Test
    void finishesWhatWasAcceptedInTheMillisecondBeforeItDied() {
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            smartMeterOff("died" + i);
        }
        for (int i = 0; i < 5; i++) {
            orders.add(cis.starts("SR-died" + i, "SP-died" + i));
        }
        server.kill();
        server.start();

        orders.forEach(order -> cis.awaits(order, "completed"));
        assertThat(cis.posts(Cis.enable("SR-died4", "SP-died4"))
                        .is(200)
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(orders.get(4));
        orders.forEach(order -> assertThat(cis.rules(order)).containsExactly("E12", "E16", "E20"));
        orders.forEach(cis::answer);
        meters.nothingTwice();
    }

    @Test
    void goesOnFromEveryWait() {
        Map<String, String> orders = new LinkedHashMap<>();

        orders.put("visit", cis.starts("SR-visit", manualMeterOff("visit")));
        orders.put("human", cis.starts("SR-human", manualMeterOff("human")));
        String since = Instant.now().minusSeconds(60).toString();
        String dark = smartMeterOff("outage");
        Http http = server.http();
        http.put("operator", "/api/v1/outages/OUT-1", Map.of("servicePointIds", List.of(dark), "since", since))
                .is(201);
        orders.put("outage", cis.starts("SR-outage", dark));
        crew.fails(orders.get("human"), "TURN_ON_METER", "NO_ACCESS");
        crew.fails(orders.get("human"), "TURN_ON_METER", "NO_ACCESS");
        cis.activity(orders.get("human"), "FIELD_EXHAUSTED");
        cis.activity(orders.get("outage"), "WAIT_OUTAGE");
        String visit = crew.visit(orders.get("visit"), "TURN_ON_METER");
        crew.claim(visit).is(200);
        for (String name : List.of("reply", "retry", "call", "date")) {
            smartMeterOff(name);
        }
        meters.fault("M-reply", "REMOTE_CONNECT", "DELAY", 1, "PT8S");
        meters.fault("M-retry", "REMOTE_CONNECT", "HTTP_500", 1);
        meters.fault("M-call", "REMOTE_CONNECT", "HANG", 1, "PT19S");
        Map<String, Object> future = Cis.enable("SR-date", "SP-date");
        future.put("requestedDate", Instant.now().plusSeconds(10).toString());
        orders.put("date", cis.posts(future).is(201).json().path("id").asText());
        orders.put("reply", cis.starts("SR-reply", "SP-reply"));
        orders.put("retry", cis.starts("SR-retry", "SP-retry"));
        orders.put("call", cis.starts("SR-call", "SP-call"));
        Until.true_("command at the meter", () -> meters.commandsOf("M-reply").size() == 1);
        Until.true_(
                "a try in vain",
                () -> cis.order(orders.get("retry"))
                                .at("/activities/0/attempts")
                                .asInt()
                        == 1);
        cis.activity(orders.get("call"), "REMOTE_CONNECT");
        assertThat(cis.order(orders.get("date")).path("state").asText()).isEqualTo("pending");

        server.kill();
        server.start();

        crew.complete(visit, Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")))
                .is(200);
        new Desk(server.http(), "dispatcher").decides(orders.get("human"), "FIELD_EXHAUSTED", "VISIT_AGAIN");
        crew.does(
                orders.get("human"), "TURN_ON_METER", Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")));
        http.put(
                        "operator",
                        "/api/v1/outages/OUT-1",
                        Map.of(
                                "servicePointIds",
                                List.of(dark),
                                "since",
                                since,
                                "clearedAt",
                                Instant.now().toString()))
                .is(200);
        orders.values().forEach(order -> cis.awaits(order, "completed"));

        for (String name : List.of("reply", "retry", "call", "date", "outage")) {
            assertThat(meters.commandsOf("M-" + name))
                    .as(name)
                    .containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        }
        meters.nothingTwice();
        for (String order : orders.values()) {
            cis.answer(order);
            assertThat(cis.answers(order).stream()
                            .map(answer -> answer.path("webhookId").asText()))
                    .containsOnly(cis.answers(order).get(0).path("webhookId").asText());
        }
        List<JsonNode> unmatched = server.http()
                .get("admin", "/engine-rest/process-instance?maxResults=10&processDefinitionKey=unmatched-answer")
                .is(200)
                .items();
        assertThat(unmatched).isEmpty();
    }
}
