// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
@Profile("demo")
class FaultRules {

    private final JdbcClient jdbc;

    FaultRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<FaultRule> all() {
        return jdbc.sql("""
                        select device_id, command, fault, probability, delay_millis, retry_after_millis, times_left from tr_sim_fault
                        order by device_id, command
                        """).query(FaultRules::rule).list();
    }

    /** Replaces the rule of its pair; NONE only removes it, and for any device and any command removes all. */
    void put(FaultRule rule) {
        if (rule.fault() == Fault.NONE && rule.weight() == 0) {
            jdbc.sql("delete from tr_sim_fault").update();
            return;
        }
        delete(rule);
        if (rule.fault() == Fault.NONE) {
            return;
        }
        jdbc.sql("""
                        insert into tr_sim_fault (device_id, command, fault, probability, delay_millis, retry_after_millis, times_left)
                        values (:device, :command, :fault, :probability, :delay, :retryAfter, :times)
                        """)
                .param("device", rule.deviceId())
                .param("command", rule.command())
                .param("fault", rule.fault().name())
                .param("probability", rule.probability())
                .param("delay", rule.delay() == null ? null : rule.delay().toMillis())
                .param(
                        "retryAfter",
                        rule.retryAfter() == null ? null : rule.retryAfter().toMillis())
                .param("times", rule.times())
                .update();
    }

    /** The most specific rule for this command of this device. */
    Optional<FaultRule> of(String deviceId, MeterVerb verb) {
        return jdbc
                .sql("""
                        select device_id, command, fault, probability, delay_millis, retry_after_millis, times_left
                        from tr_sim_fault where device_id in (:device, '*') and command in (:command, '*')
                        """)
                .param("device", deviceId)
                .param("command", verb.name())
                .query(FaultRules::rule)
                .list()
                .stream()
                .max(Comparator.comparingInt(FaultRule::weight));
    }

    /** Takes one of its times; false when they are used up. */
    boolean countDown(FaultRule rule) {
        if (rule.times() == null) {
            return true;
        }
        var counted = jdbc.sql("""
                        update tr_sim_fault set times_left = times_left - 1
                        where device_id = :device and command = :command and fault = :fault and times_left > 0
                        """)
                .param("device", rule.deviceId())
                .param("command", rule.command())
                .param("fault", rule.fault().name())
                .update();
        jdbc.sql("delete from tr_sim_fault where device_id = :device and command = :command and times_left = 0")
                .param("device", rule.deviceId())
                .param("command", rule.command())
                .update();
        return counted == 1;
    }

    private void delete(FaultRule rule) {
        jdbc.sql("delete from tr_sim_fault where device_id = :device and command = :command")
                .param("device", rule.deviceId())
                .param("command", rule.command())
                .update();
    }

    private static FaultRule rule(ResultSet row, int number) throws SQLException {
        return new FaultRule(
                row.getString("device_id"),
                row.getString("command"),
                Fault.valueOf(row.getString("fault")),
                row.getDouble("probability"),
                millis(row, "delay_millis"),
                millis(row, "retry_after_millis"),
                row.getObject("times_left", Integer.class));
    }

    private static @Nullable Duration millis(ResultSet row, String column) throws SQLException {
        var millis = row.getObject(column, Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
