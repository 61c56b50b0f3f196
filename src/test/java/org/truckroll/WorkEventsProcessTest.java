// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;

/**
 * Each change of a visit is told once, by whatever door it comes: our REST, Tasklist, the engine's REST, a withdrawal. Seen in what the listener of
 * {@code insight} keeps: a row for each step, and one fact for the end, whose key would refuse a second one.
 */
@ProcessTest
class WorkEventsProcessTest {

    private static final String MANUAL_ON = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String TURNED_OFF = "{\"mode\":\"TURNED_OFF\"}";

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TaskService tasks;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    private Assignment send() {
        return send(MANUAL_ON);
    }

    private Assignment send(String point) {
        return stories.doors(port).send(point, "DISABLE", "TURN_OFF_METER");
    }

    /** What was told of a visit so far: the kind, who has it, and who did it. */
    private List<String> told(Assignment visit) {
        return jdbc.sql("select kind, person, by_whom from tr_work_event where visit_id = :id order by id")
                .param("id", visit.id())
                .query((rs, row) ->
                        rs.getString("kind") + (rs.getString("person") == null ? "" : " " + rs.getString("person")))
                .list();
    }

    private String ended(Assignment visit) {
        return jdbc.sql("select outcome, mode, person, field_group from tr_activity_fact where id = :id")
                .param("id", visit.id())
                .query((rs, row) -> rs.getString("outcome") + " " + rs.getString("mode") + " " + rs.getString("person")
                        + " " + rs.getString("field_group"))
                .single();
    }

    private static void later(Duration time) {
        ClockUtil.setCurrentTime(
                Date.from(ClockUtil.getCurrentTime().toInstant().plus(time)));
    }

    @Test
    void tellsEachStepOfAVisitOnceOverRest() {
        Assignment visit = send();
        assertThat(told(visit)).containsExactly("OFFERED");

        visit.post("claim", "{}").is(200);
        visit.post("claim", "{}").is(200);
        visit.post("appointment", "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}")
                .is(200);
        for (String status : List.of("EN_ROUTE", "ON_SITE", "SUSPENDED", "ON_SITE")) {
            visit.post("status", "{\"status\":\"" + status + "\"}").is(200);
        }
        visit.complete("{\"mode\":\"INSTALLED\"}").isProblem(422, "completion-not-possible");

        assertThat(told(visit))
                .containsExactly(
                        "OFFERED",
                        "SIGNED crew",
                        "APPOINTED crew",
                        "EN_ROUTE crew",
                        "ON_SITE crew",
                        "SUSPENDED crew",
                        "ON_SITE crew");

        visit.complete(TURNED_OFF).is(200);
        visit.complete(TURNED_OFF).isProblem(409, "already-ended");

        assertThat(told(visit)).hasSize(7);
        assertThat(ended(visit)).isEqualTo("DONE TURNED_OFF crew field-north");
    }

    @Test
    void reportOfUnsignedVisitSignsItFirst() {
        Assignment visit = send();

        visit.post("fail", "{\"reason\":\"NO_ACCESS\"}").is(200);

        assertThat(told(visit)).containsExactly("OFFERED", "SIGNED crew");
        assertThat(ended(visit)).isEqualTo("NOT_DONE NO_ACCESS crew field-north");
    }

    @Test
    void tellsWhoSignsGivesBackAndTakesOverInTasklist() {
        Assignment visit = send();
        String task = "/engine-rest/task/" + visit.openTask().getId();

        visit.doors()
                .call("crew", "POST", task + "/claim", "{\"userId\":\"crew\"}")
                .is(204);
        visit.doors()
                .call("crew2", "POST", task + "/claim", "{\"userId\":\"crew2\"}")
                .isProblem(409, "already-signed");
        visit.doors().call("admin", "POST", task + "/unclaim", null).is(204);
        visit.doors()
                .call("crew2", "POST", task + "/claim", "{\"userId\":\"crew2\"}")
                .is(204);
        visit.doors()
                .call("admin", "POST", task + "/assignee", "{\"userId\":\"crew\"}")
                .is(204);
        visit.doors()
                .call("admin", "POST", task + "/assignee", "{\"userId\":\"crew\"}")
                .is(204);

        assertThat(told(visit))
                .containsExactly("OFFERED", "SIGNED crew", "RELEASED", "SIGNED crew2", "TRANSFERRED crew");

        tasks.complete(visit.openTask().getId(), Map.of("result", "TURNED_OFF"));

        assertThat(told(visit)).hasSize(5);
        assertThat(ended(visit)).isEqualTo("DONE TURNED_OFF crew field-north");
    }

    @Test
    void tellsOfWithdrawalOnce() {
        Assignment visit = send();
        visit.post("claim", "{}").is(200);

        assertThat(visit.withdraw()).isTrue();
        assertThat(visit.withdraw()).isFalse();

        assertThat(told(visit)).containsExactly("OFFERED", "SIGNED crew");
        assertThat(ended(visit)).isEqualTo("WITHDRAWN WITHDRAWN crew field-north");
    }

    @Test
    void keepsNothingOfWhatWasRolledBack() {
        Assignment visit = send();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> stories.inTransaction(() -> {
                    tasks.claim(visit.openTask().getId(), "crew");
                    tasks.complete(visit.openTask().getId(), Map.of("result", "TURNED_OFF"));
                    assertThat(ended(visit)).startsWith("DONE");
                    throw new IllegalStateException("what came after it failed");
                })))
                .hasMessage("what came after it failed");

        assertThat(told(visit)).containsExactly("OFFERED");
        assertThat(jdbc.sql("select count(*) from tr_activity_fact where id = :id")
                        .param("id", visit.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** The signature that was given back does not count, nor does the first arrival of one who left again before the next signature. */
    @Test
    void measuresFromOfferToTheSignatureThatHeldToTheArrivalToTheEnd() {
        Assignment visit = send();
        later(Duration.ofMinutes(30));
        tasks.claim(visit.openTask().getId(), "crew2");
        later(Duration.ofMinutes(30));
        tasks.setAssignee(visit.openTask().getId(), null);
        later(Duration.ofMinutes(10));
        visit.post("claim", "{}").is(200);
        later(Duration.ofHours(2));
        visit.post("status", "{\"status\":\"EN_ROUTE\"}").is(200);
        later(Duration.ofMinutes(20));
        visit.post("status", "{\"status\":\"ON_SITE\"}").is(200);
        visit.post("status", "{\"status\":\"SUSPENDED\"}").is(200);
        later(Duration.ofMinutes(40));
        visit.post("status", "{\"status\":\"ON_SITE\"}").is(200);
        later(Duration.ofMinutes(5));
        visit.complete(TURNED_OFF).is(200);

        assertThat(jdbc.sql("select to_sign, to_site, at_site, to_done, category, zone, on_day, city, breaches"
                                + " from tr_activity_fact where id = :id")
                        .param("id", visit.id())
                        .query()
                        .singleRow()
                        .values())
                .map(String::valueOf)
                .containsExactly(
                        String.valueOf(70 * 60),
                        String.valueOf(140 * 60),
                        String.valueOf(45 * 60),
                        "null",
                        "OTHER",
                        "Europe/Stockholm",
                        "2026-03-02",
                        "city-north",
                        "0");
    }

    /** A visit of more than one step: the dispatchers' time does not count as the crew's, and one signature holds for all steps (HCDC-19, HCDC-23). */
    @Test
    void measuresVisitWithDispatcherAndAppointmentFromWhenTheCrewHasIt() {
        Assignment visit = send(
                "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}");
        String path = "/api/v1/field-activities/" + visit.id();
        assertThat(told(visit)).containsExactly("OFFERED");

        later(Duration.ofHours(1));
        visit.doors()
                .call("admin", "POST", path + "/assign", "{\"group\":\"field-south\"}")
                .is(200);
        later(Duration.ofMinutes(30));
        visit.doors().call("crew-south", "POST", path + "/claim", "{}").is(200);
        later(Duration.ofMinutes(15));
        visit.doors()
                .call(
                        "crew-south",
                        "POST",
                        path + "/appointment",
                        "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}")
                .is(200);
        later(Duration.ofMinutes(15));
        visit.doors()
                .call("crew-south", "POST", path + "/status", "{\"status\":\"ON_SITE\"}")
                .is(200);
        later(Duration.ofMinutes(20));
        visit.doors().call("crew-south", "POST", path + "/complete", TURNED_OFF).is(200);

        assertThat(told(visit))
                .containsExactly(
                        "OFFERED",
                        "ASSIGNED",
                        "OFFERED",
                        "SIGNED crew-south",
                        "APPOINTED crew-south",
                        "OFFERED crew-south",
                        "SIGNED crew-south",
                        "ON_SITE crew-south");
        assertThat(ended(visit)).isEqualTo("DONE TURNED_OFF crew-south field-south");
        assertThat(jdbc.sql("select to_sign, to_site, at_site from tr_activity_fact where id = :id")
                        .param("id", visit.id())
                        .query()
                        .singleRow()
                        .values())
                .map(String::valueOf)
                .containsExactly("1800", "1800", "1200");
    }
}
