// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderSearch;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** The tasks that wait for somebody at a desk, searched by what they are about (HCDC-09, HCDC-10). */
@Component
public class WaitingTasks {

    /** The steps of a visit that a crew does itself, and the one in which a workforce system does it: nothing for a desk to do. */
    public static final List<String> STEPS_OF_OTHERS = List.of(
            "userTask_performVisit", "userTask_makeAppointment", "userTask_testOnSite", "userTask_followWorkOrder");

    private static final String FROM = """
             from ACT_RU_TASK t
             left join ACT_RU_EXECUTION e on e.id_ = t.proc_inst_id_
             left join tr_activity a on a.id = e.business_key_
             left join tr_service_order o on o.id = a.order_id
             left join tr_service_point p on p.id = o.service_point_id
            """;

    /** The address is a document; what is searched is not the names of its members. */
    private static final String ADDRESS = """
            replace(replace(replace(replace(replace(lower(p.address), '"street":', ''), '"postalcode":', ''), '"city":', ''),
                '"propertydesignation":', ''), '"installationid":', '')
            """;

    /**
     * Whose tasks, and what they are about; null means any.
     *
     * @param groups unsigned ones of these
     * @param person and those that this person has signed
     * @param area of the point, or an area around it
     * @param customer the name, or how its words begin
     * @param address part of it
     */
    public record Question(
            Set<String> groups,
            String person,
            @Nullable String division,
            @Nullable String area,
            @Nullable String customer,
            @Nullable String type,
            @Nullable String address) {}

    /**
     * One of them.
     *
     * @param activityId the visit or the decision it stands for; null for work that belongs to no order
     * @param step the task's id in its diagram
     */
    public record Waiting(
            String taskId,
            String name,
            String step,
            @Nullable String activityId,
            @Nullable String kind,
            @Nullable String action,
            @Nullable String orderId,
            @Nullable String person,
            int priority,
            Instant since,
            @Nullable Instant due) {}

    /** Who has signed the task of an activity. */
    public record Signed(String activityId, @Nullable String person) {}

    private final JdbcClient jdbc;

    WaitingTasks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Oldest first. */
    public Page<Waiting> find(Question question, Page.Request page) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        List<String> conditions = conditions(question, params);
        if (page.after() != null) {
            String[] last = page.after().split("\\|", 2);
            Timestamp since = time(last[0]);
            if (since == null || last.length != 2) {
                throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
            }
            conditions.add("(t.create_time_ > :since or t.create_time_ = :since and t.id_ > :last)");
            params.put("since", since);
            params.put("last", last[1]);
        }
        List<Waiting> found = jdbc.sql("""
                        select t.id_, t.name_, t.task_def_key_, t.assignee_, t.priority_, t.create_time_, t.due_date_,
                            a.id as activity_id, a.kind, a.action, a.order_id
                        """
                        + FROM + " where " + String.join(" and ", conditions)
                        + " order by t.create_time_, t.id_ fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(WaitingTasks::map)
                .list();
        return page.page(found, task -> task.since() + "|" + task.taskId());
    }

    public long count(Question question) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        return jdbc.sql("select count(*)" + FROM + " where " + String.join(" and ", conditions(question, params)))
                .params(params)
                .query(Long.class)
                .single();
    }

    /** Who has signed the open tasks of these activities. */
    public List<Signed> of(Collection<String> activityIds) {
        return activityIds.isEmpty()
                ? List.of()
                : jdbc.sql("""
                        select e.business_key_, t.assignee_ from ACT_RU_TASK t
                        join ACT_RU_EXECUTION e on e.id_ = t.proc_inst_id_ where e.business_key_ in (:ids)
                        """)
                        .param("ids", activityIds)
                        .query((rs, row) -> new Signed(rs.getString("business_key_"), rs.getString("assignee_")))
                        .list();
    }

    private static List<String> conditions(Question question, Map<String, @Nullable Object> params) {
        List<String> conditions = new ArrayList<>();
        conditions.add("""
                (t.assignee_ = :person or t.assignee_ is null and t.task_def_key_ not in (:others) and exists (
                    select 1 from ACT_RU_IDENTITYLINK l
                    where l.task_id_ = t.id_ and l.type_ = 'candidate' and l.group_id_ in (:groups)))
                """);
        params.put("person", question.person());
        params.put("others", STEPS_OF_OTHERS);
        params.put("groups", question.groups().isEmpty() ? Set.of("") : question.groups());
        if (question.division() != null) {
            conditions.add("o.division = :division");
            params.put("division", question.division());
        }
        if (question.area() != null) {
            conditions.add("(p.area = :area or p.area like :within escape '!')");
            params.put("area", question.area());
            params.put("within", plain(question.area()) + ".%");
        }
        if (question.type() != null) {
            conditions.add("o.type = :type");
            params.put("type", question.type());
        }
        if (question.customer() != null) {
            conditions.addAll(OrderSearch.named("o.id", question.customer(), params));
        }
        if (question.address() != null) {
            conditions.add(ADDRESS + " like :address escape '!'");
            params.put("address", "%" + plain(question.address().toLowerCase(Locale.ROOT)) + "%");
        }
        return conditions;
    }

    private static String plain(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private static @Nullable Timestamp time(String text) {
        try {
            return Timestamp.from(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Waiting map(ResultSet rs, int row) throws SQLException {
        Timestamp due = rs.getTimestamp("due_date_");
        return new Waiting(
                rs.getString("id_"),
                String.valueOf(rs.getString("name_")),
                rs.getString("task_def_key_"),
                rs.getString("activity_id"),
                rs.getString("kind"),
                rs.getString("action"),
                rs.getString("order_id"),
                rs.getString("assignee_"),
                rs.getInt("priority_"),
                rs.getTimestamp("create_time_").toInstant(),
                due == null ? null : due.toInstant());
    }
}
