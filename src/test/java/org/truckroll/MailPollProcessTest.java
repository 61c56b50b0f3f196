// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.InboundEvents;
import org.truckroll.notification.Address;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.Severity;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/** Mailboxes read by the engine's timer, and what is read becomes events whose process runs (GEO-01, GEO-02, GEO-11). */
@ProcessTest
@WalksDiagram("mail-poll.bpmn")
class MailPollProcessTest {

    @Autowired
    private Stories stories;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private InboundEvents events;

    @Autowired
    private Map<String, HealthIndicator> health;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Notifications notifications;

    @Autowired
    private ScriptedCarrier carrier;

    @Autowired
    private MeterRegistry metrics;

    @BeforeEach
    void begin() {
        stories.begin();
        jdbc.sql("delete from tr_mailbox").update();
    }

    /** The timer fires, as it does on one node each minute. */
    private Token poll() {
        Job timer = engine
                .getManagementService()
                .createJobQuery()
                .processDefinitionKey("mail-poll")
                .activityId("startEvent_readingDue")
                .active()
                .list()
                .stream()
                .max(java.util.Comparator.comparing(Job::getDuedate))
                .orElseThrow();
        engine.getManagementService().executeJob(timer.getId());
        return Token.of(
                engine,
                engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processDefinitionKey("mail-poll")
                        .list()
                        .get(0));
    }

    private List<String> pending(String subject) {
        return jdbc.sql("select id from tr_inbound_event where source = 'mail:desk' and subject = :subject")
                .param("subject", subject)
                .query(String.class)
                .list();
    }

    private static String header(String subject) {
        return "From: Plant <plant@plant.example>\r\nMessage-ID: <" + subject.replace(' ', '-')
                + "@plant.example>\r\nSubject: " + subject;
    }

    @Test
    void aMailBecomesAnEventWhoseProcessRuns() throws Exception {
        try (MailServer server = new MailServer()) {
            server.put(header("Pump 4 of the poll"), "It stands.");
            poll().runJob("serviceTask_readMailbox");
            poll().runJob("serviceTask_readMailbox");

            List<String> found = pending("Pump 4 of the poll");
            assertThat(found).hasSize(1);
            assertThat(engine.getRuntimeService()
                            .createProcessInstanceQuery()
                            .processInstanceBusinessKey(found.get(0), InboundEvents.PROCESS)
                            .count())
                    .isEqualTo(1);
            assertThat(new String(
                            events.original(found.get(0), Operators.EVERYWHERE).content(), StandardCharsets.UTF_8))
                    .contains("It stands.");
            assertThat(server.inbox().getUnseenCount()).isZero();
        }
    }

    private static String bounce(String messageId) {
        return "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n"
                + "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <" + Ids.next()
                + "@mx.example>\r\nSubject: Undelivered\r\n\r\n--B\r\n\r\nSorry.\r\n"
                + "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                + "Final-Recipient: rfc822; somebody@contacts.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
                + "--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + messageId + "\r\n\r\n--B--";
    }

    private List<String> states(String subject) {
        return jdbc.sql("""
                        select d.state || coalesce(' ' || d.detail, '') as state from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = 'test-event'
                        """).param("subject", subject).query(String.class).list();
    }

    /** GEO-44: nobody signs such a mail; who does not know the id of ours reports in vain. */
    @Test
    void aMailOfOursThatComesBackIsUndeliveredAndPeopleHearOfIt() throws Exception {
        String subject = Ids.next();
        carrier.begin();
        carrier.answers(message -> message.subject().equals("Doubtful")
                ? new Carried.Unclear("no word after the last line")
                : new Carried.Accepted("<" + message.id() + "@truckroll.utility.example>"));
        for (String title : List.of("Taken", "Doubtful", "Not told of")) {
            notifications.tell(new Notice(
                    "bounce:" + subject + title,
                    "test-event",
                    Severity.IMPORTANT,
                    "north",
                    subject,
                    new Audience.Addresses(
                            List.of(new Address(Channel.MAIL, "somebody@contacts.example", "Somebody", "en"))),
                    Map.of("text", title, "title", title),
                    List.of(),
                    Notice.Origin.PERSON));
        }
        String lane = jdbc.sql("select id from tr_notice_lane where subject = :subject")
                .param("subject", subject)
                .query(String.class)
                .single();
        Token token = Token.of(engine, "notice-delivery", lane).runJob("startEvent_noticeWaiting");
        for (int i = 0; i < 4; i++) {
            token.runJob("serviceTask_deliverNextNotice");
        }
        List<String> ids = carrier.got().stream().map(Outgoing::id).toList();
        try (MailServer server = new MailServer()) {
            for (String id : ids.subList(0, 2)) {
                server.put(bounce("<" + id + "@truckroll.utility.example>"), "");
            }
            String guessed = ids.get(2).substring(0, 30) + "123456";
            server.put(bounce("<" + guessed + "@truckroll.utility.example>"), "");
            server.put(bounce("<" + ids.get(2) + "@elsewhere.example>"), "");
            poll().runJob("serviceTask_readMailbox");
        }
        String report = "UNDELIVERED Report of a mail server: failed, status 5.1.1";
        assertThat(states(subject)).containsExactlyInAnyOrder(report, report, "SENT");
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processDefinitionKey("undelivered-notice")
                        .processVariableValueEquals("subject", subject)
                        .count())
                .isEqualTo(2);
        List<Boolean> automatic = jdbc.sql(
                        "select automatic from tr_inbound_event where source = 'mail:desk' and subject = 'Undelivered'")
                .query(Boolean.class)
                .list();
        assertThat(automatic)
                .as("archived, nobody is alerted of the mail itself")
                .hasSize(4)
                .containsOnly(true);
    }

    /**
     * Out by SMTP, back in by IMAP: our own mail is archived without a setting, also where our domain's automatic mail is listened to. A colleague's
     * mail from the same domain is none of ours.
     */
    @Test
    void ourOwnMailThatComesToOurMailboxGoesRoundNoFurther() throws Exception {
        String subject = Ids.next();
        try (MailServer server = new MailServer()) {
            notifications.tell(new Notice(
                    "loop:" + subject,
                    "test-event",
                    Severity.IMPORTANT,
                    "post",
                    subject,
                    new Audience.Addresses(
                            List.of(new Address(Channel.MAIL, "faults@utility.example", "Ourselves", "en"))),
                    Map.of("text", "round and round", "title", "Loop " + subject)));
            String lane = jdbc.sql("select id from tr_notice_lane where subject = :subject")
                    .param("subject", subject)
                    .query(String.class)
                    .single();
            Token.of(engine, "notice-delivery", lane)
                    .runJob("startEvent_noticeWaiting")
                    .runJob("serviceTask_deliverNextNotice");
            server.put(
                    "From: anna@utility.example\r\nMessage-ID: <" + UUID.randomUUID()
                            + "@utility.example>\r\nAuto-Submitted: auto-generated\r\nSubject: Colleague " + subject,
                    "Pump 7 stands still.");
            poll().runJob("serviceTask_readMailbox");
        }
        assertThat(automatic("Loop " + subject)).containsExactly(true);
        assertThat(automatic("Colleague " + subject)).containsExactly(false);
    }

    private List<Boolean> automatic(String subject) {
        return jdbc.sql("select automatic from tr_inbound_event where source = 'mail:desk' and subject = :subject")
                .param("subject", subject)
                .query(Boolean.class)
                .list();
    }

    /** Nobody may wait in vain for alarms that lie in a mailbox. */
    @Test
    void aMailboxThatFailsForHalfAnHourIsToldOnceToThoseWhoCanMendIt() {
        jdbc.sql("""
                        insert into tr_mailbox (name, uid_validity, last_uid, failures, failing_since, fault, next_at)
                        values ('desk', 1, 1, 5, :since, 'login refused', :next)
                        """)
                .param("since", SqlTime.toSql(Stories.now().minus(Duration.ofMinutes(29))))
                .param("next", SqlTime.toSql(Stories.now().plus(Duration.ofHours(1))))
                .update();
        poll().runJob("serviceTask_readMailbox");
        assertThat(failing()).isEmpty();
        jdbc.sql("update tr_mailbox set failing_since = :since")
                .param("since", SqlTime.toSql(Stories.now().minus(Duration.ofMinutes(31))))
                .update();
        assertThat(metrics.get("truckroll.mailbox.failing")
                        .tag("mailbox", "desk")
                        .timeGauge()
                        .value(TimeUnit.SECONDS))
                .isEqualTo(1860);
        poll().runJob("serviceTask_readMailbox");
        List<String> told = failing();
        assertThat(told).isNotEmpty().doesNotHaveDuplicates().contains("dispatcher");
        poll().runJob("serviceTask_readMailbox");
        assertThat(failing()).isEqualTo(told);
    }

    private List<String> failing() {
        return jdbc.sql("""
                        select d.person from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.event = 'mailbox-failing' and d.channel = 'PAGE' order by n.id, d.person
                        """).query(String.class).list();
    }

    @Test
    void moreMailsThanOneStepReadsAreReadInSeveral() throws Exception {
        try (MailServer server = new MailServer()) {
            for (int i = 0; i < 55; i++) {
                server.put(header("Many mails " + i), "x");
            }
            Token token = poll();
            token.runJob("serviceTask_readMailbox");
            token.runJob("serviceTask_readMailbox");
            assertThat(jdbc.sql("select count(*) from tr_inbound_event where subject like 'Many mails %'")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(55);
        }
    }

    @Test
    void aServerThatIsAwayMakesNoIncidentAndIsReadAgainWhenItIsBack() throws Exception {
        poll().runJob("serviceTask_readMailbox");
        HistoricProcessInstance ended = engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey("mail-poll")
                .finished()
                .executedActivityIdIn("endEvent_mailboxFailing")
                .list()
                .get(0);
        assertThat(engine.getHistoryService()
                        .createHistoricIncidentQuery()
                        .processInstanceId(ended.getId())
                        .count())
                .isZero();
        assertThat(health.get("mailboxesHealthIndicator")
                        .health()
                        .getDetails()
                        .get("desk")
                        .toString())
                .contains("FAILING", "failures=1");

        ClockUtil.setCurrentTime(
                Date.from(ClockUtil.getCurrentTime().toInstant().plus(Duration.ofMinutes(2))));
        try (MailServer server = new MailServer()) {
            server.put(header("After the outage"), "x");
            poll().runJob("serviceTask_readMailbox");
            assertThat(pending("After the outage")).hasSize(1);
            assertThat(health.get("mailboxesHealthIndicator")
                            .health()
                            .getDetails()
                            .get("desk")
                            .toString())
                    .contains("READ")
                    .doesNotContain("FAILING");
        }
    }
}
