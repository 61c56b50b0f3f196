// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.Ids;

/**
 * Lanes of notices: one address by one channel about one subject. Who appends holds the lane's row until commit, and so does who finds a lane
 * empty: no delivery is left behind in a lane that nobody empties.
 */
@Repository
class NoticeLanes {

    /**
     * A stream of deliveries.
     *
     * @param draining a process is emptying it
     */
    record Lane(
            String id,
            Channel channel,
            String recipient,
            String subject,
            boolean urgent,
            String division,
            boolean draining,
            long lastSeq) {}

    private static final String LANE = "id, channel, recipient, subject, urgent, division, draining, last_seq";

    private final JdbcClient jdbc;
    private final TransactionTemplate savepoint;

    NoticeLanes(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** The lane, new if need be, held until the end of the transaction. */
    Lane hold(Channel channel, String recipient, String subject, boolean urgent, String division) {
        Optional<Lane> known = lock(channel, recipient, subject, urgent);
        if (known.isPresent()) {
            return known.get();
        }
        Lane fresh = new Lane(Ids.next(), channel, recipient, subject, urgent, division, false, 0);
        try {
            // A savepoint, because PostgreSQL ends the transaction of a violated constraint. The insert waits for a
            // twin to commit.
            savepoint.executeWithoutResult(status -> insert(fresh));
            return fresh;
        } catch (DuplicateKeyException e) {
            return lock(channel, recipient, subject, urgent)
                    .orElseThrow(() -> new IllegalStateException("Lane about " + subject + " vanished", e));
        }
    }

    private void insert(Lane lane) {
        jdbc.sql("insert into tr_notice_lane (" + LANE + """
                        ) values (:id, :channel, :recipient, :subject, :urgent, :division, false, 0)
                        """)
                .param("id", lane.id())
                .param("channel", lane.channel().name())
                .param("recipient", lane.recipient())
                .param("subject", lane.subject())
                .param("urgent", lane.urgent())
                .param("division", lane.division())
                .update();
    }

    private Optional<Lane> lock(Channel channel, String recipient, String subject, boolean urgent) {
        return jdbc.sql("select " + LANE + """
                         from tr_notice_lane
                        where channel = :channel and recipient = :recipient and subject = :subject and urgent = :urgent for update
                        """)
                .param("channel", channel.name())
                .param("recipient", recipient)
                .param("subject", subject)
                .param("urgent", urgent)
                .query(NoticeLanes::lane)
                .optional();
    }

    /** The place of the next delivery in a held lane, which is draining from now on. */
    long nextPlace(Lane lane) {
        // Read again: one notice may put several into the same lane.
        long seq = jdbc.sql("select last_seq from tr_notice_lane where id = :id")
                        .param("id", lane.id())
                        .query(Long.class)
                        .single()
                + 1;
        jdbc.sql("update tr_notice_lane set last_seq = :seq, draining = true where id = :id")
                .param("seq", seq)
                .param("id", lane.id())
                .update();
        return seq;
    }

    Lane get(String id) {
        return jdbc.sql("select " + LANE + " from tr_notice_lane where id = :id")
                .param("id", id)
                .query(NoticeLanes::lane)
                .single();
    }

    /** Held until the end of the transaction. */
    Lane lock(String id) {
        return jdbc.sql("select " + LANE + " from tr_notice_lane where id = :id for update")
                .param("id", id)
                .query(NoticeLanes::lane)
                .single();
    }

    /** Only in a held lane: the next delivery starts a new process. */
    void close(String id) {
        jdbc.sql("update tr_notice_lane set draining = false where id = :id")
                .param("id", id)
                .update();
    }

    private static Lane lane(ResultSet rs, int row) throws SQLException {
        return new Lane(
                rs.getString("id"),
                Channel.valueOf(rs.getString("channel")),
                rs.getString("recipient"),
                rs.getString("subject"),
                rs.getBoolean("urgent"),
                rs.getString("division"),
                rs.getBoolean("draining"),
                rs.getLong("last_seq"));
    }
}
