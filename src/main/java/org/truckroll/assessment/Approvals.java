// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** The words of the persons who approve together (guards G06, G06b): each person once per activity. */
@Repository
class Approvals {

    private final JdbcClient jdbc;

    Approvals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A second word of the same person violates the key. */
    void add(String activityId, Approval approval) {
        jdbc.sql("""
                        insert into tr_approval (activity_id, person, decision, at, evidence, remarks)
                        values (:activity, :person, :decision, :at, :evidence, :remarks)
                        """)
                .param("activity", activityId)
                .param("person", approval.by())
                .param("decision", approval.decision())
                .param("at", SqlTime.toSql(approval.at()))
                .param("evidence", approval.evidence())
                .param("remarks", approval.remarks())
                .update();
    }

    /** In the order they were given. */
    List<Approval> of(String activityId) {
        return jdbc.sql("""
                        select person, decision, at, evidence, remarks from tr_approval
                        where activity_id = :activity order by at, person
                        """)
                .param("activity", activityId)
                .query((rs, row) -> new Approval(
                        rs.getString("person"),
                        rs.getString("decision"),
                        SqlTime.read(rs, "at"),
                        rs.getString("evidence"),
                        rs.getString("remarks")))
                .list();
    }
}
