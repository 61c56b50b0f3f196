// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.supervision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.dispatch.clock.ServiceClock;
import org.truckroll.dispatch.clock.ServiceClock.SlaState;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** What the clocks' rows say at this moment. A limit whose time has come counts even if nobody has noted it yet, as the due dates in Tasklist do. */
@Repository
class LateRows {

    /** Where to look; null means everywhere in these divisions. */
    record Scope(Set<String> divisions, @Nullable String area) {}

    /** A clock that has reached a limit. */
    record Late(
            String clockId,
            ServiceClock.Kind clock,
            String subject,
            String orderId,
            ServiceClock.State state,
            SlaState slaState,
            @Nullable String pauseReason,
            Instant since,
            Duration late,
            @Nullable Duration limit) {}

    /** An activity, the order that it belongs to, and where that is. */
    record Piece(String activityId, String kind, String action, String orderId, String division, String area) {}

    private static final String LATE =
            "(c.sla_state = 'OVERDUE' or c.state = 'RUNNING' and c.breach_at is not null and c.breach_at <= :now)";
    private static final String NEARLY = "not " + LATE
            + " and (c.sla_state = 'WARN' or c.state = 'RUNNING' and c.warn_at is not null and c.warn_at <= :now)";
    private static final String FROM = """
             from tr_clock c
             join tr_service_order o on o.id = c.order_id
             join tr_service_point p on p.id = c.service_point_id
             where c.state in ('RUNNING', 'PAUSED')
            """;

    private final JdbcClient jdbc;
    private final Clock time;

    LateRows(JdbcClient jdbc, Clock time) {
        this.jdbc = jdbc;
        this.time = time;
    }

    /** What makes a clock a concern of this kind. */
    private static String told(Concern.Kind kind) {
        return switch (kind) {
            case OVERDUE -> "c.kind = 'ORDER' and " + LATE;
            case WARNING -> "c.kind = 'ORDER' and " + NEARLY;
            case UNSIGNED -> "c.kind = 'UNSIGNED' and " + LATE;
            case STEP_LIMIT -> "c.kind in ('ACCEPTANCE', 'HANDLING') and " + LATE;
            case ORPHANED -> throw new IllegalArgumentException("No clock tells of orphans");
        };
    }

    /** Those that run for the longest time first. */
    List<Late> find(Concern.Kind kind, Scope scope, Page.Request page) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        List<String> conditions = within(scope, params);
        conditions.add(told(kind));
        if (page.after() != null) {
            conditions.add("c.id > :after");
            params.put("after", page.after());
        }
        boolean warned = kind == Concern.Kind.WARNING;
        return jdbc.sql("""
                        select c.id, c.kind, c.subject_id, c.order_id, c.state, c.warn_after, c.breach_after, c.warn_at, c.breach_at,
                            c.started_at, c.paused_at, c.pause_reason,
                            (select max(f.limit_at) from tr_clock_event f where f.clock_id = c.id and f.kind = :noted) as noted_at
                        """
                        + FROM + " and " + String.join(" and ", conditions) + " order by c.id fetch first "
                        + page.fetch() + " rows only")
                .params(params)
                .param("noted", warned ? "WARNED" : "BREACHED")
                .query((rs, row) -> late(rs, warned))
                .list();
    }

    /** How many of each kind. */
    Map<Concern.Kind, Long> counts(Scope scope) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        List<String> conditions = within(scope, params);
        List<Concern.Kind> kinds = Arrays.stream(Concern.Kind.values())
                .filter(kind -> kind != Concern.Kind.ORPHANED)
                .toList();
        String sums = kinds.stream()
                .map(kind -> "coalesce(sum(case when " + told(kind) + " then 1 else 0 end), 0) as " + kind)
                .collect(Collectors.joining(", "));
        Map<Concern.Kind, Long> counts = new EnumMap<>(Concern.Kind.class);
        jdbc.sql("select " + sums + FROM + " and " + String.join(" and ", conditions))
                .params(params)
                .query(rs -> {
                    for (Concern.Kind kind : kinds) {
                        counts.put(kind, rs.getLong(kind.name()));
                    }
                });
        return counts;
    }

    /** How the clocks of these orders stand; no entry where none runs. */
    Map<String, SlaState> statesOf(Collection<String> orderIds) {
        Map<String, SlaState> states = new LinkedHashMap<>();
        if (!orderIds.isEmpty()) {
            jdbc.sql(
                            "select c.order_id, case when " + LATE + " then 'OVERDUE' when " + NEARLY
                                    + " then 'WARN' else 'OK' end as sla from tr_clock c"
                                    + " where c.order_id in (:orders) and c.kind = 'ORDER' and c.state in ('RUNNING', 'PAUSED')")
                    .param("orders", orderIds)
                    .param("now", SqlTime.toSql(time.instant()))
                    .query(rs -> {
                        states.put(rs.getString("order_id"), SlaState.valueOf(rs.getString("sla")));
                    });
        }
        return states;
    }

    /** What these activities are. */
    Map<String, Piece> pieces(Collection<String> activityIds) {
        return activityIds.isEmpty()
                ? Map.of()
                : jdbc
                        .sql("""
                                select a.id, a.kind, a.action, a.order_id, o.division, p.area from tr_activity a
                                join tr_service_order o on o.id = a.order_id
                                join tr_service_point p on p.id = o.service_point_id where a.id in (:ids)
                                """)
                        .param("ids", activityIds)
                        .query((rs, row) -> new Piece(
                                rs.getString("id"),
                                rs.getString("kind"),
                                rs.getString("action"),
                                rs.getString("order_id"),
                                rs.getString("division"),
                                rs.getString("area")))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Piece::activityId, piece -> piece));
    }

    private List<String> within(Scope scope, Map<String, @Nullable Object> params) {
        List<String> conditions = new ArrayList<>();
        conditions.add("o.division in (:divisions)");
        params.put("divisions", scope.divisions().isEmpty() ? Set.of("") : scope.divisions());
        params.put("now", SqlTime.toSql(time.instant()));
        String area = scope.area();
        if (area != null) {
            conditions.add("(p.area = :area or p.area like :within escape '!')");
            params.put("area", area);
            params.put("within", area.replace("!", "!!").replace("%", "!%").replace("_", "!_") + ".%");
        }
        return conditions;
    }

    private Late late(ResultSet rs, boolean warned) throws SQLException {
        Instant now = time.instant();
        Instant planned = SqlTime.readNullable(rs, warned ? "warn_at" : "breach_at");
        Instant noted = SqlTime.readNullable(rs, "noted_at");
        Instant since = planned != null && !planned.isAfter(now)
                ? planned
                : noted == null ? SqlTime.read(rs, "started_at") : noted;
        Instant pausedAt = SqlTime.readNullable(rs, "paused_at");
        Duration late = Duration.between(since, pausedAt == null ? now : pausedAt);
        String limit = rs.getString(warned ? "warn_after" : "breach_after");
        return new Late(
                rs.getString("id"),
                ServiceClock.Kind.valueOf(rs.getString("kind")),
                rs.getString("subject_id"),
                rs.getString("order_id"),
                ServiceClock.State.valueOf(rs.getString("state")),
                warned ? SlaState.WARN : SlaState.OVERDUE,
                rs.getString("pause_reason"),
                since,
                late.isNegative() ? Duration.ZERO : Duration.ofSeconds(late.toSeconds()),
                limit == null ? null : Duration.parse(limit));
    }
}
