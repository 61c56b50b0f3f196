// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Instant;
import java.time.OffsetDateTime;
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

    /** A command that armed a meter, and who wants to hear of it. */
    record Armed(String commandId, String replyTo) {}

    /** {@code resultAt}: from when the result can be asked for. */
    record Result(String reply, Instant resultAt) {}

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

    Optional<Result> result(String commandId) {
        return jdbc.sql("select reply, arrived_at, result_at from tr_sim_command where command_id = :id")
                .param("id", commandId)
                .query((row, number) -> {
                    var at = row.getObject("result_at", OffsetDateTime.class);
                    return new Result(
                            row.getString("reply"),
                            (at == null ? row.getObject("arrived_at", OffsetDateTime.class) : at).toInstant());
                })
                .optional();
    }

    /** The last command that armed this meter. */
    Optional<Armed> armed(String deviceId) {
        return jdbc.sql("""
                        select command_id, reply_to from tr_sim_command
                        where device_id = :device and command = 'ARM' and reply_to is not null
                        order by arrived_at desc, command_id desc fetch first 1 rows only
                        """)
                .param("device", deviceId)
                .query((row, number) -> new Armed(row.getString("command_id"), row.getString("reply_to")))
                .optional();
    }

    void insert(Received command, String protocol, String replyTo, Instant arrivedAt, Instant resultAt, String reply) {
        jdbc.sql("""
                        insert into tr_sim_command
                        (command_id, device_id, command, protocol, reply_to, arrived_at, result_at, reply)
                        values (:id, :device, :command, :protocol, :replyTo, :arrivedAt, :resultAt, :reply)
                        """)
                .param("id", command.commandId())
                .param("device", command.deviceId())
                .param("command", command.command())
                .param("protocol", protocol)
                .param("replyTo", replyTo)
                .param("arrivedAt", arrivedAt.atOffset(ZoneOffset.UTC))
                .param("resultAt", resultAt.atOffset(ZoneOffset.UTC))
                .param("reply", reply)
                .update();
    }
}
