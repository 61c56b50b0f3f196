// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.simulator.SimulatorJson;

/** What the head end is told to do from now on, the same for every node: the script of faults and the latency. */
@Repository
@Profile("demo")
class Plans {

    private static final String SCRIPT = "SCRIPT";
    private static final String LATENCY = "LATENCY";

    /** A plan and when it began. */
    record Since<T>(Instant at, T plan) {}

    /** All plans of one moment. */
    record Now(Optional<Since<FaultScript>> script, Optional<Since<Latency>> latency) {}

    private record Row(String name, Instant since, String body) {}

    private final JdbcClient jdbc;
    private final SimulatorJson json;
    private final Map<String, Object> parsed = new ConcurrentHashMap<>();

    Plans(JdbcClient jdbc, SimulatorJson json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Now now() {
        var rows = jdbc
                .sql("select name, since, body from tr_sim_plan")
                .query((row, number) -> new Row(
                        row.getString("name"),
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        row.getString("body")))
                .list()
                .stream()
                .collect(Collectors.toMap(Row::name, Function.identity()));
        return new Now(plan(rows.get(SCRIPT), FaultScript.class), plan(rows.get(LATENCY), Latency.class));
    }

    void begin(FaultScript script, Instant now) {
        put(SCRIPT, script, now);
    }

    void begin(Latency latency, Instant now) {
        put(LATENCY, latency, now);
    }

    void endScript() {
        delete(SCRIPT);
    }

    void endLatency() {
        delete(LATENCY);
    }

    private void put(String name, Object plan, Instant now) {
        delete(name);
        jdbc.sql("insert into tr_sim_plan (name, since, body) values (:name, :since, :body)")
                .param("name", name)
                .param("since", now.atOffset(ZoneOffset.UTC))
                .param("body", json.write(plan))
                .update();
    }

    private void delete(String name) {
        jdbc.sql("delete from tr_sim_plan where name = :name")
                .param("name", name)
                .update();
    }

    private <T> Optional<Since<T>> plan(@Nullable Row row, Class<T> type) {
        if (row == null) {
            return Optional.empty();
        }
        // Read for every command, changed by hand: one entry at a time is worth keeping.
        if (!parsed.containsKey(row.body()) && parsed.size() > 20) {
            parsed.clear();
        }
        var plan = parsed.computeIfAbsent(row.body(), body -> json.read(body.getBytes(StandardCharsets.UTF_8), type));
        return Optional.of(new Since<>(row.since(), type.cast(plan)));
    }
}
