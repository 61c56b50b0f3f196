// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Replies on their way: a row lives until the reply is delivered or given up, so a restart loses none. */
@Repository
@Profile("demo")
class PendingReplies {

    record Due(String replyId, Instant at) {}

    record Delivery(String commandId, String replyTo, String body) {}

    private final JdbcClient jdbc;

    PendingReplies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Due add(String commandId, String replyTo, Instant dueAt) {
        var due = new Due(UUID.randomUUID().toString(), dueAt);
        jdbc.sql("""
                        insert into tr_sim_pending_reply (reply_id, command_id, reply_to, due_at, attempts)
                        values (:id, :commandId, :replyTo, :dueAt, 0)
                        """)
                .param("id", due.replyId())
                .param("commandId", commandId)
                .param("replyTo", replyTo)
                .param("dueAt", dueAt.atOffset(ZoneOffset.UTC))
                .update();
        return due;
    }

    boolean existFor(String commandId) {
        return jdbc.sql("select count(*) from tr_sim_pending_reply where command_id = :id")
                        .param("id", commandId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** All that a former life of the server left behind, each with its full number of attempts again. */
    List<Due> takeOver() {
        jdbc.sql("update tr_sim_pending_reply set attempts = 0 where attempts > 0")
                .update();
        return jdbc.sql("select reply_id, due_at from tr_sim_pending_reply order by due_at")
                .query((row, number) -> new Due(
                        row.getString("reply_id"),
                        row.getObject("due_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Counts an attempt and hands out the reply; empty when it is gone or this attempt was made already. */
    Optional<Delivery> claim(String replyId, int attemptsSoFar) {
        var claimed = jdbc.sql("""
                        update tr_sim_pending_reply set attempts = attempts + 1
                        where reply_id = :id and attempts = :attempts
                        """)
                .param("id", replyId)
                .param("attempts", attemptsSoFar)
                .update();
        if (claimed == 0) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select p.command_id, p.reply_to, c.reply from tr_sim_pending_reply p
                        join tr_sim_command c on c.command_id = p.command_id where p.reply_id = :id
                        """)
                .param("id", replyId)
                .query((row, number) ->
                        new Delivery(row.getString("command_id"), row.getString("reply_to"), row.getString("reply")))
                .optional();
    }

    void remove(String replyId) {
        jdbc.sql("delete from tr_sim_pending_reply where reply_id = :id")
                .param("id", replyId)
                .update();
    }
}
