// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Answer;
import org.truckroll.event.InboundRules;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.shared.Json;

/** Operators are told of their shifts some hours before and at the hand-over, once; and read them in their calendar (GEO-31, GEO-33). */
@ProcessTest
@WalksDiagram("shift-notice.bpmn")
class ShiftNoticeProcessTest {

    private static final String SUBJECT = "on-call-north";

    @Autowired
    private Stories stories;

    @Autowired
    private ManagementService management;

    @Autowired
    private InboundRules rules;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private List<Withdrawal> withdrawals;

    @Autowired
    private Json json;

    @LocalServerPort
    private int port;

    private Operators on;
    private Assignments doors;

    @BeforeEach
    void begin() {
        stories.begin();
        on = new Operators(jdbc, rules);
        clear();
        Withdrawal withdrawal = withdrawals.stream()
                .filter(known -> known.kind() == Activity.Kind.FIELD)
                .findFirst()
                .orElseThrow();
        doors = new Assignments(stories, jdbc, withdrawal, json, port);
    }

    @AfterEach
    void clear() {
        on.offAll();
        jdbc.sql("delete from tr_rota_member").update();
        jdbc.sql("delete from tr_rota").update();
    }

    private Answer call(String login, String method, String path, String body) {
        return doors.call(login, method, "/api/v1" + path, body);
    }

    /** Weeks from a Monday at eight by the clock of Stockholm; oncall has the first one. */
    private void weeksFrom(String firstDay) {
        call(
                        "people-admin",
                        "POST",
                        "/on-call/north/rotas",
                        "{\"name\":\"Weeks\",\"firstDay\":\"" + firstDay
                                + "\",\"from\":\"08:00\",\"members\":[\"oncall\",\"oncall2\"]}")
                .is(201);
    }

    private void lookAt(String time) {
        ClockUtil.setCurrentTime(Date.from(Instant.parse(time)));
        Job due = management
                .createJobQuery()
                .processDefinitionKey("shift-notice")
                .timers()
                .singleResult();
        management.executeJob(due.getId());
    }

    @Test
    void operatorIsToldTwelveHoursBeforeAndAtTheHandOverAndOnlyOnce() {
        weeksFrom("2026-06-01");
        lookAt("2026-06-07T17:45:00Z");
        assertThat(on.told(SUBJECT, "on-call-next")).isEmpty();
        lookAt("2026-06-07T18:00:00Z");
        lookAt("2026-06-07T18:15:00Z");
        assertThat(on.told(SUBJECT, "on-call-next")).containsExactly("oncall2");
        assertThat(on.told(SUBJECT, "on-call-begins")).isEmpty();

        lookAt("2026-06-08T06:00:00Z");
        lookAt("2026-06-08T06:15:00Z");

        assertThat(on.told(SUBJECT, "on-call-begins")).containsExactly("oncall2");
        assertThat(jdbc.sql("""
                        select d.body from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = 'on-call-begins' and d.channel = 'PAGE'
                        """).param("subject", SUBJECT).query(String.class).single())
                .contains("2026-06-15 08:00", "Olga North");

        lookAt("2026-06-14T18:00:00Z");
        call(
                        "people-admin",
                        "POST",
                        "/on-call/north/stand-ins",
                        "{\"step\":1,\"person\":\"oncall2\",\"insteadOf\":\"oncall\",\"from\":\"2026-06-16T06:00:00Z\","
                                + "\"to\":\"2026-06-22T06:00:00Z\"}")
                .is(201);
        lookAt("2026-06-14T18:15:00Z");
        lookAt("2026-06-14T18:30:00Z");
        assertThat(jdbc.sql("""
                        select d.body from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = 'on-call-next' and d.channel = 'PAGE' and d.person = 'oncall'
                        order by d.id
                        """).param("subject", SUBJECT).query(String.class).list())
                .as("the end that was told does not hold")
                .satisfiesExactly(
                        first -> assertThat(first).contains("2026-06-22 08:00"),
                        second -> assertThat(second).contains("2026-06-16 08:00"));
    }

    @Test
    void whoIsSwitchedOffIsToldNothing() {
        weeksFrom("2026-07-06");
        call("oncall2", "PUT", "/my/on-call/north", "{\"mode\":\"NOT_ACTIVE\"}").is(200);
        long before = notices();

        lookAt("2026-07-13T06:00:00Z");

        assertThat(notices()).isEqualTo(before);
    }

    private long notices() {
        return on.noticesOf(SUBJECT);
    }

    @Test
    void calendarFeedIsReadWithoutLoginUntilItIsClosed() {
        weeksFrom("2026-08-03");
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-08-01T10:00:00Z")));
        String address = call("oncall", "POST", "/my/on-call/calendar", null)
                .is(201)
                .body()
                .path("address")
                .asText();
        String path = address.substring(address.indexOf("/calendar/"));

        String calendar = feed(path, 200);

        assertThat(calendar)
                .startsWith("BEGIN:VCALENDAR\r\n")
                .contains("DTSTART:20260803T060000Z", "DTEND:20260810T060000Z", "SUMMARY:On call: north (1)")
                .doesNotContain("DTSTART:20260810T060000Z")
                .endsWith("END:VCALENDAR\r\n");
        call("oncall", "DELETE", "/my/on-call/calendar", null).is(204);
        feed(path, 404);
        feed("/calendar/guessed.ics", 404);
    }

    private String feed(String path, int status) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(status);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
