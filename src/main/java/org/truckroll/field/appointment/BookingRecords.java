// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** What systems outside see of appointments, the numbers that they gave them, and their searches, which are kept for a day. */
@Repository
class BookingRecords {

    private static final Duration KEPT = Duration.ofDays(1);

    private static final String SEARCHED = "division in (:divisions) and asked_at >= :since";

    private static final String FROM = """
             from tr_appointment a
            join tr_visit v on v.id = a.visit_id
            left join tr_appointment_booking b on b.visit_id = a.visit_id
            """;
    private static final String COLUMNS = """
            select a.*, v.order_id, v.action, b.external_id,
                (select min(f.at) from tr_appointment_fact f where f.visit_id = a.visit_id) as created_at
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    BookingRecords(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<ExternalBooking.Booked> find(String visitId, Set<String> divisions) {
        return jdbc.sql(COLUMNS + FROM + "where a.visit_id = :visit and a.division in (:divisions)")
                .param("visit", visitId)
                .param("divisions", some(divisions))
                .query(BookingRecords::map)
                .optional();
    }

    /** Changed last comes first. */
    List<ExternalBooking.Booked> search(ExternalBooking.Search search, Set<String> divisions, int offset, int limit) {
        Map<String, Object> params = new LinkedHashMap<>();
        String where = where(search, divisions, params);
        return jdbc.sql(COLUMNS + FROM + where + " order by a.changed_at desc, a.visit_id offset " + offset
                        + " rows fetch next " + limit + " rows only")
                .params(params)
                .query(BookingRecords::map)
                .list();
    }

    int count(ExternalBooking.Search search, Set<String> divisions, int most) {
        Map<String, Object> params = new LinkedHashMap<>();
        String where = where(search, divisions, params);
        return jdbc.sql("select count(*) from (select a.visit_id" + FROM + where + " fetch first " + most
                        + " rows only) found")
                .params(params)
                .query(Integer.class)
                .single();
    }

    private static String where(ExternalBooking.Search search, Set<String> divisions, Map<String, Object> params) {
        List<String> conditions = new ArrayList<>();
        conditions.add("a.division in (:divisions)");
        params.put("divisions", some(divisions));
        if (search.related() != null) {
            conditions.add("(v.order_id = :related or a.visit_id = :related)");
            params.put("related", search.related());
        }
        if (search.state() != null) {
            conditions.add("a.state = :state");
            params.put("state", search.state().name());
        }
        if (search.externalId() != null) {
            conditions.add("b.external_id = :external");
            params.put("external", search.externalId());
        }
        return "where " + String.join(" and ", conditions);
    }

    private static Set<String> some(Set<String> divisions) {
        return divisions.isEmpty() ? Set.of("") : divisions;
    }

    private static ExternalBooking.Booked map(ResultSet rs, int row) throws SQLException {
        return new ExternalBooking.Booked(
                AppointmentRows.map(rs, row),
                rs.getString("order_id"),
                rs.getString("action"),
                rs.getString("external_id"),
                SqlTime.read(rs, "created_at"));
    }

    /** The latest booking of a visit names its number, if it has one. */
    void booked(String visitId, @Nullable String externalId, String by) {
        jdbc.sql("delete from tr_appointment_booking where visit_id = :visit")
                .param("visit", visitId)
                .update();
        jdbc.sql("""
                        insert into tr_appointment_booking (visit_id, external_id, booked_by, booked_at)
                        values (:visit, :external, :by, :now)
                        """)
                .param("visit", visitId)
                .param("external", externalId)
                .param("by", by)
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    void searched(String id, String division, String visitId, String orderId, String answer) {
        jdbc.sql("""
                        insert into tr_time_slot_search (id, division, visit_id, order_id, asked_at, answer)
                        values (:id, :division, :visit, :order, :now, :answer)
                        """)
                .param("id", id)
                .param("division", division)
                .param("visit", visitId)
                .param("order", orderId)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("answer", answer)
                .update();
    }

    Optional<String> search(String id, Set<String> divisions) {
        return jdbc.sql(
                        "select answer from tr_time_slot_search where id = :id and division in (:divisions) and asked_at >= :since")
                .param("id", id)
                .param("divisions", some(divisions))
                .param("since", since())
                .query(String.class)
                .optional();
    }

    /** Newest first. */
    List<String> searches(@Nullable String related, Set<String> divisions, int offset, int limit) {
        return jdbc.sql("select answer from tr_time_slot_search where " + SEARCHED + of(related)
                        + " order by id desc offset " + offset + " rows fetch next " + limit + " rows only")
                .param("divisions", some(divisions))
                .param("since", since())
                .param("related", related)
                .query(String.class)
                .list();
    }

    int countSearches(@Nullable String related, Set<String> divisions, int most) {
        return jdbc.sql("select count(*) from (select id from tr_time_slot_search where " + SEARCHED + of(related)
                        + " fetch first " + most + " rows only) found")
                .param("divisions", some(divisions))
                .param("since", since())
                .param("related", related)
                .query(Integer.class)
                .single();
    }

    private static String of(@Nullable String related) {
        return related == null ? "" : " and (order_id = :related or visit_id = :related)";
    }

    @Scheduled(initialDelayString = "PT7M", fixedDelayString = "PT1H")
    void sweep() {
        jdbc.sql("delete from tr_time_slot_search where asked_at < :before")
                .param("before", since())
                .update();
    }

    private @Nullable OffsetDateTime since() {
        return SqlTime.toSql(clock.instant().minus(KEPT));
    }
}
