// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.time.Clock;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Stores every signal from outside before anything is done with it; unique on source and message id (design 2.2). */
@Repository
public class Inbox {

    /** Where a signal stands: not yet matched, taken by who waited for it, too late to matter, or given to a person. */
    public enum State {
        RECEIVED,
        DONE,
        LATE,
        UNMATCHED
    }

    /** A stored signal; subject is the id it speaks of. */
    public record Message(String source, String messageId, String subject, String payload, State state, int attempts) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    Inbox(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** True when the message is new; false when it was stored before: then nothing more is to be done. */
    public boolean store(String source, String messageId, String subject, String payload) {
        // A merge that does nothing on a known key: a violated constraint would end the transaction on PostgreSQL.
        return jdbc.sql("""
                                merge into tr_inbox as t
                                using (values (cast(:source as varchar(100)), cast(:messageId as varchar(200)))) as s (source, message_id)
                                on t.source = s.source and t.message_id = s.message_id
                                when not matched then insert (source, message_id, subject, payload, received_at, state, attempts)
                                values (:source, :messageId, :subject, :payload, :at, 'RECEIVED', 0)
                                """)
                        .param("source", source)
                        .param("messageId", messageId)
                        .param("subject", subject)
                        .param("payload", payload)
                        .param("at", SqlTime.toSql(clock.instant()))
                        .update()
                == 1;
    }

    public Optional<Message> find(String source, String messageId) {
        return jdbc.sql("""
                        select source, message_id, subject, payload, state, attempts
                        from tr_inbox where source = :source and message_id = :messageId
                        """)
                .param("source", source)
                .param("messageId", messageId)
                .query((rs, row) -> new Message(
                        rs.getString("source"),
                        rs.getString("message_id"),
                        rs.getString("subject"),
                        rs.getString("payload"),
                        State.valueOf(rs.getString("state")),
                        rs.getInt("attempts")))
                .optional();
    }

    public void mark(String source, String messageId, State state) {
        jdbc.sql("""
                        update tr_inbox set state = :state, attempts = attempts + 1
                        where source = :source and message_id = :messageId
                        """)
                .param("state", state.name())
                .param("source", source)
                .param("messageId", messageId)
                .update();
    }

    /** A person has dealt with a signal that fitted nothing. */
    public void resolve(String source, String messageId, String resolution) {
        jdbc.sql("update tr_inbox set resolution = :resolution where source = :source and message_id = :messageId")
                .param("resolution", resolution.length() <= 1200 ? resolution : resolution.substring(0, 1200))
                .param("source", source)
                .param("messageId", messageId)
                .update();
    }

    /** What a person did with it; empty when nobody had to. */
    public Optional<String> resolution(String source, String messageId) {
        return jdbc.sql("""
                        select resolution from tr_inbox
                        where source = :source and message_id = :messageId and resolution is not null
                        """)
                .param("source", source)
                .param("messageId", messageId)
                .query(String.class)
                .optional();
    }

    /** How many signals nobody has taken yet. */
    public long depth() {
        return jdbc.sql("select count(*) from tr_inbox where state in ('RECEIVED', 'UNMATCHED')")
                .query(Long.class)
                .single();
    }
}
