// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.people.Caller;
import org.truckroll.shared.SqlTime;

/** What happened to an event, in order; nothing is ever changed here. */
@Repository
class EventLog {

    enum Kind {
        RECEIVED,
        RULED,
        /** This operator got the message itself. */
        TOLD,
        ALERTED,
        /** Every alert went out and nobody took charge. */
        UNATTENDED,
        TAKEN,
        SAVED,
        /** PENDING again: its operator did nothing for too long, or gave it back. */
        RETURNED,
        ORDERED,
        FORWARDED,
        ARCHIVED,
        REPLIED
    }

    private static final int LONGEST_NAME = 64;

    private final JdbcClient jdbc;
    private final Clock clock;

    EventLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void add(String eventId, Kind kind, String by, @Nullable String detail) {
        jdbc.sql("""
                        insert into tr_inbound_log (event_id, kind, by_whom, detail, at)
                        values (:id, :kind, :by, :detail, :at)
                        """)
                .param("id", eventId)
                .param("kind", kind.name())
                .param("by", EventRows.clip(by, LONGEST_NAME))
                .param("detail", detail == null ? null : EventRows.clip(detail, 2000))
                .param("at", SqlTime.toSql(clock.instant()))
                .update();
    }

    /** Who got the message itself. */
    Set<String> told(String eventId) {
        return new LinkedHashSet<>(
                jdbc.sql("select by_whom from tr_inbound_log where event_id = :id and kind = 'TOLD' order by id")
                        .param("id", eventId)
                        .query(String.class)
                        .list());
    }

    /** The operator whose time was over when the event last came back; empty when it was given back by hand, or never. */
    Optional<String> returnedFrom(String eventId, int round) {
        return round < 2
                ? Optional.empty()
                : jdbc.sql("""
                        select by_whom, detail from tr_inbound_log where event_id = :id and kind = 'RETURNED'
                        order by id desc fetch first 1 rows only
                        """)
                        .param("id", eventId)
                        .query((rs, row) -> Caller.SERVER.id().equals(rs.getString("by_whom"))
                                ? String.valueOf(rs.getString("detail"))
                                : "")
                        .optional()
                        .filter(operator -> !operator.isEmpty());
    }

    List<InboundEvents.Entry> of(String eventId) {
        return jdbc.sql("select kind, by_whom, detail, at from tr_inbound_log where event_id = :id order by id")
                .param("id", eventId)
                .query((rs, row) -> new InboundEvents.Entry(
                        rs.getString("kind"), rs.getString("by_whom"), rs.getString("detail"), SqlTime.read(rs, "at")))
                .list();
    }
}
