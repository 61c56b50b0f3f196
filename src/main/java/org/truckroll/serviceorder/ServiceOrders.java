// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The orders. Only this class writes {@code tr_service_order}; every change of state becomes an event in the same transaction. */
@Repository
public class ServiceOrders {

    private static final Logger log = LoggerFactory.getLogger(ServiceOrders.class);

    static final String COLUMNS = """
            id, external_id, requester, type, service_point_id, division, state, reason, outcome, requested_date, priority,
            permanent, amount_due, currency, paid, arrangement, disputed, notice_given_at, reply_to, notes, body_hash,
            idempotency_key, raised_by, waits_for, merged_into, asked_type, created_at, updated_at, completed_at
            """;
    private static final String OPEN = "state not in ('COMPLETED', 'PARTIAL', 'FAILED', 'REJECTED', 'CANCELLED')";

    /** A search; null means any. */
    public record Search(
            @Nullable OrderState state,
            @Nullable String type,
            @Nullable String servicePointId,
            @Nullable String requester,
            @Nullable String externalId,
            @Nullable String division,
            @Nullable Instant createdFrom,
            @Nullable Instant createdTo) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final OrderEvents events;
    private final CustomerIndex customers;

    ServiceOrders(JdbcClient jdbc, Clock clock, OrderEvents events, CustomerIndex customers) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
        this.customers = customers;
    }

    /** Stores a new order and announces it. A known (requester, externalId) violates a unique key. */
    public void add(ServiceOrder order, ServiceOrder.@Nullable Contact contact) {
        jdbc.sql("insert into tr_service_order (" + COLUMNS + """
                        , version) values (:id, :externalId, :requester, :type, :servicePointId, :division, :state, :reason, :outcome,
                        :requestedDate, :priority, :permanent, :amountDue, :currency, :paid, :arrangement, :disputed, :noticeGivenAt,
                        :replyTo, :notes, :bodyHash, :idempotencyKey, :raisedBy, :waitsFor, :mergedInto, :askedType, :createdAt, :updatedAt, :completedAt, 0)
                        """)
                .param("id", order.id())
                .param("externalId", order.externalId())
                .param("requester", order.requester())
                .param("type", order.type())
                .param("servicePointId", order.servicePointId())
                .param("division", order.division())
                .param("state", order.state().name())
                .param("reason", order.reason())
                .param("outcome", order.outcome())
                .param("requestedDate", SqlTime.toSql(order.requestedDate()))
                .param("priority", order.priority())
                .param("permanent", order.permanent())
                .param("amountDue", order.collection().amountDue())
                .param("currency", order.collection().currency())
                .param("paid", order.collection().paid())
                .param("arrangement", order.collection().arrangement())
                .param("disputed", order.collection().disputed())
                .param("noticeGivenAt", SqlTime.toSql(order.collection().noticeGivenAt()))
                .param("replyTo", order.replyTo())
                .param("notes", order.notes())
                .param("bodyHash", order.bodyHash())
                .param("idempotencyKey", order.idempotencyKey())
                .param("raisedBy", order.raisedBy())
                .param("waitsFor", order.waitsFor())
                .param("mergedInto", order.mergedInto())
                .param("askedType", order.askedType())
                .param("createdAt", SqlTime.toSql(order.createdAt()))
                .param("updatedAt", SqlTime.toSql(order.updatedAt()))
                .param("completedAt", SqlTime.toSql(order.completedAt()))
                .update();
        if (contact != null) {
            customers.add(order.id(), order.division(), contact);
        }
        announce(order, true);
        log.info(
                "Order accepted: orderId={} type={} servicePointId={}",
                order.id(),
                order.type(),
                order.servicePointId());
    }

    public Optional<ServiceOrder> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where id = :id")
                .param("id", id)
                .query(ServiceOrders::map)
                .optional();
    }

    /** Where an order belongs; neither point nor, but for guard G16, division ever change. */
    public record Place(String servicePointId, String division) {}

    /**
     * For who holds the point before reading the order itself. By a statement of its own: H2 may answer a repeated statement from its last result
     * when that was read in the moment of another one's commit.
     */
    public Optional<Place> place(String id) {
        return jdbc.sql("select service_point_id, division from tr_service_order where id = :id")
                .param("id", id)
                .query((rs, row) -> new Place(rs.getString("service_point_id"), rs.getString("division")))
                .optional();
    }

    /** The order, which must exist: for steps of its own process. */
    public ServiceOrder get(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No order " + id));
    }

    public Optional<ServiceOrder> findByExternalId(String requester, String externalId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_service_order where requester = :requester and external_id = :externalId")
                .param("requester", requester)
                .param("externalId", externalId)
                .query(ServiceOrders::map)
                .optional();
    }

    public Optional<ServiceOrder> findByIdempotencyKey(String requester, String key) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_service_order where requester = :requester and idempotency_key = :key")
                .param("requester", requester)
                .param("key", key)
                .query(ServiceOrders::map)
                .optional();
    }

    /** Orders of a point that have not ended, oldest first. */
    public List<ServiceOrder> openAt(String servicePointId) {
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where service_point_id = :point and " + OPEN
                        + " order by id")
                .param("point", servicePointId)
                .query(ServiceOrders::map)
                .list();
    }

    /** Those of these points that have an order which has not ended. */
    public Set<String> withOpenOrders(Collection<String> servicePointIds) {
        return servicePointIds.isEmpty()
                ? Set.of()
                : Set.copyOf(jdbc.sql(
                                "select distinct service_point_id from tr_service_order where service_point_id in (:points) and "
                                        + OPEN)
                        .param("points", servicePointIds)
                        .query(String.class)
                        .list());
    }

    /** Orders that queue behind this one, oldest first. */
    public List<ServiceOrder> waitingFor(String orderId) {
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where waits_for = :id and " + OPEN
                        + " order by id")
                .param("id", orderId)
                .query(ServiceOrders::map)
                .list();
    }

    /** How many orders this one has raised so far. */
    public int raisedBy(String orderId) {
        return jdbc.sql("select count(*) from tr_service_order where raised_by = :id")
                .param("id", orderId)
                .query(Integer.class)
                .single();
    }

    /** The orders that this one has raised, oldest first. */
    public List<String> followUps(String orderId) {
        return jdbc.sql("select id from tr_service_order where raised_by = :id order by id")
                .param("id", orderId)
                .query(String.class)
                .list();
    }

    /** Newest first, within the divisions given. */
    public List<ServiceOrder> search(Search search, Set<String> divisions, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        Map<String, Object> params = new LinkedHashMap<>();
        List<String> conditions = conditions(search, divisions, params);
        and(conditions, params, "id < :after", "after", page.after());
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where " + String.join(" and ", conditions)
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(ServiceOrders::map)
                .list();
    }

    /** The same by place in the list, for readers who count (TMF641). */
    public List<ServiceOrder> search(Search search, Set<String> divisions, int offset, int rows) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        Map<String, Object> params = new LinkedHashMap<>();
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where "
                        + String.join(" and ", conditions(search, divisions, params)) + " order by id desc offset "
                        + offset + " rows fetch first " + rows + " rows only")
                .params(params)
                .query(ServiceOrders::map)
                .list();
    }

    /** How many orders a search finds; no more are counted than told. */
    public int count(Search search, Set<String> divisions, int most) {
        if (divisions.isEmpty()) {
            return 0;
        }
        Map<String, Object> params = new LinkedHashMap<>();
        return jdbc.sql("select count(*) from (select id from tr_service_order where "
                        + String.join(" and ", conditions(search, divisions, params)) + " fetch first " + most
                        + " rows only) found")
                .params(params)
                .query(Integer.class)
                .single();
    }

    static List<String> conditions(Search search, Set<String> divisions, Map<String, Object> params) {
        List<String> conditions = new ArrayList<>(List.of("division in (:divisions)"));
        params.put("divisions", divisions);
        and(
                conditions,
                params,
                "state = :state",
                "state",
                search.state() == null ? null : search.state().name());
        and(conditions, params, "type = :type", "type", search.type());
        and(conditions, params, "service_point_id = :point", "point", search.servicePointId());
        and(conditions, params, "requester = :requester", "requester", search.requester());
        and(conditions, params, "external_id = :externalId", "externalId", search.externalId());
        and(conditions, params, "division = :division", "division", search.division());
        and(conditions, params, "created_at >= :from", "from", SqlTime.toSql(search.createdFrom()));
        and(conditions, params, "created_at < :to", "to", SqlTime.toSql(search.createdTo()));
        return conditions;
    }

    /** The last orders, newest first; null means of any type, and of any division. */
    public List<ServiceOrder> last(int number, @Nullable String type, @Nullable Set<String> divisions) {
        if (divisions != null && divisions.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        Map<String, Object> params = new LinkedHashMap<>();
        and(conditions, params, "type = :type", "type", type);
        and(conditions, params, "division in (:divisions)", "divisions", divisions);
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where " + String.join(" and ", conditions)
                        + " order by id desc fetch first " + number + " rows only")
                .params(params)
                .query(ServiceOrders::map)
                .list();
    }

    static void and(
            List<String> conditions, Map<String, Object> params, String sql, String name, @Nullable Object value) {
        if (value != null) {
            conditions.add(sql);
            params.put(name, value);
        }
    }

    /** Moves the order to a state that is not an end, and those that are part of it; an event follows only when something changed. */
    public void moveTo(String id, OrderState state) {
        int changed = jdbc.sql("""
                        update tr_service_order set state = :state, updated_at = :now, version = version + 1
                        where id = :id and state <> :state
                        """)
                .param("state", state.name())
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        if (changed == 1) {
            announce(get(id));
            mergedInto(id).forEach(part -> moveTo(part.id(), state));
        }
    }

    /** Nobody ends or moves the order until the caller's transaction ends. */
    public void hold(String id) {
        jdbc.sql("select id from tr_service_order where id = :id for update")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** The order leaves the queue. */
    public void release(String id) {
        jdbc.sql(
                        "update tr_service_order set waits_for = null, updated_at = :now, version = version + 1 where id = :id")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    /** The order queues behind another one of its point than before. */
    public void queueBehind(String id, String other) {
        jdbc.sql(
                        "update tr_service_order set waits_for = :other, updated_at = :now, version = version + 1 where id = :id")
                .param("other", other)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    /** The order follows its point into another division; whoever sees that one sees the order from now on. */
    public void moveToDivision(String id, String division) {
        jdbc.sql(
                        "update tr_service_order set division = :division, updated_at = :now, version = version + 1 where id = :id")
                .param("division", division)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        log.info("Order moved: orderId={} division={}", id, division);
    }

    /** Ends the order, once. */
    public void end(String id, OrderState state, String outcome) {
        int changed = jdbc.sql("""
                        update tr_service_order
                        set state = :state, outcome = :outcome, completed_at = :now, updated_at = :now, version = version + 1
                        where id = :id and completed_at is null
                        """)
                .param("state", state.name())
                .param("outcome", outcome)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        if (changed == 1) {
            announce(get(id));
            log.info("Order ended: orderId={} state={} outcome={}", id, state.word(), outcome);
        }
    }

    /** Stores what an activity, a person or an amendment changed in the order itself: its type and what is known of the debt. */
    public void change(ServiceOrder order) {
        jdbc.sql("""
                        update tr_service_order set type = :type, asked_type = :askedType, paid = :paid, disputed = :disputed,
                        notice_given_at = :noticeGivenAt, updated_at = :now, version = version + 1
                        where id = :id
                        """)
                .param("type", order.type())
                .param("askedType", order.askedType())
                .param("paid", order.collection().paid())
                .param("disputed", order.collection().disputed())
                .param("noticeGivenAt", SqlTime.toSql(order.collection().noticeGivenAt()))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", order.id())
                .update();
    }

    /** Stores what its requester has changed: date, priority, notes and whether the debt is paid. */
    public void amend(ServiceOrder order) {
        jdbc.sql("""
                        update tr_service_order set requested_date = :date, priority = :priority, notes = :notes, paid = :paid,
                        updated_at = :now, version = version + 1
                        where id = :id
                        """)
                .param("date", SqlTime.toSql(order.requestedDate()))
                .param("priority", order.priority())
                .param("notes", order.notes())
                .param("paid", order.collection().paid())
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", order.id())
                .update();
    }

    /** Whom to call, if anybody is named. */
    public Optional<ServiceOrder.Contact> contact(String orderId) {
        return jdbc.sql("select name, phone, email from tr_order_contact where order_id = :id")
                .param("id", orderId)
                .query((rs, row) ->
                        new ServiceOrder.Contact(rs.getString("name"), rs.getString("phone"), rs.getString("email")))
                .optional();
    }

    /** Replaces whom to call; null erases the row. */
    public void putContact(String orderId, ServiceOrder.@Nullable Contact contact) {
        jdbc.sql("delete from tr_order_contact where order_id = :id")
                .param("id", orderId)
                .update();
        if (contact != null) {
            customers.add(orderId, place(orderId).orElseThrow().division(), contact);
        }
    }

    /** The order becomes part of another one of its point and follows it (7.5 MERGE). */
    public void merge(String id, String host) {
        jdbc.sql("""
                        update tr_service_order set merged_into = :host, waits_for = :host, updated_at = :now, version = version + 1
                        where id = :id
                        """)
                .param("host", host)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        moveTo(id, get(host).state());
    }

    /** The order is one of its own again; it keeps its place in the queue. */
    public void unmerge(String id) {
        jdbc.sql(
                        "update tr_service_order set merged_into = null, updated_at = :now, version = version + 1 where id = :id")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    /** Orders that are part of this one and have not ended, oldest first. */
    public List<ServiceOrder> mergedInto(String orderId) {
        return jdbc.sql("select " + COLUMNS + " from tr_service_order where merged_into = :id and " + OPEN
                        + " order by id")
                .param("id", orderId)
                .query(ServiceOrders::map)
                .list();
    }

    /** The service date is another one. */
    public void redate(String id, @Nullable Instant requestedDate) {
        jdbc.sql("""
                        update tr_service_order set requested_date = :date, updated_at = :now, version = version + 1
                        where id = :id
                        """)
                .param("date", SqlTime.toSql(requestedDate))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    /** The last order of a type that this one has raised. */
    public Optional<ServiceOrder> lastRaised(String orderId, String type) {
        return jdbc.sql(
                        "select " + COLUMNS
                                + " from tr_service_order where raised_by = :id and type = :type order by id desc fetch first 1 rows only")
                .param("id", orderId)
                .param("type", type)
                .query(ServiceOrders::map)
                .optional();
    }

    /** Orders by state and type, for metrics. */
    public List<Map<String, Object>> counts() {
        return jdbc.sql("select state, type, count(*) as orders from tr_service_order group by state, type")
                .query()
                .listOfRows();
    }

    private void announce(ServiceOrder order) {
        announce(order, false);
    }

    private void announce(ServiceOrder order, boolean created) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("orderId", order.id());
        data.put("externalId", order.externalId());
        data.put("type", order.type());
        data.put("servicePointId", order.servicePointId());
        data.put("state", order.state().word());
        if (order.outcome() != null) {
            data.put("outcome", order.outcome());
        }
        if (created) {
            data.put("created", true);
        }
        events.record(OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE, order, data);
    }

    static ServiceOrder map(ResultSet rs, int row) throws SQLException {
        return new ServiceOrder(
                rs.getString("id"),
                rs.getString("external_id"),
                rs.getString("requester"),
                rs.getString("type"),
                rs.getString("service_point_id"),
                rs.getString("division"),
                OrderState.valueOf(rs.getString("state")),
                rs.getString("reason"),
                rs.getString("outcome"),
                SqlTime.readNullable(rs, "requested_date"),
                rs.getInt("priority"),
                rs.getBoolean("permanent"),
                new ServiceOrder.Collection(
                        rs.getBigDecimal("amount_due"),
                        rs.getString("currency"),
                        rs.getBoolean("paid"),
                        rs.getBoolean("arrangement"),
                        rs.getBoolean("disputed"),
                        SqlTime.readNullable(rs, "notice_given_at")),
                rs.getString("reply_to"),
                rs.getString("notes"),
                rs.getString("body_hash"),
                rs.getString("idempotency_key"),
                rs.getString("raised_by"),
                rs.getString("waits_for"),
                rs.getString("merged_into"),
                rs.getString("asked_type"),
                SqlTime.read(rs, "created_at"),
                SqlTime.read(rs, "updated_at"),
                SqlTime.readNullable(rs, "completed_at"));
    }
}
