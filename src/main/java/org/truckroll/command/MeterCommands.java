// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.servicepoint.Device;
import org.truckroll.shared.Json;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The commands. */
@Repository
public class MeterCommands {

    private static final String COLUMNS = """
            id, order_id, service_point_id, division, requester, head_end, device_id, device_address, command, registers, state,
            outcome, attempts, busy_attempts, expires_at, created_at, sent_at, accepted_at, completed_at, code, detail, reply,
            wire_id, reference, priority, no_answers, answer_within, held_until, phase,
            failure, retry_after
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
                        answer_within, held_until)
                        values (:id, :order, :point, :division, :requester, :headEnd, :device, :address, :command, :registers,
                        'READY', 0, 0, :expiresAt, :createdAt, :wireId, :priority, :answerWithin, :heldUntil)
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
                .param("heldUntil", SqlTime.toSql(command.heldUntil()))
                .update();
    }

    public Optional<MeterCommand> find(String id) {
        return find(id, "");
    }

    /** The command that a head end means by this id: the one it saw, or our own after that one was renewed. */
    public Optional<MeterCommand> meantBy(String wireId) {
        return find(wireId)
                .or(() -> jdbc.sql("select " + COLUMNS + " from tr_command where wire_id = :wire")
                        .param("wire", wireId)
                        .query(this::map)
                        .optional());
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

    /** What a list of commands is asked for; null means any. */
    public record Search(
            @Nullable String requester,
            @Nullable String deviceId,
            MeterCommand.@Nullable State state,
            @Nullable Instant from) {}

    /** Newest first, within the divisions given. */
    public List<MeterCommand> search(Search search, Set<String> divisions, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>(List.of("division in (:divisions)"));
        Map<String, Object> params = new LinkedHashMap<>(Map.of("divisions", divisions));
        if (search.requester() != null) {
            conditions.add("requester = :requester");
            params.put("requester", search.requester());
        }
        if (search.deviceId() != null) {
            conditions.add("device_id = :device");
            params.put("device", search.deviceId());
        }
        if (search.state() != null) {
            conditions.add("state = :state");
            params.put("state", search.state().name());
        }
        if (search.from() != null) {
            conditions.add("created_at >= :from");
            params.put("from", SqlTime.toSql(search.from()));
        }
        if (page.after() != null) {
            conditions.add("id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + COLUMNS + " from tr_command where " + String.join(" and ", conditions)
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(this::map)
                .list();
    }

    /** Holds the caller's row, so that its read-only commands are counted one after the other on all nodes. */
    void holdCaller(String requester) {
        // A merge that does nothing on a known key: a violated constraint would end the transaction on PostgreSQL.
        jdbc.sql("""
                        merge into tr_command_caller as t using (values (cast(:requester as varchar(64)))) as s (requester)
                        on t.requester = s.requester when not matched then insert (requester) values (:requester)
                        """).param("requester", requester).update();
        jdbc.sql("select requester from tr_command_caller where requester = :requester for update")
                .param("requester", requester)
                .query(String.class)
                .single();
    }

    /** When this caller started its read-only commands since then, oldest first. */
    List<Instant> readOnlySince(String requester, Instant since) {
        return jdbc.sql("""
                        select created_at from tr_command
                        where requester = :requester and order_id is null and created_at > :since order by created_at
                        """)
                .param("requester", requester)
                .param("since", SqlTime.toSql(since))
                .query((rs, row) -> SqlTime.read(rs, "created_at"))
                .list();
    }

    /** Whether an order waits for a command to this device. */
    boolean awaited(String headEnd, String deviceId) {
        return jdbc.sql("""
                                select count(*) from tr_command
                                where device_id = :device and head_end = :headEnd and order_id is not null
                                and state in ('READY', 'SENDING', 'ACCEPTED')
                                """)
                        .param("device", deviceId)
                        .param("headEnd", headEnd)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** The command of that id, or under that name at the head end, locked. */
    Optional<MeterCommand> lockAnswered(String wireId) {
        return lock(wireId)
                .or(() -> jdbc.sql("select " + COLUMNS + " from tr_command where wire_id = :wire for update")
                        .param("wire", wireId)
                        .query(this::map)
                        .optional());
    }

    /** The command that the head end knows by this name of its own, locked. */
    Optional<MeterCommand> lockReferenced(String headEnd, String reference) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_command where head_end = :headEnd and reference = :reference for update")
                .param("headEnd", headEnd)
                .param("reference", reference)
                .query(this::map)
                .optional();
    }

    /** The command leaves now: committed before the call, so that nobody withdraws it any more. */
    void sending(String id, Instant now, Instant expiresAt) {
        jdbc.sql("""
                        update tr_command set state = 'SENDING', sent_at = :now, expires_at = :expiresAt
                        where id = :id and state in ('READY', 'SENDING')
                        """)
                .param("now", SqlTime.toSql(now))
                .param("expiresAt", SqlTime.toSql(expiresAt))
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

    void accepted(String id, @Nullable String reference, Instant now, Instant expiresAt) {
        jdbc.sql("""
                        update tr_command set state = 'ACCEPTED', accepted_at = :now, expires_at = :expiresAt, detail = null,
                        failure = null, retry_after = null, phase = 'SEND', reference = coalesce(:reference, reference)
                        where id = :id and state in ('READY', 'SENDING', 'ACCEPTED')
                        """)
                .param("now", SqlTime.toSql(now))
                .param("expiresAt", SqlTime.toSql(expiresAt))
                .param("reference", reference)
                .param("id", id)
                .update();
    }

    /** How often it was tried; a busy head end is no try. */
    void tried(String id, int attempts, int busyAttempts) {
        jdbc.sql("update tr_command set attempts = :attempts, busy_attempts = :busy where id = :id")
                .param("attempts", attempts)
                .param("busy", busyAttempts)
                .param("id", id)
                .update();
    }

    /** Something went wrong; the failure policy says what follows. The command waits for it. */
    void failed(String id, FailureClass failure, @Nullable String detail, @Nullable Duration retryAfter) {
        jdbc.sql("""
                        update tr_command set state = case when state in ('SENDING', 'ACCEPTED') then 'READY' else state end,
                        failure = :failure, detail = coalesce(:detail, detail), retry_after = :retryAfter
                        where id = :id and state <> 'DONE'
                        """)
                .param("failure", failure.name())
                .param("detail", cut(detail))
                .param("retryAfter", retryAfter == null ? null : retryAfter.toString())
                .param("id", id)
                .update();
    }

    /** Nothing came before the expiry. */
    void unanswered(String id) {
        jdbc.sql("""
                        update tr_command set state = 'READY', failure = 'NO_ANSWER', no_answers = no_answers + 1,
                        detail = 'No answer came before the expiry'
                        where id = :id and state = 'ACCEPTED'
                        """).param("id", id).update();
    }

    /** What the next talk is for; with another name at the head end where it has to be another command. */
    void next(String id, Attempts.Kind phase, String wireId) {
        jdbc.sql("update tr_command set phase = :phase, wire_id = :wireId where id = :id")
                .param("phase", phase.name())
                .param("wireId", wireId)
                .param("id", id)
                .update();
    }

    /** Switch commands that went to the device since then, or since it last reported (the budget of a valve counts anew). */
    int switchedSince(String deviceId, String exceptId, Instant since) {
        return jdbc.sql("""
                        select count(*) from tr_command
                        where device_id = :device and id <> :self and sent_at > :since and attempts > 0
                          and command in ('REMOTE_CONNECT', 'REMOTE_DISCONNECT', 'ARM')
                          and sent_at > coalesce((select max(r.completed_at) from tr_command r
                            where r.device_id = :device and r.outcome = 'SUCCESS'
                              and r.command in ('PING', 'ON_DEMAND_READ_SCALAR', 'ON_DEMAND_READ_INTERVAL')), :since)
                        """)
                .param("device", deviceId)
                .param("self", exceptId)
                .param("since", SqlTime.toSql(since))
                .query(Integer.class)
                .single();
    }

    void answered(String id, Reply reply, @Nullable FailureClass failure) {
        jdbc.sql("""
                        update tr_command set state = 'ANSWERED', code = :code, detail = :detail, reply = :reply, failure = :failure
                        where id = :id and state in ('READY', 'SENDING', 'ACCEPTED')
                        """)
                .param("code", reply.code())
                .param("detail", cut(reply.detail()))
                .param("reply", json.write(reply))
                .param("failure", failure == null ? null : failure.name())
                .param("id", id)
                .update();
    }

    /** It is known how the command ended, unless it has succeeded meanwhile. */
    void settled(String id, String outcome, @Nullable String detail) {
        jdbc.sql("""
                        update tr_command set state = 'ANSWERED', outcome = :outcome, detail = coalesce(:detail, detail)
                        where id = :id and state <> 'DONE' and not (state = 'ANSWERED' and failure is null)
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

    /** Commands of an earlier version were held for a day. */
    private static Instant heldUntil(ResultSet rs) throws SQLException {
        Instant until = SqlTime.readNullable(rs, "held_until");
        return until == null ? SqlTime.read(rs, "created_at").plus(Duration.ofDays(1)) : until;
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
                Duration.parse(rs.getString("answer_within")),
                heldUntil(rs),
                Attempts.Kind.valueOf(rs.getString("phase")),
                rs.getString("failure") == null ? null : FailureClass.valueOf(rs.getString("failure")),
                rs.getString("retry_after") == null ? null : Duration.parse(rs.getString("retry_after")));
    }
}
