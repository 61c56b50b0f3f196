// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What really reached each meter: one entry per command that acted, the truth for "nothing twice". */
@Repository
@Profile("demo")
class MeterLog {

    record Entry(Instant at, String deviceId, String command, String commandId, String effect) {}

    /** Null = any. */
    record Filter(
            @Nullable String deviceId,
            @Nullable String command,
            @Nullable String commandId) {

        String sql() {
            return (deviceId == null ? "" : " and device_id = :device")
                    + (command == null ? "" : " and command = :command")
                    + (commandId == null ? "" : " and command_id = :commandId");
        }
    }

    /** What came for a meter, how many commands these were, and how often it did something. */
    record DeviceCount(String deviceId, long arrivals, long commands, long effects) {}

    private record Numbered(long number, Entry entry) {}

    private static final String SELECT = """
            select entry_id, acted_at, device_id, command, command_id, effect from tr_sim_log where entry_id > :after
            """;

    private final JdbcClient jdbc;

    MeterLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Entry entry) {
        jdbc.sql("""
                        insert into tr_sim_log (acted_at, device_id, command, command_id, effect)
                        values (:at, :device, :command, :commandId, :effect)
                        """)
                .param("at", entry.at().atOffset(ZoneOffset.UTC))
                .param("device", entry.deviceId())
                .param("command", entry.command())
                .param("commandId", entry.commandId())
                .param("effect", entry.effect())
                .update();
    }

    List<Entry> of(Filter filter) {
        return rows(filter, 0, "").stream().map(Numbered::entry).toList();
    }

    Page<Entry> page(Filter filter, Page.Request request) {
        var page = request.page(
                rows(filter, request.afterNumber(), " fetch first " + (request.limit() + 1) + " rows only"),
                Numbered::number);
        return new Page<>(page.items().stream().map(Numbered::entry).toList(), page.next());
    }

    long count(Instant from) {
        return jdbc.sql("select count(*) from tr_sim_log where acted_at >= :from")
                .param("from", from.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    List<String> actedTwice(Instant from) {
        return jdbc.sql("""
                        select command_id from tr_sim_log where acted_at >= :from
                        group by command_id having count(*) > 1 order by command_id
                        """)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .query(String.class)
                .list();
    }

    Page<DeviceCount> devices(Instant from, Page.Request request) {
        return request.page(
                jdbc.sql("""
                                select a.device_id, count(*) as arrivals, count(distinct a.command_id) as commands,
                                (select count(*) from tr_sim_log l where l.device_id = a.device_id and l.acted_at >= :from)
                                as effects
                                from tr_sim_arrival a where a.arrived_at >= :from and a.device_id > :after
                                group by a.device_id order by a.device_id fetch first
                                """ + (request.limit() + 1) + " rows only")
                        .param("from", from.atOffset(ZoneOffset.UTC))
                        .param("after", request.after())
                        .query((row, number) -> new DeviceCount(
                                row.getString("device_id"),
                                row.getLong("arrivals"),
                                row.getLong("commands"),
                                row.getLong("effects")))
                        .list(),
                DeviceCount::deviceId);
    }

    void clear() {
        jdbc.sql("delete from tr_sim_log").update();
    }

    private List<Numbered> rows(Filter filter, long after, String limit) {
        return jdbc.sql(SELECT + filter.sql() + " order by entry_id" + limit)
                .param("after", after)
                .param("device", filter.deviceId())
                .param("command", filter.command())
                .param("commandId", filter.commandId())
                .query(MeterLog::entry)
                .list();
    }

    private static Numbered entry(ResultSet row, int number) throws SQLException {
        return new Numbered(
                row.getLong("entry_id"),
                new Entry(
                        row.getObject("acted_at", OffsetDateTime.class).toInstant(),
                        row.getString("device_id"),
                        row.getString("command"),
                        row.getString("command_id"),
                        row.getString("effect")));
    }
}
