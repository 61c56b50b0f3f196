// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.truckroll.simulator.SimulatorServer;

/** The side that waits for replies: a real HTTP server that keeps them and answers as told. */
final class ReplyReceiver implements AutoCloseable {

    record Received(String authorization, JsonNode message, long nanoTime) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Queue<Integer> nextStatuses = new ConcurrentLinkedQueue<>();

    ReplyReceiver() throws IOException {
        this(0);
    }

    ReplyReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 200);
        server.createContext("/replies", this::take);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/replies";
    }

    void answerNextWith(Integer... statuses) {
        nextStatuses.addAll(List.of(statuses));
    }

    List<Received> of(String commandId) {
        return received.stream()
                .filter(reply -> reply.message().path("commandId").asText().equals(commandId))
                .toList();
    }

    JsonNode await(String commandId) throws InterruptedException {
        return await(commandId, 1).get(0).message();
    }

    List<Received> await(String commandId, int count) throws InterruptedException {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (of(commandId).size() < count && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(of(commandId)).as("replies to %s", commandId).hasSizeGreaterThanOrEqualTo(count);
        return of(commandId);
    }

    /** Long enough for a reply that must not come. */
    void expectNoMoreThan(int count, String commandId) throws InterruptedException {
        Thread.sleep(400);
        assertThat(of(commandId)).as("replies to %s", commandId).hasSize(count);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    SimulatorServer.parse(body),
                    System.nanoTime()));
            var status = nextStatuses.poll();
            exchange.sendResponseHeaders(status == null ? 202 : status, -1);
        }
    }
}
