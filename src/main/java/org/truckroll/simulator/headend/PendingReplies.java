// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Replies on their way: a row lives until the reply is delivered or given up, so a restart loses none. */
@Repository
@Profile("demo")
class PendingReplies {

    /** {@code held}: may leave earlier, right after the reply to another command. */
    record Due(String replyId, Instant at, boolean held) {}

    record Left(String replyId, int attempts) {}

    record Delivery(
            String commandId,
            String deviceId,
            String command,
            String protocol,
            String replyTo,
            String body,
            @Nullable Long arrivalId) {}

    private final JdbcClient jdbc;

    PendingReplies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** When it leaves, the command of that arrival is out of hand. */
    Due add(String commandId, String replyTo, Instant dueAt, boolean held, @Nullable Long arrivalId) {
        return insert(commandId, replyTo, dueAt, held, arrivalId, null);
    }

    /** Something more about a command that was answered before. */
    Due addWord(String commandId, String replyTo, Instant dueAt, String body) {
        return insert(commandId, replyTo, dueAt, false, null, body);
    }

    private Due insert(
            String commandId,
            String replyTo,
            Instant dueAt,
            boolean held,
            @Nullable Long arrivalId,
            @Nullable String body) {
        var due = new Due(UUID.randomUUID().toString(), dueAt, held);
        jdbc.sql("""
                        insert into tr_sim_pending_reply
                        (reply_id, command_id, reply_to, due_at, next_at, attempts, arrival_id, body)
                        values (:id, :commandId, :replyTo, :dueAt, :dueAt, 0, :arrival, :body)
                        """)
                .param("id", due.replyId())
                .param("commandId", commandId)
                .param("replyTo", replyTo)
                .param("dueAt", dueAt.atOffset(ZoneOffset.UTC))
                .param("arrival", arrivalId)
                .param("body", body)
                .update();
        return due;
    }

    boolean existFor(String commandId) {
        return jdbc.sql("select count(*) from tr_sim_pending_reply where command_id = :id and body is null")
                        .param("id", commandId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    long count() {
        return jdbc.sql("select count(*) from tr_sim_pending_reply")
                .query(Long.class)
                .single();
    }

    /** All that a former life of the server left behind, each with its full number of attempts again. */
    List<Due> takeOver() {
        jdbc.sql("update tr_sim_pending_reply set attempts = 0 where attempts > 0")
                .update();
        return jdbc.sql("select reply_id, due_at from tr_sim_pending_reply order by due_at")
                .query((row, number) -> new Due(
                        row.getString("reply_id"),
                        row.getObject("due_at", OffsetDateTime.class).toInstant(),
                        false))
                .list();
    }

    /** What should have left long ago: its node is dead. */
    List<Left> leftBefore(Instant limit) {
        return jdbc.sql("""
                        select reply_id, attempts from tr_sim_pending_reply where next_at < :limit
                        order by next_at fetch first 500 rows only
                        """)
                .param("limit", limit.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Left(row.getString("reply_id"), row.getInt("attempts")))
                .list();
    }

    /** Counts an attempt and hands out the reply; empty when it is gone or this attempt was made already. */
    Optional<Delivery> claim(String replyId, int attemptsSoFar, Instant now, Duration lease) {
        var claimed = jdbc.sql("""
                        update tr_sim_pending_reply set attempts = attempts + 1, next_at = :next
                        where reply_id = :id and attempts = :attempts
                        """)
                .param("id", replyId)
                .param("attempts", attemptsSoFar)
                .param("next", now.plus(lease).atOffset(ZoneOffset.UTC))
                .update();
        if (claimed == 0) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select p.command_id, c.device_id, c.command, c.protocol, p.reply_to, p.body, c.reply, p.arrival_id
                        from tr_sim_pending_reply p
                        join tr_sim_command c on c.command_id = p.command_id where p.reply_id = :id
                        """)
                .param("id", replyId)
                .query((row, number) -> {
                    var body = row.getString("body");
                    return new Delivery(
                            row.getString("command_id"),
                            row.getString("device_id"),
                            row.getString("command"),
                            row.getString("protocol"),
                            row.getString("reply_to"),
                            body == null ? row.getString("reply") : body,
                            row.getObject("arrival_id", Long.class));
                })
                .optional();
    }

    void remove(String replyId) {
        jdbc.sql("delete from tr_sim_pending_reply where reply_id = :id")
                .param("id", replyId)
                .update();
    }
}
