// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.truckroll.simulator.headend.World.COMMANDS;
import static org.truckroll.simulator.headend.World.FAULTS;
import static org.truckroll.simulator.headend.World.LATENCY;
import static org.truckroll.simulator.headend.World.LOG;
import static org.truckroll.simulator.headend.World.METERS;
import static org.truckroll.simulator.headend.World.assertInvalid;
import static org.truckroll.simulator.headend.World.assertProblem;
import static org.truckroll.simulator.headend.World.texts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.simulator.SimulatorServer;

/** Thousands of meters, what they are able to do, and what the log tells of them. */
class HeadEndMetersTest {

    private static World world;

    private final String device = "M-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        world = World.inMemory("meters");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void reset() {
        world.reset();
    }

    // --- many meters

    @Test
    void takesThousandsInOneRequestAndTellsThemPageByPage() {
        var done = world.puts(
                METERS,
                "{'prefix':'M-','from':1,'count':2500,'digits':5,'switch':'ON','enrolled':true,'model':'E650'}");
        assertThat(done.path("created").asInt()).isEqualTo(2500);
        assertThat(world.puts(METERS, "{'prefix':'M-','from':2401,'count':200,'digits':5,'switch':'ARMED'}"))
                .isEqualTo(SimulatorServer.parse("{\"created\":100,\"changed\":100}"));

        var ids = new ArrayList<String>();
        var page = world.get(METERS + "?limit=1000");
        while (true) {
            assertThat(page.path("items").size()).isLessThanOrEqualTo(1000);
            ids.addAll(texts(page.path("items"), "deviceId"));
            if (!page.has("next")) {
                break;
            }
            page = world.get(METERS + "?limit=1000&cursor=" + page.path("next").asText());
        }

        assertThat(ids).hasSize(2600).isSorted().doesNotHaveDuplicates();
        var meter = world.get(METERS + "/M-02450");
        assertThat(meter.path("switch").asText()).isEqualTo("ARMED");
        assertThat(meter.path("model").asText()).isEqualTo("E650");
        assertThat(meter.path("enrolled").asBoolean()).isTrue();
        assertThat(meter.path("at").asText()).endsWith("Z");
        assertThat(world.get(METERS)).hasSize(2600);
    }

    @Test
    void takesListWhereEachMeterMayDiffer() {
        world.puts(METERS, """
                {'switch':'ON','meters':[{'id':'a'},{'id':'b','switch':'OFF','loadSide':'LIVE'},
                 {'id':'c','enrolled':false,'capabilities':{'switch':'ARM_ONLY','onDemandReadInterval':false}}]}
                """);

        assertThat(texts(world.get(METERS), "switch")).containsExactly("ON", "OFF", "ON");
        assertThat(world.get(METERS + "/b").path("loadSide").asText()).isEqualTo("LIVE");
        assertThat(world.get(METERS + "/c").path("capabilities"))
                .isEqualTo(SimulatorServer.parse("{\"switch\":\"ARM_ONLY\",\"onDemandReadInterval\":false}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|''",
                "{'prefix':'M-','meters':[]}|''",
                "{'prefix':'M-'}|/count",
                "{'prefix':'M-','count':0}|/count",
                "{'prefix':'M-','count':100001}|/count",
                "{'prefix':'M-','count':2,'from':-1}|/from",
                "{'prefix':'M-','count':2,'digits':19}|/digits",
                "{'meters':[{}]}|/meters/0/id",
                "{'meters':[{'id':'a'},{'id':'a'}]}|/meters/1/id",
                "{'meters':[{'id':'a','reading':'much'}]}|/meters/0/reading",
                "{'meters':[{'id':'a','loadSide':'WARM'}]}|/meters/0/loadSide"
            })
    void refusesFleetThatMakesNoSense(String body, String pointer) {
        assertInvalid(world.put(METERS, body), pointer.replace("''", ""));
        assertThat(world.get(METERS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"limit=0,/limit", "limit=1001,/limit", "cursor=***,/cursor"})
    void refusesPageThatMakesNoSense(String query, String pointer) {
        assertInvalid(world.server().get(METERS + "?" + query), pointer);
    }

    // --- what a model can do

    @Test
    void tellsModelAndCapabilitiesWhenItIsCommissioned() throws InterruptedException {
        world.puts(
                METERS + "/" + device,
                "{'enrolled':false,'model':'E350','capabilities':{'switch':'ARM_ONLY','ping':true}}");

        var reply = world.receiver().await(world.accepted(device, "COMMISSION"));

        assertThat(reply.path("model").asText()).isEqualTo("E350");
        assertThat(reply.path("capabilities"))
                .isEqualTo(SimulatorServer.parse("{\"switch\":\"ARM_ONLY\",\"ping\":true}"));
        var ping = world.receiver().await(world.accepted(device, "PING"));
        assertThat(ping.has("model")).isFalse();
        assertThat(ping.has("capabilities")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'switch':'ARM_ONLY'}|REMOTE_CONNECT|501",
                "{'switch':'ARM_ONLY'}|ARM|202",
                "{'switch':'ARM_ONLY'}|REMOTE_DISCONNECT|202",
                "{'switch':'NONE'}|REMOTE_DISCONNECT|501",
                "{'switch':'NONE'}|PING|202",
                "{'ping':false}|PING|501",
                "{'onDemandReadScalar':false}|ON_DEMAND_READ_SCALAR|501",
                "{'onDemandReadScalar':false}|ON_DEMAND_READ_INTERVAL|202",
                "{'onDemandReadInterval':false}|ON_DEMAND_READ_INTERVAL|501",
                "{}|REMOTE_CONNECT|202"
            })
    void doesOnlyWhatItsModelCan(String capabilities, String command, int status) {
        world.puts(METERS + "/" + device, "{'capabilities':%s}".formatted(capabilities));

        assertThat(world.send(device, command).statusCode()).isEqualTo(status);
        assertThat(world.get(LOG)).hasSize(status == 202 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "LIVE, PING, LIVE",
        "LIVE, REMOTE_DISCONNECT, LIVE",
        "DEAD, REMOTE_DISCONNECT, DEAD",
        "LIVE, REMOTE_CONNECT, ''",
        "UNKNOWN, PING, ''"
    })
    void looksBehindTheSwitch(String side, String command, String told) throws InterruptedException {
        world.puts(METERS + "/" + device, "{'loadSide':'%s'}".formatted(side));

        assertThat(world.receiver()
                        .await(world.accepted(device, command))
                        .path("loadSide")
                        .asText())
                .isEqualTo(told);
    }

    @Test
    void armedMeterThatPersonClosesSaysSoLater() throws InterruptedException {
        world.puts(METERS + "/" + device, "{}");
        var arm = world.accepted(device, "ARM");
        assertThat(world.receiver().await(arm).path("switch").asText()).isEqualTo("ARMED");

        var closed = world.server().post(METERS + "/" + device + "/close", "");

        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(SimulatorServer.parse(closed.body()).path("switch").asText()).isEqualTo("ON");
        var words = world.receiver().await(arm, 2);
        assertThat(words.get(1).message().path("switch").asText()).isEqualTo("ON");
        assertThat(words.get(1).message().path("result").asText()).isEqualTo("SUCCESS");
        assertThat(words.get(1).message().path("messageId"))
                .isNotEqualTo(words.get(0).message().path("messageId"));
        assertThat(texts(world.get(LOG), "effect")).containsExactly("switch OFF to ARMED", "closed by a person");
        assertProblem(world.server().post(METERS + "/" + device + "/close", ""), 409, "not-armed");
        assertProblem(world.server().post(METERS + "/nobody/close", ""), 404, "not-found");
    }

    // --- what became of a command

    @Test
    void tellsWhatBecameOfCommandWhoseReplyIsLost() throws InterruptedException {
        world.puts(METERS + "/" + device, "{}");
        world.puts(LATENCY, "{'reply':{'kind':'FIXED','delay':'PT2S'}}");
        world.puts(FAULTS, "{'fault':'LOSE_REPLY'}");
        var id = world.accepted(device, "REMOTE_CONNECT");

        var early = world.server().get(COMMANDS + "/" + id);
        assertThat(early.statusCode()).isEqualTo(202);
        assertThat(SimulatorServer.parse(early.body()).path("status").asText()).isEqualTo("ACCEPTED");
        Thread.sleep(2200);
        var result = world.get(COMMANDS + "/" + id);

        assertThat(result.path("commandId").asText()).isEqualTo(id);
        assertThat(result.path("result").asText()).isEqualTo("SUCCESS");
        assertThat(result.path("switch").asText()).isEqualTo("ON");
        assertThat(world.receiver().of(id)).isEmpty();
        assertProblem(world.server().get(COMMANDS + "/never-sent"), 404, "not-found");
    }

    // --- the log

    @Test
    void logIsFilteredAndPaged() throws InterruptedException {
        world.puts(METERS, "{'prefix':'L-','count':3}");
        for (var i = 1; i <= 3; i++) {
            world.accepted("L-" + i, "PING");
            world.accepted("L-" + i, "REMOTE_CONNECT");
        }
        var last = world.accepted("L-2", "ARM");

        assertThat(texts(world.get(LOG + "?command=PING"), "deviceId")).containsExactly("L-1", "L-2", "L-3");
        assertThat(texts(world.get(LOG + "?commandId=" + last), "command")).containsExactly("ARM");
        var first = world.get(LOG + "?deviceId=L-2&limit=2");
        assertThat(texts(first.path("items"), "command")).containsExactly("PING", "REMOTE_CONNECT");
        var second = world.get(
                LOG + "?deviceId=L-2&limit=2&cursor=" + first.path("next").asText());
        assertThat(texts(second.path("items"), "command")).containsExactly("ARM");
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void summaryCountsEffectsRepetitionsAndFaults() throws InterruptedException {
        world.puts(METERS, "{'meters':[{'id':'a'},{'id':'b'}]}");
        var id = world.accepted("a", "REMOTE_CONNECT");
        world.receiver().await(id);
        world.send(id, "a", "REMOTE_CONNECT");
        world.puts(FAULTS, "{'deviceId':'b','fault':'HTTP_500','times':1}");
        world.send("b", "PING");
        world.send("c", "PING");
        world.send("a", "DANCE");

        var summary = world.get(LOG + "/summary");

        assertThat(summary.path("arrivals").asInt()).isEqualTo(5);
        assertThat(summary.path("effects").asInt()).isEqualTo(1);
        assertThat(summary.path("actedTwice")).isEmpty();
        assertThat(summary.path("verdicts")).isEqualTo(SimulatorServer.parse("""
                        {"accepted":1,"repeated":1,"head-end-error":1,"not-enrolled":1,"unsupported-command":1}
                        """));
        assertThat(summary.path("faults")).isEqualTo(SimulatorServer.parse("{\"HTTP_500\":1}"));
        assertThat(summary.path("devices"))
                .contains(SimulatorServer.parse("{\"deviceId\":\"a\",\"arrivals\":3,\"commands\":2,\"effects\":1}"));
        assertThat(texts(world.get(LOG + "/summary?limit=1").path("devices"), "deviceId"))
                .containsExactly("a");
        assertThat(texts(world.get(LOG + "/arrivals?deviceId=a").path("items"), "verdict"))
                .containsExactly("accepted", "repeated", "unsupported-command");
        assertThat(world.get(LOG + "/arrivals?limit=2").path("items")).hasSize(2);
    }

    @Test
    void summaryKnowsHowManyWereInHandAtOnce() throws InterruptedException {
        world.puts(METERS, "{'prefix':'H-','count':10}");
        world.puts(LATENCY, "{'reply':{'kind':'FIXED','delay':'PT1S'}}");
        var ids = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> world.accepted("H-" + i, "PING"))
                .toList();
        for (var id : ids) {
            world.receiver().await(id);
        }
        world.puts(LATENCY, "{'reply':{'kind':'FIXED','delay':'PT0S'}}");
        for (var i = 7; i <= 10; i++) {
            world.receiver().await(world.accepted("H-" + i, "PING"));
        }

        var summary = world.get(LOG + "/summary");
        assertThat(summary.path("mostInHand").asInt()).isEqualTo(6);
        assertThat(summary.path("mostInWindow").asInt()).isEqualTo(10);
        assertThat(summary.path("window").asText()).isEqualTo("PT1M");
        assertThat(world.get(LOG + "/summary?window=PT0.001S")
                        .path("mostInWindow")
                        .asInt())
                .isLessThan(6);
        assertThat(world.get(LOG + "/summary?from=2099-01-01T00:00:00Z")
                        .path("arrivals")
                        .asInt())
                .isZero();
    }

    @Test
    void lostReplyIsOutOfHandWhenItWouldHaveLeft() {
        world.puts(METERS, "{'prefix':'H-','count':3}");
        world.puts(FAULTS, "{'fault':'LOSE_REPLY'}");
        world.puts(LATENCY, "{'reply':{'kind':'FIXED','delay':'PT0S'}}");
        for (var i = 1; i <= 3; i++) {
            world.accepted("H-" + i, "PING");
        }

        assertThat(world.get(LOG + "/summary").path("mostInHand").asInt()).isZero();
        world.server().delete(LOG);
        assertThat(world.get(LOG + "/summary").path("arrivals").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"window=long,/window", "window=-PT1S,/window", "from=yesterday,/from", "limit=0,/limit"})
    void refusesSummaryThatMakesNoSense(String query, String pointer) {
        assertInvalid(world.server().get(LOG + "/summary?" + query), pointer);
    }
}
