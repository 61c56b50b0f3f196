// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** Clocks and their facts. */
@Repository
class ClockRows {

    private static final String COLUMNS = """
            id, kind, subject_id, order_id, service_point_id, division, order_type, action, step, priority, field_group, person,
            rule, warn_after, breach_after, hours, holidays, stands_still, edition, zone, state, sla_state, started_at, stopped_at,
            warn_at, breach_at, next_at, token, paused_at, pause_reason, paused_by, pauses, paused_seconds, version
            """;

    private final JdbcClient jdbc;

    ClockRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(ServiceClock clock) {
        jdbc.sql("insert into tr_clock (subject_kind, " + COLUMNS + """
                        ) values (:subjectKind, :id, :kind, :subject, :order, :point, :division, :type, :action, :step, :priority, :group,
                        :person, :rule, :warnAfter, :breachAfter, :hours, :holidays, :standsStill, :edition, :zone, :state, :slaState,
                        :startedAt, :stoppedAt, :warnAt, :breachAt, :nextAt, :token, :pausedAt, :pauseReason, :pausedBy, :pauses,
                        :pausedSeconds, 0)
                        """)
                .param("subjectKind", clock.kind() == ServiceClock.Kind.ORDER ? "ORDER" : "VISIT")
                .param("kind", clock.kind().name())
                .param("subject", clock.subject())
                .param("order", clock.orderId())
                .param("point", clock.servicePointId())
                .param("action", clock.action())
                .param("step", clock.step())
                .param("startedAt", SqlTime.toSql(clock.startedAt()))
                .params(changeable(clock))
                .update();
    }

    /**
     * Stores a clock as it is now.
     *
     * @throws OptimisticLockingFailureException when somebody else changed it since it was read
     */
    void save(ServiceClock clock) {
        int changed = jdbc.sql("""
                        update tr_clock set division = :division, order_type = :type, priority = :priority, field_group = :group,
                        person = :person, rule = :rule, warn_after = :warnAfter, breach_after = :breachAfter, hours = :hours,
                        holidays = :holidays, stands_still = :standsStill, edition = :edition, zone = :zone, state = :state,
                        sla_state = :slaState, stopped_at = :stoppedAt, warn_at = :warnAt, breach_at = :breachAt, next_at = :nextAt,
                        token = :token, paused_at = :pausedAt, pause_reason = :pauseReason, paused_by = :pausedBy, pauses = :pauses,
                        paused_seconds = :pausedSeconds, version = version + 1
                        where id = :id and version = :version
                        """)
                .params(changeable(clock))
                .param("version", clock.version())
                .update();
        if (changed == 0) {
            throw new OptimisticLockingFailureException("Clock " + clock.id() + " changed meanwhile");
        }
    }

    private static Map<String, @Nullable Object> changeable(ServiceClock clock) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("id", clock.id());
        params.put("division", clock.division());
        params.put("type", clock.orderType());
        params.put("priority", clock.priority());
        params.put("group", clock.fieldGroup());
        params.put("person", clock.person());
        params.put("rule", clock.limit().rule());
        params.put("warnAfter", text(clock.limit().warn()));
        params.put("breachAfter", text(clock.limit().breach()));
        params.put("hours", clock.limit().hours());
        params.put("holidays", clock.limit().holidays());
        params.put("standsStill", clock.limit().standsStill());
        params.put("edition", clock.edition());
        params.put("zone", clock.zone() == null ? null : clock.zone().getId());
        params.put("state", clock.state().name());
        params.put("slaState", clock.slaState().name());
        params.put("stoppedAt", SqlTime.toSql(clock.stoppedAt()));
        params.put("warnAt", SqlTime.toSql(clock.warnAt()));
        params.put("breachAt", SqlTime.toSql(clock.breachAt()));
        params.put("nextAt", SqlTime.toSql(clock.nextAt()));
        params.put("token", clock.token());
        params.put("pausedAt", SqlTime.toSql(clock.pausedAt()));
        params.put("pauseReason", clock.pauseReason());
        params.put("pausedBy", clock.pausedBy());
        params.put("pauses", clock.pauses());
        params.put("pausedSeconds", clock.pausedSeconds());
        return params;
    }

    private static @Nullable String text(@Nullable Duration duration) {
        return duration == null ? null : duration.toString();
    }

    Optional<ServiceClock> find(String id) {
        return find(id, "");
    }

    Optional<ServiceClock> lock(String id) {
        return find(id, " for update");
    }

    private Optional<ServiceClock> find(String id, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_clock where id = :id" + suffix)
                .param("id", id)
                .query(ClockRows::map)
                .optional();
    }

    /** All clocks that an order and its visits have had, oldest first. */
    List<ServiceClock> of(String orderId) {
        return jdbc.sql("select " + COLUMNS + " from tr_clock where order_id = :order order by id")
                .param("order", orderId)
                .query(ClockRows::map)
                .list();
    }

    /** Those that have not stopped, held until our commit. */
    List<ServiceClock> lockOpenOf(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_clock where order_id = :order and state <> 'STOPPED' order by id for update")
                .param("order", orderId)
                .query(ClockRows::map)
                .list();
    }

    /** Those of one visit of the order that have not stopped. */
    List<ServiceClock> openOf(String orderId, String visitId) {
        return openOf(orderId, visitId, "");
    }

    /** The same, held until our commit. */
    List<ServiceClock> lockOpenOf(String orderId, String visitId) {
        return openOf(orderId, visitId, " for update");
    }

    private List<ServiceClock> openOf(String orderId, String visitId, String suffix) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_clock where order_id = :order and subject_id = :visit and state <> 'STOPPED' order by id"
                        + suffix)
                .param("order", orderId)
                .param("visit", visitId)
                .query(ClockRows::map)
                .list();
    }

    /** The clock of the order itself, while it has not stopped. */
    Optional<ServiceClock> openOfOrder(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_clock where order_id = :order and kind = 'ORDER' and state <> 'STOPPED'")
                .param("order", orderId)
                .query(ClockRows::map)
                .optional();
    }

    /** Clocks without a process whose next limit comes before this moment. */
    List<String> comingIntoSight(Instant before, int most) {
        return jdbc.sql("""
                        select id from tr_clock where state = 'RUNNING' and next_at <= :before and token = false
                        order by next_at fetch first :most rows only
                        """)
                .param("before", SqlTime.toSql(before))
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** Clocks whose limits come from another table than this one. */
    List<String> ofOtherEditions(String edition, int most) {
        return jdbc.sql("""
                        select id from tr_clock where state in ('RUNNING', 'PAUSED') and edition <> :edition
                        order by id fetch first :most rows only
                        """)
                .param("edition", edition)
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** Clocks after this one of orders and points that are not what they were when the clock was last looked at. */
    List<String> drifted(String after, int most) {
        return jdbc.sql("""
                        select c.id from tr_clock c
                        join tr_service_order o on o.id = c.order_id
                        join tr_service_point p on p.id = c.service_point_id
                        where c.id > :after and c.state in ('RUNNING', 'PAUSED')
                            and (o.division <> c.division or o.type <> c.order_type or o.priority <> c.priority
                                or c.zone is not null and p.time_zone <> c.zone)
                        order by c.id fetch first :most rows only
                        """)
                .param("after", after)
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** How many limits should have been noted before this moment and were not. */
    long late(Instant before) {
        return jdbc.sql("select count(*) from tr_clock where state = 'RUNNING' and next_at < :before")
                .param("before", SqlTime.toSql(before))
                .query(Long.class)
                .single();
    }

    /** How many clocks have not stopped, by state. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        jdbc.sql(
                        "select state, count(*) as clocks from tr_clock where state in ('RUNNING', 'PAUSED') group by state order by state")
                .query((rs, row) -> counts.put(rs.getString("state"), rs.getLong("clocks")))
                .list();
        return counts;
    }

    List<ServiceClock> search(
            Set<String> divisions,
            ServiceClock.@Nullable Kind kind,
            ServiceClock.@Nullable SlaState slaState,
            Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        List<String> conditions =
                new ArrayList<>(List.of("state in ('RUNNING', 'PAUSED')", "division in (:divisions)"));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("divisions", divisions);
        if (kind != null) {
            conditions.add("kind = :kind");
            params.put("kind", kind.name());
        }
        if (slaState != null) {
            conditions.add("sla_state = :slaState");
            params.put("slaState", slaState.name());
        }
        if (page.after() != null) {
            conditions.add("id > :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + COLUMNS + " from tr_clock where " + String.join(" and ", conditions)
                        + " order by id fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(ClockRows::map)
                .list();
    }

    void note(ClockFact fact) {
        jdbc.sql("""
                        insert into tr_clock_event (clock_id, kind, at, limit_at, reason, by_whom, detail)
                        values (:clock, :kind, :at, :limitAt, :reason, :by, :detail)
                        """)
                .param("clock", fact.clockId())
                .param("kind", fact.kind().name())
                .param("at", SqlTime.toSql(fact.at()))
                .param("limitAt", SqlTime.toSql(fact.limitAt()))
                .param("reason", fact.reason())
                .param("by", fact.by())
                .param("detail", fact.detail())
                .update();
    }

    List<ClockFact> facts(String clockId) {
        return jdbc.sql("""
                        select clock_id, kind, at, limit_at, reason, by_whom, detail from tr_clock_event
                        where clock_id = :clock order by id
                        """)
                .param("clock", clockId)
                .query((rs, row) -> new ClockFact(
                        rs.getString("clock_id"),
                        ClockFact.Kind.valueOf(rs.getString("kind")),
                        SqlTime.read(rs, "at"),
                        SqlTime.readNullable(rs, "limit_at"),
                        rs.getString("reason"),
                        rs.getString("by_whom"),
                        rs.getString("detail")))
                .list();
    }

    private static ServiceClock map(ResultSet rs, int row) throws SQLException {
        String warn = rs.getString("warn_after");
        String breach = rs.getString("breach_after");
        String zone = rs.getString("zone");
        return new ServiceClock(
                rs.getString("id"),
                ServiceClock.Kind.valueOf(rs.getString("kind")),
                rs.getString("subject_id"),
                rs.getString("order_id"),
                rs.getString("service_point_id"),
                rs.getString("division"),
                rs.getString("order_type"),
                rs.getString("action"),
                rs.getString("step"),
                rs.getInt("priority"),
                rs.getString("field_group"),
                rs.getString("person"),
                new Limit(
                        rs.getString("rule"),
                        warn == null ? null : Duration.parse(warn),
                        breach == null ? null : Duration.parse(breach),
                        rs.getString("hours"),
                        rs.getString("holidays"),
                        rs.getString("stands_still")),
                rs.getString("edition"),
                zone == null ? null : ZoneId.of(zone),
                ServiceClock.State.valueOf(rs.getString("state")),
                ServiceClock.SlaState.valueOf(rs.getString("sla_state")),
                SqlTime.read(rs, "started_at"),
                SqlTime.readNullable(rs, "stopped_at"),
                SqlTime.readNullable(rs, "warn_at"),
                SqlTime.readNullable(rs, "breach_at"),
                SqlTime.readNullable(rs, "next_at"),
                rs.getBoolean("token"),
                SqlTime.readNullable(rs, "paused_at"),
                rs.getString("pause_reason"),
                rs.getString("paused_by"),
                rs.getInt("pauses"),
                rs.getLong("paused_seconds"),
                rs.getLong("version"));
    }
}
