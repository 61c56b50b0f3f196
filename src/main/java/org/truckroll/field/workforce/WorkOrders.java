// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** The work orders. Who changes one holds its visit first. */
@Repository
class WorkOrders {

    private static final int LONGEST_DETAIL = 500;
    private static final String COLUMNS = """
            visit_id, system, division, state, sent_at, remote_id, round, tries, next_try_at, stage, told_at, heard_at, worker, detail,
            wanted_by, reason, task_id
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    WorkOrders(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<WorkOrder> find(String visitId) {
        return find(visitId, "");
    }

    Optional<WorkOrder> lock(String visitId) {
        return find(visitId, " for update");
    }

    private Optional<WorkOrder> find(String visitId, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_work_order where visit_id = :id" + suffix)
                .param("id", visitId)
                .query(WorkOrders::map)
                .optional();
    }

    void add(String visitId, String system, String division) {
        jdbc.sql("""
                        insert into tr_work_order (visit_id, system, division, state, updated_at)
                        values (:id, :system, :division, 'TO_SEND', :now)
                        """)
                .param("id", visitId)
                .param("system", system)
                .param("division", division)
                .param("now", now())
                .update();
    }

    /** A call is about to leave that makes it there. */
    void sending(String visitId) {
        jdbc.sql("update tr_work_order set sent_at = :now, next_try_at = null, updated_at = :now where visit_id = :id")
                .param("now", now())
                .param("id", visitId)
                .update();
    }

    /** The next step begins: a new state, and tries are counted anew. */
    void state(String visitId, WorkOrder.State state, @Nullable String detail) {
        jdbc.sql("""
                        update tr_work_order set state = :state, detail = :detail, tries = 0, next_try_at = null, updated_at = :now
                        where visit_id = :id
                        """)
                .param("state", state.name())
                .param("detail", cut(detail))
                .param("now", now())
                .param("id", visitId)
                .update();
    }

    /** A person sends it again: nothing was heard of this one yet. */
    void anew(String visitId) {
        state(visitId, WorkOrder.State.TO_SEND, null);
        jdbc.sql("update tr_work_order set round = round + 1, heard_at = null where visit_id = :id")
                .param("id", visitId)
                .update();
    }

    /** It is known not to be there. */
    void notThere(String visitId) {
        jdbc.sql("update tr_work_order set sent_at = null, remote_id = null, stage = null where visit_id = :id")
                .param("id", visitId)
                .update();
    }

    void wanted(String visitId, @Nullable String by, @Nullable String reason) {
        jdbc.sql("update tr_work_order set wanted_by = :by, reason = :reason where visit_id = :id")
                .param("by", by)
                .param("reason", cut(reason))
                .param("id", visitId)
                .update();
    }

    void rests(String visitId, int tries, Instant until, String detail) {
        jdbc.sql("""
                        update tr_work_order set tries = :tries, next_try_at = :until, detail = :detail, updated_at = :now
                        where visit_id = :id
                        """)
                .param("tries", tries)
                .param("until", SqlTime.toSql(until))
                .param("detail", cut(detail))
                .param("now", now())
                .param("id", visitId)
                .update();
    }

    void named(String visitId, @Nullable String remoteId) {
        jdbc.sql(
                        "update tr_work_order set remote_id = coalesce(cast(:remote as varchar(100)), remote_id) where visit_id = :id")
                .param("remote", remoteId)
                .param("id", visitId)
                .update();
    }

    /** Something was heard of it. */
    void heard(String visitId, @Nullable String detail) {
        jdbc.sql("update tr_work_order set heard_at = :now, detail = :detail, updated_at = :now where visit_id = :id")
                .param("now", now())
                .param("detail", cut(detail))
                .param("id", visitId)
                .update();
    }

    /** What the system told, as of then. */
    void told(String visitId, String stage, Instant at, @Nullable String worker, @Nullable String detail) {
        jdbc.sql("""
                        update tr_work_order set stage = :stage, told_at = :at, heard_at = :now, detail = :detail, updated_at = :now,
                            worker = coalesce(cast(:worker as varchar(200)), worker)
                        where visit_id = :id
                        """)
                .param("stage", stage)
                .param("at", SqlTime.toSql(at))
                .param("worker", worker)
                .param("detail", cut(detail))
                .param("now", now())
                .param("id", visitId)
                .update();
    }

    /** Who did it is nobody's business any more. */
    void forgetWorker(String visitId) {
        jdbc.sql("update tr_work_order set worker = null where visit_id = :id")
                .param("id", visitId)
                .update();
    }

    void task(String visitId, @Nullable String taskId) {
        jdbc.sql("update tr_work_order set task_id = :task where visit_id = :id")
                .param("task", taskId)
                .param("id", visitId)
                .update();
    }

    private @Nullable Object now() {
        return SqlTime.toSql(clock.instant());
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL);
    }

    private static WorkOrder map(ResultSet rs, int row) throws SQLException {
        return new WorkOrder(
                rs.getString("visit_id"),
                rs.getString("system"),
                rs.getString("division"),
                WorkOrder.State.valueOf(rs.getString("state")),
                SqlTime.readNullable(rs, "sent_at"),
                rs.getString("remote_id"),
                rs.getInt("round"),
                rs.getInt("tries"),
                SqlTime.readNullable(rs, "next_try_at"),
                rs.getString("stage"),
                SqlTime.readNullable(rs, "told_at"),
                SqlTime.readNullable(rs, "heard_at"),
                rs.getString("worker"),
                rs.getString("detail"),
                rs.getString("wanted_by"),
                rs.getString("reason"),
                rs.getString("task_id"));
    }
}
