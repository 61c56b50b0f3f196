// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/**
 * Lanes and their messages. Who appends holds the lane's row until commit, and so does who finds a lane empty: numbers commit in their order, and
 * no message is left behind in a lane that nobody empties.
 */
@Repository
class Lanes {

    /** Who is at the end of a lane. */
    enum Kind {
        SUBSCRIPTION,
        REQUESTER
    }

    /** The stream of one recipient about one subject. Draining: a process is emptying it. */
    record Lane(String id, Kind kind, String recipient, String subject, boolean draining, long lastSeq) {}

    /** A message; its id is the {@code webhook-id} of every try. */
    record Message(
            String id,
            String laneId,
            String type,
            String destination,
            String body,
            int attempts,
            @Nullable Instant firstTryAt,
            @Nullable String lastResult) {}

    private static final String LANE = "id, recipient_kind, recipient, subject, draining, last_seq";
    private static final int LONGEST_RESULT = 500;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate savepoint;

    Lanes(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** The lane, new if need be, held until the end of the transaction. */
    Lane hold(Kind kind, String recipient, String subject) {
        Optional<Lane> known = lock(kind, recipient, subject);
        if (known.isPresent()) {
            return known.get();
        }
        Lane fresh = new Lane(Ids.next(), kind, recipient, subject, false, 0);
        try {
            // A savepoint, because PostgreSQL ends the transaction of a violated constraint. The insert waits for a
            // twin to commit.
            savepoint.executeWithoutResult(status -> insert(fresh));
            return fresh;
        } catch (DuplicateKeyException e) {
            return lock(kind, recipient, subject)
                    .orElseThrow(() -> new IllegalStateException("Lane of " + recipient + " vanished", e));
        }
    }

    private void insert(Lane lane) {
        jdbc.sql("insert into tr_lane (" + LANE + ") values (:id, :kind, :recipient, :subject, false, 0)")
                .param("id", lane.id())
                .param("kind", lane.kind().name())
                .param("recipient", lane.recipient())
                .param("subject", lane.subject())
                .update();
    }

    private Optional<Lane> lock(Kind kind, String recipient, String subject) {
        return jdbc.sql(
                        "select " + LANE
                                + " from tr_lane where recipient_kind = :kind and recipient = :recipient and subject = :subject for update")
                .param("kind", kind.name())
                .param("recipient", recipient)
                .param("subject", subject)
                .query(Lanes::lane)
                .optional();
    }

    /** Adds a message to a held lane, which is draining from now on. */
    void append(Lane lane, String type, String destination, String body) {
        long seq = lane.lastSeq() + 1;
        jdbc.sql("update tr_lane set last_seq = :seq, draining = true where id = :id")
                .param("seq", seq)
                .param("id", lane.id())
                .update();
        jdbc.sql("""
                        insert into tr_message (id, lane_id, seq, type, destination, body, state, attempts, created_at)
                        values (:id, :lane, :seq, :type, :destination, :body, 'WAITING', 0, :now)
                        """)
                .param("id", Ids.next())
                .param("lane", lane.id())
                .param("seq", seq)
                .param("type", type)
                .param("destination", destination)
                .param("body", body)
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    Lane get(String id) {
        return jdbc.sql("select " + LANE + " from tr_lane where id = :id")
                .param("id", id)
                .query(Lanes::lane)
                .single();
    }

    Optional<Message> oldestWaiting(String laneId) {
        return jdbc.sql("""
                        select id, lane_id, type, destination, body, attempts, first_try_at, last_result
                        from tr_message where lane_id = :lane and state = 'WAITING' order by seq fetch first 1 rows only
                        """)
                .param("lane", laneId)
                .query((rs, row) -> new Message(
                        rs.getString("id"),
                        rs.getString("lane_id"),
                        rs.getString("type"),
                        rs.getString("destination"),
                        rs.getString("body"),
                        rs.getInt("attempts"),
                        SqlTime.readNullable(rs, "first_try_at"),
                        rs.getString("last_result")))
                .optional();
    }

    /** True when a message waits; else the lane is closed until the next one, which will start a new delivery. */
    boolean moreOrClosed(String laneId) {
        if (anyWaiting(laneId)) {
            return true;
        }
        // Only under the lock, and looked at again: an append may have been under way.
        jdbc.sql("select id from tr_lane where id = :id for update")
                .param("id", laneId)
                .query(String.class)
                .single();
        if (anyWaiting(laneId)) {
            return true;
        }
        jdbc.sql("update tr_lane set draining = false where id = :id")
                .param("id", laneId)
                .update();
        return false;
    }

    private boolean anyWaiting(String laneId) {
        return jdbc.sql("select id from tr_message where lane_id = :lane and state = 'WAITING' fetch first 1 rows only")
                .param("lane", laneId)
                .query(String.class)
                .optional()
                .isPresent();
    }

    void delivered(Message message, Instant firstTry, String result) {
        end(message, "DELIVERED", message.attempts() + 1, firstTry, result);
    }

    void dropped(Message message, String result) {
        end(message, "DROPPED", message.attempts(), message.firstTryAt(), result);
    }

    private void end(Message message, String state, int attempts, @Nullable Instant firstTry, String result) {
        jdbc.sql("""
                        update tr_message set state = :state, attempts = :attempts, first_try_at = :firstTry, last_result = :result,
                        ended_at = :now where id = :id
                        """)
                .param("state", state)
                .param("attempts", attempts)
                .param("firstTry", SqlTime.toSql(firstTry))
                .param("result", shortened(result))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", message.id())
                .update();
    }

    void failed(Message message, Instant firstTry, String result) {
        jdbc.sql("""
                        update tr_message set attempts = :attempts, first_try_at = :firstTry, last_result = :result where id = :id
                        """)
                .param("attempts", message.attempts() + 1)
                .param("firstTry", SqlTime.toSql(firstTry))
                .param("result", shortened(result))
                .param("id", message.id())
                .update();
    }

    /** The message counts as never tried. */
    void anew(Message message) {
        jdbc.sql("update tr_message set attempts = 0, first_try_at = null where id = :id")
                .param("id", message.id())
                .update();
    }

    /** Nobody is left to be told. */
    int dropAll(String laneId, String result) {
        return jdbc.sql("""
                        update tr_message set state = 'DROPPED', last_result = :result, ended_at = :now
                        where lane_id = :lane and state = 'WAITING'
                        """)
                .param("result", shortened(result))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("lane", laneId)
                .update();
    }

    /** How many messages wait, in all lanes. */
    long depth() {
        return jdbc.sql("select count(*) from tr_message where state = 'WAITING'")
                .query(Long.class)
                .single();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_RESULT ? text : text.substring(0, LONGEST_RESULT);
    }

    private static Lane lane(ResultSet rs, int row) throws SQLException {
        return new Lane(
                rs.getString("id"),
                Kind.valueOf(rs.getString("recipient_kind")),
                rs.getString("recipient"),
                rs.getString("subject"),
                rs.getBoolean("draining"),
                rs.getLong("last_seq"));
    }
}
