// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/** The deliveries of notices: one recipient by one channel. */
@Repository
class NoticeDeliveries {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_LANGUAGE = 10;
    private static final int LONGEST_TITLE = 500;
    private static final String RELIEVED = "The person is not on call any more.";

    private final JdbcClient jdbc;
    private final Clock clock;

    NoticeDeliveries(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void insertWaiting(String noticeId, Target target, Texts.Rendered text, String laneId, long seq) {
        insert(noticeId, target, text, DeliveryState.WAITING, null, laneId, seq);
    }

    /** What no lane carries. */
    void insertEnded(
            String noticeId, Target target, Texts.Rendered text, DeliveryState state, @Nullable String detail) {
        insert(noticeId, target, text, state, detail, null, null);
    }

    private void insert(
            String noticeId,
            Target target,
            Texts.Rendered text,
            DeliveryState state,
            @Nullable String detail,
            @Nullable String laneId,
            @Nullable Long seq) {
        jdbc.sql("""
                        insert into tr_delivery (id, notice_id, lane_id, seq, channel, recipient, person, name, language, title, body, state,
                        detail, attempts, rounds, recalled, reported, created_at, ended_at)
                        values (:id, :notice, :lane, :seq, :channel, :recipient, :person, :name, :language, :title, :body, :state,
                        :detail, 0, 0, false, false, :now, :ended)
                        """)
                .param("id", Ids.unguessable())
                .param("notice", noticeId)
                .param("lane", laneId)
                .param("seq", seq)
                .param("channel", target.channel().name())
                .param("recipient", target.to())
                .param("person", target.person())
                .param("name", shortened(target.name(), LONGEST_NAME))
                .param("language", shortened(target.language(), LONGEST_LANGUAGE))
                .param("title", shortened(text.title(), LONGEST_TITLE))
                .param("body", text.body())
                .param("state", state.name())
                .param("detail", detail)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("ended", state == DeliveryState.WAITING ? null : SqlTime.toSql(clock.instant()))
                .update();
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /**
     * What a provider is taking right now is marked: should that one fail, it is not tried again; and so is what it has taken, for nobody is
     * alerted when that comes back. Held one after the other in one order: whoever
     * else holds several does the same.
     */
    int recall(String subject, String event) {
        return drop(
                jdbc.sql("""
                                select id from tr_delivery where state in ('WAITING', 'HELD', 'SENDING', 'BUNDLED', 'SENT', 'UNCLEAR')
                                and channel <> 'PAGE' and notice_id in
                                (select id from tr_notice where subject = :subject and event = :event) order by id for update
                                """)
                        .param("subject", subject)
                        .param("event", event)
                        .query(String.class)
                        .list(),
                "Recalled.");
    }

    /** The same of what is on its way to one person. */
    int recallFrom(String person, String division, Set<String> events) {
        return drop(
                jdbc.sql("""
                                select id from tr_delivery where person = :person and state in ('WAITING', 'HELD', 'SENDING', 'BUNDLED')
                                and channel <> 'PAGE' and notice_id in
                                (select id from tr_notice where division = :division and event in (:events)) order by id for update
                                """)
                        .param("person", person)
                        .param("division", division)
                        .param("events", events)
                        .query(String.class)
                        .list(),
                RELIEVED);
    }

    /** The same of one that is about to leave; 0 when it is on its way already. */
    int relieve(String id) {
        return drop(
                jdbc.sql("select id from tr_delivery where id = :id and state in ('WAITING', 'HELD') for update")
                        .param("id", id)
                        .query(String.class)
                        .list(),
                RELIEVED);
    }

    /** What others go with in a message of unclear fate is marked only: its next try tells who is left to hear it. */
    private int drop(List<String> open, String why) {
        if (open.isEmpty()) {
            return 0;
        }
        jdbc.sql("update tr_delivery set recalled = true where id in (:ids)")
                .param("ids", open)
                .update();
        return jdbc.sql("""
                        update tr_delivery set state = 'DROPPED', detail = :why, ended_at = :now
                        where id in (:ids) and state in ('WAITING', 'HELD')
                        and not exists (select 1 from tr_delivery other where other.bundle_id = tr_delivery.id and other.state = 'BUNDLED')
                        """)
                .param("why", why)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("ids", open)
                .update();
    }
}
