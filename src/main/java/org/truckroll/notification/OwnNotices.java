// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/** What a person finds on the page after login (SOL24-13): notices that were told to nobody else. */
@Service
public class OwnNotices {

    /** A notice as its reader sees it. */
    public record Own(
            String id,
            String event,
            Severity severity,
            String division,
            String subject,
            String title,
            String text,
            Instant toldAt,
            boolean read) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    OwnNotices(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The newest first. */
    public List<Own> of(Caller caller, boolean unreadOnly, Page.Request page) {
        return jdbc.sql("""
                        select d.id, n.event, n.severity, n.division, n.subject, d.title, d.body, n.told_at, d.state
                        from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where d.person = :person and d.channel = 'PAGE' and d.state in (:states)%s
                        order by d.id desc fetch first %d rows only
                        """.formatted(page.after() == null ? "" : " and d.id < :after", page.fetch()))
                .param("person", caller.id())
                .param(
                        "states",
                        unreadOnly
                                ? List.of(DeliveryState.SENT.name())
                                : List.of(DeliveryState.SENT.name(), DeliveryState.DELIVERED.name()))
                .param("after", page.after())
                .query((rs, row) -> new Own(
                        rs.getString("id"),
                        rs.getString("event"),
                        Severity.valueOf(rs.getString("severity")),
                        rs.getString("division"),
                        rs.getString("subject"),
                        rs.getString("title"),
                        rs.getString("body"),
                        SqlTime.read(rs, "told_at"),
                        DeliveryState.DELIVERED.name().equals(rs.getString("state"))))
                .list();
    }

    /** @throws Problem 404 for a notice of somebody else */
    @Transactional
    public void read(String id, Caller caller) {
        int known = jdbc.sql("""
                        select count(*) from tr_delivery where id = :id and person = :person and channel = 'PAGE'
                        """)
                .param("id", id)
                .param("person", caller.id())
                .query(Integer.class)
                .single();
        if (known == 0) {
            throw Problem.notFound("notice", id);
        }
        jdbc.sql("update tr_delivery set state = 'DELIVERED', ended_at = :now where id = :id and state = 'SENT'")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }
}
