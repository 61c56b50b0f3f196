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
