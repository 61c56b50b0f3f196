// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.people.Staff;

/** Somebody leaves with work in hand: it is handed over before the login is gone, so that no order dies (HCDC-46). */
@ProcessTest
@WalksDiagram("staff-leave.bpmn")
class StaffLeaveProcessTest {

    private static final String PASSWORD = "Correct-Horse-1";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @Autowired
    private Staff staff;

    @LocalServerPort
    private int port;

    private Assignments doors;
    private String leaver;

    @BeforeEach
    void begin() {
        stories.begin();
        doors = stories.doors(port);
        leaver = "leaver" + NUMBER.incrementAndGet();
        people(
                        "POST",
                        "",
                        "{\"id\":\"" + leaver
                                + "\",\"division\":\"north\",\"givenName\":\"Lea\",\"familyName\":\"Ver\","
                                + "\"groups\":[\"field-north\"],\"password\":\"" + PASSWORD + "\"}")
                .is(201);
    }

    private Answer people(String method, String path, String body) {
        return doors.call("people-admin", method, "/api/v1/people" + path, body);
    }

    private Assignment signed() {
        Assignment visit =
                doors.send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
        asLeaver(visit, "claim", "{}").is(200);
        return visit;
    }

    private Answer asLeaver(Assignment visit, String step, String body) {
        return doors.call(leaver + ":" + PASSWORD, "POST", "/api/v1/field-activities/" + visit.id() + "/" + step, body);
    }

    private boolean active() {
        return doors.call("people-admin", "GET", "/api/v1/people/" + leaver, null)
                .is(200)
                .body()
                .path("active")
                .asBoolean();
    }

    private Token asked() {
        Answer answer = people("POST", "/" + leaver + ":hand-over", "{\"reason\":\"retires\",\"disable\":true}");
        answer.is(202);
        assertThat(answer.body().path("person").path("leaving").asBoolean()).isTrue();
        return Token.of(stories.engine(), "staff-leave", leaver);
    }

    private Answer complete(Task task, String successor, String group) {
        doors.call("dispatcher", "POST", "/engine-rest/task/" + task.getId() + "/claim", "{\"userId\":\"dispatcher\"}");
        return doors.call(
                "dispatcher",
                "POST",
                "/engine-rest/task/" + task.getId() + "/complete",
                "{\"variables\":{\"successor\":{\"value\":\"" + successor
                        + "\",\"type\":\"String\"},\"successorGroup\":{\"value\":\"" + group
                        + "\",\"type\":\"String\"}}}");
    }

    @Test
    void namedSuccessorHasTheWorkBeforeTheLoginIsGone() {
        Assignment visit = signed();

        people("POST", "/" + leaver + ":hand-over", "{\"person\":\"crew2\",\"reason\":\"retires\",\"disable\":true}")
                .is(200);

        assertThat(visit.openTask().getAssignee()).isEqualTo("crew2");
        assertThat(active()).isFalse();
        Token token = Token.of(stories.engine(), "staff-leave", leaver);
        assertThat(token.ended()).isTrue();
        token.hasPassed("serviceTask_handOverWork", "serviceTask_disableLogin", "endEvent_personLeft")
                .hasNotPassed("userTask_handOver");
    }

    @Test
    void dispatchersAreAskedWhereNobodyIsNamed() {
        Assignment visit = signed();

        Token token = asked();

        assertThat(active()).as("works on until the work has a new owner").isTrue();
        Task task = token.task("userTask_handOver");
        assertThat(stories.engine().getTaskService().getIdentityLinksForTask(task.getId()).stream()
                        .map(IdentityLink::getGroupId))
                .containsExactly("dispatchers-north");
        assertThat(stories.engine().getTaskService().getVariablesLocal(task.getId()))
                .containsAllEntriesOf(Map.of("person", "Lea Ver (" + leaver + ")", "open", 1));
        people("POST", "/" + leaver + ":hand-over", "{\"disable\":true}").isProblem(409, "already-leaving");

        complete(task, "", "").isProblem(422, "successor-not-possible");
        complete(task, "crew-south", "").isProblem(422, "successor-not-possible");
        assertThat(visit.openTask().getAssignee()).isEqualTo(leaver);
        complete(task, "crew2", "").is(204);

        assertThat(token.ended()).isTrue();
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew2");
        assertThat(active()).isFalse();
    }

    @Test
    void endsByItselfWithTheLastWork() {
        Assignment first = signed();
        Assignment second = signed();
        Token token = asked();

        asLeaver(first, "complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(token.ended()).isFalse();
        asLeaver(second, "complete", "{\"mode\":\"TURNED_OFF\"}").is(200);

        assertThat(token.ended()).isTrue();
        token.hasPassed("boundaryEvent_workEnded", "endEvent_personLeft").hasNotPassed("serviceTask_handOverWork");
        assertThat(active()).isFalse();
    }

    @Test
    void isRecalledWhenThePersonStays() {
        Assignment visit = signed();
        Token token = asked();

        people("POST", "/" + leaver + ":enable", "").is(200);

        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_leaveRecalled");
        assertThat(active()).isTrue();
        assertThat(visit.openTask().getAssignee()).isEqualTo(leaver);
    }

    /** HCDC-36: what a synchronised source has let go is locked out at once; the work waits with the dispatchers, not with a dead login. */
    @Test
    void whoIsGoneAtTheSourceIsLockedOutAtOnceAndTheWorkIsAskedFor() {
        Assignment visit = signed();

        stories.inTransaction(() -> {
            staff.gone(leaver, "gone at the source", "sync");
            return true;
        });

        assertThat(active()).isFalse();
        asLeaver(visit, "complete", "{\"mode\":\"TURNED_OFF\"}").isProblem(401, "unauthorized");
        Token token = Token.of(stories.engine(), "staff-leave", leaver);
        complete(token.task("userTask_handOver"), "", "field-north").is(204);
        assertThat(visit.openTask().getAssignee()).isNull();
        visit.post("claim", "{}").is(200);
    }

    @Test
    void nothingInHandNeedsNoProcess() {
        people("POST", "/" + leaver + ":hand-over", "{\"disable\":true}").is(200);

        assertThat(active()).isFalse();
        assertThat(stories.engine()
                        .getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(leaver)
                        .count())
                .isZero();
    }
}
