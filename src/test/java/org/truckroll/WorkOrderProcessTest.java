// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;
import org.truckroll.field.workforce.WorkOrderSender;
import org.truckroll.serviceorder.Activity;

/** A visit that a workforce system does: handed over once whatever goes wrong, followed, taken back, decided (design 2, TMF697). */
@ProcessTest
@WalksDiagram("work-order.bpmn")
class WorkOrderProcessTest {

    /** The tries of one step, and one more than there are pauses. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2));

    private static final String DONE = "{\"state\":\"completed\",\"result\":{\"mode\":\"TURNED_OFF\"}}";

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

    @Test
    void handsTheVisitOverAndTakesInItsReport() {
        Assignment visit = outside.taken();

        JsonNode order = outside.there(visit).get(0);
        assertThat(order.path("externalId").asText()).isEqualTo(visit.id());
        assertThat(order.path("name").asText()).isEqualTo("Turn off the meter");
        assertThat(order.at("/place/0/id").asText()).isEqualTo(visit.story().pointId);
        assertThat(order.at("/workOrderItem/0/work/plannedDuration/amount").asInt())
                .isEqualTo(60);
        assertThat(order.at("/workOrderItem/0/work/characteristic").findValuesAsText("name"))
                .contains("action", "modes", "requiredSkill", "expectedDevice");
        assertThat(order.toString())
                .contains(
                        "\"TURNED_OFF\"",
                        "\"ELECTRICITY\"",
                        visit.story().device().id());
        Task task = outside.follow(visit);
        assertThat(task.getName()).isEqualTo("At simulator: Turn off the meter");
        assertThat(stories.engine().getTaskService().getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("dispatchers-south");
        assertThat(outside.view(visit).path("workforce").asText()).isEqualTo("simulator");
        assertThat(outside.view(visit).path("step").asText()).isEqualTo("WORKFORCE");

        assertThat(outside.tell(visit, "{\"state\":\"acknowledged\",\"worker\":\"Vera, +46 70 174 06 20\"}")
                        .is(200)
                        .body()
                        .path("outcome")
                        .asText())
                .isEqualTo("APPLIED");
        assertThat(outside.view(visit).path("state").asText()).isEqualTo("CLAIMED");
        assertThat(outside.order(visit).body().path("worker").asText()).startsWith("Vera");
        outside.tell(visit, "{\"state\":\"inProgress\",\"stage\":\"EN_ROUTE\"}").is(200);
        assertThat(outside.view(visit).path("state").asText()).isEqualTo("EN_ROUTE");
        outside.tell(visit, "{\"state\":\"inProgress\",\"stage\":\"ON_SITE\"}").is(200);
        outside.tell(visit, "{\"state\":\"held\",\"reason\":\"Waits for a part\"}")
                .is(200);
        assertThat(outside.view(visit).path("state").asText()).isEqualTo("SUSPENDED");
        outside.tell(visit, DONE).is(200);

        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
        assertThat(visit.activity().completedBy()).isEqualTo("operator");
        assertThat(outside.state(visit)).isEqualTo("ENDED");
        assertThat(outside.order(visit).body().path("worker").isTextual()).isFalse();
        assertThat(outside.milestones(visit)).containsSubsequence("HANDED_OVER", "EN_ROUTE", "ON_SITE", "SUSPENDED");
        Token.of(stories.engine(), "field-activity", visit.id())
                .hasPassed("callActivity_workOrder", "endEvent_visitEnded")
                .hasNotPassed("userTask_performVisit");
    }

    @Test
    void reportsAVisitThatFailed() {
        Assignment visit = outside.taken();
        outside.tell(visit, "{\"state\":\"failed\",\"result\":{\"reason\":\"NO_ACCESS\",\"remarks\":\"Nobody there\"}}")
                .is(200);
        assertThat(visit.activity().state()).isEqualTo(Activity.State.FAILED);
        assertThat(visit.activity().outcome()).isEqualTo("NO_ACCESS");
        assertThat(outside.token(visit).ended()).isTrue();
    }

    @Test
    void takesTheVisitBackForOurOwnCrews() {
        Assignment visit = outside.taken();
        assertThat(outside.takeBack(visit).is(202).body().path("state").asText())
                .isEqualTo("TAKING_BACK");
        // Until the system has given it back it is nobody's.
        visit.doors()
                .call("crew-south", "GET", "/api/v1/field-activities/" + visit.id(), null)
                .isProblem(404, "not-found");
        outside.talk();

        assertThat(outside.there(visit).get(0).path("state").asText()).isEqualTo("cancelled");
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWN");
        JsonNode view = outside.view(visit);
        assertThat(view.path("step").asText()).isEqualTo("WORK");
        assertThat(view.path("group").asText()).isEqualTo("field-south");
        assertThat(view.path("workforce").isTextual()).isFalse();
        JsonNode chain = visit.doors()
                .call(Outside.DISPATCHER, "GET", "/api/v1/field-activities/" + visit.id() + "/assignments", null)
                .body();
        assertThat(chain.at("/items/0/reason").asText()).isEqualTo("A crew of ours is on the island");
        assertThat(chain.at("/items/0/by").asText()).isEqualTo(Outside.DISPATCHER);
        visit.doors()
                .call(
                        "crew-south",
                        "POST",
                        "/api/v1/field-activities/" + visit.id() + "/complete",
                        "{\"mode\":\"TURNED_OFF\"}")
                .is(200);
        assertThat(visit.activity().completedBy()).isEqualTo("crew-south");
    }

    @Test
    void formOfTheTaskTakesItBackToo() {
        Assignment visit = outside.taken();
        Task task = outside.follow(visit);
        assertThatThrownBy(() -> outside.complete(task, Map.of("decision", "TAKE_BACK")))
                .hasMessageContaining("/reason");
        assertThatThrownBy(() -> stories.engine().getTaskService().complete(task.getId(), Map.of("decision", "DONE")))
                .hasMessageContaining("/decision");
        stories.engine()
                .getTaskService()
                .complete(task.getId(), Map.of("decision", "TAKE_BACK", "reason", "Closer to our crew"));
        outside.talk();
        assertThat(outside.view(visit).path("group").asText()).isEqualTo("field-south");
    }

    @Test
    void systemThatIsPastItKeepsTheVisit() {
        Assignment visit = outside.taken();
        outside.tell(visit, "{\"state\":\"inProgress\",\"stage\":\"EN_ROUTE\"}").is(200);
        outside.takeBack(visit).is(202);
        outside.talk();
        assertThat(outside.state(visit)).isEqualTo("TAKEN");
        assertThat(outside.order(visit).body().path("detail").asText()).contains("Its people have set out");
        assertThat(outside.milestones(visit)).contains("WITHDRAWAL_REFUSED");
        outside.tell(visit, DONE).is(200);
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
    }

    @Test
    void reportWinsOverTheWishToTakeItBack() {
        Assignment visit = outside.taken();
        outside.takeBack(visit).is(202);
        outside.tell(visit, DONE).is(200);
        outside.talk();
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
        assertThat(outside.arrivals(visit, "CANCEL")).isZero();
        outside.token(visit).hasPassed("endEvent_visitReported");
    }

    @Test
    void triesAgainThenLetsADispatcherDecide() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "ERROR", 1);
        outside.fault("SEND", "BUSY", 1);
        outside.talk();
        assertThat(outside.order(visit).body().path("tries").asInt()).isEqualTo(1);
        outside.talkAfter(Duration.ofSeconds(9));
        assertThat(outside.arrivals(visit, "SEND")).as("before its time").isEqualTo(1);
        outside.talkAfter(Duration.ofSeconds(1));
        // The system asked for 30 seconds; the pause of a minute is longer.
        outside.talkAfter(Duration.ofSeconds(59));
        assertThat(outside.arrivals(visit, "SEND")).isEqualTo(2);
        outside.fault("SEND", "ERROR", 4);
        for (Duration pause : PAUSES.subList(1, PAUSES.size())) {
            outside.talkAfter(pause);
        }
        assertThat(outside.arrivals(visit, "SEND")).isEqualTo(6);

        Task task = outside.decide(visit);
        assertThat(task.getName()).isEqualTo("Not done by simulator: Turn off the meter");
        assertThat(stories.engine().getTaskService().getVariableLocal(task.getId(), "detail"))
                .isEqualTo("HTTP 500");
        assertThat(outside.milestones(visit)).contains("NOT_HANDED_OVER");
        assertThatThrownBy(() -> outside.complete(task, Map.of("decision", "TAKE_BACK")))
                .hasMessageContaining("/decision");
        stories.engine().getTaskService().complete(task.getId(), Map.of("decision", "SEND_AGAIN"));
        outside.talk();
        assertThat(outside.state(visit)).isEqualTo("TAKEN");
        assertThat(outside.there(visit)).hasSize(1);
        outside.tell(visit, DONE).is(200);
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
    }

    @Test
    void refusalIsADispatchersToDecideAtOnce() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "REFUSE", 1);
        outside.talk();
        Task task = outside.decide(visit);
        outside.complete(task, Map.of("decision", "OWN_CREWS", "reason", "They have no boat"));
        assertThat(outside.view(visit).path("group").asText()).isEqualTo("field-south");
        assertThat(outside.withdraws(visit)).as("there was nothing to withdraw").isFalse();
        outside.token(visit).hasPassed("endEvent_takenBack");
    }

    @Test
    void whatMayBeThereIsWithdrawnWhenOurCrewsGo() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "LOST", 1);
        outside.fault("LOOK", "ERROR", 5);
        outside.talk();
        PAUSES.forEach(outside::talkAfter);
        outside.complete(outside.decide(visit), Map.of("decision", "OWN_CREWS", "reason", "Cannot wait"));
        assertThat(outside.view(visit).path("group").asText()).isEqualTo("field-south");
        assertThat(outside.there(visit).get(0).path("state").asText()).isEqualTo("acknowledged");
        outside.talkAfter(Duration.ofSeconds(2));
        assertThat(outside.there(visit).get(0).path("state").asText()).isEqualTo("cancelled");
        assertThat(outside.withdrawal(visit).ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOST", "SLOW"})
    void looksForItAfterAnAnswerThatWasLost(String fault) {
        Assignment visit = outside.visit();
        outside.fault("SEND", fault, 1);
        outside.talk();
        assertThat(outside.state(visit)).isEqualTo("TO_SEND");
        outside.talkAfter(Duration.ofSeconds(10));
        assertThat(outside.state(visit)).isEqualTo("TAKEN");
        assertThat(outside.there(visit)).hasSize(1);
        assertThat(outside.arrivals(visit, "SEND")).isEqualTo(1);
    }

    @Test
    void crashBetweenTheCallAndItsCommitSendsNothingTwice() throws Exception {
        Assignment visit = outside.visit();
        outside.fault("SEND", "SLOW", 1);
        List<Runnable> talks = sender.take("simulator");
        Thread node = new Thread(() -> talks.forEach(Runnable::run));
        node.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (outside.arrivals(visit, "SEND") == 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        // The node is dead as far as the others know: another one has the step when the answer comes.
        ExternalTask step = stories.engine().getExternalTaskService().createExternalTaskQuery().locked().list().stream()
                .filter(task -> visit.id().equals(task.getBusinessKey()))
                .findFirst()
                .orElseThrow();
        stories.engine().getExternalTaskService().unlock(step.getId());
        stories.engine().getExternalTaskService().lock(step.getId(), "another node", 60_000);
        node.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(outside.state(visit)).isEqualTo("TO_SEND");

        stories.engine().getExternalTaskService().unlock(step.getId());
        outside.talk();
        assertThat(outside.state(visit)).isEqualTo("TAKEN");
        assertThat(outside.arrivals(visit, "SEND")).isEqualTo(1);
        assertThat(outside.there(visit)).hasSize(1);
    }

    @Test
    void newsThatComeBeforeTheAnswerCount() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "LOST", 1);
        outside.talk();
        outside.tell(visit, "{\"state\":\"inProgress\",\"stage\":\"ON_SITE\"}").is(200);
        outside.talkAfter(Duration.ofSeconds(10));
        assertThat(outside.state(visit)).isEqualTo("TAKEN");
        assertThat(outside.arrivals(visit, "LOOK")).as("it had told us itself").isZero();
        outside.tell(visit, DONE).is(200);
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
    }

    @Test
    void reportThatComesBeforeTheAnswerEndsTheVisit() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "LOST", 1);
        outside.talk();
        outside.tell(visit, DONE).is(200);
        // The order does not wait until the step would be tried again.
        outside.talk();
        assertThat(outside.token(visit).ended()).isTrue();
        outside.token(visit).hasPassed("endEvent_visitReported").hasNotPassed("userTask_followWorkOrder");
    }

    @Test
    void takesBackAtOnceWhatHasNotComeThrough() {
        Assignment visit = outside.visit();
        outside.fault("SEND", "ERROR", 1);
        outside.talk();
        outside.takeBack(visit).is(202);
        // No pause of ten seconds: the step that rests is woken.
        outside.talk();
        outside.talkAfter(Duration.ofSeconds(1));
        assertThat(outside.state(visit)).isEqualTo("WITHDRAWN");
        assertThat(outside.view(visit).path("group").asText()).isEqualTo("field-south");
    }

    @Test
    void takesBackWithoutACallWhatWasNeverSent() {
        Assignment visit = outside.visit();
        outside.takeBack(visit).is(202);
        outside.talk();
        outside.talk();
        assertThat(outside.view(visit).path("group").asText()).isEqualTo("field-south");
        assertThat(outside.simulator("GET", "/log", null).body()).isEmpty();
    }

    @Test
    void asksAfterItWhenNothingIsHeard() {
        Assignment visit = outside.taken();
        Token token = outside.token(visit);
        token.fireTimer("boundaryEvent_silence");
        outside.talk();
        token.hasPassed("serviceTask_askThere", "endEvent_asked");
        assertThat(outside.arrivals(visit, "LOOK")).isEqualTo(1);
        assertThat(outside.order(visit).body().path("detail").asText()).contains("acknowledged");
        // It has just been heard: the next round needs no call.
        jdbc.sql("update tr_work_order set heard_at = :soon where visit_id = :id")
                .param("soon", org.truckroll.shared.SqlTime.toSql(Stories.now().plus(Duration.ofHours(5))))
                .param("id", visit.id())
                .update();
        token.fireTimer("boundaryEvent_silence");
        outside.talk();
        assertThat(outside.arrivals(visit, "LOOK")).isEqualTo(1);
        // It is gone there.
        outside.simulator("DELETE", "", null).is(204);
        token.fireTimer("boundaryEvent_silence");
        outside.talk();
        Task task = outside.decide(visit);
        assertThat(stories.engine().getTaskService().getVariableLocal(task.getId(), "detail"))
                .isEqualTo("The system does not know it any more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rejected", "cancelled"})
    void whatTheSystemDoesNotDoIsADispatchersToDecide(String state) {
        Assignment visit = outside.taken();
        outside.tell(visit, "{\"state\":\"inProgress\",\"stage\":\"EN_ROUTE\"}").is(200);
        outside.tell(visit, "{\"state\":\"" + state + "\",\"reason\":\"The ferry does not run\"}")
                .is(200);
        Task task = outside.decide(visit);
        assertThat(stories.engine().getTaskService().getVariableLocal(task.getId(), "detail"))
                .isEqualTo("The system says " + state + ": The ferry does not run");
        assertThat(outside.view(visit).path("state").asText())
                .as("nobody is on the way")
                .isEqualTo("OFFERED");
        // REST takes it back as the form does.
        outside.takeBack(visit).is(202);
        assertThat(outside.view(visit).path("group").asText()).isEqualTo("field-south");
    }

    @Test
    void testOnSiteIsAskedOfTheSystemToo() {
        Assignment visit = outside.visit();
        jdbc.sql("update tr_visit set test_on_site = true where id = :id")
                .param("id", visit.id())
                .update();
        outside.talk();
        outside.tell(visit, DONE).isProblem(422, "completion-not-possible");
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        outside.tell(visit, "{\"state\":\"completed\",\"result\":{\"mode\":\"TURNED_OFF\",\"test\":\"PASSED\"}}")
                .is(200);
        assertThat(outside.milestones(visit)).contains("TEST_PASSED");
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
    }
}
