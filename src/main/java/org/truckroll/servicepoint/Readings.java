// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** Every reading ever received, in sets. */
@Repository
public class Readings {

    private static final String SET_COLUMNS =
            "id, service_point_id, device_id, source, order_id, activity_id, taken_at, recorded_at, complete, phase, standing";

    private final JdbcClient jdbc;

    Readings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void store(ReadingSet set) {
        jdbc.sql("insert into tr_reading_set (" + SET_COLUMNS + """
                        ) values (:id, :point, :device, :source, :order, :activity, :takenAt, :recordedAt, :complete, :phase, :standing)
                        """)
                .param("id", set.id())
                .param("point", set.servicePointId())
                .param("device", set.deviceId())
                .param("source", set.source().name())
                .param("order", set.orderId())
                .param("activity", set.activityId())
                .param("takenAt", SqlTime.toSql(set.takenAt()))
                .param("recordedAt", SqlTime.toSql(set.recordedAt()))
                .param("complete", set.complete())
                .param("phase", set.phase().name())
                .param("standing", set.standing())
                .update();
        int seq = 0;
        for (ReadingSet.Value value : set.values()) {
            jdbc.sql("""
                            insert into tr_reading (set_id, seq, register_id, reading_type, reading, taken_at)
                            values (:set, :seq, :register, :type, :value, :at)
                            """)
                    .param("set", set.id())
                    .param("seq", seq++)
                    .param("register", value.registerId())
                    .param("type", value.readingType())
                    .param("value", value.value())
                    .param("at", SqlTime.toSql(value.at()))
                    .update();
        }
    }

    /** The order awaited this set: it counts as taken by it (6.3). */
    public void awaited(String setId, String orderId) {
        jdbc.sql("update tr_reading_set set order_id = :order where id = :id and order_id is null")
                .param("order", orderId)
                .param("id", setId)
                .update();
    }

    /** A new phase or another device in place voids earlier sets (6.3). */
    void voidEarlier(String servicePointId) {
        jdbc.sql("update tr_reading_set set standing = false where service_point_id = :point and standing = true")
                .param("point", servicePointId)
                .update();
    }

    /** Sets that still stand for a point, newest first. */
    public List<ReadingSet> standing(String servicePointId) {
        return withValues(jdbc.sql(
                        "select " + SET_COLUMNS
                                + " from tr_reading_set where service_point_id = :point and standing = true order by recorded_at desc, id desc")
                .param("point", servicePointId)
                .query(Readings::map)
                .list());
    }

    /** Sets that an order took, oldest first. */
    public List<ReadingSet> ofOrder(String orderId) {
        return withValues(jdbc.sql("select " + SET_COLUMNS + " from tr_reading_set where order_id = :order order by id")
                .param("order", orderId)
                .query(Readings::map)
                .list());
    }

    /** Sets of a point, newest first. */
    public List<ReadingSet> ofPoint(String servicePointId, Page.Request page) {
        var statement = jdbc.sql("select " + SET_COLUMNS + " from tr_reading_set where service_point_id = :point"
                        + (page.after() == null ? "" : " and id < :after") + " order by id desc fetch first "
                        + page.fetch()
                        + " rows only")
                .param("point", servicePointId);
        if (page.after() != null) {
            statement = statement.param("after", page.after());
        }
        return withValues(statement.query(Readings::map).list());
    }

    public boolean any(String servicePointId, String deviceId) {
        return jdbc.sql("select count(*) from tr_reading_set where service_point_id = :point and device_id = :device")
                        .param("point", servicePointId)
                        .param("device", deviceId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** The last value of a register: a later reading must not be below it. */
    public Optional<BigDecimal> last(String servicePointId, String deviceId, String registerId) {
        return jdbc.sql("""
                        select r.reading from tr_reading r join tr_reading_set s on s.id = r.set_id
                        where s.service_point_id = :point and s.device_id = :device and r.register_id = :register
                        and s.source <> 'ESTIMATE'
                        order by r.taken_at desc, s.id desc fetch first 1 rows only
                        """)
                .param("point", servicePointId)
                .param("device", deviceId)
                .param("register", registerId)
                .query(String.class)
                .optional()
                .map(BigDecimal::new);
    }

    private List<ReadingSet> withValues(List<ReadingSet> sets) {
        if (sets.isEmpty()) {
            return sets;
        }
        Map<String, List<ReadingSet.Value>> values = new LinkedHashMap<>();
        jdbc.sql(
                        "select set_id, register_id, reading_type, reading, taken_at from tr_reading where set_id in (:ids) order by set_id, seq")
                .param("ids", sets.stream().map(ReadingSet::id).toList())
                .query(rs -> {
                    values.computeIfAbsent(rs.getString("set_id"), id -> new ArrayList<>())
                            .add(new ReadingSet.Value(
                                    rs.getString("register_id"),
                                    rs.getString("reading_type"),
                                    rs.getString("reading"),
                                    SqlTime.read(rs, "taken_at")));
                });
        return sets.stream()
                .map(set -> new ReadingSet(
                        set.id(),
                        set.servicePointId(),
                        set.deviceId(),
                        set.source(),
                        set.orderId(),
                        set.activityId(),
                        set.takenAt(),
                        set.recordedAt(),
                        set.complete(),
                        set.phase(),
                        set.standing(),
                        values.getOrDefault(set.id(), List.of())))
                .toList();
    }

    private static ReadingSet map(ResultSet rs, int row) throws SQLException {
        return new ReadingSet(
                rs.getString("id"),
                rs.getString("service_point_id"),
                rs.getString("device_id"),
                ReadingSet.Source.valueOf(rs.getString("source")),
                rs.getString("order_id"),
                rs.getString("activity_id"),
                SqlTime.read(rs, "taken_at"),
                SqlTime.read(rs, "recorded_at"),
                rs.getBoolean("complete"),
                ServicePoint.Phase.valueOf(rs.getString("phase")),
                rs.getBoolean("standing"),
                List.of());
    }
}
