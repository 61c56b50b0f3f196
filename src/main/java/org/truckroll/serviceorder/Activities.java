// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Json;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The activities of all orders. Begin and end of one are milestones of its order. */
@Repository
public class Activities {

    /** The outcome of a data step. */
    public static final String DONE = "DONE";

    private static final String COLUMNS = """
            a.id, a.order_id, a.seq, a.kind, a.action, a.rule, a.state, a.outcome, a.attempts, a.external_reference, a.reason,
            a.created_at, a.completed_at, a.completed_by, a.result
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Json json;
    private final Milestones milestones;

    Activities(JdbcClient jdbc, Clock clock, Json json, Milestones milestones) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.json = json;
        this.milestones = milestones;
    }

    /** Opens an activity; its id is also the id of the command or visit it stands for. */
    public Activity open(ServiceOrder order, Activity.Kind kind, String action, String rule, String reason) {
        int seq = jdbc.sql("select coalesce(max(seq), 0) + 1 from tr_activity where order_id = :orderId")
                .param("orderId", order.id())
                .query(Integer.class)
                .single();
        Activity activity = new Activity(
                Ids.next(),
                order.id(),
                seq,
                kind,
                action,
                rule,
                Activity.State.OPEN,
                null,
                0,
                null,
                reason,
                clock.instant(),
                null,
                null,
                null);
        jdbc.sql("""
                        insert into tr_activity (id, order_id, seq, kind, action, rule, state, attempts, reason, created_at)
                        values (:id, :orderId, :seq, :kind, :action, :rule, 'OPEN', 0, :reason, :now)
                        """)
                .param("id", activity.id())
                .param("orderId", order.id())
                .param("seq", seq)
                .param("kind", kind.name())
                .param("action", action)
                .param("rule", rule)
                .param("reason", reason)
                .param("now", SqlTime.toSql(activity.createdAt()))
                .update();
        milestones.reached(order, action + "_STARTED", reason);
        return activity;
    }

    /** Ends an activity with what it observed, once; false when it had ended before. */
    public boolean end(
            String id, Activity.State state, String outcome, @Nullable Object result, @Nullable String completedBy) {
        return jdbc.sql("""
                                update tr_activity
                                set state = :state, outcome = :outcome, result = :result, completed_at = :now, completed_by = :by
                                where id = :id and state = 'OPEN'
                                """)
                        .param("state", state.name())
                        .param("outcome", outcome)
                        .param("result", result == null ? null : json.write(result))
                        .param("now", SqlTime.toSql(clock.instant()))
                        .param("by", completedBy)
                        .param("id", id)
                        .update()
                == 1;
    }

    /** A later word takes the place of how an activity ended; the caller knows that nobody has looked at it yet. */
    public void corrected(String id, String outcome, Object result) {
        jdbc.sql("update tr_activity set state = 'COMPLETED', outcome = :outcome, result = :result where id = :id")
                .param("outcome", outcome)
                .param("result", json.write(result))
                .param("id", id)
                .update();
    }

    /** One more try of the same activity, e.g. the same command sent again. */
    public void attempted(String id, int attempts, @Nullable String externalReference) {
        jdbc.sql("update tr_activity set attempts = :attempts, external_reference = :reference where id = :id")
                .param("attempts", attempts)
                .param("reference", externalReference)
                .param("id", id)
                .update();
    }

    public Optional<Activity> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from tr_activity a where a.id = :id")
                .param("id", id)
                .query(Activities::map)
                .optional();
    }

    /** Holds the row until the end of the transaction: who ends the activity and who takes it back come one after the other. */
    public void hold(String id) {
        jdbc.sql("select id from tr_activity where id = :id for update")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** The activity, which must exist: for steps of its own process. */
    public Activity get(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No activity " + id));
    }

    public List<Activity> of(String orderId) {
        return jdbc.sql("select " + COLUMNS + " from tr_activity a where a.order_id = :orderId order by a.seq")
                .param("orderId", orderId)
                .query(Activities::map)
                .list();
    }

    /** The open activity of an order, if one is. */
    public Optional<Activity> openOf(String orderId) {
        return jdbc.sql(
                        "select " + COLUMNS
                                + " from tr_activity a where a.order_id = :orderId and a.state = 'OPEN' order by a.seq desc fetch first 1 rows only")
                .param("orderId", orderId)
                .query(Activities::map)
                .optional();
    }

    /** All open activities of an order, the innermost first: within a command a person may be asked (7.4 INVALID). */
    public List<Activity> allOpenOf(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_activity a where a.order_id = :orderId and a.state = 'OPEN' order by a.seq desc")
                .param("orderId", orderId)
                .query(Activities::map)
                .list();
    }

    /** Open activities of one action, oldest first. */
    public List<Activity> openWith(String action) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_activity a where a.action = :action and a.state = 'OPEN' order by a.id")
                .param("action", action)
                .query(Activities::map)
                .list();
    }

    /** Activities of a kind within the divisions given, newest first. */
    public List<Activity> search(
            Activity.Kind kind, Activity.@Nullable State state, Set<String> divisions, Page.Request page) {
        return search(kind, state, divisions, null, page);
    }

    /** The same, and those of one action wherever they are: the caller sorts out who sees which. */
    public List<Activity> search(
            Activity.Kind kind,
            Activity.@Nullable State state,
            Set<String> divisions,
            @Nullable String everywhere,
            Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>(List.of(
                "a.kind = :kind",
                everywhere == null
                        ? "o.division in (:divisions)"
                        : "(o.division in (:divisions) or a.action = :everywhere)"));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("kind", kind.name());
        params.put("divisions", divisions);
        if (everywhere != null) {
            params.put("everywhere", everywhere);
        }
        if (state != null) {
            conditions.add("a.state = :state");
            params.put("state", state.name());
        }
        if (page.after() != null) {
            conditions.add("a.id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + COLUMNS + " from tr_activity a join tr_service_order o on o.id = a.order_id where "
                        + String.join(" and ", conditions) + " order by a.id desc fetch first " + page.fetch()
                        + " rows only")
                .params(params)
                .query(Activities::map)
                .list();
    }

    /** Activities by kind, action and state, for metrics. */
    public List<Map<String, Object>> counts() {
        return jdbc.sql(
                        "select kind, action, state, count(*) as activities from tr_activity group by kind, action, state")
                .query()
                .listOfRows();
    }

    private static Activity map(ResultSet rs, int row) throws SQLException {
        return new Activity(
                rs.getString("id"),
                rs.getString("order_id"),
                rs.getInt("seq"),
                Activity.Kind.valueOf(rs.getString("kind")),
                rs.getString("action"),
                rs.getString("rule"),
                Activity.State.valueOf(rs.getString("state")),
                rs.getString("outcome"),
                rs.getInt("attempts"),
                rs.getString("external_reference"),
                rs.getString("reason"),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "completed_at"),
                rs.getString("completed_by"),
                rs.getString("result"));
    }
}
