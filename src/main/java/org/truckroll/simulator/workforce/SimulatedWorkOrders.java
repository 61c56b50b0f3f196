// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.workforce;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
@Profile("demo")
class SimulatedWorkOrders {

    /** One work order; {@code body} as it came. */
    record SimulatedWorkOrder(
            String id,
            String externalId,
            String state,
            @Nullable String stage,
            @Nullable String callback,
            String body) {

        /** Its people have set out: it is not given back any more. */
        boolean past() {
            return state.equals("completed")
                    || state.equals("failed")
                    || "EN_ROUTE".equals(stage)
                    || "ON_SITE".equals(stage);
        }
    }

    private static final String COLUMNS = "work_order_id, external_id, state, stage, callback, body";

    private final JdbcClient jdbc;

    SimulatedWorkOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    SimulatedWorkOrder add(String externalId, @Nullable String callback, String body, Instant at) {
        String id = "WO-" + UUID.randomUUID().toString().substring(0, 8);
        jdbc.sql("""
                        insert into tr_sim_work_order (work_order_id, external_id, state, callback, body, arrived_at)
                        values (:id, :external, 'acknowledged', :callback, :body, :at)
                        """)
                .param("id", id)
                .param("external", externalId)
                .param("callback", callback)
                .param("body", body)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
        return new SimulatedWorkOrder(id, externalId, "acknowledged", null, callback, body);
    }

    /** All of that name, the newest first. */
    List<SimulatedWorkOrder> named(String externalId) {
        return jdbc.sql("select " + COLUMNS + " from tr_sim_work_order where external_id = :external"
                        + " order by arrived_at desc, work_order_id")
                .param("external", externalId)
                .query(SimulatedWorkOrders::map)
                .list();
    }

    List<SimulatedWorkOrder> all() {
        return jdbc.sql("select " + COLUMNS + " from tr_sim_work_order order by arrived_at desc, work_order_id"
                        + " fetch first 500 rows only")
                .query(SimulatedWorkOrders::map)
                .list();
    }

    Optional<SimulatedWorkOrder> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from tr_sim_work_order where work_order_id = :id")
                .param("id", id)
                .query(SimulatedWorkOrders::map)
                .optional();
    }

    void stands(String id, String state, @Nullable String stage) {
        jdbc.sql("update tr_sim_work_order set state = :state, stage = :stage where work_order_id = :id")
                .param("state", state)
                .param("stage", stage)
                .param("id", id)
                .update();
    }

    void clear() {
        jdbc.sql("delete from tr_sim_work_order").update();
    }

    private static SimulatedWorkOrder map(ResultSet rs, int row) throws SQLException {
        return new SimulatedWorkOrder(
                rs.getString("work_order_id"),
                rs.getString("external_id"),
                rs.getString("state"),
                rs.getString("stage"),
                rs.getString("callback"),
                rs.getString("body"));
    }
}
