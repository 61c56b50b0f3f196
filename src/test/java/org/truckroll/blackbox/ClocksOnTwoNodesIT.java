// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL: limits changed at one reach the running clocks of both, and each limit is noted once, also when a node is killed (-9). */
class ClocksOnTwoNodesIT {

    private static final int ORDERS = 12;
    /** Far enough apart for a node to die between them. */
    private static final Duration WARN = Duration.ofSeconds(15);

    private static final Duration LIMIT = Duration.ofSeconds(35);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Database database = Database.Postgres.start();
    private Path models;
    private Server one;
    private Server two;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        models = Files.createDirectory(directory.resolve("models"));
        one = node(Files.createDirectory(directory.resolve("one")));
        two = node(Files.createDirectory(directory.resolve("two")));
    }

    private Server node(Path directory) {
        int port = Server.freePort();
        return new Server(
                directory,
                port,
                database,
                "--truckroll.public-base-url=http://127.0.0.1:" + port,
                "--truckroll.models.directory=" + models.toAbsolutePath(),
                "--truckroll.clocks.look-every=PT1S",
                "--camunda.bpm.job-execution.max-wait=1000");
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        database.close();
    }

    @Test
    void changedLimitsReachAllClocksAndAreNotedOnce() throws Exception {
        Cis cis = new Cis(one.http());
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            cis.registers("SP-" + i, Cis.point("ON", Devices.manual("M-" + i, "OFF")));
            orders.add(new Cis((i % 2 == 0 ? one : two).http()).starts("SR-" + i, "SP-" + i));
        }
        assertThat(clock(two, orders.get(0)).at("/limit/warn").asText()).isEqualTo("PT36H");

        String table = Files.readString(Path.of("processes", "service-limits.dmn"));
        Files.writeString(
                models.resolve("service-limits.dmn"),
                table.replace("\"PT36H\"", "\"" + WARN + "\"").replace("\"PT48H\"", "\"" + LIMIT + "\""));
        one.http().post("analyst", "/api/v1/models:rescan", "").is(200);

        awaits(one, orders, "WARN");
        two.kill();
        awaits(one, orders, "OVERDUE");

        for (String order : orders) {
            JsonNode clock = clock(one, order);
            Instant start = Instant.parse(clock.path("startedAt").asText());
            assertThat(clock.path("events").findValuesAsText("kind")).containsExactly("CHANGED", "WARNED", "BREACHED");
            assertThat(Instant.parse(clock.at("/events/1/limitAt").asText())).isEqualTo(start.plus(WARN));
            assertThat(Instant.parse(clock.at("/events/2/limitAt").asText())).isEqualTo(start.plus(LIMIT));
            JsonNode events = one.http()
                    .get("cis", "/api/v1/service-orders/" + order + "/events")
                    .is(200)
                    .json();
            assertThat(StreamSupport.stream(events.spliterator(), false)
                            .filter(event -> event.path("type").asText().equals("Jeopardy"))
                            .map(event -> event.at("/data/jeopardy").asText()))
                    .containsExactly("ORDER_WARN", "ORDER_OVERDUE");
        }
        JsonNode incidents = one.http()
                .get("admin", "/engine-rest/incident?maxResults=10")
                .is(200)
                .json();
        assertThat(incidents).isEmpty();
    }

    private static void awaits(Server node, List<String> orders, String slaState) {
        Until.within(
                PATIENCE,
                "all clocks " + slaState,
                () -> orders.stream()
                        .allMatch(order -> List.of(slaState, "OVERDUE")
                                .contains(clock(node, order).path("slaState").asText())));
    }

    private static JsonNode clock(Server node, String order) {
        return node.http()
                .get("cis", "/api/v1/service-orders/" + order + "/clocks")
                .is(200)
                .json()
                .at("/items/0");
    }
}
