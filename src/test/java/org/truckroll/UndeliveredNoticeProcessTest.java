// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.notification.Address;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.Severity;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;

/** The task <em>Undelivered message</em> (GEO-44). */
@ProcessTest
@WalksDiagram("undelivered-notice.bpmn")
class UndeliveredNoticeProcessTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Notifications notifications;

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

    /** Two mails that nobody takes. */
    private Task undelivered() {
        carrier.answers(message -> new Carried.Refused("no such mailbox"));
        notifications.tell(new Notice(
                "test:" + subject,
                "test-event",
                Severity.IMPORTANT,
                "north",
                subject,
                new Audience.Addresses(List.of(
                        new Address(Channel.MAIL, "one@example.org", "One", "en"),
                        new Address(Channel.MAIL, "two@example.org", "Two", "en"))),
                Map.of("text", "hello", "title", "A title")));
        lanes().forEach(lane -> Token.of(engine, "notice-delivery", lane)
                .runJob("startEvent_noticeWaiting")
                .runJob("serviceTask_deliverNextNotice")
                .runJob("serviceTask_deliverNextNotice")
                .runJob("serviceTask_reportUndelivered")
                .runJob("serviceTask_deliverNextNotice"));
        carrier.begin();
        List<Task> tasks = engine.getTaskService()
                .createTaskQuery()
                .processVariableValueEquals("subject", subject)
                .list();
        assertThat(tasks).as("one task for both").hasSize(1);
        return tasks.get(0);
    }

    /** Theirs; whoever is on call at this moment has a lane about the same subject. */
    private List<String> lanes() {
        return jdbc.sql(
                        "select id from tr_notice_lane where subject = :subject and recipient like '%@example.org' order by recipient")
                .param("subject", subject)
                .query(String.class)
                .list();
    }

    private boolean personDecides() {
        return jdbc.sql("select person_decides from tr_notice where subject = :subject and event = 'test-event'")
                .param("subject", subject)
                .query(Boolean.class)
                .single();
    }

    @Test
    void isOfferedToThoseOnCallAndToTheDispatchers() {
        Task task = undelivered();
        assertThat(task.getName()).isEqualTo("Undelivered message");
        assertThat(engine.getTaskService().getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactlyInAnyOrder("on-call", "operators-north", "dispatchers-north");
        assertThat(engine.getTaskService().getVariables(task.getId()).values())
                .as("no address and no text")
                .noneMatch(value -> String.valueOf(value).contains("example.org")
                        || String.valueOf(value).contains("hello"));
    }

    @Test
    void sendsAgainToThoseWhoDidNotGetIt() {
        Task task = undelivered();
        engine.getTaskService().complete(task.getId(), Map.of("decision", "SEND_AGAIN"));
        assertThat(personDecides()).isFalse();
        for (String lane : lanes()) {
            engine.getRuntimeService()
                    .createProcessInstanceQuery()
                    .processInstanceBusinessKey(lane)
                    .list()
                    .forEach(process -> Token.of(engine, process)
                            .runJob("startEvent_noticeWaiting")
                            .runJob("serviceTask_deliverNextNotice")
                            .runJob("serviceTask_deliverNextNotice"));
        }
        assertThat(carrier.got()).extracting("to").containsExactlyInAnyOrder("one@example.org", "two@example.org");
    }

    @Test
    void closesWhenTheyKnowByAnotherWay() {
        Task task = undelivered();
        assertThatThrownBy(() -> engine.getTaskService().complete(task.getId(), Map.of("decision", "PERHAPS")))
                .hasRootCauseInstanceOf(Problem.class);
        engine.getTaskService().complete(task.getId(), Map.of("decision", "CLOSE"));
        assertThat(personDecides()).isFalse();
        assertThat(carrier.got()).isEmpty();
    }
}
