// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.truckroll.PostgresInTest;

/** The same SQL on PostgreSQL: schema, faults, the race for one command, deliveries and a restart. */
class SimulatorPostgresIT {

    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

    @Test
    void worksOnPostgres() throws Exception {
        var receiver = receiver();
        try {
            var url = PostgresInTest.newDatabase();
            var replyTo = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            try (var server = SimulatorServer.start(url)) {
                actsOnceForManyRequestsAtOnce(server, replyTo);
                keepsAnswers(server);
                server.put("/simulator/head-end/faults", "{\"fault\":\"DELAY\",\"delay\":\"PT2S\",\"times\":1}");
                server.post("/simulator/head-end/commands", command("late", "ON_DEMAND_READ_SCALAR", replyTo));
                assertThat(server.json("/simulator/head-end/faults")).isEmpty();
            }
            try (var server = SimulatorServer.start(url)) {
                assertThat(replies.poll(60, TimeUnit.SECONDS)).contains("\"commandId\":\"late\"", "\"value\":\"12.4\"");
                assertThat(server.json("/simulator/head-end/log")).hasSize(3);
                assertThat(server.json("/simulator/cis/answers")).hasSize(1);
            }
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void keepsTruthOfManyMetersOnPostgres() throws Exception {
        var receiver = receiver();
        try {
            var url = PostgresInTest.newDatabase();
            var replyTo = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            try (var one = SimulatorServer.start(url);
                    var two = SimulatorServer.start(url)) {
                assertThat(one.put("/simulator/head-end/meters", "{\"prefix\":\"M-\",\"count\":1500}")
                                .body())
                        .isEqualTo("{\"created\":1500,\"changed\":0}");
                assertThat(one.put("/simulator/head-end/meters", """
                                {"meters":[{"id":"M-1","capabilities":{"ping":true},"loadSide":"LIVE","model":"E650"}]}
                                """).body())
                        .isEqualTo("{\"created\":0,\"changed\":1}");
                assertThat(one.json("/simulator/head-end/meters?limit=1000&cursor=TS0x")
                                .path("items"))
                        .hasSize(1000);
                one.put("/simulator/head-end/script", """
                        {"seed":3,"steps":[{"command":"PING","faults":[{"fault":"LOSE_REPLY"}]}]}
                        """);
                one.put("/simulator/head-end/latency", """
                        {"seed":3,"reply":{"kind":"UNIFORM","from":"PT0.1S","to":"PT0.2S"}}
                        """);
                one.post("/simulator/head-end/commands", command("lost", "PING", replyTo));
                Thread.sleep(300);
                assertThat(two.json("/simulator/head-end/commands/lost")
                                .path("loadSide")
                                .asText())
                        .isEqualTo("LIVE");

                one.post("/simulator/head-end/commands", command("arms", "ARM", replyTo));
                assertThat(replies.poll(60, TimeUnit.SECONDS)).contains("\"commandId\":\"arms\"", "ARMED");
                two.post("/simulator/head-end/meters/M-1/close", "");
                assertThat(replies.poll(60, TimeUnit.SECONDS)).contains("\"commandId\":\"arms\"", "\"ON\"");

                var summary = two.json("/simulator/head-end/log/summary");
                assertThat(summary.path("verdicts").path("accepted").asInt()).isEqualTo(2);
                assertThat(summary.path("faults").path("LOSE_REPLY").asInt()).isEqualTo(1);
                assertThat(summary.path("effects").asInt()).isEqualTo(3);
                assertThat(summary.path("mostInHand").asInt()).isEqualTo(1);
                assertThat(one.json("/simulator/head-end/log?limit=2&command=ARM")
                                .path("items"))
                        .hasSize(1);
                assertThat(one.json("/simulator/head-end/script")
                                .path("struck")
                                .path("LOSE_REPLY")
                                .asInt())
                        .isEqualTo(1);
            }
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void anotherNodeDeliversWhatDeadOneLeft() throws Exception {
        var receiver = receiver();
        try {
            var url = PostgresInTest.newDatabase();
            var replyTo = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            var dies = SimulatorServer.start(url);
            try (var lives = SimulatorServer.start(url)) {
                dies.put("/simulator/head-end/meters/M-1", "{}");
                dies.put("/simulator/head-end/faults", "{\"fault\":\"DELAY\",\"delay\":\"PT2S\"}");
                dies.post("/simulator/head-end/commands", command("left", "PING", replyTo));
                dies.close();
                assertThat(replies).isEmpty();

                assertThat(replies.poll(60, TimeUnit.SECONDS)).contains("\"commandId\":\"left\"");
                assertThat(lives.json("/simulator/head-end/log")).hasSize(1);
            }
        } finally {
            receiver.stop(0);
        }
    }

    private void actsOnceForManyRequestsAtOnce(SimulatorServer server, String replyTo) throws InterruptedException {
        for (var command : List.of("COMMISSION", "REMOTE_CONNECT")) {
            var requests = IntStream.range(0, 30)
                    .mapToObj(i -> server.postLater("/simulator/head-end/commands", command(command, command, replyTo)))
                    .toList();
            assertThat(requests)
                    .allSatisfy(
                            request -> assertThat(request.join().statusCode()).isEqualTo(202));
            assertThat(replies.poll(60, TimeUnit.SECONDS)).contains("SUCCESS");
        }
        assertThat(server.json("/simulator/head-end/log")).hasSize(2);
        assertThat(server.json("/simulator/head-end/meters/M-1").path("switch").asText())
                .isEqualTo("ON");
        // Repetitions that came after the first reply are answered again.
        Thread.sleep(1000);
        replies.clear();
    }

    private static void keepsAnswers(SimulatorServer server) {
        server.put("/simulator/cis/faults", "{\"status\":503,\"times\":1}");
        assertThat(server.post("/simulator/cis/answers", "{}").statusCode()).isEqualTo(503);
        assertThat(server.post("/simulator/cis/answers", "{\"subject\":\"SO-1\",\"x\":\"\u0000\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.json("/simulator/cis/faults").path("refused").asInt()).isEqualTo(1);
    }

    private HttpServer receiver() throws IOException {
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                replies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        receiver.start();
        return receiver;
    }

    private static String command(String id, String command, String replyTo) {
        return "{\"commandId\":\"%s\",\"deviceId\":\"M-1\",\"command\":\"%s\",\"replyTo\":\"%s\"}"
                .formatted(id, command, replyTo);
    }
}
