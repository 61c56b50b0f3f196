// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Json;
import org.truckroll.shared.SqlTime;

/** What endangers an order: it may not end in time (TMF641 jeopardy). Told to subscribers as it happens. */
@Repository
public class Jeopardies {

    /**
     * One warning.
     *
     * @param name what is late, or nearly: {@code ORDER_WARN}, {@code ORDER_OVERDUE}, {@code UNSIGNED_OVERDUE} ...
     */
    public record Jeopardy(String id, String name, Instant at, String message) {}

    private static final String NAME = "jeopardy";
    private static final String MESSAGE = "message";

    private final JdbcClient jdbc;
    private final OrderEvents events;
    private final Json json;

    Jeopardies(JdbcClient jdbc, OrderEvents events, Json json) {
        this.jdbc = jdbc;
        this.events = events;
        this.json = json;
    }

    public void arisen(ServiceOrder order, String name, String message, Map<String, ?> details) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("orderId", order.id());
        data.put("externalId", order.externalId());
        data.put("type", order.type());
        data.put("servicePointId", order.servicePointId());
        data.put(NAME, name);
        data.put(MESSAGE, message);
        data.putAll(details);
        events.record(OrderEvent.Type.JEOPARDY, order, data);
    }

    /** Those of an order, oldest first. */
    public List<Jeopardy> of(String orderId) {
        return jdbc.sql("select event_id, at, data from tr_event where subject = :order and type = :type order by id")
                .param("order", orderId)
                .param("type", OrderEvent.Type.JEOPARDY.word())
                .query((rs, row) -> {
                    Map<String, Object> data =
                            json.read(rs.getString("data"), new TypeReference<Map<String, Object>>() {});
                    return new Jeopardy(
                            rs.getString("event_id"),
                            String.valueOf(data.get(NAME)),
                            SqlTime.read(rs, "at"),
                            String.valueOf(data.get(MESSAGE)));
                })
                .list();
    }
}
