// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.event.InboundEvent.Handling;
import org.truckroll.notification.Severity;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of events. Who changes one holds it first ({@link #lock}), so that of two who meet the second sees what the first has done. */
@Repository
class EventRows {

    private static final String COLUMNS = """
            e.id, e.kind, e.source, e.message_id, e.division, e.sender, e.subject, e.body, e.automatic, e.service_point_id,
            e.received_at, e.stored_at, e.state, e.handling, e.severity, e.rule, e.round_no, e.alerts, e.alert_step, e.alerted_at,
            e.operator, e.task_id, e.pending_at, e.taken_at, e.return_at, e.acked_at, e.acked_by, e.order_id, e.note,
            (select c.code from tr_inbound_code c where c.event_id = e.id) as code
            """;

    /** The longest {@code max-text} of a source, and what the source itself says of the message. */
    private static final int LONGEST_TEXT = 201_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    EventRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** False when this message of this source is known. */
    boolean add(String id, Inbound inbound) {
        Instant now = clock.instant();
        // A merge that does nothing on a known key: a violated constraint would end the transaction on PostgreSQL.
        return jdbc.sql("""
                                merge into tr_inbound_event as t
                                using (values (cast(:source as varchar(100)), cast(:messageId as varchar(200)))) as s (source, message_id)
                                on t.source = s.source and t.message_id = s.message_id
                                when not matched then insert (id, kind, source, message_id, division, sender, subject, body, automatic,
                                    service_point_id, received_at, stored_at, state, round_no, alerts, alert_step, changed_at, version)
                                values (:id, :kind, :source, :messageId, :division, :sender, :subject, :body, :automatic,
                                    :servicePointId, :receivedAt, :now, 'PENDING', 0, 0, 0, :now, 0)
                                """)
                        .param("id", id)
                        .param("kind", inbound.kind().name())
                        .param("source", inbound.source())
                        .param("messageId", inbound.messageId())
                        .param("division", inbound.division())
                        .param("sender", clip(inbound.sender(), 254))
                        .param("subject", inbound.subject() == null ? null : clip(inbound.subject(), 1000))
                        .param("body", clip(inbound.text(), LONGEST_TEXT))
                        .param("automatic", inbound.automatic())
                        .param(
                                "servicePointId",
                                inbound.servicePointId() == null ? null : clip(inbound.servicePointId(), 64))
                        .param("receivedAt", SqlTime.toSql(inbound.receivedAt()))
                        .param("now", SqlTime.toSql(now))
                        .update()
                == 1;
    }

    /** PostgreSQL stores no character zero. */
    static String clip(String text, int most) {
        String storable = text.indexOf('\u0000') < 0 ? text : text.replace("\u0000", "");
        if (storable.length() <= most) {
            return storable;
        }
        int end = Character.isHighSurrogate(storable.charAt(most - 1)) ? most - 1 : most;
        return storable.substring(0, end);
    }

    Optional<InboundEvent> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from tr_inbound_event e where e.id = :id")
                .param("id", id)
                .query(EventRows::map)
                .optional();
    }

    /** The event, held until the caller's transaction ends. */
    Optional<InboundEvent> lock(String id) {
        boolean held = jdbc.sql("select id from tr_inbound_event where id = :id for update")
                .param("id", id)
                .query(String.class)
                .optional()
                .isPresent();
        return held ? find(id) : Optional.empty();
    }

    Optional<String> idOf(String source, String messageId) {
        return jdbc.sql("select id from tr_inbound_event where source = :source and message_id = :messageId")
                .param("source", source)
                .param("messageId", messageId)
                .query(String.class)
                .optional();
    }

    /** Newest first. */
    List<InboundEvent> list(InboundEvents.Search search, Set<String> divisions, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        StringBuilder where = new StringBuilder(" where e.division in (:divisions)");
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("divisions", divisions);
        add(where, params, "e.state in (:states)", "states", search.states());
        add(where, params, "e.kind = :kind", "kind", search.kind());
        add(where, params, "e.division = :division", "division", search.division());
        add(where, params, "e.operator = :operator", "operator", search.operator());
        add(where, params, "e.id < :after", "after", page.after());
        return jdbc.sql("select " + COLUMNS + " from tr_inbound_event e" + where + " order by e.id desc fetch first "
                        + page.fetch() + " rows only")
                .params(params)
                .query(EventRows::map)
                .list();
    }

    private static void add(
            StringBuilder where, Map<String, Object> params, String condition, String name, @Nullable Object value) {
        if (value instanceof Set<?> set && set.isEmpty()) {
            return;
        }
        if (value != null) {
            where.append(" and ").append(condition);
            params.put(name, value);
        }
    }

    void handled(String id, Handling handling, Severity severity, String rule) {
        jdbc.sql("update tr_inbound_event set handling = :handling, severity = :severity, rule = :rule" + CHANGED)
                .param("handling", handling.name())
                .param("severity", severity.name())
                .param("rule", clip(rule, 60))
                .param("id", id)
                .param("now", now())
                .update();
    }

    /** A new round of alerts begins. */
    void pending(String id) {
        jdbc.sql("""
                        update tr_inbound_event set state = 'PENDING', round_no = round_no + 1, alerts = 0, alert_step = 0,
                            operator = null, task_id = null, taken_at = null, return_at = null, pending_at = :now
                        """ + CHANGED).param("id", id).param("now", now()).update();
    }

    void offered(String id, String taskId) {
        jdbc.sql("update tr_inbound_event set task_id = :taskId" + CHANGED)
                .param("taskId", taskId)
                .param("id", id)
                .param("now", now())
                .update();
    }

    void alerted(String id, int alerts, int step) {
        jdbc.sql("update tr_inbound_event set alerts = :alerts, alert_step = :step, alerted_at = :now" + CHANGED)
                .param("alerts", alerts)
                .param("step", step)
                .param("id", id)
                .param("now", now())
                .update();
    }

    void taken(String id, String operator, Instant returnAt) {
        jdbc.sql("""
                        update tr_inbound_event set state = 'ONWORK', operator = :operator, taken_at = :now, return_at = :returnAt
                        """ + CHANGED)
                .param("operator", operator)
                .param("returnAt", SqlTime.toSql(returnAt))
                .param("id", id)
                .param("now", now())
                .update();
    }

    void saved(String id, @Nullable String note, Instant returnAt) {
        jdbc.sql("update tr_inbound_event set note = coalesce(:note, note), return_at = :returnAt" + CHANGED)
                .param("note", note)
                .param("returnAt", SqlTime.toSql(returnAt))
                .param("id", id)
                .param("now", now())
                .update();
    }

    /** Archived; its number is free again. */
    void acked(String id, String by, @Nullable String note) {
        jdbc.sql("""
                        update tr_inbound_event set state = 'ACK', acked_at = :now, acked_by = :by, note = coalesce(:note, note),
                            task_id = null, return_at = null
                        """ + CHANGED)
                .param("by", by)
                .param("note", note)
                .param("id", id)
                .param("now", now())
                .update();
        jdbc.sql("delete from tr_inbound_code where event_id = :id")
                .param("id", id)
                .update();
    }

    /** What this operator has of a division. */
    List<String> with(String operator, String division) {
        return jdbc.sql("select id from tr_inbound_event where operator = :operator and division = :division"
                        + " and state = 'ONWORK' order by id")
                .param("operator", operator)
                .param("division", division)
                .query(String.class)
                .list();
    }

    void ordered(String id, String orderId, String servicePointId) {
        jdbc.sql("update tr_inbound_event set order_id = :orderId, service_point_id = :servicePointId" + CHANGED)
                .param("orderId", orderId)
                .param("servicePointId", servicePointId)
                .param("id", id)
                .param("now", now())
                .update();
    }

    private static final String CHANGED = ", changed_at = :now, version = version + 1 where id = :id";

    private Object now() {
        return SqlTime.toSql(clock.instant());
    }

    private static InboundEvent map(ResultSet rs, int row) throws SQLException {
        String handling = rs.getString("handling");
        String severity = rs.getString("severity");
        return new InboundEvent(
                rs.getString("id"),
                Inbound.Kind.valueOf(rs.getString("kind")),
                rs.getString("source"),
                rs.getString("message_id"),
                rs.getString("division"),
                rs.getString("sender"),
                rs.getString("subject"),
                rs.getString("body"),
                rs.getBoolean("automatic"),
                rs.getString("service_point_id"),
                SqlTime.read(rs, "received_at"),
                SqlTime.read(rs, "stored_at"),
                InboundEvent.State.valueOf(rs.getString("state")),
                handling == null ? null : Handling.valueOf(handling),
                severity == null ? null : Severity.valueOf(severity),
                rs.getString("rule"),
                rs.getObject("code", Integer.class),
                rs.getInt("round_no"),
                rs.getInt("alerts"),
                rs.getInt("alert_step"),
                SqlTime.readNullable(rs, "alerted_at"),
                rs.getString("operator"),
                rs.getString("task_id"),
                SqlTime.readNullable(rs, "pending_at"),
                SqlTime.readNullable(rs, "taken_at"),
                SqlTime.readNullable(rs, "return_at"),
                SqlTime.readNullable(rs, "acked_at"),
                rs.getString("acked_by"),
                rs.getString("order_id"),
                rs.getString("note"));
    }
}
