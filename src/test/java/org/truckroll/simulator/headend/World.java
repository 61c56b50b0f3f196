// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.truckroll.simulator.SimulatorServer;

/** A head end behind a real port, and the one who sends it commands and hears its replies. */
record World(SimulatorServer server, ReplyReceiver receiver) implements AutoCloseable {

    static final String HEAD_END = "/simulator/head-end";
    static final String COMMANDS = HEAD_END + "/commands";
    static final String METERS = HEAD_END + "/meters";
    static final String FAULTS = HEAD_END + "/faults";
    static final String SCRIPT = HEAD_END + "/script";
    static final String LATENCY = HEAD_END + "/latency";
    static final String LOG = HEAD_END + "/log";

    static World on(String jdbcUrl) throws IOException {
        return new World(SimulatorServer.start(jdbcUrl), new ReplyReceiver());
    }

    static World inMemory(String name) throws IOException {
        return on("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
    }

    /** As on the first day. */
    void reset() {
        server.delete(SCRIPT);
        server.delete(LATENCY);
        put(FAULTS, "{'fault':'NONE'}");
        server.delete(METERS);
        server.delete(LOG);
    }

    HttpResponse<String> put(String path, String body) {
        return server.put(path, body.replace('\'', '"'));
    }

    JsonNode puts(String path, String body) {
        var answer = put(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return SimulatorServer.parse(answer.body());
    }

    JsonNode get(String path) {
        var answer = server.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return SimulatorServer.parse(answer.body());
    }

    CompletableFuture<HttpResponse<String>> sendLater(String id, String device, String command) {
        return server.postLater(COMMANDS, """
                {"commandId":"%s","deviceId":"%s","command":"%s","replyTo":"%s"}
                """.formatted(id, device, command, receiver.url()));
    }

    HttpResponse<String> send(String id, String device, String command) {
        return sendLater(id, device, command).join();
    }

    HttpResponse<String> send(String device, String command) {
        return send(UUID.randomUUID().toString(), device, command);
    }

    String accepted(String device, String command) {
        var id = UUID.randomUUID().toString();
        var answer = send(id, device, command);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return id;
    }

    static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .toList();
    }

    static void assertProblem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(SimulatorServer.parse(answer.body()).path("type").asText())
                .isEqualTo("urn:truckroll:problem:" + name);
    }

    static void assertInvalid(HttpResponse<String> answer, String pointer) {
        assertProblem(answer, 400, "invalid-request");
        assertThat(texts(SimulatorServer.parse(answer.body()).path("errors"), "pointer"))
                .containsExactly(pointer);
    }

    @Override
    public void close() {
        server.close();
        receiver.close();
    }
}
