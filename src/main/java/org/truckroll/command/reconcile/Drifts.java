// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of drift. Only the run whose turn it is writes those of its head end. */
@Repository
public class Drifts {

    /** A night, as far as the number of investigations is limited by one. */
    private static final Duration NIGHT = Duration.ofHours(12);

    private static final String COLUMNS = """
            id, head_end, address, kind, service_point_id, division, ours, theirs, first_seen_at, last_seen_at, closed_at, order_id
            """;

    /** What a list of drift is asked for; null means any. */
    public record Search(
            @Nullable String headEnd,
            Drift.@Nullable Kind kind,
            @Nullable Boolean open) {}

    /** A difference as it is found. */
    record Found(
            String address,
            Drift.Kind kind,
            @Nullable String servicePointId,
            @Nullable String division,
            String ours,
            String theirs) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    Drifts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Keeps a difference: the open row of it stays, with what it is now. */
    void found(String runId, String headEnd, Found found) {
        Instant now = clock.instant();
        int known = jdbc.sql("""
                        update tr_drift set ours = :ours, theirs = :theirs, service_point_id = :point, division = :division,
                        last_seen_at = :now, run_id = :run
                        where head_end = :headEnd and address = :address and kind = :kind and closed_at is null
                        """)
                .param("ours", found.ours())
                .param("theirs", found.theirs())
                .param("point", found.servicePointId())
                .param("division", found.division())
                .param("now", SqlTime.toSql(now))
                .param("run", runId)
                .param("headEnd", headEnd)
                .param("address", found.address())
                .param("kind", found.kind().name())
                .update();
        if (known > 0) {
            return;
        }
        jdbc.sql("""
                        insert into tr_drift (id, head_end, address, kind, service_point_id, division, ours, theirs, run_id, first_seen_at,
                        last_seen_at) values (:id, :headEnd, :address, :kind, :point, :division, :ours, :theirs, :run, :now, :now)
                        """)
                .param("id", Ids.next())
                .param("headEnd", headEnd)
                .param("address", found.address())
                .param("kind", found.kind().name())
                .param("point", found.servicePointId())
                .param("division", found.division())
                .param("ours", found.ours())
                .param("theirs", found.theirs())
                .param("run", runId)
                .param("now", SqlTime.toSql(now))
                .update();
    }

    /** These devices could not be compared this time: what was open stays open. */
    void unsettled(String runId, String headEnd, Collection<String> addresses) {
        if (!addresses.isEmpty()) {
            jdbc.sql("""
                            update tr_drift set run_id = :run
                            where head_end = :headEnd and closed_at is null and address in (:addresses)
                            """)
                    .param("run", runId)
                    .param("headEnd", headEnd)
                    .param("addresses", addresses)
                    .update();
        }
    }

    /** What this run has not met any more is over. */
    int closeOthers(String runId, String headEnd) {
        return jdbc.sql("""
                        update tr_drift set closed_at = :now
                        where head_end = :headEnd and closed_at is null and run_id <> :run
                        """)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("headEnd", headEnd)
                .param("run", runId)
                .update();
    }

    /** Open drift of this run about points, not yet investigated, oldest first. */
    List<Drift> toInvestigate(String runId, String headEnd, @Nullable String after, int rows) {
        return jdbc.sql("select " + COLUMNS + """
                         from tr_drift where head_end = :headEnd and closed_at is null and run_id = :run and order_id is null
                        and kind in ('ENROLMENT', 'SWITCH', 'UNKNOWN_THERE')
                        and (cast(:after as varchar(64)) is null or id > :after) order by id fetch first :rows rows only
                        """)
                .param("headEnd", headEnd)
                .param("run", runId)
                .param("after", after)
                .param("rows", rows)
                .query(Drifts::map)
                .list();
    }

    /** All open drift of a point leads to this order. */
    void investigatedBy(String servicePointId, String orderId, boolean raised) {
        jdbc.sql("""
                        update tr_drift set order_id = :order, raised_at = :at
                        where service_point_id = :point and closed_at is null and order_id is null
                        """)
                .param("order", orderId)
                .param("at", raised ? SqlTime.toSql(clock.instant()) : null)
                .param("point", servicePointId)
                .update();
    }

    /** Investigations raised in this night, by all head ends. */
    int raisedTonight() {
        Instant now = clock.instant();
        return jdbc.sql("select count(distinct order_id) from tr_drift where raised_at > :since and raised_at <= :now")
                .param("since", SqlTime.toSql(now.minus(NIGHT)))
                .param("now", SqlTime.toSql(now))
                .query(Integer.class)
                .single();
    }

    /**
     * Newest first.
     *
     * @param nowhere also what belongs to no point, and so to no division
     */
    public List<Drift> search(Search search, Set<String> divisions, boolean nowhere, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>(
                List.of(nowhere ? "(division in (:divisions) or division is null)" : "division in (:divisions)"));
        Map<String, Object> params = new LinkedHashMap<>(Map.of("divisions", divisions));
        if (search.headEnd() != null) {
            conditions.add("head_end = :headEnd");
            params.put("headEnd", search.headEnd());
        }
        if (search.kind() != null) {
            conditions.add("kind = :kind");
            params.put("kind", search.kind().name());
        }
        if (search.open() != null) {
            conditions.add(search.open() ? "closed_at is null" : "closed_at is not null");
        }
        if (page.after() != null) {
            conditions.add("id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + COLUMNS + " from tr_drift where " + String.join(" and ", conditions)
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(Drifts::map)
                .list();
    }

    /** Open drift by head end and kind, for metrics. */
    List<Map<String, Object>> counts() {
        return jdbc.sql(
                        "select head_end, kind, count(*) as drifts from tr_drift where closed_at is null group by head_end, kind")
                .query()
                .listOfRows();
    }

    private static Drift map(ResultSet rs, int row) throws SQLException {
        return new Drift(
                rs.getString("id"),
                rs.getString("head_end"),
                rs.getString("address"),
                Drift.Kind.valueOf(rs.getString("kind")),
                rs.getString("service_point_id"),
                rs.getString("division"),
                rs.getString("ours"),
                rs.getString("theirs"),
                SqlTime.read(rs, "first_seen_at"),
                SqlTime.read(rs, "last_seen_at"),
                SqlTime.readNullable(rs, "closed_at"),
                rs.getString("order_id"));
    }
}
