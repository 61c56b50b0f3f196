// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.announcement.VisitReminders;
import org.truckroll.serviceorder.ServiceOrder;

/** A visit whose customer can be reached, with its process {@code service-notice} and what was told of it. */
record Reminded(Stories stories, JdbcClient jdbc, Assignment visit) {

    static final String TELL = "serviceTask_tellOfVisit";
    static final String MOMENT = "boundaryEvent_momentReached";

    private static final ServiceOrder.Contact CUSTOMER =
            new ServiceOrder.Contact("Kim Exempel", "070-174 06 01", "kim@example.org");

    static Reminded of(Stories stories, JdbcClient jdbc, int port, String point) {
        return of(stories, jdbc, port, point, CUSTOMER);
    }

    static Reminded of(
            Stories stories, JdbcClient jdbc, int port, String point, ServiceOrder.@Nullable Contact contact) {
        Assignment visit = stories.doors(port).send(point, "DISABLE", "TURN_OFF_METER");
        stories.inTransaction(() -> {
            stories.orders().putContact(visit.story().orderId(), contact);
            return true;
        });
        return new Reminded(stories, jdbc, visit);
    }

    static void at(String moment) {
        ClockUtil.setCurrentTime(Date.from(Instant.parse(moment)));
    }

    Answer call(String user, String step, String body) {
        return visit.doors().call(user, "POST", "/api/v1/field-activities/" + visit.id() + "/" + step, body);
    }

    /** Confirmed for an hour; the first time, or another one. */
    Reminded appointed(String start) {
        appoint(start).is(200);
        return this;
    }

    Answer appoint(String start) {
        return call(
                "dispatcher",
                "appointment",
                "{\"start\":\"" + start + "\",\"end\":\"" + Instant.parse(start).plusSeconds(3600)
                        + "\",\"reason\":\"test\"}");
    }

    long running() {
        return stories.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(visit.id(), VisitReminders.PROCESS)
                .count();
    }

    /** Of the process that runs. */
    Token token() {
        var found = stories.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(visit.id(), VisitReminders.PROCESS)
                .list();
        assertThat(found).as("processes of the visit").hasSize(1);
        return Token.of(stories.engine(), found.get(0));
    }

    String waitsUntil() {
        return token().timerAt(MOMENT).getDuedate().toInstant().toString();
    }

    /** How often this was told of the order. */
    long told(String notice) {
        return jdbc.sql("select count(*) from tr_notice where subject = :order and event = :event")
                .param("order", visit.story().orderId())
                .param("event", notice)
                .query(Long.class)
                .single();
    }

    /** Of each telling the start of the visit that it was about. */
    List<String> remindedOf() {
        return jdbc.sql(
                        "select notice_key from tr_notice where subject = :order and event = 'visit-coming' order by id")
                .param("order", visit.story().orderId())
                .query((rs, row) -> Instant.ofEpochSecond(
                                Long.parseLong(rs.getString(1).split("/")[3]))
                        .toString())
                .list();
    }

    /** channel and state of what the customer gets. */
    List<String> deliveries(String notice) {
        return jdbc.sql("""
                        select d.channel || ' ' || d.state from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :order and n.event = :event order by n.id, d.channel
                        """)
                .param("order", visit.story().orderId())
                .param("event", notice)
                .query(String.class)
                .list();
    }

    /** As if a provider had taken all that waits. */
    void carried() {
        jdbc.sql("""
                        update tr_delivery set state = 'SENT' where state = 'WAITING' and notice_id in
                        (select id from tr_notice where subject = :order)
                        """).param("order", visit.story().orderId()).update();
    }

    String text(String notice, String channel) {
        return jdbc.sql("""
                        select d.title || ': ' || d.body from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :order and n.event = :event and d.channel = :channel order by d.id desc
                        fetch first 1 rows only
                        """)
                .param("order", visit.story().orderId())
                .param("event", notice)
                .param("channel", channel)
                .query(String.class)
                .single();
    }

    /** The lane in which this channel's deliveries of the order wait. */
    Token lane(String channel) {
        String lane = jdbc.sql("select id from tr_notice_lane where subject = :order and channel = :channel")
                .param("order", visit.story().orderId())
                .param("channel", channel)
                .query(String.class)
                .single();
        return Token.of(
                stories.engine(),
                stories.engine()
                        .getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(lane, "notice-delivery")
                        .singleResult());
    }
}
