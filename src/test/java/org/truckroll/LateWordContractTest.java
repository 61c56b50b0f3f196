// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;
import org.truckroll.shared.SqlTime;

/** What a crew says where there is no network counts from when it was said, not from when it arrives (EVADO-03, HCDC-32). */
@ProcessTest
class LateWordContractTest {

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private Instant began;

    @BeforeEach
    void begin() {
        stories.begin();
        began = Stories.now();
    }

    private Assignment send() {
        return stories.doors(port)
                .send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    private Instant minutes(int minutes) {
        return began.plus(Duration.ofMinutes(minutes));
    }

    private void itIs(int minutes) {
        ClockUtil.setCurrentTime(Date.from(minutes(minutes)));
    }

    private static void says(Assignment visit, String status, Instant at) {
        visit.post("status", "{\"status\":\"" + status + "\",\"at\":\"" + at + "\"}")
                .is(200);
    }

    private Instant milestone(Assignment visit, String name) {
        return jdbc.sql("select max(at) as at from tr_milestone where order_id = :order and name = :name")
                .param("order", visit.story().orderId())
                .param("name", name)
                .query((rs, row) -> SqlTime.read(rs, "at"))
                .single();
    }

    private Instant fact(Assignment visit, String kind) {
        return jdbc.sql("select max(at) as at from tr_work_event where visit_id = :visit and kind = :kind")
                .param("visit", visit.id())
                .param("kind", kind)
                .query((rs, row) -> SqlTime.read(rs, "at"))
                .single();
    }

    @Test
    void onMyWayAndOnSiteCountFromThePress() {
        Assignment visit = send();
        visit.post("claim", "{}").is(200);
        itIs(120);
        says(visit, "EN_ROUTE", minutes(10));
        says(visit, "ON_SITE", minutes(40));
        assertThat(milestone(visit, "EN_ROUTE")).isEqualTo(minutes(10));
        assertThat(fact(visit, "EN_ROUTE")).isEqualTo(minutes(10));
        assertThat(milestone(visit, "ON_SITE")).isEqualTo(minutes(40));
        assertThat(jdbc.sql("select data from tr_event where subject = :order and type = 'Milestone' order by id")
                        .param("order", visit.story().orderId())
                        .query(String.class)
                        .list())
                .anyMatch(data -> data.contains("\"ON_SITE\"") && data.contains("\"at\":\"" + minutes(40) + "\""));
        visit.post("complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(jdbc.sql("select to_site from tr_activity_fact where id = :visit")
                        .param("visit", visit.id())
                        .query(Integer.class)
                        .single())
                .as("seconds from the signature to the place")
                .isEqualTo(40 * 60);
    }

    @Test
    void nothingCountsFromBeforeTheSignatureOrTheLastWord() {
        Assignment visit = send();
        itIs(60);
        visit.post("claim", "{}").is(200);
        itIs(120);
        says(visit, "EN_ROUTE", minutes(10));
        assertThat(fact(visit, "EN_ROUTE")).as("not before the signature").isEqualTo(minutes(60));
        says(visit, "SUSPENDED", minutes(90));
        says(visit, "ON_SITE", minutes(80));
        assertThat(fact(visit, "ON_SITE")).as("not before the last word").isEqualTo(minutes(90));
    }

    @Test
    void aClockThatIsAheadOrNoneCountsAsNow() {
        Assignment visit = send();
        visit.post("claim", "{}").is(200);
        itIs(30);
        says(visit, "EN_ROUTE", minutes(500));
        assertThat(fact(visit, "EN_ROUTE")).isEqualTo(minutes(30));
        itIs(45);
        visit.post("status", "{\"status\":\"ON_SITE\"}").is(200);
        assertThat(milestone(visit, "ON_SITE")).isEqualTo(minutes(45));
        visit.post("status", "{\"status\":\"SUSPENDED\",\"at\":\"yesterday\"}").isProblem(400, "invalid-request");
        assertThat(visit.view().body().path("state").asText()).isEqualTo("ON_SITE");
    }
}
