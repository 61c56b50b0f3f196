// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/**
 * Every command that came, also again and also in vain: the truth about limits. A command is in hand from its
 * acceptance until its reply leaves, and no longer than it is valid.
 */
@Repository
@Profile("demo")
class Arrivals {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Arrival(
            long id,
            Instant at,
            String deviceId,
            String command,
            String commandId,
            String verdict,
            @Nullable String faults,
            @Nullable Instant inHandUntil) {}

    private final JdbcClient jdbc;

    Arrivals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns its id, for {@link #leftHand}. */
    long add(
            Instant at,
            String deviceId,
            String command,
            String commandId,
            String verdict,
            @Nullable String faults,
            @Nullable Instant expiresAt,
            @Nullable Instant inHandUntil) {
        var key = new GeneratedKeyHolder();
        jdbc.sql("""
                        insert into tr_sim_arrival
                        (arrived_at, device_id, command, command_id, verdict, faults, expires_at, in_hand_until)
                        values (:at, :device, :command, :commandId, :verdict, :faults, :expiresAt, :inHandUntil)
                        """)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("device", deviceId)
                .param("command", command)
                .param("commandId", commandId)
                .param("verdict", verdict)
                .param("faults", faults)
                .param("expiresAt", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .param("inHandUntil", inHandUntil == null ? null : inHandUntil.atOffset(ZoneOffset.UTC))
                .update(key, "arrival_id");
        var id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("The database gave an arrival no number");
        }
        return id.longValue();
    }

    /** How often this command came for this device so far. */
    long count(String deviceId, MeterVerb verb) {
        return jdbc.sql("select count(*) from tr_sim_arrival where device_id = :device and command = :command")
                .param("device", deviceId)
                .param("command", verb.name())
                .query(Long.class)
                .single();
    }

    /** The reply leaves now; a command that ran out before was out of hand then. */
    void leftHand(long arrivalId, Instant now) {
        jdbc.sql("""
                        update tr_sim_arrival set in_hand_until = :now
                        where arrival_id = :id and (expires_at is null or expires_at > :now)
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", arrivalId)
                .update();
    }

    Page<Arrival> page(@Nullable String deviceId, @Nullable String commandId, Page.Request request) {
        return request.page(
                jdbc.sql("select arrival_id, arrived_at, device_id, command, command_id, verdict, faults, in_hand_until"
                                + " from tr_sim_arrival where arrival_id > :after"
                                + (deviceId == null ? "" : " and device_id = :device")
                                + (commandId == null ? "" : " and command_id = :commandId")
                                + " order by arrival_id fetch first " + (request.limit() + 1) + " rows only")
                        .param("after", request.afterNumber())
                        .param("device", deviceId)
                        .param("commandId", commandId)
                        .query(Arrivals::arrival)
                        .list(),
                Arrival::id);
    }

    /** Counts of one column; what is null does not count. */
    Map<String, Long> counted(String column, Instant from) {
        var counts = new TreeMap<String, Long>();
        jdbc.sql("select " + column + " as what, count(*) as times from tr_sim_arrival where arrived_at >= :from and "
                        + column + " is not null group by " + column)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    counts.put(row.getString("what"), row.getLong("times"));
                });
        return counts;
    }

    /** Several faults may have struck one arrival; each counts. */
    Map<String, Long> faults(Instant from) {
        var single = new TreeMap<String, Long>();
        counted("faults", from).forEach((faults, times) -> {
            for (var fault : faults.split(",")) {
                single.merge(fault, times, Long::sum);
            }
        });
        return single;
    }

    /** All arrivals by time, with the end of the time in hand (null = never was). */
    void each(Instant from, BiConsumer<Instant, @Nullable Instant> consumer) {
        jdbc.sql("""
                        select arrived_at, in_hand_until from tr_sim_arrival where arrived_at >= :from
                        order by arrived_at, arrival_id
                        """).param("from", from.atOffset(ZoneOffset.UTC)).query(row -> {
            consumer.accept(instant(row, "arrived_at"), instantOrNull(row, "in_hand_until"));
        });
    }

    void clear() {
        jdbc.sql("delete from tr_sim_arrival").update();
    }

    private static Arrival arrival(ResultSet row, int number) throws SQLException {
        return new Arrival(
                row.getLong("arrival_id"),
                instant(row, "arrived_at"),
                row.getString("device_id"),
                row.getString("command"),
                row.getString("command_id"),
                row.getString("verdict"),
                row.getString("faults"),
                instantOrNull(row, "in_hand_until"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
