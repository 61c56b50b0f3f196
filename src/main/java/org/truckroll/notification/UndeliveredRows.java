// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/** Deliveries that failed, and their notices. */
@Repository
class UndeliveredRows {

    /** A delivery and how it ended. */
    record Failed(String deliveryId, String noticeId, Channel channel, String detail) {}

    /** A notice that is held. */
    record Told(
            String event,
            String subject,
            String division,
            Severity severity,
            Notice.Origin origin,
            boolean personDecides) {}

    /** What is to be sent once more. */
    record Again(
            String deliveryId,
            Channel channel,
            String recipient,
            @Nullable String person) {}

    private static final String FAILED =
            "select id, notice_id, channel, coalesce(detail, '') as detail from tr_delivery";

    private final JdbcClient jdbc;
    private final Clock clock;

    UndeliveredRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    List<Failed> unreportedIn(String laneId) {
        return jdbc.sql(FAILED + " where lane_id = :lane and state = 'UNDELIVERED' and reported = false order by id")
                .param("lane", laneId)
                .query(UndeliveredRows::failed)
                .list();
    }

    List<Failed> unreportedOf(String noticeId) {
        return jdbc.sql(FAILED
                        + " where notice_id = :notice and state = 'UNDELIVERED' and reported = false order by id")
                .param("notice", noticeId)
                .query(UndeliveredRows::failed)
                .list();
    }

    /** Held until the end of the transaction. */
    Told hold(String noticeId) {
        return jdbc.sql("""
                        select event, subject, division, severity, origin, person_decides from tr_notice where id = :id for update
                        """)
                .param("id", noticeId)
                .query((rs, row) -> new Told(
                        rs.getString("event"),
                        rs.getString("subject"),
                        rs.getString("division"),
                        Severity.valueOf(rs.getString("severity")),
                        Notice.Origin.valueOf(rs.getString("origin")),
                        rs.getBoolean("person_decides")))
                .single();
    }

    /** True while a person decides about another notice of the same event about the same subject. */
    boolean decidesOfSame(String noticeId, Told notice) {
        return jdbc.sql("""
                                select count(*) from tr_notice
                                where subject = :subject and event = :event and person_decides = true and id <> :id
                                """)
                        .param("subject", notice.subject())
                        .param("event", notice.event())
                        .param("id", noticeId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    boolean recalled(String deliveryId) {
        return jdbc.sql("select recalled from tr_delivery where id = :id")
                .param("id", deliveryId)
                .query(Boolean.class)
                .single();
    }

    /** False when it was reported before. */
    boolean reported(String deliveryId) {
        return jdbc.sql("update tr_delivery set reported = true where id = :id and reported = false")
                        .param("id", deliveryId)
                        .update()
                == 1;
    }

    void personDecides(String noticeId, boolean decides) {
        jdbc.sql("update tr_notice set person_decides = :decides where id = :id")
                .param("decides", decides)
                .param("id", noticeId)
                .update();
    }

    int countOf(String noticeId) {
        return jdbc.sql(
                        "select count(distinct coalesce(person, recipient)) from tr_delivery where notice_id = :id and state = 'UNDELIVERED'")
                .param("id", noticeId)
                .query(Integer.class)
                .single();
    }

    /** What the provider calls a message whose answer we never got, or not yet. */
    void name(String deliveryId, String provider, String providerId) {
        jdbc.sql("""
                        update tr_delivery set provider_id = :providerId
                        where id = :id and provider = :provider and provider_id is null and state in ('SENDING', 'UNCLEAR')
                        """)
                .param("providerId", providerId)
                .param("id", deliveryId)
                .param("provider", provider)
                .update();
    }

    /** Held with what went in its message until the end of the transaction, in the order of those who recall. Not while it is being sent, or is to be sent again: who notes the end of that looks for receipts. */
    Optional<Failed> holdByProvider(String provider, String providerId) {
        Optional<String> head = jdbc
                .sql("select id from tr_delivery where provider_id = :providerId and provider = :provider")
                .param("providerId", providerId)
                .param("provider", provider)
                .query(String.class)
                .list()
                .stream()
                .findFirst();
        if (head.isEmpty()) {
            return Optional.empty();
        }
        jdbc.sql("select id from tr_delivery where id = :head or bundle_id = :head order by id for update")
                .param("head", head.get())
                .query(String.class)
                .list();
        return jdbc.sql(FAILED + " where id = :head and state not in ('SENDING', 'WAITING', 'HELD')")
                .param("head", head.get())
                .query(UndeliveredRows::failed)
                .optional();
    }

    /** What went in the message of one that ended, in nobody's hands any more: recalled, or as undelivered as that one. */
    List<Failed> endCompanions(String headId, String detail) {
        List<String> companions =
                jdbc.sql("""
                        select id from tr_delivery where bundle_id = :head and state = 'BUNDLED' order by id for update
                        """).param("head", headId).query(String.class).list();
        if (companions.isEmpty()) {
            return List.of();
        }
        jdbc.sql("""
                        update tr_delivery set state = case when recalled then 'DROPPED' else 'UNDELIVERED' end, detail = :detail, ended_at = :now
                        where id in (:ids)
                        """)
                .param("detail", detail)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("ids", companions)
                .update();
        return jdbc.sql(FAILED + " where id in (:ids) and state = 'UNDELIVERED' order by id")
                .param("ids", companions)
                .query(UndeliveredRows::failed)
                .list();
    }

    /** What was in doubt has been taken. */
    void sent(String deliveryId) {
        jdbc.sql(
                        "update tr_delivery set state = 'SENT', detail = null, ended_at = :now where id = :id and state = 'UNCLEAR'")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", deliveryId)
                .update();
    }

    void delivered(String deliveryId) {
        jdbc.sql("""
                        update tr_delivery set state = 'DELIVERED', detail = null, ended_at = :now
                        where id = :id and state in ('SENT', 'UNCLEAR', 'UNDELIVERED')
                        """)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", deliveryId)
                .update();
    }

    boolean undelivered(String deliveryId, String detail) {
        return jdbc.sql("""
                        update tr_delivery set state = 'UNDELIVERED', detail = :detail, ended_at = :now
                        where id = :id and state in ('SENT', 'UNCLEAR')
                        """)
                        .param("detail", detail)
                        .param("now", SqlTime.toSql(clock.instant()))
                        .param("id", deliveryId)
                        .update()
                == 1;
    }

    List<Again> toSendAgain(String noticeId) {
        return jdbc.sql("""
                        select id, channel, recipient, person from tr_delivery where notice_id = :id and state = 'UNDELIVERED' order by id
                        """)
                .param("id", noticeId)
                .query((rs, row) -> new Again(
                        rs.getString("id"),
                        Channel.valueOf(rs.getString("channel")),
                        rs.getString("recipient"),
                        rs.getString("person")))
                .list();
    }

    /** A new delivery of the same, to where it goes now. */
    void copy(String deliveryId, String recipient, String laneId, long seq) {
        jdbc.sql("""
                        insert into tr_delivery (id, notice_id, lane_id, seq, channel, recipient, person, name, language, title, body, state,
                        attempts, rounds, recalled, reported, created_at)
                        select :fresh, notice_id, :lane, :seq, channel, :recipient, person, name, language, title, body, 'WAITING',
                        0, 0, false, false, cast(:now as timestamp with time zone) from tr_delivery where id = :id
                        """)
                .param("fresh", Ids.unguessable())
                .param("recipient", recipient)
                .param("lane", laneId)
                .param("seq", seq)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", deliveryId)
                .update();
    }

    /** Another delivery stands in for it. */
    void sentAgain(String deliveryId) {
        jdbc.sql("update tr_delivery set state = 'DROPPED', detail = 'Sent again.' where id = :id")
                .param("id", deliveryId)
                .update();
    }

    private static Failed failed(ResultSet rs, int row) throws SQLException {
        return new Failed(
                rs.getString("id"),
                rs.getString("notice_id"),
                Channel.valueOf(rs.getString("channel")),
                rs.getString("detail"));
    }
}
