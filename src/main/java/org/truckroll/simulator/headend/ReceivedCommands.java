// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Commands that were accepted, each with its one reply; the primary key is what stops a command acting twice. */
@Repository
@Profile("demo")
class ReceivedCommands {

    record Received(String commandId, String deviceId, String command) {}

    private final JdbcClient jdbc;

    ReceivedCommands(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Received> find(String commandId) {
        return jdbc.sql("select command_id, device_id, command from tr_sim_command where command_id = :id")
                .param("id", commandId)
                .query((row, number) ->
                        new Received(row.getString("command_id"), row.getString("device_id"), row.getString("command")))
                .optional();
    }

    void insert(Received command, Instant arrivedAt, String reply) {
        jdbc.sql("""
                        insert into tr_sim_command (command_id, device_id, command, arrived_at, reply)
                        values (:id, :device, :command, :arrivedAt, :reply)
                        """)
                .param("id", command.commandId())
                .param("device", command.deviceId())
                .param("command", command.command())
                .param("arrivedAt", arrivedAt.atOffset(ZoneOffset.UTC))
                .param("reply", reply)
                .update();
    }
}
