// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RepeatedTransaction;
import org.truckroll.shared.SqlTime;

/** The cancel tasks of TMF641. Each asks the one cancellation of orders, and ends when its order does. */
@Repository
public class CancelTasks {

    private static final int LONGEST_MESSAGE = 1000;
    private static final String COLUMNS = """
            t.id, t.order_id, t.requested_by, t.reason, t.requested_date, t.state, t.error_code, t.error_message, t.effective_at,
            t.created_at
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Json json;
    private final Cancellations cancellations;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final OrderEvents events;
    private final RepeatedTransaction transaction;

    CancelTasks(
            JdbcClient jdbc,
            Clock clock,
            Json json,
            Cancellations cancellations,
            ServiceOrders orders,
            ServicePoints points,
            OrderEvents events,
            RepeatedTransaction transaction) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.json = json;
        this.cancellations = cancellations;
        this.orders = orders;
        this.points = points;
        this.events = events;
        this.transaction = transaction;
    }

    /** Asks for the cancellation of an order. That it can no longer be cancelled is an end of the task, not a refusal. */
    public TmfCancelServiceOrder request(
            String orderId, @Nullable String reason, @Nullable Instant requestedDate, Caller caller) {
        CancelTask.Error refusal = ask(orderId, reason, caller);
        // A node that dies here leaves a cancellation without a task; the same request again answers with one.
        CancelTask task = transaction.run(() -> {
            // Orders end under this lock: none ends between our look and our row.
            points.lock(orders.get(orderId).servicePointId());
            ServiceOrder order = orders.get(orderId);
            CancelTask asked = new CancelTask(
                    Ids.next(),
                    orderId,
                    caller.id(),
                    reason,
                    requestedDate,
                    CancelTask.State.IN_PROGRESS,
                    null,
                    null,
                    clock.instant());
            CancelTask made = refusal == null || order.state() == OrderState.CANCELLED
                    ? standing(asked, order)
                    : ended(asked, CancelTask.State.TERMINATED_WITH_ERROR, refusal, null);
            add(order, made);
            return made;
        });
        return TmfCancelServiceOrder.of(task);
    }

    private CancelTask.@Nullable Error ask(String orderId, @Nullable String reason, Caller caller) {
        try {
            cancellations.request(orderId, reason, caller);
            return null;
        } catch (Problem problem) {
            if (problem.status() != HttpStatus.CONFLICT) {
                throw problem;
            }
            return new CancelTask.Error(problem.name(), shortened(problem.getMessage()));
        }
    }

    /** What has become of a task by now. */
    private static CancelTask standing(CancelTask task, ServiceOrder order) {
        if (!order.state().ended()) {
            return task;
        }
        return order.state() == OrderState.CANCELLED
                ? ended(task, CancelTask.State.DONE, null, order.completedAt())
                : ended(
                        task,
                        CancelTask.State.TERMINATED_WITH_ERROR,
                        new CancelTask.Error(
                                "already-ended",
                                "The order ended as " + order.state().word() + " before it could be cancelled."),
                        null);
    }

    private static CancelTask ended(
            CancelTask task, CancelTask.State state, CancelTask.@Nullable Error error, @Nullable Instant effectiveAt) {
        return new CancelTask(
                task.id(),
                task.orderId(),
                task.requestedBy(),
                task.reason(),
                task.requestedDate(),
                state,
                error,
                effectiveAt,
                task.createdAt());
    }

    private void add(ServiceOrder order, CancelTask task) {
        CancelTask.Error error = task.error();
        jdbc.sql("""
                        insert into tr_cancel_task
                        (id, order_id, requested_by, reason, requested_date, state, error_code, error_message, effective_at, created_at)
                        values (:id, :order, :by, :reason, :date, :state, :code, :message, :effective, :created)
                        """)
                .param("id", task.id())
                .param("order", task.orderId())
                .param("by", task.requestedBy())
                .param("reason", task.reason())
                .param("date", SqlTime.toSql(task.requestedDate()))
                .param("state", task.state().name())
                .param("code", error == null ? null : error.code())
                .param("message", error == null ? null : error.message())
                .param("effective", SqlTime.toSql(task.effectiveAt()))
                .param("created", SqlTime.toSql(task.createdAt()))
                .update();
        tell(OrderEvent.Type.CANCEL_SERVICE_ORDER_CREATE, order, task);
    }

    private void tell(OrderEvent.Type type, ServiceOrder order, CancelTask task) {
        Map<String, Object> data =
                json.read(json.write(TmfCancelServiceOrder.of(task)), new TypeReference<Map<String, Object>>() {});
        events.record(type, order, data);
    }

    /** An order that has ended ends its tasks, in the same transaction. */
    @EventListener
    @Transactional
    public void orderChanged(OrderEvent event) {
        if (event.type() != OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE) {
            return;
        }
        Optional<ServiceOrder> ended =
                orders.find(event.subject()).filter(order -> order.state().ended());
        ended.ifPresent(order -> open(order.id()).forEach(task -> end(order, task)));
    }

    private void end(ServiceOrder order, CancelTask task) {
        CancelTask ended = standing(task, order);
        CancelTask.Error error = ended.error();
        jdbc.sql("""
                        update tr_cancel_task set state = :state, error_code = :code, error_message = :message, effective_at = :effective
                        where id = :id
                        """)
                .param("state", ended.state().name())
                .param("code", error == null ? null : error.code())
                .param("message", error == null ? null : error.message())
                .param("effective", SqlTime.toSql(ended.effectiveAt()))
                .param("id", ended.id())
                .update();
        tell(OrderEvent.Type.CANCEL_SERVICE_ORDER_STATE_CHANGE, order, ended);
    }

    private List<CancelTask> open(String orderId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_cancel_task t where t.order_id = :order and t.state = 'IN_PROGRESS' order by t.id")
                .param("order", orderId)
                .query(CancelTasks::map)
                .list();
    }

    /** A task within the divisions given. */
    public Optional<TmfCancelServiceOrder> find(String id, Set<String> divisions) {
        return divisions.isEmpty()
                ? Optional.empty()
                : jdbc.sql(
                                "select " + COLUMNS
                                        + " from tr_cancel_task t join tr_service_order o on o.id = t.order_id where t.id = :id and o.division in (:divisions)")
                        .param("id", id)
                        .param("divisions", divisions)
                        .query(CancelTasks::map)
                        .optional()
                        .map(TmfCancelServiceOrder::of);
    }

    /** Newest first, of one order or of all, within the divisions given. */
    public List<TmfCancelServiceOrder> search(@Nullable String orderId, Set<String> divisions, int offset, int rows) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        Map<String, Object> params = new LinkedHashMap<>();
        return jdbc
                .sql("select " + COLUMNS + from(orderId, divisions, params) + " order by t.id desc offset " + offset
                        + " rows fetch first " + rows + " rows only")
                .params(params)
                .query(CancelTasks::map)
                .list()
                .stream()
                .map(TmfCancelServiceOrder::of)
                .toList();
    }

    /** How many tasks a search finds; no more are counted than told. */
    public int count(@Nullable String orderId, Set<String> divisions, int most) {
        if (divisions.isEmpty()) {
            return 0;
        }
        Map<String, Object> params = new LinkedHashMap<>();
        return jdbc.sql("select count(*) from (select t.id" + from(orderId, divisions, params) + " fetch first " + most
                        + " rows only) found")
                .params(params)
                .query(Integer.class)
                .single();
    }

    private static String from(@Nullable String orderId, Set<String> divisions, Map<String, Object> params) {
        List<String> conditions = new ArrayList<>(List.of("o.division in (:divisions)"));
        params.put("divisions", divisions);
        if (orderId != null) {
            conditions.add("t.order_id = :order");
            params.put("order", orderId);
        }
        return " from tr_cancel_task t join tr_service_order o on o.id = t.order_id where "
                + String.join(" and ", conditions);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }

    private static CancelTask map(ResultSet rs, int row) throws SQLException {
        String code = rs.getString("error_code");
        return new CancelTask(
                rs.getString("id"),
                rs.getString("order_id"),
                rs.getString("requested_by"),
                rs.getString("reason"),
                SqlTime.readNullable(rs, "requested_date"),
                CancelTask.State.valueOf(rs.getString("state")),
                code == null ? null : new CancelTask.Error(code, rs.getString("error_message")),
                SqlTime.readNullable(rs, "effective_at"),
                SqlTime.read(rs, "created_at"));
    }
}
