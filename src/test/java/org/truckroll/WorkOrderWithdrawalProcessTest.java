// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;
import org.truckroll.field.workforce.WorkOrderSender;

/** What an order does not need any more is withdrawn at the workforce system in the background; what was done there all the same is taken in (7.4, 7.6). */
@ProcessTest
@WalksDiagram("work-order-withdrawal.bpmn")
class WorkOrderWithdrawalProcessTest {

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkOrderSender sender;

    @LocalServerPort
    private int port;

    private Outside outside;

    @BeforeEach
    void begin() {
        stories.begin();
        outside = Outside.of(stories.doors(port), sender);
    }

    private static String done(Assignment visit) {
        return "{\"eventId\":\"done-" + visit.id()
                + "\",\"state\":\"completed\",\"result\":{\"mode\":\"TURNED_OFF\",\"remarks\":\"Seal 12\"}}";
    }

    /** The system's people have set out, and it has not told us. */
    private void setOut(Assignment visit) {
        jdbc.sql("update tr_sim_work_order set state = 'inProgress', stage = 'EN_ROUTE' where external_id = :id")
                .param("id", visit.id())
                .update();
    }

    private Task byHand(Assignment visit) {
        outside.fault("CANCEL", "ERROR", 6);
        outside.talk();
        for (String pause : List.of("PT10S", "PT1M", "PT5M", "PT30M", "PT2H")) {
            outside.talkAfter(Duration.parse(pause));
        }
        return outside.withdrawal(visit).task("userTask_withdrawByHand");
    }

    @Test
    void withdrawsWhatTheOrderDoesNotNeed() {
        Assignment visit = outside.taken();
        assertThat(visit.withdraw()).isTrue();
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWING");
        outside.talk();
        assertThat(outside.there(visit).get(0).path("state").asText()).isEqualTo("cancelled");
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWN");
        outside.withdrawal(visit).hasPassed("endEvent_withdrawn");
        // What the system says of it afterwards is noted, and moves nothing.
        assertThat(outside.tell(visit, "{\"state\":\"cancelled\"}")
                        .is(200)
                        .body()
                        .path("outcome")
                        .asText())
                .isEqualTo("NOTED");
    }

    @Test
    void whatWasNeverSentNeedsNoCall() {
        Assignment visit = outside.visit();
        assertThat(visit.withdraw()).isTrue();
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWN");
        assertThat(outside.withdraws(visit)).isFalse();
    }

    @Test
    void whatIsOnItsWayThereIsLookedForWhenItCanHaveArrived() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "LOST", 1);
        outside.talk();
        assertThat(visit.withdraw()).isTrue();
        outside.talk();
        assertThat(outside.arrivals(visit, "LOOK")).as("too early").isZero();
        outside.talkAfter(Duration.ofSeconds(2));
        assertThat(outside.there(visit).get(0).path("state").asText()).isEqualTo("cancelled");
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWN");
    }

    @Test
    void crewThatIsUnderWayThereFinishes() {
        Assignment visit = outside.taken();
        outside.tell(visit, "{\"state\":\"inProgress\",\"stage\":\"EN_ROUTE\"}").is(200);
        assertThat(visit.withdraw()).as("past the point of no return (7.6)").isFalse();
        assertThat(outside.withdraws(visit)).isFalse();
    }

    @Test
    void resultOfWorkThatWasDoneAllTheSameIsTakenInLate() {
        Assignment visit = outside.taken();
        setOut(visit);
        assertThat(visit.withdraw()).isTrue();
        outside.talk();
        assertThat(outside.state(visit)).isEqualTo("TOO_LATE");
        outside.withdrawal(visit).hasPassed("endEvent_tooLate");
        assertThat(outside.milestones(visit)).contains("WITHDRAWAL_REFUSED");

        assertThat(outside.tell(visit, done(visit))
                        .is(200)
                        .body()
                        .path("outcome")
                        .asText())
                .isEqualTo("LATE");
        assertThat(visit.activity().outcome()).as("the order has gone on").isEqualTo("WITHDRAWN");
        assertThat(visit.story().device().position()).hasToString("ON");
        assertThat(jdbc.sql("select count(*) from tr_event where subject = :order and data like '%TURNED_OFF%'")
                        .param("order", visit.story().orderId())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        // It joins the open order of the point, as everything that is found in the field.
        Token found = Token.of(stories.engine(), "found-work", "found-work:operator/late-" + visit.id());
        found.runJob("serviceTask_placeFinding");
        assertThat(outside.milestones(visit)).contains("FOUND_WORK");
        // The same news again is known.
        assertThat(outside.tell(visit, done(visit))
                        .is(200)
                        .body()
                        .path("outcome")
                        .asText())
                .isEqualTo("KNOWN");
    }

    @Test
    void crewOfOursIsToldWhatOthersHaveDone() {
        Assignment visit = outside.taken();
        outside.tell(visit, "{\"state\":\"rejected\"}").is(200);
        outside.fault("SEND", "LOST", 1);
        outside.complete(outside.decide(visit), Map.of("decision", "SEND_AGAIN"));
        outside.fault("LOOK", "ERROR", 6);
        outside.talk();
        for (String pause : List.of("PT10S", "PT1M", "PT5M", "PT30M", "PT2H")) {
            outside.talkAfter(Duration.parse(pause));
        }
        outside.complete(outside.decide(visit), Map.of("decision", "OWN_CREWS", "reason", "Cannot wait"));
        setOut(visit);
        assertThat(outside.tell(visit, done(visit))
                        .is(200)
                        .body()
                        .path("outcome")
                        .asText())
                .isEqualTo("LATE");
        assertThat(outside.view(visit).path("crewNote").asText()).contains("simulator has done it: TURNED_OFF");
        outside.talk();
        assertThat(outside.state(visit)).isEqualTo("TOO_LATE");
    }

    @ParameterizedTest
    @CsvSource({"WITHDRAWN, endEvent_withdrawn", "TOO_LATE, endEvent_tooLate"})
    void personWithdrawsWhereTheSystemCannotBeReached(String decision, String end) {
        Assignment visit = outside.taken();
        assertThat(visit.withdraw()).isTrue();
        Task task = byHand(visit);
        assertThat(outside.state(visit)).isEqualTo("UNCLEAR");
        assertThat(stories.engine().getTaskService().getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("dispatchers-south");
        assertThat(stories.engine().getTaskService().getVariablesLocal(task.getId()))
                .containsEntry("workforce", "simulator")
                .containsEntry("activityId", visit.id())
                .containsEntry("detail", "HTTP 500");
        assertThatThrownBy(() -> outside.complete(task, Map.of("decision", "NO")))
                .hasMessageContaining("/decision");
        stories.engine().getTaskService().complete(task.getId(), Map.of("decision", decision));
        assertThat(outside.state(visit)).isEqualTo(decision);
        outside.withdrawal(visit).hasPassed(end);
    }

    @Test
    void personLetsTheSystemBeAskedAgain() {
        Assignment visit = outside.taken();
        assertThat(visit.withdraw()).isTrue();
        outside.complete(byHand(visit), Map.of("decision", "TRY_AGAIN"));
        outside.talk();
        assertThat(outside.there(visit).get(0).path("state").asText()).isEqualTo("cancelled");
        outside.withdrawal(visit).hasPassed("endEvent_withdrawn");
    }

    @Test
    void taskOfThePersonGoesWhenTheSystemSpeaks() {
        Assignment visit = outside.taken();
        assertThat(visit.withdraw()).isTrue();
        byHand(visit);
        outside.tell(visit, "{\"state\":\"cancelled\"}").is(200);
        assertThat(outside.withdrawal(visit).ended()).isTrue();
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWN");
    }
}
