// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The visits. */
@Repository
public class Visits {

    private static final String COLUMNS = """
            id, order_id, service_point_id, division, action, field_group, task_id, assignee, status, appointment_start,
            appointment_end, created_at, completed_at, crew_note
            """;

    private final JdbcClient jdbc;

    Visits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Visit visit) {
        jdbc.sql("""
                        insert into tr_visit (id, order_id, service_point_id, division, action, field_group, task_id, status, created_at)
                        values (:id, :order, :point, :division, :action, :group, :task, 'OFFERED', :now)
                        """)
                .param("id", visit.id())
                .param("order", visit.orderId())
                .param("point", visit.servicePointId())
                .param("division", visit.division())
                .param("action", visit.action())
                .param("group", visit.fieldGroup())
                .param("task", visit.taskId())
                .param("now", SqlTime.toSql(visit.createdAt()))
                .update();
    }

    public Optional<Visit> find(String id) {
        return find(id, "");
    }

    Optional<Visit> lock(String id) {
        return find(id, " for update");
    }

    private Optional<Visit> find(String id, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_visit where id = :id" + suffix)
                .param("id", id)
                .query(Visits::map)
                .optional();
    }

    /** Follows who signs the task; false when the visit has ended. */
    boolean assigned(String id, @Nullable String assignee) {
        return jdbc.sql("""
                        update tr_visit set assignee = :assignee,
                        status = case when status = 'OFFERED' and cast(:assignee as varchar(64)) is not null then 'CLAIMED'
                                      when status = 'CLAIMED' and cast(:assignee as varchar(64)) is null then 'OFFERED' else status end
                        where id = :id and completed_at is null
                        """).param("assignee", assignee).param("id", id).update() == 1;
    }

    /** The open visits of an order, held until our commit. */
    List<Visit> lockOpenOf(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_visit where order_id = :order and completed_at is null order by id for update")
                .param("order", orderId)
                .query(Visits::map)
                .list();
    }

    void status(String id, Visit.Status status, @Nullable Instant completedAt) {
        jdbc.sql("update tr_visit set status = :status, completed_at = :at where id = :id")
                .param("status", status.name())
                .param("at", SqlTime.toSql(completedAt))
                .param("id", id)
                .update();
    }

    void note(String id, String note) {
        jdbc.sql("update tr_visit set crew_note = :note where id = :id")
                .param("note", note)
                .param("id", id)
                .update();
    }

    /** How far a crew is that is on its way to a point, or at work there; who is there counts before who comes. */
    Optional<Visit.Status> underWayAt(String servicePointId) {
        return jdbc.sql("""
                        select status from tr_visit
                        where service_point_id = :point and status in ('EN_ROUTE', 'ON_SITE')
                        order by status desc fetch first 1 rows only
                        """)
                .param("point", servicePointId)
                .query((rs, row) -> Visit.Status.valueOf(rs.getString("status")))
                .optional();
    }

    void appointment(String id, Instant start, Instant end) {
        jdbc.sql("update tr_visit set appointment_start = :start, appointment_end = :end where id = :id")
                .param("start", SqlTime.toSql(start))
                .param("end", SqlTime.toSql(end))
                .param("id", id)
                .update();
    }

    /** Visits of these groups or divisions, newest first. */
    List<Visit> search(
            Set<String> groups,
            Set<String> divisions,
            @Nullable String group,
            Visit.@Nullable Status status,
            boolean openOnly,
            @Nullable String assignee,
            Page.Request page) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("groups", groups.isEmpty() ? Set.of("") : groups);
        params.put("divisions", divisions.isEmpty() ? Set.of("") : divisions);
        conditions.add("(field_group in (:groups) or division in (:divisions))");
        if (group != null) {
            conditions.add("field_group = :group");
            params.put("group", group);
        }
        if (status != null) {
            conditions.add("status = :status");
            params.put("status", status.name());
        }
        if (openOnly) {
            conditions.add("completed_at is null");
        }
        if (assignee != null) {
            conditions.add("assignee = :assignee");
            params.put("assignee", assignee);
        }
        if (page.after() != null) {
            conditions.add("id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + COLUMNS + " from tr_visit where " + String.join(" and ", conditions)
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(Visits::map)
                .list();
    }

    private static Visit map(ResultSet rs, int row) throws SQLException {
        return new Visit(
                rs.getString("id"),
                rs.getString("order_id"),
                rs.getString("service_point_id"),
                rs.getString("division"),
                rs.getString("action"),
                rs.getString("field_group"),
                rs.getString("task_id"),
                rs.getString("assignee"),
                Visit.Status.valueOf(rs.getString("status")),
                SqlTime.readNullable(rs, "appointment_start"),
                SqlTime.readNullable(rs, "appointment_end"),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "completed_at"),
                rs.getString("crew_note"));
    }
}
