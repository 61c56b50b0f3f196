// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
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

/** The same SQL on PostgreSQL: schema, faults, the race for one command, deliveries and a restart. */
class SimulatorPostgresIT {

    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

    @Test
    void worksOnPostgres() throws Exception {
        var receiver = receiver();
        try (var postgres = EmbeddedPostgres.start()) {
            var url = postgres.getJdbcUrl("postgres", "postgres");
            var replyTo = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            try (var server = SimulatorServer.start(url)) {
                actsOnceForManyRequestsAtOnce(server, replyTo);
                keepsAnswers(server);
                server.put("/simulator/head-end/faults", "{\"fault\":\"DELAY\",\"delay\":\"PT2S\",\"times\":1}");
                server.post("/simulator/head-end/commands", command("late", "ON_DEMAND_READ_SCALAR", replyTo));
                assertThat(server.json("/simulator/head-end/faults")).isEmpty();
            }
            try (var server = SimulatorServer.start(url)) {
                assertThat(replies.poll(10, TimeUnit.SECONDS)).contains("\"commandId\":\"late\"", "\"value\":\"12.4\"");
                assertThat(server.json("/simulator/head-end/log")).hasSize(3);
                assertThat(server.json("/simulator/cis/answers")).hasSize(1);
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
            assertThat(replies.poll(10, TimeUnit.SECONDS)).contains("SUCCESS");
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
