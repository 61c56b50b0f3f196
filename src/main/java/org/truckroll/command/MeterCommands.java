// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.servicepoint.Device;
import org.truckroll.shared.Json;
import org.truckroll.shared.SqlTime;

/** The commands. */
@Repository
public class MeterCommands {

    private static final String COLUMNS = """
            id, order_id, service_point_id, division, requester, head_end, device_id, device_address, command, registers, state,
            outcome, attempts, busy_attempts, expires_at, created_at, sent_at, accepted_at, completed_at, code, detail, reply,
            wire_id, reference, priority, no_answers, answer_within
            """;

    private final JdbcClient jdbc;
    private final Json json;

    MeterCommands(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void add(MeterCommand command) {
        jdbc.sql("""
                        insert into tr_command (id, order_id, service_point_id, division, requester, head_end, device_id,
                        device_address, command, registers, state, attempts, busy_attempts, expires_at, created_at, wire_id, priority,
                        answer_within)
                        values (:id, :order, :point, :division, :requester, :headEnd, :device, :address, :command, :registers,
                        'READY', 0, 0, :expiresAt, :createdAt, :wireId, :priority, :answerWithin)
                        """)
                .param("id", command.id())
                .param("order", command.orderId())
                .param("point", command.servicePointId())
                .param("division", command.division())
                .param("requester", command.requester())
                .param("headEnd", command.headEnd())
                .param("device", command.deviceId())
                .param("address", command.deviceAddress())
                .param("command", command.command())
                .param("registers", json.write(command.registers()))
                .param("expiresAt", SqlTime.toSql(command.expiresAt()))
                .param("createdAt", SqlTime.toSql(command.createdAt()))
                .param("wireId", command.wireId())
                .param("priority", command.priority())
                .param("answerWithin", command.answerWithin().toString())
                .update();
    }

    public Optional<MeterCommand> find(String id) {
        return find(id, "");
    }

    MeterCommand get(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No command " + id));
    }

    /** Holds the row: the answer and the sending step settle here which of them came first. */
    Optional<MeterCommand> lock(String id) {
        return find(id, " for update");
    }

    private Optional<MeterCommand> find(String id, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_command where id = :id" + suffix)
                .param("id", id)
                .query(this::map)
                .optional();
    }

    /** The command is about to leave; false when it is not to be sent any more. */
    boolean sending(String id) {
        return jdbc.sql("update tr_command set state = 'SENDING' where id = :id and state = 'READY'")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** The head end has not taken it: it waits for the next try. */
    void ready(String id) {
        jdbc.sql("update tr_command set state = 'READY' where id = :id and state = 'SENDING'")
                .param("id", id)
                .update();
    }

    /** Taken back before it left. */
    void withdrawn(String id, Instant now) {
        jdbc.sql("""
                        update tr_command set state = 'DONE', outcome = 'WITHDRAWN', completed_at = :now
                        where id = :id and state = 'READY'
                        """).param("now", SqlTime.toSql(now)).param("id", id).update();
    }

    /** False when the answer was quicker than the acceptance. */
    boolean accepted(String id, Instant now, Instant expiresAt, int attempts) {
        return jdbc.sql("""
                                update tr_command set state = 'ACCEPTED', sent_at = :now, accepted_at = :now, expires_at = :expiresAt,
                                attempts = :attempts, detail = null
                                where id = :id and state in ('READY', 'SENDING')
                                """)
                        .param("now", SqlTime.toSql(now))
                        .param("expiresAt", SqlTime.toSql(expiresAt))
                        .param("attempts", attempts)
                        .param("id", id)
                        .update()
                == 1;
    }

    void tried(String id, Instant now, int attempts, int busyAttempts, String detail) {
        jdbc.sql("""
                        update tr_command set sent_at = :now, attempts = :attempts, busy_attempts = :busy, detail = :detail
                        where id = :id
                        """)
                .param("now", SqlTime.toSql(now))
                .param("attempts", attempts)
                .param("busy", busyAttempts)
                .param("detail", cut(detail))
                .param("id", id)
                .update();
    }

    void answered(String id, Reply reply) {
        jdbc.sql("""
                        update tr_command set state = 'ANSWERED', code = :code, detail = :detail, reply = :reply
                        where id = :id and state in ('READY', 'SENDING', 'ACCEPTED')
                        """)
                .param("code", reply.code())
                .param("detail", cut(reply.detail()))
                .param("reply", json.write(reply))
                .param("id", id)
                .update();
    }

    /** No answer will come: it is known without one how the command ended. */
    void settled(String id, String outcome, @Nullable String detail) {
        jdbc.sql("""
                        update tr_command set state = 'ANSWERED', outcome = :outcome, detail = :detail
                        where id = :id and state in ('READY', 'SENDING', 'ACCEPTED')
                        """)
                .param("outcome", outcome)
                .param("detail", cut(detail))
                .param("id", id)
                .update();
    }

    void done(String id, String outcome, @Nullable String detail, Instant now) {
        jdbc.sql("""
                        update tr_command set state = 'DONE', outcome = :outcome, detail = coalesce(:detail, detail), completed_at = :now
                        where id = :id
                        """)
                .param("outcome", outcome)
                .param("detail", cut(detail))
                .param("now", SqlTime.toSql(now))
                .param("id", id)
                .update();
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= 1000 ? text : text.substring(0, 1000);
    }

    private MeterCommand map(ResultSet rs, int row) throws SQLException {
        return new MeterCommand(
                rs.getString("id"),
                rs.getString("order_id"),
                rs.getString("service_point_id"),
                rs.getString("division"),
                rs.getString("requester"),
                rs.getString("head_end"),
                rs.getString("device_id"),
                rs.getString("device_address"),
                rs.getString("command"),
                json.read(rs.getString("registers"), new TypeReference<List<Device.Register>>() {}),
                MeterCommand.State.valueOf(rs.getString("state")),
                rs.getString("outcome"),
                rs.getInt("attempts"),
                rs.getInt("busy_attempts"),
                SqlTime.read(rs, "expires_at"),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "sent_at"),
                SqlTime.readNullable(rs, "accepted_at"),
                SqlTime.readNullable(rs, "completed_at"),
                rs.getString("code"),
                rs.getString("detail"),
                json.readNullable(rs.getString("reply"), Reply.class),
                rs.getString("wire_id"),
                rs.getString("reference"),
                rs.getInt("priority"),
                rs.getInt("no_answers"),
                Duration.parse(rs.getString("answer_within")));
    }
}
