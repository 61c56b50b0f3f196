// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.serviceorder.Verdicts;
import org.truckroll.shared.SqlTime;

/** The decision records of all orders. */
@Repository
public class Decisions implements Verdicts {

    private static final String COLUMNS = """
            order_id, step, at, decision, decision_version, rule, action, channel, code, reason, activity_id, facts, facts_hash, child_result
            """;

    private final JdbcClient jdbc;

    Decisions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Decision decision) {
        jdbc.sql("insert into tr_decision (" + COLUMNS + """
                        ) values (:order, :step, :at, :decision, :version, :rule, :action, :channel, :code, :reason, :activity, :facts,
                        :hash, :childResult)
                        """)
                .param("order", decision.orderId())
                .param("step", decision.step())
                .param("at", SqlTime.toSql(decision.at()))
                .param("decision", decision.decision())
                .param("version", decision.decisionVersion())
                .param("rule", decision.rule())
                .param("action", decision.action())
                .param("channel", decision.channel())
                .param("code", decision.code())
                .param("reason", decision.reason())
                .param("activity", decision.activityId())
                .param("facts", decision.facts())
                .param("hash", decision.factsHash())
                .param("childResult", decision.childResult())
                .update();
    }

    /** In the order they were made. */
    public List<Decision> of(String orderId) {
        return jdbc.sql("select " + COLUMNS + " from tr_decision where order_id = :order order by step")
                .param("order", orderId)
                .query(Decisions::map)
                .list();
    }

    Optional<Decision> last(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_decision where order_id = :order order by step desc fetch first 1 rows only")
                .param("order", orderId)
                .query(Decisions::map)
                .optional();
    }

    @Override
    public boolean ends(String orderId) {
        return last(orderId).filter(last -> "END".equals(last.channel())).isPresent();
    }

    /** The last step that chose this action, or 0. */
    int lastStep(String orderId, String action) {
        return jdbc.sql("select coalesce(max(step), 0) from tr_decision where order_id = :order and action = :action")
                .param("order", orderId)
                .param("action", action)
                .query(Integer.class)
                .single();
    }

    private static Decision map(ResultSet rs, int row) throws SQLException {
        return new Decision(
                rs.getString("order_id"),
                rs.getInt("step"),
                SqlTime.read(rs, "at"),
                rs.getString("decision"),
                rs.getInt("decision_version"),
                rs.getString("rule"),
                rs.getString("action"),
                rs.getString("channel"),
                rs.getString("code"),
                rs.getString("reason"),
                rs.getString("activity_id"),
                rs.getString("facts"),
                rs.getString("facts_hash"),
                rs.getString("child_result"));
    }
}
