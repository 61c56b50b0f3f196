// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.serviceorder.Activity;

/** What people may do with a task by the engine's own REST, which is what Tasklist does for them: no more than our REST lets them (HCDC-03, 18). */
@ProcessTest
class EngineDoorTest {

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    private Assignment visit;

    @BeforeEach
    void begin() {
        stories.begin();
        visit = stories.doors(port)
                .send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    private Answer task(String login, String call, String body) {
        return visit.doors()
                .call(login, "POST", "/engine-rest/task/" + visit.openTask().getId() + "/" + call, body);
    }

    private List<String> chain() {
        return visit.doors()
                .call("crew", "GET", "/api/v1/field-activities/" + visit.id() + "/assignments", null)
                .is(200)
                .body()
                .findValuesAsText("kind");
    }

    @Test
    void crewGivesBackWhatItHasSignedAsByOurRest() {
        task("crew", "claim", "{\"userId\":\"crew\"}").is(204);

        task("crew2", "unclaim", "").is(403);
        task("crew2", "claim", "{\"userId\":null}").is(403);
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew");
        task("crew", "unclaim", "").is(204);

        assertThat(visit.openTask().getAssignee()).isNull();
        assertThat(visit.view().body().path("state").asText()).isEqualTo("OFFERED");
        assertThat(chain()).containsExactly("SIGN", "RELEASE");
        visit.doors()
                .call("crew2", "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}")
                .is(200);
    }

    @Test
    void crewOnItsWayGivesNothingBack() {
        visit.post("claim", "{}").is(200);
        visit.post("status", "{\"status\":\"EN_ROUTE\"}").is(200);

        task("crew", "unclaim", "").isProblem(409, "under-way");

        assertThat(visit.openTask().getAssignee()).isEqualTo("crew");
        assertThat(chain()).containsExactly("SIGN");
    }

    /** Somebody else would have the work without knowing, and somebody who does not exist would have it for ever. */
    @ParameterizedTest
    @CsvSource({"crew, crew2", "crew, crew-south", "crew, nobody-at-all", "dispatcher, crew"})
    void nobodySignsForAnother(String login, String other) {
        task(login, "claim", "{\"userId\":\"" + other + "\"}").isProblem(403, "forbidden");

        assertThat(visit.openTask().getAssignee()).isNull();
        assertThat(visit.view().body().path("state").asText()).isEqualTo("OFFERED");
    }

    /** An error or an escalation would lead past the report, and a solved delegation would take the signature off. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bpmnError      | {\"errorCode\":\"VISIT_NOT_POSSIBLE\"}",
                "bpmnError      | {\"errorCode\":\"VISIT_NOT_POSSIBLE\",\"errorMessage\":\"x\",\"variables\":{\"step\":{\"value\":\"ENDED\"}}}",
                "bpmnEscalation | {\"escalationCode\":\"HELP\"}",
                "resolve        | {}",
            })
    void stepEndsByItsFormOnly(String call, String body) {
        visit.post("claim", "{}").is(200);
        for (String login : List.of("crew", "crew2", "dispatcher")) {
            task(login, call, body).is(403);
        }
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew");
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
    }
}
