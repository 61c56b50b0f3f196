// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.intake.Findings;
import org.truckroll.intake.FoundWork;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Problem;

/** Work that a crew finds joins the open order of its point, raises one, or is given a place by a person (service-orders 8). */
@ProcessTest
@WalksDiagram("found-work.bpmn")
class FoundWorkProcessTest {

    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private Findings findings;

    @Autowired
    private Milestones milestones;

    @Autowired
    private TaskService tasks;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @AfterEach
    void logOut() {
        Stories.loggedIn(null);
    }

    private FoundWork found(String externalId, @Nullable String point, String more) {
        ObjectNode body = Stories.object(more);
        body.put("externalId", externalId);
        body.put("finding", "Meter cover is broken");
        if (point != null) {
            body.put("servicePointId", point);
        }
        return stories.read(body, FoundWork.class);
    }

    private Token receive(FoundWork work) {
        assertThat(findings.receive(work, Stories.CREW)).isTrue();
        return Token.of(stories.engine(), "found-work", "found-work:crew/" + work.externalId());
    }

    private Inbox.State state(String externalId) {
        return stories.inbox().find("found-work:crew", externalId).orElseThrow().state();
    }

    @Test
    void joinsTheOpenOrderWhichLooksAgain() {
        Story story = stories.at("{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("G14", "COMPLETE_DATA");
        Token token =
                receive(found("FW-" + story.pointId, story.pointId, "{\"supply\":\"ON\",\"evidence\":\"photo 7\"}"));
        token.runJob("serviceTask_placeFinding");
        assertThat(token.ended()).isTrue();
        token.hasPassed("serviceTask_joinOrder", "endEvent_orderJoined").hasNotPassed("serviceTask_raiseOrder");
        assertThat(story.point().supply()).isEqualTo(ServicePoint.Supply.ON);
        assertThat(milestones.of(story.orderId()))
                .filteredOn(milestone -> milestone.name().equals("FOUND_WORK"))
                .singleElement()
                .satisfies(
                        milestone -> assertThat(milestone.note()).isEqualTo("Meter cover is broken Evidence: photo 7"));
        assertThat(state("FW-" + story.pointId)).isEqualTo(Inbox.State.DONE);
        story.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
    }

    @Test
    void readingThatWasTakenOnTheWayServesTheOrderThatWaitsForIt() {
        Story story = stories.at(
                        "{\"nextScheduledRead\":\"2026-03-04\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("E18", "WAIT_READ");
        Token token = receive(found(
                "FW-" + story.pointId,
                story.pointId,
                "{\"deviceId\":\"" + story.device().id()
                        + "\",\"readings\":[{\"registerId\":\"1\",\"value\":\"700\",\"at\":\"" + Stories.NOW
                        + "\"}]}"));
        token.runJob("serviceTask_placeFinding");
        story.walk("E20 DONE: completed DONE");
    }

    @Test
    void raisesAnOrderWhereNoneIsOpen() {
        Story story = stories.at(MANUAL);
        Token token = receive(
                found("FW-" + story.pointId, story.pointId, "{\"condition\":\"TAMPERED\",\"evidence\":\"seal gone\"}"));
        token.runJob("serviceTask_placeFinding");
        assertThat(token.ended()).isTrue();
        token.hasPassed("serviceTask_raiseOrder", "endEvent_orderRaised");
        ServiceOrder raised = stories.orders().openAt(story.pointId).get(0);
        assertThat(raised.type()).isEqualTo("INVESTIGATE");
        assertThat(raised.requester()).isEqualTo("crew");
        assertThat(raised.externalId()).isEqualTo("FW-" + story.pointId);
        assertThat(raised.notes()).isEqualTo("Meter cover is broken");
        assertThat(story.device().conditionState()).hasToString("TAMPERED");
        story.of(raised.id()).walk("I05 SERVICE_INVESTIGATION: INVESTIGATED").assess("I06", "SPAWN_EXCHANGE");
    }

    @Test
    void findsThePointByItsDevice() {
        Story story = stories.at(MANUAL);
        Token token = receive(found(
                "FW-" + story.pointId,
                null,
                "{\"type\":\"READ\",\"deviceId\":\"" + story.device().id() + "\"}"));
        token.runJob("serviceTask_placeFinding");
        assertThat(stories.orders().openAt(story.pointId))
                .singleElement()
                .satisfies(order -> assertThat(order.type()).isEqualTo("READ"));
    }

    @Test
    void personGivesTheRightPlace() {
        Story story = stories.at(MANUAL);
        Token token = receive(found("FW-" + story.pointId, "SP-NOWHERE", "{}"));
        token.runJob("serviceTask_placeFinding");
        Task task = token.task("userTask_givePlace");
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .contains("dispatchers-north");
        assertThat(tasks.getVariablesLocal(task.getId()))
                .containsEntry("why", "There is no service point 'SP-NOWHERE' where the crew works.")
                .containsEntry("finding", "Meter cover is broken")
                .containsEntry("reportedBy", "crew");
        assertThat(state("FW-" + story.pointId)).isEqualTo(Inbox.State.UNMATCHED);
        tasks.claim(task.getId(), "dispatcher");

        assertThatThrownBy(
                        () -> tasks.complete(task.getId(), Map.of("decision", "GIVE_PLACE", "servicePointId", "SP-X")))
                .hasStackTraceContaining("not a service point where the crew works");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "LATER")))
                .hasStackTraceContaining("must be GIVE_PLACE or DISMISS");

        tasks.complete(task.getId(), Map.of("decision", "GIVE_PLACE", "servicePointId", story.pointId));
        token.runJob("userTask_givePlace").runJob("serviceTask_placeFinding");
        assertThat(token.ended()).isTrue();
        assertThat(stories.orders().openAt(story.pointId)).hasSize(1);
        assertThat(state("FW-" + story.pointId)).isEqualTo(Inbox.State.DONE);
    }

    @Test
    void personPutsAwayWhatIsNoWork() {
        Story story = stories.at(MANUAL);
        Token token = receive(found("FW-" + story.pointId, story.pointId, "{\"deviceId\":\"M-OTHER\"}"));
        token.runJob("serviceTask_placeFinding");
        Task task = token.task("userTask_givePlace");
        assertThat(tasks.getVariableLocal(task.getId(), "why").toString()).contains("another one is in place");
        tasks.claim(task.getId(), "dispatcher");
        tasks.complete(task.getId(), Map.of("decision", "DISMISS"));
        token.runJob("userTask_givePlace");
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_findingDismissed");
        assertThat(stories.orders().openAt(story.pointId)).isEmpty();
        assertThat(state("FW-" + story.pointId)).isEqualTo(Inbox.State.DONE);
    }

    @Test
    void pointOfAnotherDivisionIsNoPlace() {
        Story story = stories.at("{\"division\":\"south\",\"area\":\"south.city\",\"device\":{\"kind\":\"MANUAL\"}}");
        Token token = receive(found("FW-" + story.pointId, story.pointId, "{}"));
        token.runJob("serviceTask_placeFinding");
        assertThat(token.waitsAt()).contains("userTask_givePlace");
        assertThat(stories.orders().openAt(story.pointId)).isEmpty();
    }

    @Test
    void sameFindingTwiceIsOne() {
        Story story = stories.at(MANUAL);
        FoundWork work = found(
                "FW-" + story.pointId,
                story.pointId,
                "{\"readings\":[{\"registerId\":\"1\",\"value\":\"12.30\",\"at\":\"2026-03-02T09:00:00Z\"}]}");
        receive(work);
        assertThat(findings.receive(work, Stories.CREW)).isFalse();
        assertThatThrownBy(() -> findings.receive(
                        found("FW-" + story.pointId, story.pointId, "{\"remarks\":\"x\"}"), Stories.CREW))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("external-id-reused"));
        assertThat(List.of(Token.of(stories.engine(), "found-work", "found-work:crew/FW-" + story.pointId)))
                .hasSize(1);
    }
}
