// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** What an order has reached on its way (TMF641 milestones): told to subscribers as it happens. */
@Repository
public class Milestones {

    /** One milestone. */
    public record Milestone(
            String name, Instant at, @Nullable String note) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final OrderEvents events;

    Milestones(JdbcClient jdbc, Clock clock, OrderEvents events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
    }

    public void reached(ServiceOrder order, String name, @Nullable String note) {
        reached(order, name, note, Map.of());
    }

    /** A milestone whose event carries more than its note. */
    public void reached(ServiceOrder order, String name, @Nullable String note, Map<String, ?> details) {
        reached(order, name, note, details, clock.instant());
    }

    /** A milestone that was reached at a moment of the past, and is told now; its event says when. */
    public void reachedAt(ServiceOrder order, String name, Instant at) {
        reached(order, name, null, at.isBefore(clock.instant()) ? Map.of("at", at) : Map.of(), at);
    }

    private void reached(ServiceOrder order, String name, @Nullable String note, Map<String, ?> details, Instant at) {
        jdbc.sql("""
                        insert into tr_milestone (order_id, seq, name, at, note)
                        select :orderId, coalesce(max(seq), 0) + 1, :name, cast(:at as timestamp with time zone), :note
                        from tr_milestone where order_id = :orderId
                        """)
                .param("orderId", order.id())
                .param("name", name)
                .param("at", SqlTime.toSql(at))
                .param("note", note)
                .update();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("orderId", order.id());
        data.put("externalId", order.externalId());
        data.put("type", order.type());
        data.put("servicePointId", order.servicePointId());
        data.put("milestone", name);
        if (note != null) {
            data.put("note", note);
        }
        data.putAll(details);
        events.record(OrderEvent.Type.MILESTONE, order, data);
    }

    public List<Milestone> of(String orderId) {
        return jdbc.sql("select name, at, note from tr_milestone where order_id = :orderId order by seq")
                .param("orderId", orderId)
                .query((rs, row) -> new Milestone(rs.getString("name"), SqlTime.read(rs, "at"), rs.getString("note")))
                .list();
    }
}
