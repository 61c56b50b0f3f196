// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
            id, order_id, service_point_id, division, action, dispatcher_group, proposed_group, skill, appointment_by_crew,
            test_on_site, step, field_group, task_id, assignee, status, address_verified, preliminary_start, preliminary_end,
            appointment_start, appointment_end, created_at, completed_at, crew_note, workforce
            """;

    private final JdbcClient jdbc;

    Visits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Visit visit) {
        jdbc.sql("""
                        insert into tr_visit (id, order_id, service_point_id, division, action, dispatcher_group, proposed_group, skill,
                            appointment_by_crew, test_on_site, workforce, step, field_group, status, created_at)
                        values (:id, :order, :point, :division, :action, :dispatchers, :proposed, :skill,
                            :appointment, :test, :workforce, :step, :group, 'OFFERED', :now)
                        """)
                .param("id", visit.id())
                .param("order", visit.orderId())
                .param("point", visit.servicePointId())
                .param("division", visit.division())
                .param("action", visit.action())
                .param("dispatchers", visit.plan().dispatcherGroup())
                .param("proposed", visit.plan().proposedGroup())
                .param("skill", visit.plan().skill())
                .param("appointment", visit.plan().appointmentByCrew())
                .param("test", visit.plan().testOnSite())
                .param("workforce", visit.plan().workforce())
                .param("step", visit.step().name())
                .param("group", visit.fieldGroup())
                .param("now", SqlTime.toSql(visit.createdAt()))
                .update();
    }

    /** The task of the step in which the visit is. */
    void offered(String id, @Nullable String taskId) {
        jdbc.sql("update tr_visit set task_id = :task where id = :id")
                .param("task", taskId)
                .param("id", id)
                .update();
    }

    /** No workforce system has it any more: it is offered to our own people, as if nobody had set out for it. */
    void toTheHouse(String id, Visit.Step step, @Nullable String group) {
        jdbc.sql("""
                        update tr_visit set workforce = null, step = :step, field_group = :group, assignee = null, task_id = null,
                        status = 'OFFERED' where id = :id
                        """)
                .param("step", step.name())
                .param("group", group)
                .param("id", id)
                .update();
    }

    /** Goes on, or back, to a step; the report of the work waits while it is tested. */
    void step(String id, Visit.Step step, @Nullable String reported) {
        jdbc.sql("update tr_visit set step = :step, reported = :reported where id = :id")
                .param("step", step.name())
                .param("reported", reported)
                .param("id", id)
                .update();
    }

    /** The report that waits for the test. */
    Optional<String> reported(String id) {
        return jdbc.sql("select reported from tr_visit where id = :id and reported is not null")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** It belongs to a crew from now on, and to a person if one was named. */
    void given(String id, Visit.Step step, String group, @Nullable String person) {
        jdbc.sql("""
                        update tr_visit set step = :step, field_group = :group, assignee = :person,
                        status = case when status not in ('OFFERED', 'CLAIMED') then status
                                      when cast(:person as varchar(64)) is null then 'OFFERED' else 'CLAIMED' end
                        where id = :id
                        """)
                .param("step", step.name())
                .param("group", group)
                .param("person", person)
                .param("id", id)
                .update();
    }

    /** What a dispatcher has learnt from the customer; what he was not told stays. */
    void agreed(String id, @Nullable Boolean addressVerified, Visit.@Nullable TimeSpan preliminary) {
        jdbc.sql("""
                        update tr_visit set address_verified = coalesce(cast(:verified as boolean), address_verified),
                            preliminary_start = coalesce(cast(:start as timestamp with time zone), preliminary_start),
                            preliminary_end = coalesce(cast(:end as timestamp with time zone), preliminary_end)
                        where id = :id
                        """)
                .param("verified", addressVerified)
                .param("start", SqlTime.toSql(preliminary == null ? null : preliminary.start()))
                .param("end", SqlTime.toSql(preliminary == null ? null : preliminary.end()))
                .param("id", id)
                .update();
    }

    /** How much somebody, or a whole crew, has in hand. */
    record Load(String who, int open, @Nullable Instant lastDone) {}

    /** Of these persons: signed and not yet done, and when they last finished a visit. */
    List<Load> loadOfPersons(Set<String> persons) {
        return load("assignee", persons);
    }

    /** Of these crews: everything that waits for them. */
    List<Load> loadOfGroups(Set<String> groups) {
        return load("field_group", groups);
    }

    private List<Load> load(String column, Set<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select " + column
                        + " as who, sum(case when completed_at is null then 1 else 0 end) as open_visits,"
                        + " max(completed_at) as last_done from tr_visit where " + column + " in (:names) group by "
                        + column)
                .param("names", names)
                .query((rs, row) ->
                        new Load(rs.getString("who"), rs.getInt("open_visits"), SqlTime.readNullable(rs, "last_done")))
                .list();
    }

    public Optional<Visit> find(String id) {
        return find(id, "");
    }

    /** As it stands, held until the caller's commit: for those who look at it from outside of this package. */
    public Optional<Visit> hold(String id) {
        return lock(id);
    }

    Optional<Visit> lock(String id) {
        return find(id, " for update");
    }

    /** Those of these ids that exist, oldest first. */
    List<Visit> find(Collection<String> ids) {
        return among("id", ids, "");
    }

    /** What is open of these orders, oldest first. */
    List<Visit> openOf(Collection<String> orderIds) {
        return among("order_id", orderIds, " and completed_at is null");
    }

    private List<Visit> among(String column, Collection<String> ids, String more) {
        return ids.isEmpty()
                ? List.of()
                : jdbc.sql("select " + COLUMNS + " from tr_visit where " + column + " in (:ids)" + more
                                + " order by id")
                        .param("ids", ids)
                        .query(Visits::map)
                        .list();
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

    /** The open visits of an order as they stand. */
    public List<Visit> openOf(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_visit where order_id = :order and completed_at is null order by id")
                .param("order", orderId)
                .query(Visits::map)
                .list();
    }

    /** The visit has ended. */
    void ended(String id, Visit.Status status, Instant completedAt) {
        jdbc.sql("update tr_visit set status = :status, completed_at = :at where id = :id")
                .param("status", status.name())
                .param("at", SqlTime.toSql(completedAt))
                .param("id", id)
                .update();
    }

    /** How far the crew is, since this moment. */
    void status(String id, Visit.Status status, Instant since) {
        jdbc.sql("update tr_visit set status = :status, status_at = :since where id = :id")
                .param("status", status.name())
                .param("since", SqlTime.toSql(since))
                .param("id", id)
                .update();
    }

    /** Since when the visit is as far as its crew has told last; empty when it has told nothing. */
    Optional<Instant> statusAt(String id) {
        return jdbc.sql("select status_at from tr_visit where id = :id and status_at is not null")
                .param("id", id)
                .query((rs, row) -> SqlTime.read(rs, "status_at"))
                .optional();
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

    /** Neither an appointment nor a preliminary time any more. */
    void withoutTime(String id) {
        jdbc.sql("""
                        update tr_visit set preliminary_start = null, preliminary_end = null, appointment_start = null, appointment_end = null
                        where id = :id
                        """).param("id", id).update();
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
            Visit.@Nullable Step step,
            Page.Request page) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("groups", groups.isEmpty() ? Set.of("") : groups);
        params.put("divisions", divisions.isEmpty() ? Set.of("") : divisions);
        conditions.add(
                "(field_group in (:groups) or division in (:divisions) or step = 'ASSIGN' and dispatcher_group in (:groups))");
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
        if (step != null) {
            conditions.add("step = :step");
            params.put("step", step.name());
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
        Instant start = SqlTime.readNullable(rs, "preliminary_start");
        Instant end = SqlTime.readNullable(rs, "preliminary_end");
        Boolean verified = rs.getBoolean("address_verified");
        if (rs.wasNull()) {
            verified = null;
        }
        return new Visit(
                rs.getString("id"),
                rs.getString("order_id"),
                rs.getString("service_point_id"),
                rs.getString("division"),
                rs.getString("action"),
                new Visit.Plan(
                        rs.getString("dispatcher_group"),
                        rs.getString("proposed_group"),
                        rs.getString("skill"),
                        rs.getBoolean("appointment_by_crew"),
                        rs.getBoolean("test_on_site"),
                        rs.getString("workforce")),
                Visit.Step.valueOf(rs.getString("step")),
                rs.getString("field_group"),
                rs.getString("task_id"),
                rs.getString("assignee"),
                Visit.Status.valueOf(rs.getString("status")),
                verified,
                start == null || end == null ? null : new Visit.TimeSpan(start, end),
                SqlTime.readNullable(rs, "appointment_start"),
                SqlTime.readNullable(rs, "appointment_end"),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "completed_at"),
                rs.getString("crew_note"));
    }
}
