// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.messages;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Messages that the simulated providers took, the newest first. */
@Repository
@Profile("demo")
class SimulatedMessages {

    /** As many as a person looks through. */
    private static final int SHOWN = 200;

    record Message(
            String id, String channel, String to, @Nullable String subject, String text, Instant receivedAt) {}

    private final JdbcClient jdbc;

    SimulatedMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The same id is the same message, however often it comes. */
    void add(Message message) {
        try {
            jdbc.sql("""
                            insert into tr_sim_message (message_id, channel, recipient, subject, body, received_at)
                            values (:id, :channel, :to, :subject, :text, :at)
                            """)
                    .param("id", message.id())
                    .param("channel", message.channel())
                    .param("to", message.to())
                    .param("subject", message.subject())
                    .param("text", message.text())
                    .param("at", message.receivedAt().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException known) {
            // Taken before; its sender did not hear our answer.
        }
    }

    List<Message> newest(@Nullable String to) {
        return jdbc.sql("""
                        select message_id, channel, recipient, subject, body, received_at from tr_sim_message
                        where cast(:to as varchar) is null or recipient = :to
                        order by message_no desc fetch first %d rows only
                        """.formatted(SHOWN))
                .param("to", to)
                .query((row, number) -> new Message(
                        row.getString("message_id"),
                        row.getString("channel"),
                        row.getString("recipient"),
                        row.getString("subject"),
                        row.getString("body"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    void clear() {
        jdbc.sql("delete from tr_sim_message").update();
    }
}
