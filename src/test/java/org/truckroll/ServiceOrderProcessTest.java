// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.intake.Cancellations;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;

/** The order from its arrival to its close: queue, date, waits, people (SOM-04, SOM-05, SOM-08, SOM-13). The rows of the tables: {@link OrderWalkTest}. */
@ProcessTest
@WalksDiagram("service-order.bpmn")
class ServiceOrderProcessTest {

    private static final String SERVED = "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";
    private static final String UNKNOWN_SUPPLY = "{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private OrderEvents events;

    @Autowired
    private Cancellations cancellations;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @AfterEach
    void logOut() {
        Stories.loggedIn(null);
    }

    @Test
    void takesInAnOrderStartedInTheEngineAndAnswersTheSameOneOnce() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}");
        Stories.loggedIn(Stories.CIS);
        Map<String, Object> variables = Map.of(
                "externalId",
                "SR-REST-" + story.pointId,
                "type",
                "ENABLE",
                "servicePointId",
                story.pointId,
                "priority",
                70);

        ProcessInstance first = runtime.startProcessInstanceByKey("service-order", variables);
        String order = stories.orders()
                .findByExternalId("cis", "SR-REST-" + story.pointId)
                .orElseThrow()
                .id();
        assertThat(runtime.getVariables(first.getId()))
                .containsEntry("orderId", order)
                .doesNotContainKeys("externalId", "type", "servicePointId", "priority");

        ProcessInstance second = runtime.startProcessInstanceByKey("service-order", variables);
        assertThat(Token.of(stories.engine(), second).ended()).isTrue();
        Token.of(stories.engine(), second)
                .hasPassed("boundaryEvent_orderKnown", "endEvent_knownOrderAnswered")
                .hasNotPassed("subProcess_assess");
        assertThat(stories.engine()
                        .getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .processInstanceId(second.getId())
                        .variableName("orderId")
                        .singleResult()
                        .getValue())
                .isEqualTo(order);

        assertThat(stories.orders().openAt(story.pointId)).hasSize(1);
        Token.of(stories.engine(), first).runJob("subProcess_assess");
        assertThat(story.of(order).rules()).containsExactly("E19");
        assertThat(story.order().priority()).isEqualTo(70);
    }

    @Test
    void refusesAStartWithAFieldNobodyKnowsAndStartsNothing() {
        Story story = stories.at("{}");
        Stories.loggedIn(Stories.CIS);
        long before = runtime.createProcessInstanceQuery().count();
        assertThatThrownBy(() -> runtime.startProcessInstanceByKey(
                        "service-order",
                        Map.of(
                                "externalId",
                                "SR-X",
                                "type",
                                "ENABLE",
                                "servicePointId",
                                story.pointId,
                                "colour",
                                "red")))
                .hasMessageContaining("not in the form of the contract");
        assertThat(runtime.createProcessInstanceQuery().count()).isEqualTo(before);
        assertThat(stories.orders().openAt(story.pointId)).isEmpty();
    }

    @Test
    void waitsForItsTurnUntilTheOrderBeforeItHasEnded() {
        Story first = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE");
        Story second = new Story(stories, first.pointId, 100_001).ordered("INVESTIGATE");
        assertThat(second.order().state()).isEqualTo(OrderState.PENDING);
        assertThat(second.order().waitsFor()).isEqualTo(first.orderId());
        assertThat(second.token().waitsAt()).containsExactly("receiveTask_awaitTurn");

        first.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");

        assertThat(second.order().waitsFor()).isNull();
        second.token().hasPassed("receiveTask_awaitTurn");
        second.walk("I05 SERVICE_INVESTIGATION: INVESTIGATED", "I07 DONE: completed DONE");
    }

    @Test
    void waitsUntilTheServiceDate() {
        Instant date = Stories.NOW.plusSeconds(3 * 86_400);
        Story story = stories.at("{\"status\":\"ABANDONED\"}").ordered("ENABLE", date);
        assertThat(story.order().state()).isEqualTo(OrderState.PENDING);
        assertThat(story.token().waitsAt()).containsExactly("receiveTask_awaitDate");
        assertThat(story.token().dueDate("boundaryEvent_serviceDateReached").toInstant())
                .isEqualTo(date);
        assertThat(story.rules()).isEmpty();

        story.token().fireTimer("boundaryEvent_serviceDateReached");
        story.walk("G03 REJECTED: rejected SP_ABANDONED");
    }

    @Test
    void queuedOrderWithALaterDateWaitsForItAfterItsTurn() {
        Story first = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE");
        Story second =
                new Story(stories, first.pointId, 100_002).ordered("INVESTIGATE", Stories.NOW.plusSeconds(7 * 86_400));
        first.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
        second.assess("G04", "WAIT_DATE");
        assertThat(second.order().state()).isEqualTo(OrderState.PENDING);
        assertThat(second.token().dueDate("boundaryEvent_waitOver").toInstant())
                .isEqualTo(Stories.NOW.plusSeconds(7 * 86_400));
        second.token().fireTimer("boundaryEvent_waitOver");
        second.walk("I05 SERVICE_INVESTIGATION: INVESTIGATED", "I07 DONE: completed DONE");
    }

    @Test
    void outageHoldsTheOrderAtMostADay() {
        Story story =
                stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}").outage(true);
        story.ordered("ENABLE").assess("G09", "WAIT_OUTAGE");
        assertThat(story.order().state()).isEqualTo(OrderState.HELD);
        assertThat(story.token().dueDate("boundaryEvent_waitOver").toInstant())
                .isEqualTo(Stories.NOW.plusSeconds(86_400));
        story.token().fireTimer("boundaryEvent_waitOver");
        story.assess("E12", "REMOTE_CONNECT");
        assertThat(story.facts().outageWaited()).isTrue();
        assertThat(story.order().state()).isEqualTo(OrderState.IN_PROGRESS);
        story.outage(false);
    }

    @Test
    void outageElsewhereDoesNotWakeIt() {
        Story other = stories.at("{}");
        Story story =
                stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}").outage(true);
        story.ordered("ENABLE").assess("G09", "WAIT_OUTAGE");
        other.outage(true).outage(false);
        assertThat(story.token().waitsAt()).contains("receiveTask_awaitChange");
        story.outage(false);
        story.token().hasPassed("receiveTask_awaitChange").hasNotPassed("boundaryEvent_waitOver");
        assertThat(last(story).outcome()).isEqualTo("CLEARED");
        story.assess("E12", "REMOTE_CONNECT");
    }

    @Test
    void laterReplyToTheArmClosesTheWait() {
        Story story = stories.at(
                        "{\"device\":{\"commission\":\"COMMISSIONED\",\"capabilities\":{\"switch\":\"ARM_ONLY\"}}}")
                .ordered("ENABLE")
                .walk("E13 ARM: SUCCESS switch=ARMED");
        story.assess("E14", "WAIT_CLOSE");
        assertThat(story.device().position()).isEqualTo(Device.SwitchPosition.ARMED);
        story.happens("CLOSED");
        assertThat(story.device().position()).isEqualTo(Device.SwitchPosition.ON);
        assertThat(last(story).outcome()).isEqualTo("CLOSED");
        story.token().hasPassed("receiveTask_awaitChange");
        story.walk("E16 ON_DEMAND_READ_SCALAR: SUCCESS read", "E20 DONE: completed DONE");
    }

    @Test
    void otherChangeOfThePointMakesAWaitingOrderLookAgain() {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ARMED\"}}")
                .ordered("ENABLE");
        story.walk(
                "E14 WAIT_CLOSE: CHANGED point={\"openEvent\":\"battery\"}",
                "E14 WAIT_CLOSE: CHANGED point={\"device\":{\"switch\":\"ON\"}}",
                "E16 ON_DEMAND_READ_SCALAR: SUCCESS read",
                "E20 DONE: completed DONE");
        assertThat(outcomes(story)).containsExactly("CHANGED", "CLOSED", "SUCCESS");
    }

    @Test
    void scheduledReadEndsTheWaitOnlyWhenItQualifies() {
        Story story = stories.at(
                        "{\"nextScheduledRead\":\"2026-03-04\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\","
                                + "\"registers\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}")
                .ordered("ENABLE");
        story.assess("E18", "WAIT_READ");
        read(story, Stories.NOW.minusSeconds(40 * 86_400), 2);
        assertThat(story.token().waitsAt()).as("of another month").contains("receiveTask_awaitChange");
        read(story, Stories.NOW, 1);
        assertThat(story.token().waitsAt()).as("incomplete").contains("receiveTask_awaitChange");
        read(story, Stories.NOW, 2);
        story.token().hasPassed("receiveTask_awaitChange").hasNotPassed("boundaryEvent_waitOver");
        story.walk("E20 DONE: completed DONE");
        assertThat(outcomes(story)).containsExactly("READ");
    }

    @Test
    void scheduledReadIsAwaitedToTheEndOfItsTolerance() {
        Story story = stories.at(
                        "{\"nextScheduledRead\":\"2026-03-04\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("E18", "WAIT_READ");
        // The last moment of 7 March at the point.
        assertThat(story.token().dueDate("boundaryEvent_waitOver").toInstant())
                .isBetween(Instant.parse("2026-03-07T22:59:59Z"), Instant.parse("2026-03-07T23:00:00Z"));
        story.token().fireTimer("boundaryEvent_waitOver").hasPassed("boundaryEvent_waitOver");
        story.assess("E19", "READ_METER");
        assertThat(story.facts().xScheduled()).isTrue();
    }

    @Test
    void changeDuringAnAssessmentIsNotOverlooked() {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ARMED\"}}")
                .ordered("ENABLE");
        CompletableFuture<Void> change = stories.inTransaction(() -> {
            story.assess("E14", "WAIT_CLOSE");
            // Not committed yet: the other one can see neither the decision nor the token.
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(() -> story.change("{\"device\":{\"switch\":\"ON\"}}"));
            assertThatThrownBy(() -> other.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            return other;
        });
        change.join();
        story.token().hasPassed("receiveTask_awaitChange");
        assertThat(outcomes(story)).containsExactly("CLOSED");
    }

    @Test
    void changedFactsWithdrawAPersonsTask() {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        assertThat(story.order().state()).isEqualTo(OrderState.HELD);
        String decision = story.activity().id();
        Task task = story.token().task("userTask_decide");

        story.change("{\"supply\":\"ON\"}");

        story.token().hasPassed("boundaryEvent_factsChanged");
        assertThat(tasks.createTaskQuery().taskId(task.getId()).count()).isZero();
        assertThat(last(story).outcome()).isEqualTo("WITHDRAWN");
        assertThatThrownBy(() -> stories.human()
                        .decide(decision, Stories.DISPATCHER, new PersonsDecision("CANCEL", null, null, null, null)))
                .hasMessageContaining("already");
        story.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
    }

    @Test
    void changeOfThePointDuringAVisitIsLookedAtAfterIt() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        story.change("{\"device\":{\"switch\":\"ON\"}}");
        assertThat(story.token().waitsAt()).contains("userTask_performVisit");
        story.report(story.report("NO_ACCESS", Map.of()));
        story.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
    }

    @Test
    void formDecidesAsRestDoes() {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        Task task = story.token().task("userTask_decide");
        assertThat(task.getName()).isEqualTo("Complete the data of the service point");
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("dispatchers-north");
        assertThat(tasks.getVariablesLocal(task.getId()))
                .containsEntry("servicePointId", story.pointId)
                .containsEntry("form", "complete-data")
                .containsKeys("why", "factsNow", "lastResults");
        tasks.claim(task.getId(), "dispatcher");

        // Facts need evidence; a refusal changes nothing.
        assertThatThrownBy(() ->
                        tasks.complete(task.getId(), Map.of("decision", "COMPLETED", "supply", "ON", "evidence", " ")))
                .hasStackTraceContaining("cannot be decided");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "ESTIMATE")))
                .hasStackTraceContaining("cannot be decided");
        assertThat(story.activity().state()).isEqualTo(Activity.State.OPEN);

        tasks.complete(task.getId(), Map.of("decision", "COMPLETED", "supply", "ON", "evidence", "called the tenant"));
        assertThat(last(story).outcome()).isEqualTo("COMPLETED");
        assertThat(last(story).completedBy()).isEqualTo("dispatcher");
        assertThat(runtime.createVariableInstanceQuery()
                        .variableName("evidence")
                        .count())
                .as("form fields leave with the step that read them")
                .isZero();
        story.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
        assertThat(story.point().supply()).isEqualTo(ServicePoint.Supply.ON);
    }

    @Test
    void formCannotSpeakForAnotherOrder() {
        Story other = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        Task task = story.token().task("userTask_decide");
        tasks.claim(task.getId(), "dispatcher");
        tasks.complete(
                task.getId(),
                Map.of(
                        "decision",
                        "CANCEL",
                        "orderId",
                        other.orderId(),
                        "activityId",
                        other.activity().id()));
        assertThat(last(other).state()).isEqualTo(Activity.State.OPEN);
        assertThat(last(story).outcome()).isEqualTo("CANCEL");
        story.walk("PERSON CANCELLED: cancelled CANCELLED");
        assertThat(other.order().state()).isEqualTo(OrderState.HELD);
    }

    @Test
    void formCannotPretendToBeReportedAlready() {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        Task task = story.token().task("userTask_decide");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("reported", true)))
                .hasStackTraceContaining("cannot be decided");
        Story visit = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        Task crews = visit.token().task("userTask_performVisit");
        assertThatThrownBy(() -> tasks.complete(crews.getId(), Map.of("reported", true)))
                .hasStackTraceContaining("say how the visit ended");
    }

    @Test
    void estimateIsOfferedOnlyWhenAReadWasWanted() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .walk("E15 TURN_ON_METER: NO_ACCESS", "E15 TURN_ON_METER: NO_ACCESS")
                .assess("G12", "FIELD_EXHAUSTED");
        assertThat(stories.human()
                        .visible(story.activity().id(), Stories.DISPATCHER)
                        .decisions())
                .containsExactly("VISIT_AGAIN", "REMOTE_AGAIN", "PARTIAL", "CANCEL");
        assertThatThrownBy(() -> story.decide(new PersonsDecision("ESTIMATE", null, null, null, null)))
                .hasMessageContaining("cannot be decided");
    }

    @Test
    void pointThatIsServedAndReadNeedsNothing() {
        Story story = stories.at(SERVED);
        stories.readingIntake()
                .receive(
                        story.point(),
                        String.valueOf(story.device().id()),
                        story.readings(story.device(), Stories.NOW));
        story.ordered("ENABLE").walk("E20 DONE: completed DONE");
        story.token()
                .hasPassed("serviceTask_closeOrder", "endEvent_orderClosed", "endEvent_decisionMade")
                .hasNotPassed("callActivity_commandActivity", "callActivity_fieldActivity");
        assertThat(story.order().completedAt()).isEqualTo(Stories.NOW);
        assertThat(events.of(story.orderId()).stream().map(OrderEvents.Entry::type))
                .containsExactly("ServiceOrderStateChange", "ServiceOrderStateChange", "ServiceOrderAnswer");
    }

    @Test
    void dataStepLetsTheOrderGoOn() {
        Story story = stories.at("{\"status\":\"PLANNED\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("E01", "ACTIVATE_POINT");
        story.token().hasPassed("serviceTask_performDataStep");
        assertThat(story.point().status()).isEqualTo(ServicePoint.Status.ACTIVE);
        assertThat(last(story).outcome()).isEqualTo("DONE");
        story.assess("E19", "READ_METER");
    }

    @Test
    void followUpWaitsForTheOrderThatRaisedIt() {
        Story story = stories.at("{\"device\":{}}")
                .ordered("ENABLE")
                .walk("E09 COMMISSION: FAILURE", "E10 SPAWN_INVESTIGATE");
        List<String> raised = stories.orders().followUps(story.orderId());
        assertThat(raised).hasSize(1);
        Story followUp = new Story(stories, story.pointId, 100_003).of(raised.get(0));
        assertThat(followUp.order().waitsFor()).isEqualTo(story.orderId());
        assertThat(followUp.order().requester()).isEqualTo("truckroll");
        assertThat(followUp.order().externalId()).isEqualTo(story.orderId() + "-1");
        assertThat(followUp.token().waitsAt()).containsExactly("receiveTask_awaitTurn");
        story.walk("E15 TURN_ON_METER: TURNED_ON read", "E20 DONE: partial DONE_WITH_FOLLOW_UP");
        followUp.walk("I00 COMMISSION: SUCCESS", "I01 PING: SUCCESS switch=ON", "I02 DONE: completed DONE");
    }

    @Test
    void withdrawnVisitSendsTheOrderBackToItsAssessment() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        cancellations.request(story.orderId(), "moved elsewhere", Stories.CIS);
        assertThat(story.token().waitsAt()).doesNotContain("userTask_performVisit");
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        story.token().hasPassed("boundaryEvent_visitWithdrawn");
    }

    @Test
    void withdrawnCommandSendsTheOrderBackToItsAssessment() {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        cancellations.request(story.orderId(), "moved elsewhere", Stories.CIS);
        assertThat(story.token().waitsAt()).doesNotContain("serviceTask_sendCommand");
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        story.token().hasPassed("boundaryEvent_commandWithdrawn");
    }

    private void read(Story story, Instant at, int registers) {
        stories.readingIntake()
                .receive(
                        story.point(),
                        String.valueOf(story.device().id()),
                        story.readings(story.device(), at).subList(0, registers));
    }

    private Activity last(Story story) {
        List<Activity> all = stories.activities().of(story.orderId());
        return all.get(all.size() - 1);
    }

    private List<String> outcomes(Story story) {
        return stories.activities().of(story.orderId()).stream()
                .map(activity -> String.valueOf(activity.outcome()))
                .toList();
    }
}
