// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.simulator.SimulatorServer;

class HeadEndRestartTest {

    private static final String COMMANDS = "/simulator/head-end/commands";

    @TempDir
    Path directory;

    @Test
    void pendingReplyArrivesAfterRestart() throws Exception {
        try (var receiver = new ReplyReceiver()) {
            try (var server = start()) {
                server.put("/simulator/head-end/meters/M-1", "{\"reading\":\"77.0\"}");
                server.put("/simulator/head-end/faults", "{\"fault\":\"DELAY\",\"delay\":\"PT3S\",\"times\":1}");
                server.put("/simulator/head-end/faults", "{\"command\":\"PING\",\"fault\":\"REFUSE\"}");
                assertThat(server.post(COMMANDS, command("waits", "REMOTE_CONNECT", receiver.url()))
                                .statusCode())
                        .isEqualTo(202);
            }
            assertThat(receiver.of("waits")).isEmpty();

            try (var server = start()) {
                assertThat(receiver.await("waits").path("switch").asText()).isEqualTo("ON");

                var meter = server.json("/simulator/head-end/meters/M-1");
                assertThat(meter.path("switch").asText()).isEqualTo("ON");
                assertThat(meter.path("reading").asText()).isEqualTo("77.0");
                assertThat(server.json("/simulator/head-end/log")).hasSize(1);
                assertThat(server.json("/simulator/head-end/faults")).hasSize(1);
                assertThat(server.post(COMMANDS, command("other", "PING", receiver.url()))
                                .statusCode())
                        .isEqualTo(422);

                receiver.expectNoMoreThan(1, "waits");
                assertThat(server.post(COMMANDS, command("waits", "REMOTE_CONNECT", receiver.url()))
                                .statusCode())
                        .isEqualTo(202);
                var again = receiver.await("waits", 2);
                assertThat(again.get(1).message()).isEqualTo(again.get(0).message());
                assertThat(server.json("/simulator/head-end/log")).hasSize(1);
            }
        }
    }

    @Test
    void replyThatNobodyTookIsTriedAgainAfterRestart() throws Exception {
        var port = freePort();
        try (var server = start()) {
            server.put("/simulator/head-end/meters/M-1", "{}");
            server.post(COMMANDS, command("lonely", "PING", "http://127.0.0.1:" + port + "/replies"));
            waitForFirstAttempt(server);
        }
        try (var receiver = new ReplyReceiver(port);
                var server = start()) {
            assertThat(receiver.await("lonely").path("result").asText()).isEqualTo("SUCCESS");
            assertThat(server.json("/simulator/head-end/log")).hasSize(1);
        }
    }

    @Test
    void hangingCommandDoesNotHoldUpTheEndOfTheServer() throws Exception {
        try (var receiver = new ReplyReceiver()) {
            var server = start();
            server.put("/simulator/head-end/meters/M-1", "{}");
            server.put("/simulator/head-end/faults", "{\"fault\":\"HANG\"}");
            var hanging = server.postLater(COMMANDS, command("hangs", "PING", receiver.url()));
            Thread.sleep(300);
            var start = System.nanoTime();

            server.close();

            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(8);
            assertThat(hanging.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        }
    }

    private SimulatorServer start() {
        return SimulatorServer.start("jdbc:h2:file:" + directory.resolve("simulators"));
    }

    private static String command(String id, String command, String replyTo) {
        return "{\"commandId\":\"%s\",\"deviceId\":\"M-1\",\"command\":\"%s\",\"replyTo\":\"%s\"}"
                .formatted(id, command, replyTo);
    }

    private static int freePort() throws IOException {
        try (var receiver = new ReplyReceiver()) {
            return receiver.port();
        }
    }

    private static void waitForFirstAttempt(SimulatorServer server) throws InterruptedException {
        var jdbc = server.context().getBean(JdbcClient.class);
        var attempts =
                jdbc.sql("select max(attempts) from tr_sim_pending_reply").query(Integer.class);
        for (var i = 0; i < 6000 && attempts.single() < 1; i++) {
            Thread.sleep(10);
        }
        assertThat(attempts.single()).isPositive();
    }
}
