// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.truckroll.simulator.headend.World.COMMANDS;
import static org.truckroll.simulator.headend.World.FAULTS;
import static org.truckroll.simulator.headend.World.LATENCY;
import static org.truckroll.simulator.headend.World.LOG;
import static org.truckroll.simulator.headend.World.METERS;
import static org.truckroll.simulator.headend.World.SCRIPT;
import static org.truckroll.simulator.headend.World.assertInvalid;
import static org.truckroll.simulator.headend.World.assertProblem;
import static org.truckroll.simulator.headend.World.texts;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadEndScriptTest {

    private static World world;

    private final String device = "M-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        world = World.inMemory("script");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void reset() {
        world.reset();
        world.puts(METERS + "/" + device, "{}");
    }

    // --- scripts

    @Test
    void goesThroughItsStepsByTheClock() throws InterruptedException {
        var standing = world.puts(SCRIPT, """
                {'steps':[{'for':'PT3S','faults':[{'fault':'HTTP_503','retryAfter':'PT7S'}]},
                          {'after':'PT3S','for':'PT3S','faults':[{'fault':'NOT_ENROLLED'}]}]}
                """);
        assertThat(standing.path("state").asText()).isEqualTo("RUNNING");
        assertThat(texts(standing.path("steps"), "state")).containsExactly("ACTIVE", "WAITING");

        var busy = world.send(device, "PING");
        assertProblem(busy, 503, "busy");
        assertThat(busy.headers().firstValue("Retry-After")).contains("7");
        Thread.sleep(3100);
        assertProblem(world.send(device, "PING"), 404, "not-enrolled");
        Thread.sleep(3000);
        world.receiver().await(world.accepted(device, "PING"));

        var ended = world.get(SCRIPT);
        assertThat(ended.path("state").asText()).isEqualTo("ENDED");
        assertThat(texts(ended.path("steps"), "state")).containsExactly("OVER", "OVER");
        assertThat(ended.path("struck").path("HTTP_503").asInt()).isEqualTo(1);
        assertThat(ended.path("struck").path("NOT_ENROLLED").asInt()).isEqualTo(1);
        assertThat(ended.path("elapsed").asText()).startsWith("PT");
    }

    @Test
    void strikesWithSeveralFaultsAtOnceAsOftenAsToldAndTheSameAgain() {
        world.puts(METERS, "{'prefix':'S-','from':1,'count':400}");
        var first = struckBySeed(7);
        var second = struckBySeed(7);
        var other = struckBySeed(8);

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(first.stream().filter("429"::equals)).hasSizeBetween(50, 110);
        assertThat(first.stream().filter("500"::equals)).hasSizeBetween(15, 65);
        assertThat(first.stream().filter("202"::equals)).hasSizeBetween(240, 330);
    }

    private static List<String> struckBySeed(int seed) {
        world.server().delete(LOG);
        world.puts(SCRIPT, """
                {'seed':%d,'steps':[
                  {'faults':[{'fault':'HTTP_429','probability':0.2},{'fault':'HTTP_500','probability':0.1}]},
                  {'faults':[{'fault':'LOSE_REPLY','probability':0.5}]}]}
                """.formatted(seed));
        var statuses = IntStream.rangeClosed(1, 400)
                .mapToObj(i -> world.sendLater(UUID.randomUUID().toString(), "S-" + i, "PING"))
                .toList()
                .stream()
                .map(answer -> String.valueOf(answer.join().statusCode()))
                .toList();
        assertThat(world.get(SCRIPT).path("struck").path("LOSE_REPLY").asInt()).isBetween(100, 190);
        return statuses;
    }

    @Test
    void isDownForEveryCallAndForQuestions() {
        var before = world.accepted(device, "PING");
        world.puts(SCRIPT, "{'steps':[{'faults':[{'fault':'DOWN'}]}]}");

        assertProblem(world.send(device, "REMOTE_CONNECT"), 503, "head-end-down");
        assertProblem(world.send(before, device, "PING"), 503, "head-end-down");
        assertProblem(world.server().get(COMMANDS + "/" + before), 503, "head-end-down");
        assertThat(texts(world.get(LOG), "command")).containsExactly("PING");

        assertThat(world.server().delete(SCRIPT).statusCode()).isEqualTo(204);
        assertThat(world.get(SCRIPT).path("state").asText()).isEqualTo("NONE");
        world.accepted(device, "REMOTE_CONNECT");
    }

    @Test
    void isDownByRuleAsOftenAsTold() {
        var before = world.accepted(device, "PING");
        world.puts(FAULTS, "{'fault':'DOWN','times':2,'retryAfter':'PT9S'}");

        assertProblem(world.server().get(COMMANDS + "/" + before), 503, "head-end-down");
        var busy = world.send(device, "PING");
        assertProblem(busy, 503, "head-end-down");
        assertThat(busy.headers().firstValue("Retry-After")).contains("9");
        assertThat(world.server().get(COMMANDS + "/" + before).statusCode()).isIn(200, 202);
    }

    @Test
    void breaksTheConnectionOff() {
        world.puts(SCRIPT, "{'steps':[{'faults':[{'fault':'DROP'}]}]}");

        assertThatThrownBy(() -> world.send(device, "PING")).isInstanceOf(CompletionException.class);
        assertThat(world.get(LOG)).isEmpty();
        assertThat(world.get(LOG + "/summary").path("verdicts").path("dropped").asInt())
                .isEqualTo(1);
    }

    @Test
    void letsLaterReplyOvertake() throws InterruptedException {
        world.puts(FAULTS, "{'deviceId':'%s','fault':'REORDER','delay':'PT20S','times':1}".formatted(device));
        var first = world.accepted(device, "PING");
        Thread.sleep(300);
        assertThat(world.receiver().of(first)).isEmpty();

        var second = world.accepted(device, "REMOTE_CONNECT");

        world.receiver().await(first);
        assertThat(world.receiver().of(second).get(0).nanoTime())
                .isLessThan(world.receiver().of(first).get(0).nanoTime());
    }

    @Test
    void deliversHeldReplyInTheEndWhenNothingOvertakesIt() throws InterruptedException {
        world.puts(FAULTS, "{'deviceId':'%s','fault':'REORDER','delay':'PT0.5S','times':1}".formatted(device));

        world.receiver().await(world.accepted(device, "PING"));
    }

    @Test
    void strikesOnlyWhatItNames() {
        world.puts(SCRIPT, """
                {'steps':[{'command':'ARM','faults':[{'fault':'REFUSE'},{'fault':'HTTP_500','deviceId':'elsewhere'}]}]}
                """);

        assertThat(world.send(device, "PING").statusCode()).isEqualTo(202);
        assertThat(world.send(device, "ARM").statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|/steps",
                "{'steps':[]}|/steps",
                "{'steps':[null]}|/steps/0",
                "{'steps':[{}]}|/steps/0/faults",
                "{'steps':[{'faults':[{}]}]}|/steps/0/faults/0/fault",
                "{'steps':[{'faults':[{'fault':'DOWN'},{'fault':'HANG','probability':2}]}]}|/steps/0/faults/1/probability",
                "{'steps':[{'faults':[{'fault':'DOWN','times':2}]}]}|/steps/0/faults/0/times",
                "{'steps':[{'faults':[{'fault':'HTTP_429','retryAfter':'-PT1S'}]}]}|/steps/0/faults/0/retryAfter",
                "{'steps':[{'after':'-PT1S','faults':[{'fault':'DOWN'}]}]}|/steps/0/after",
                "{'steps':[{'command':'PINGG','faults':[{'fault':'DOWN'}]}]}|/steps/0/faults/0/command",
                "{'steps':[{'during':'PT1S','faults':[{'fault':'DOWN'}]}]}|/steps/0/during"
            })
    void refusesScriptThatMakesNoSense(String body, String pointer) {
        assertInvalid(world.put(SCRIPT, body), pointer);
        assertThat(world.get(SCRIPT).path("state").asText()).isEqualTo("NONE");
    }

    // --- latency

    @Test
    void thinksAsLongAsTold() throws InterruptedException {
        world.puts(LATENCY, """
                {'acceptance':{'kind':'FIXED','delay':'PT0.4S'},'reply':{'kind':'UNIFORM','from':'PT0.5S','to':'PT0.6S'}}
                """);
        var start = System.nanoTime();
        var id = world.accepted(device, "PING");
        var accepted = (System.nanoTime() - start) / 1_000_000;
        world.receiver().await(id);
        var replied = (world.receiver().of(id).get(0).nanoTime() - start) / 1_000_000;

        assertThat(accepted).isGreaterThanOrEqualTo(390);
        assertThat(replied).isBetween(880L, 3000L);
        assertThat(world.get(LATENCY).path("reply").path("kind").asText()).isEqualTo("UNIFORM");
        assertThat(world.server().delete(LATENCY).statusCode()).isEqualTo(204);
        assertThat(world.get(LATENCY)).isEmpty();
    }

    @Test
    void drawsLogNormalByMedianAndTail() {
        var spread = new Latency.Spread(
                Latency.Kind.LOG_NORMAL, null, null, null, Duration.ofSeconds(2), Duration.ofSeconds(20));
        var draws = new ArrayList<Long>();
        for (var i = 0; i < 20_000; i++) {
            draws.add(
                    spread.draw(new Dice(11L, "M", MeterVerb.PING, i), "REPLY").toMillis());
        }
        draws.sort(null);

        assertThat(draws.get(10_000)).isBetween(1900L, 2100L);
        assertThat(draws.get(19_800)).isBetween(17_000L, 23_500L);
        assertThat(draws.get(0)).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'reply':{}}|/reply/kind",
                "{'reply':{'kind':'FIXED'}}|/reply/delay",
                "{'acceptance':{'kind':'UNIFORM','from':'PT2S','to':'PT1S'}}|/acceptance/to",
                "{'reply':{'kind':'LOG_NORMAL','median':'PT0S','p99':'PT1S'}}|/reply/median",
                "{'reply':{'kind':'LOG_NORMAL','median':'PT2S','p99':'PT1S'}}|/reply/p99",
                "{'replies':{'kind':'FIXED','delay':'PT1S'}}|/replies"
            })
    void refusesLatencyThatMakesNoSense(String body, String pointer) {
        assertInvalid(world.put(LATENCY, body), pointer);
    }
}
