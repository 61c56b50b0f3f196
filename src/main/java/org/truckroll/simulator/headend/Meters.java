// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
@Profile("demo")
class Meters {

    private final JdbcClient jdbc;

    Meters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Meter> all() {
        return jdbc.sql("select device_id, enrolled, switch_state, reading from tr_sim_meter order by device_id")
                .query(Meters::meter)
                .list();
    }

    Optional<Meter> find(String id) {
        return jdbc.sql("select device_id, enrolled, switch_state, reading from tr_sim_meter where device_id = :id")
                .param("id", id)
                .query(Meters::meter)
                .optional();
    }

    /** Commands for one meter act one after the other. */
    Optional<Meter> lock(String id) {
        return jdbc.sql("""
                        select device_id, enrolled, switch_state, reading from tr_sim_meter
                        where device_id = :id for update
                        """).param("id", id).query(Meters::meter).optional();
    }

    void insert(Meter meter) {
        write("""
                insert into tr_sim_meter (device_id, enrolled, switch_state, reading)
                values (:id, :enrolled, :switchState, :reading)
                """, meter);
    }

    void update(Meter meter) {
        write("""
                update tr_sim_meter set enrolled = :enrolled, switch_state = :switchState, reading = :reading
                where device_id = :id
                """, meter);
    }

    boolean delete(String id) {
        return jdbc.sql("delete from tr_sim_meter where device_id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    private void write(String sql, Meter meter) {
        jdbc.sql(sql)
                .param("id", meter.id())
                .param("enrolled", meter.enrolled())
                .param("switchState", meter.switchState().name())
                .param("reading", meter.reading())
                .update();
    }

    private static Meter meter(ResultSet row, int number) throws SQLException {
        return new Meter(
                row.getString("device_id"),
                row.getBoolean("enrolled"),
                SwitchState.valueOf(row.getString("switch_state")),
                row.getString("reading"));
    }
}
