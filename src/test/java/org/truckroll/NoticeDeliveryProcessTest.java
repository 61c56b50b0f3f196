// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.notification.Address;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.Severity;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.Receipts;
import org.truckroll.shared.Ids;

/** The process {@code notice-delivery}, step by step (SOL24-15, GEO-44). */
@ProcessTest
@WalksDiagram("notice-delivery.bpmn")
class NoticeDeliveryProcessTest {

    private static final String DELIVER = "serviceTask_deliverNextNotice";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Notifications notifications;

    @Autowired
    private Receipts receipts;

    @Autowired
    private ScriptedCarrier carrier;

    @Autowired
    private JdbcClient jdbc;

    private final String subject = Ids.next();

    @BeforeEach
    void begin() {
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-11-23T12:00:00Z")));
        carrier.begin();
    }

    private Notice notice(Severity severity, Audience audience, String text, Attached... files) {
        return new Notice(
                "test:" + subject + ":" + text,
                "test-event",
                severity,
                "north",
                subject,
                audience,
                Map.of("text", text, "title", "A title"),
                List.of(files),
                Notice.Origin.AUTOMATIC);
    }

    private static Audience mail() {
        return new Audience.Addresses(List.of(new Address(Channel.MAIL, "somebody@example.org", "Somebody", "en")));
    }

    private Token token() {
        return Token.of(engine, "notice-delivery", lane());
    }

    private String lane() {
        return jdbc.sql("select id from tr_notice_lane where subject = :subject")
                .param("subject", subject)
                .query(String.class)
                .single();
    }

    private List<String> states() {
        return jdbc.sql("""
                        select d.state from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = 'test-event' order by d.id
                        """).param("subject", subject).query(String.class).list();
    }

    @Test
    void emptiesTheLaneInOrderAndEnds() {
        notifications.tell(
                notice(Severity.IMPORTANT, mail(), "one", new Attached("a.txt", "text/plain", new byte[] {'h', 'i'})));
        notifications.tell(notice(Severity.IMPORTANT, mail(), "two"));
        Token token = token().runJob("startEvent_noticeWaiting");
        assertThat(carrier.got()).isEmpty();
        token.runJob(DELIVER).runJob(DELIVER);
        assertThat(carrier.got()).extracting("text").containsExactly("one", "two");
        assertThat(carrier.got().get(0).subject()).isEqualTo("A title");
        assertThat(carrier.got().get(0).attachments()).extracting("name").containsExactly("a.txt");
        token.runJob(DELIVER);
        token.hasPassed("endEvent_laneEmpty");
        assertThat(states()).containsExactly("SENT", "SENT");
    }

    @Test
    void waitsForTheNextTryAndIsWakenedByItsTimer() {
        carrier.answers(message -> new Carried.Failed("HTTP 503", Duration.ofMinutes(7)));
        notifications.tell(notice(Severity.IMPORTANT, mail(), "one"));
        Token token = token().runJob("startEvent_noticeWaiting").runJob(DELIVER).runJob(DELIVER);
        assertThat(token.dueDate("event_timeToLookAgain")).isEqualTo("2026-11-23T12:07:00");
        carrier.answers(message -> new Carried.Accepted(null));
        token.fireTimer("event_timeToLookAgain").runJob(DELIVER).runJob(DELIVER);
        assertThat(states()).containsExactly("SENT");
    }

    @Test
    void alertsThoseOnCallAndGoesOn() {
        carrier.answers(message -> new Carried.Refused("no such mailbox"));
        notifications.tell(notice(Severity.IMPORTANT, mail(), "one"));
        notifications.tell(notice(Severity.IMPORTANT, mail(), "two"));
        Token token = token().runJob("startEvent_noticeWaiting").runJob(DELIVER);
        carrier.answers(message -> new Carried.Accepted(null));
        token.runJob(DELIVER).runJob("serviceTask_reportUndelivered");
        assertThat(tasks()).hasSize(1);
        token.runJob(DELIVER).runJob(DELIVER);
        assertThat(states()).containsExactly("UNDELIVERED", "SENT");
        token.hasPassed("endEvent_laneEmpty");
    }

    @Test
    void receiptOpensTheTaskWithoutAnyLane() {
        notifications.tell(notice(Severity.IMPORTANT, mail(), "one"));
        token().runJob("startEvent_noticeWaiting").runJob(DELIVER).runJob(DELIVER);
        String id = carrier.got().get(0).id();
        receipts.record("scripted", "scripted-" + id, Receipt.State.UNDELIVERED, "mailbox full");
        receipts.record("scripted", "scripted-" + id, Receipt.State.UNDELIVERED, "mailbox full");
        assertThat(states()).containsExactly("UNDELIVERED");
        assertThat(tasks()).hasSize(1);
        assertThat(engine.getTaskService().getVariable(tasks().get(0).getId(), "result"))
                .isEqualTo("mailbox full");
    }

    private List<Task> tasks() {
        return engine.getTaskService()
                .createTaskQuery()
                .processDefinitionKey("undelivered-notice")
                .processVariableValueEquals("subject", subject)
                .list();
    }
}
