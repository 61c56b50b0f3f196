// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Json;
import org.truckroll.shared.SqlTime;

/**
 * The log of everything that happened. An event is written in the transaction of the change it tells of and handed at once, in the same
 * transaction, to whoever delivers events (a synchronous application event): nothing is lost between two commits.
 */
@Repository
public class OrderEvents {

    private static final int NUMBERED_AT_ONCE = 5000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Json json;
    private final ApplicationEventPublisher publisher;

    OrderEvents(JdbcClient jdbc, Clock clock, Json json, ApplicationEventPublisher publisher) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.json = json;
        this.publisher = publisher;
    }

    /** An event as readers see it; offset is null outside the feed. */
    public record Entry(
            @Nullable Long offset,
            String id,
            String type,
            String subject,
            String division,
            Instant at,
            @JsonRawValue String data) {}

    public OrderEvent record(OrderEvent.Type type, ServiceOrder order, Map<String, ?> data) {
        return record(type, order.id(), order.division(), order.type(), data);
    }

    public OrderEvent record(
            OrderEvent.Type type, String subject, String division, @Nullable String orderType, Map<String, ?> data) {
        OrderEvent event =
                new OrderEvent(Ids.next(), type, subject, division, orderType, clock.instant(), json.write(data));
        jdbc.sql("""
                        insert into tr_event (event_id, type, subject, division, order_type, at, data)
                        values (:eventId, :type, :subject, :division, :orderType, :at, :data)
                        """)
                .param("eventId", event.eventId())
                .param("type", type.word())
                .param("subject", subject)
                .param("division", division)
                .param("orderType", orderType)
                .param("at", SqlTime.toSql(event.at()))
                .param("data", event.data())
                .update();
        publisher.publishEvent(event);
        return event;
    }

    /** Everything that happened to one order or point, in order. */
    public List<Entry> of(String subject) {
        return jdbc.sql("""
                        select cast(null as bigint) as feed_offset, event_id, type, subject, division, at, data
                        from tr_event where subject = :subject order by id
                        """).param("subject", subject).query(OrderEvents::map).list();
    }

    /**
     * The feed after an offset. Offsets are given here, to committed events only and under one lock: an event of a slow transaction gets a later
     * number instead of slipping behind a reader.
     */
    @Transactional
    public List<Entry> after(long offset, Set<String> divisions, int limit) {
        number();
        if (divisions.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select feed_offset, event_id, type, subject, division, at, data
                        from tr_event where feed_offset > :offset and division in (:divisions)
                        order by feed_offset fetch first :limit rows only
                        """)
                .param("offset", offset)
                .param("divisions", divisions)
                .param("limit", limit)
                .query(OrderEvents::map)
                .list();
    }

    private void number() {
        long last = jdbc.sql("select last_offset from tr_event_feed where name = 'events' for update")
                .query(Long.class)
                .single();
        List<Long> fresh = jdbc.sql("select id from tr_event where feed_offset is null order by id fetch first "
                        + NUMBERED_AT_ONCE + " rows only")
                .query(Long.class)
                .list();
        for (long id : fresh) {
            last++;
            jdbc.sql("update tr_event set feed_offset = :offset where id = :id")
                    .param("offset", last)
                    .param("id", id)
                    .update();
        }
        if (!fresh.isEmpty()) {
            jdbc.sql("update tr_event_feed set last_offset = :last where name = 'events'")
                    .param("last", last)
                    .update();
        }
    }

    private static Entry map(ResultSet rs, int row) throws SQLException {
        return new Entry(
                rs.getObject("feed_offset", Long.class),
                rs.getString("event_id"),
                rs.getString("type"),
                rs.getString("subject"),
                rs.getString("division"),
                SqlTime.read(rs, "at"),
                rs.getString("data"));
    }
}
