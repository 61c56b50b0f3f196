// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Orders over head ends after IEC 61968-9, one that answers later and one that answers at once, up to their end (SOM-10). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CimStoryIT {

    private final AtomicInteger count = new AtomicInteger();
    private Database database;
    private Server server;
    private Cis cis;
    private Crew crew;
    private Meters meters;
    private Http http;

    @BeforeAll
    void start(@TempDir Path directory) {
        database = new Database.H2();
        server = new Server(
                directory,
                database,
                "--truckroll.head-ends.cim.adapter=cim",
                "--truckroll.head-ends.cim.url=/simulator/cim",
                "--truckroll.head-ends.cim-now.adapter=cim",
                "--truckroll.head-ends.cim-now.url=/simulator/cim",
                "--truckroll.head-ends.cim-now.options.synchronous=all",
                "--truckroll.head-ends.cim-now.options.style=generic",
                "--truckroll.head-ends.cim-now.options.soap=1.2",
                "--truckroll.command.time-factor=0.01",
                "--truckroll.command.call-timeout=PT9S",
                "--truckroll.simulator.reply-delay=PT0.1S",
                "--camunda.bpm.job-execution.max-wait=1000");
        http = server.http();
        cis = new Cis(http);
        crew = new Crew(http, "crew");
        meters = new Meters(http);
    }

    @AfterAll
    void stop() {
        meters.nothingTwice();
        server.close();
        database.close();
    }

    private record Names(String point, String meter, String order) {}

    private Names names() {
        int number = count.incrementAndGet();
        return new Names("SP-C" + number, "MC-" + number, "SR-C" + number);
    }

    private static Map<String, Object> smart(String headEnd, String id, String commission, String position) {
        return Devices.with(Devices.smart(id, commission, position), "headEnd", headEnd);
    }

    private Names offAt(String headEnd) {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        cis.registers(names.point(), Cis.point("ON", smart(headEnd, names.meter(), "COMMISSIONED", "OFF")));
        return names;
    }

    private JsonNode device(Names names) {
        return http.get("cis", "/api/v1/service-points/" + names.point())
                .is(200)
                .json()
                .path("device");
    }

    @Story
    void startsAServiceOverAHeadEndThatAnswersLater() {
        startsAService("cim");
    }

    @Story
    void startsAServiceOverAHeadEndThatAnswersAtOnce() {
        startsAService("cim-now");
    }

    private void startsAService(String headEnd) {
        Names names = names();
        meters.has(names.meter(), false, "OFF", "12.9");
        cis.registers(names.point(), Cis.point("ON", null));
        String order = cis.starts(names.order(), names.point());
        crew.installs(order, "INSTALL_METER", smart(headEnd, names.meter(), "PRE", "OFF"), Devices.reading("00012.3"));

        JsonNode done = cis.awaits(order, "completed");

        assertThat(done.path("outcome").asText()).isEqualTo("DONE");
        assertThat(done.path("activities").findValuesAsText("action"))
                .containsExactly("INSTALL_METER", "COMMISSION", "REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        assertThat(meters.commandsOf(names.meter()))
                .containsExactly("COMMISSION", "REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        assertThat(device(names).path("commission").asText()).isEqualTo("COMMISSIONED");
        assertThat(device(names).path("switch").asText()).isEqualTo("ON");
        assertThat(cis.answer(order).path("readings")).anySatisfy(reading -> {
            assertThat(reading.path("qualifying").asBoolean()).isTrue();
            assertThat(Double.parseDouble(reading.path("value").asText())).isEqualTo(12.9);
        });
    }

    @Story
    void pingsAMeterWhoseSwitchIsUnknown() {
        for (String headEnd : List.of("cim", "cim-now")) {
            Names names = names();
            meters.has(names.meter(), true, "OFF", "57.0");
            cis.registers(names.point(), Cis.point("ON", smart(headEnd, names.meter(), "COMMISSIONED", "UNKNOWN")));
            String order = cis.starts(names.order(), names.point());
            cis.awaits(order, "completed");
            assertThat(cis.rules(order)).containsExactly("E11", "E12", "E16", "E20");
        }
    }

    @Story
    void asksWhatBecameOfACommandWhoseAnswerWasLostAndDoesNotActTwice() {
        Names names = offAt("cim");
        meters.fault(names.meter(), "REMOTE_CONNECT", "LOSE_REPLY", 1);
        String order = cis.starts(names.order(), names.point());

        cis.awaits(order, "completed");

        assertThat(cis.rules(order)).containsExactly("E12", "E16", "E20");
        assertThat(meters.commandsOf(names.meter())).containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        String command = cis.order(order).path("activities").get(0).path("id").asText();
        JsonNode shown = http.get("cis", "/api/v1/commands/" + command).is(200).json();
        assertThat(shown.path("history").findValuesAsText("kind")).containsExactly("SEND", "QUERY");
    }

    @Story
    void sendsABusyHeadEndTheSameCommandAgain() {
        for (String fault : List.of("HTTP_429", "HTTP_500", "DUPLICATE_REPLY", "REPLY_BEFORE_ACCEPT")) {
            Names names = offAt("cim");
            meters.fault(names.meter(), "REMOTE_CONNECT", fault, 1);
            String order = cis.starts(names.order(), names.point());
            cis.awaits(order, "completed");
            assertThat(cis.rules(order)).as(fault).containsExactly("E12", "E16", "E20");
            assertThat(meters.commandsOf(names.meter()))
                    .as(fault)
                    .containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        }
    }

    @Story
    void commissionsAgainAMeterThatTheHeadEndDoesNotKnow() {
        Names names = names();
        meters.has(names.meter(), false, "OFF", "57.0");
        cis.registers(names.point(), Cis.point("ON", smart("cim", names.meter(), "COMMISSIONED", "OFF")));
        String order = cis.starts(names.order(), names.point());

        cis.awaits(order, "completed");

        assertThat(cis.rules(order)).containsExactly("E12", "E09", "E12", "E16", "E20");
    }

    @Story
    void goesOnWhenAPersonClosesTheArmedSwitch() {
        Names names = armed();
        String order = cis.starts(names.order(), names.point());
        cis.activity(order, "WAIT_CLOSE");
        assertThat(device(names).path("switch").asText()).isEqualTo("ARMED");

        http.post(null, "/simulator/head-end/meters/" + names.meter() + "/close", Map.of())
                .is(200);

        cis.awaits(order, "completed");
        assertThat(device(names).path("switch").asText()).isEqualTo("ON");
    }

    @Story
    void goesOnWhenAnEventThatNobodyAskedForSaysThatTheSwitchIsClosed() {
        Names names = armed();
        String order = cis.starts(names.order(), names.point());
        cis.activity(order, "WAIT_CLOSE");

        http.post(
                        "operator",
                        "/api/v1/head-ends/cim/events",
                        Map.of(
                                "eventId",
                                names.order(),
                                "deviceId",
                                names.meter(),
                                "code",
                                "3.31.0.42",
                                "at",
                                Instant.now().toString()))
                .is(202);

        cis.awaits(order, "completed");
        assertThat(device(names).path("switch").asText()).isEqualTo("ON");
    }

    private Names armed() {
        Names names = names();
        meters.has(names.meter(), true, "OFF", "57.0");
        Map<String, Object> device = new LinkedHashMap<>(smart("cim", names.meter(), "COMMISSIONED", "OFF"));
        device.put("capabilities", Devices.capabilities("ARM_ONLY"));
        cis.registers(names.point(), Cis.point("ON", device));
        return names;
    }
}
