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

    List<Entry> of(@Nullable String deviceId) {
        var columns = "select acted_at, device_id, command, command_id, effect from tr_sim_log";
        if (deviceId == null) {
            return jdbc.sql(columns + " order by entry_id")
                    .query(MeterLog::entry)
                    .list();
        }
        return jdbc.sql(columns + " where device_id = :device order by entry_id")
                .param("device", deviceId)
                .query(MeterLog::entry)
                .list();
    }

    void clear() {
        jdbc.sql("delete from tr_sim_log").update();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("acted_at", OffsetDateTime.class).toInstant(),
                row.getString("device_id"),
                row.getString("command"),
                row.getString("command_id"),
                row.getString("effect"));
    }
}
