// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.command.HeadEnds;
import org.truckroll.command.reconcile.Drift;
import org.truckroll.command.reconcile.Drifts;
import org.truckroll.command.reconcile.Reconciliation;
import org.truckroll.command.reconcile.ReconciliationRun;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Our facts against a head end's list over real HTTP: what differs is kept, investigated once, and closed when it is gone (SOM-10). */
@ProcessTest
@WalksDiagram("reconcile-facts.bpmn")
class ReconcileFactsProcessTest {

    private static final ScriptedHeadEnd HEAD_END = ScriptedHeadEnd.INSTANCE;
    private static final String COMMISSIONED =
            "{\"device\":{\"headEnd\":\"twin\",\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";
    private static final Caller OPERATOR =
            new Caller("operator", Caller.Kind.PERSON, Set.of("head-end-ops"), Set.of("north"), Set.of());
    private static final Page.Request ALL = new Page.Request(500, null);

    @Autowired
    private Stories stories;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private Drifts drifts;

    @Autowired
    private HeadEnds headEnds;

    @Autowired
    private ManagementService jobs;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    /** A test that failed half-way shall not fail the others. */
    @AfterEach
    void nothingUnderWay() {
        runtime.createProcessInstanceQuery()
                .processDefinitionKey("reconcile-facts")
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "test over"));
        jdbc.sql("update tr_reconciliation set state = 'FAILED' where state = 'RUNNING'")
                .update();
    }

    @Test
    void keepsWhatDiffersAndHasItInvestigated() {
        Story off = stories.at(COMMISSIONED);
        Story gone = stories.at(COMMISSIONED);
        Story same = stories.at(COMMISSIONED);
        Story missing = stories.at(COMMISSIONED);
        Story waiting = stories.at("{\"device\":{\"headEnd\":\"twin\",\"commission\":\"PRE\"}}");
        String stranger = "X-" + off.pointId;
        later();
        HEAD_END.lists(
                200,
                page(
                        "p2",
                        meter(off, true, "OFF"),
                        meter(gone, false, "ON"),
                        meter(same, true, "ON"),
                        meter(waiting, true, "OFF"),
                        "{\"deviceId\":\"" + stranger + "\",\"enrolled\":true}"));
        HEAD_END.lists(200, page(null, "{\"deviceId\":\"not-enrolled\",\"enrolled\":false}"));
        Token token = started();

        token.runJob("serviceTask_compareNextPage").runJob("serviceTask_compareNextPage");
        assertThat(HEAD_END.asked()).containsExactly("limit=500", "limit=500&cursor=p2");
        token.runJob("serviceTask_compareNextPage").runJob("serviceTask_raiseInvestigations");
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_headEndCompared", "endEvent_factsReconciled");

        assertThat(driftOf(off)).isEqualTo("SWITCH ON/OFF");
        assertThat(driftOf(gone)).isEqualTo("ENROLMENT COMMISSIONED/NOT_ENROLLED");
        assertThat(driftOf(missing)).isEqualTo("UNKNOWN_THERE COMMISSIONED/UNKNOWN");
        assertThat(driftOf(same)).isEmpty();
        assertThat(driftOf(waiting)).as("known from its delivery").isEmpty();
        Drift unknown = open().stream()
                .filter(drift -> drift.address().equals(stranger))
                .findFirst()
                .orElseThrow();
        assertThat(unknown.kind()).isEqualTo(Drift.Kind.UNKNOWN_HERE);
        assertThat(unknown.orderId()).isNull();
        for (Story story : List.of(off, gone, missing)) {
            ServiceOrder raised = stories.orders().openAt(story.pointId).get(0);
            assertThat(raised.type()).isEqualTo("INVESTIGATE");
            assertThat(raised.requester()).isEqualTo("reconcile");
        }
        assertThat(stories.orders().openAt(same.pointId)).isEmpty();
        ReconciliationRun run = latest();
        assertThat(run.state()).isEqualTo(ReconciliationRun.State.DONE);
        assertThat(run.listed()).isEqualTo(6);
        assertThat(run.raised()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void investigationSettlesTheFactAndTheNextComparisonClosesTheDrift() {
        Story story = stories.at(COMMISSIONED);
        later();
        HEAD_END.lists(200, page(null, meter(story, true, "OFF")));
        compare();
        assertThat(driftOf(story)).isEqualTo("SWITCH ON/OFF");

        ServiceOrder raised = stories.orders().openAt(story.pointId).get(0);
        story.of(raised.id()).assess("I01", "PING");
        String ping = story.activity().id();
        stories.send("twin");
        stories.replies().receive("twin", story.reply(ping, "SUCCESS", Map.of("switch", "OFF")));
        story.walk("I02 DONE: completed DONE");
        assertThat(story.device().position()).isEqualTo(Device.SwitchPosition.OFF);

        later();
        HEAD_END.lists(200, page(null, meter(story, true, "OFF")));
        compare();
        assertThat(driftOf(story)).isEmpty();
        assertThat(ofPoint(story)).singleElement().satisfies(drift -> {
            assertThat(drift.closedAt()).isNotNull();
            assertThat(drift.orderId()).isEqualTo(raised.id());
        });
    }

    @Test
    void sameDriftIsInvestigatedOnce() {
        Story story = stories.at(COMMISSIONED);
        later();
        HEAD_END.lists(200, page(null, meter(story, true, "OFF")));
        compare();
        ServiceOrder raised = stories.orders().openAt(story.pointId).get(0);

        later();
        HEAD_END.lists(200, page(null, meter(story, true, "OFF")));
        compare();
        assertThat(driftOf(story)).as("not judged while its order is open").isEqualTo("SWITCH ON/OFF");
        assertThat(stories.orders().openAt(story.pointId)).hasSize(1);

        stories.inTransaction(() -> {
            stories.orders().moveTo(raised.id(), OrderState.CANCELLED);
            return raised;
        });
        later();
        HEAD_END.lists(200, page(null, meter(story, true, "OFF")));
        compare();
        assertThat(driftOf(story)).isEqualTo("SWITCH ON/OFF");
        assertThat(stories.orders().openAt(story.pointId)).as("a person saw it").isEmpty();
    }

    @Test
    void leavesOutWhatChangedAShortWhileAgo() {
        Story story = stories.at(COMMISSIONED);
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofMinutes(59))));
        HEAD_END.lists(200, page(null, meter(story, true, "OFF")));
        compare();
        assertThat(driftOf(story)).isEmpty();
        later();
        HEAD_END.lists(200, page(null, meter(story, true, "OFF").replace("}", ",\"at\":\"" + Stories.now() + "\"}")));
        compare();
        assertThat(driftOf(story)).as("they learned it just now").isEmpty();
    }

    @Test
    void takesOverTheModelThatOnlyTheHeadEndKnows() {
        Story story = stories.at(COMMISSIONED);
        Story other = stories.at(COMMISSIONED.replace("\"switch\"", "\"model\":\"E450\",\"switch\""));
        later();
        HEAD_END.lists(
                200,
                page(
                        null,
                        meter(story, true, "ON").replace("}", ",\"model\":\"E360\"}"),
                        meter(other, true, "ON").replace("}", ",\"model\":\"E360\"}")));
        compare();
        assertThat(story.device().model()).isEqualTo("E360");
        assertThat(driftOf(story)).isEmpty();
        assertThat(driftOf(other)).isEqualTo("MODEL E450/E360");
        assertThat(stories.orders().openAt(other.pointId))
                .as("told, not investigated")
                .isEmpty();
    }

    @Test
    void deviceThatWasDecommissionedIsNotEnrolledAgainByLookingAtIt() {
        Story story = stories.at(COMMISSIONED.replace("COMMISSIONED", "DECOMMISSIONED"));
        later();
        HEAD_END.lists(200, page(null, meter(story, true, "ON")));
        compare();
        assertThat(driftOf(story)).isEqualTo("ENROLMENT DECOMMISSIONED/ENROLLED");
        assertThat(stories.orders().openAt(story.pointId)).isEmpty();
    }

    @Test
    void asksAgainWhenTheHeadEndIsOutOfReachAndGoesOnWhereItWas() {
        Story story = stories.at(COMMISSIONED);
        later();
        HEAD_END.lists(200, page("second", meter(story, true, "ON")));
        HEAD_END.lists(503, "");
        Token token = started();
        token.runJob("serviceTask_compareNextPage").runJob("serviceTask_compareNextPage");
        assertThat(token.dueDate("event_timeToAskAgain").toInstant())
                .isEqualTo(Stories.now().plus(Duration.ofMinutes(5)));
        HEAD_END.lists(200, page(null));
        token.fireTimer("event_timeToAskAgain").runJob("serviceTask_compareNextPage");
        assertThat(HEAD_END.asked()).endsWith("limit=500&cursor=second", "limit=500&cursor=second");
        token.runJob("serviceTask_compareNextPage").runJob("serviceTask_raiseInvestigations");
        assertThat(driftOf(story)).isEmpty();
        assertThat(latest().state()).isEqualTo(ReconciliationRun.State.DONE);
    }

    @Test
    void givesUpAHeadEndThatStaysOutOfReach() {
        HEAD_END.lists(500, "");
        Token token = started();
        token.runJob("serviceTask_compareNextPage");
        for (int again = 0; again < 12; again++) {
            HEAD_END.lists(500, "");
            token.fireTimer("event_timeToAskAgain").runJob("serviceTask_compareNextPage");
        }
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_headEndGivenUp").hasNotPassed("serviceTask_raiseInvestigations");
        assertThat(latest().state()).isEqualTo(ReconciliationRun.State.FAILED);
        assertThat(latest().detail()).contains("13 times");
    }

    @Test
    void skipsAHeadEndWithoutAListAndSaysSo() {
        HEAD_END.lists(501, "");
        started().runJob("serviceTask_compareNextPage");
        assertThat(latest().state()).isEqualTo(ReconciliationRun.State.SKIPPED);
        assertThat(latest().detail()).contains("no list of its meters");
    }

    @Test
    void doesNotBelieveAListThatIsEmptyOrBroken() {
        Story story = stories.at(COMMISSIONED);
        later();
        for (String body : List.of(page(null), "{\"items\":[{\"enrolled\":true}]}", "[]", "no list")) {
            HEAD_END.lists(200, body);
            started().runJob("serviceTask_compareNextPage");
            assertThat(latest().state()).as(body).isEqualTo(ReconciliationRun.State.FAILED);
        }
        HEAD_END.lists(200, page("again", meter(story, true, "ON")));
        HEAD_END.lists(200, page("again", meter(story, true, "ON")));
        started().runJob("serviceTask_compareNextPage").runJob("serviceTask_compareNextPage");
        assertThat(latest().detail()).contains("same page");
        assertThat(driftOf(story)).isEmpty();
    }

    @Test
    void oneComparisonAtATime() {
        Token token = started();
        assertThatThrownBy(() -> reconciliation.begin("twin", OPERATOR))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("reconciliation-running"));
        assertThatThrownBy(() -> reconciliation.begin("nobody", OPERATOR))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("not-found"));
        HEAD_END.lists(501, "");
        token.runJob("serviceTask_compareNextPage");
        HEAD_END.lists(501, "");
        started().runJob("serviceTask_compareNextPage");
    }

    @Test
    void nightComparesEveryHeadEndThatIsNotUnderWay() {
        Token asked = started();
        Job night = jobs.createJobQuery()
                .timers()
                .activityId("startEvent_comparisonDue")
                .singleResult();
        jobs.executeJob(night.getId());
        ProcessInstance instance =
                runtime.createProcessInstanceQuery().processDefinitionKey("reconcile-facts").list().stream()
                        .filter(one -> one.getBusinessKey() == null)
                        .findFirst()
                        .orElseThrow();
        List<Job> steps =
                jobs.createJobQuery().processInstanceId(instance.getId()).list();
        assertThat(steps).as("every head end but twin").hasSize(headEnds.ids().size() - 1);
        steps.forEach(step -> jobs.executeJob(step.getId()));
        assertThat(reconciliation.of("scripted", ALL).get(0).state()).isEqualTo(ReconciliationRun.State.SKIPPED);
        HEAD_END.lists(501, "");
        asked.runJob("serviceTask_compareNextPage");
    }

    @Test
    void investigationsOfANightAreLimited() {
        List<Story> many = IntStream.range(0, 105)
                .mapToObj(number -> stories.at(COMMISSIONED))
                .toList();
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofDays(2))));
        HEAD_END.lists(
                200,
                page(null, many.stream().map(story -> meter(story, true, "OFF")).toArray(String[]::new)));
        compare();
        assertThat(latest().raised()).isEqualTo(100);
        assertThat(latest().detail()).contains("next night");

        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofDays(1))));
        HEAD_END.lists(
                200,
                page(null, many.stream().map(story -> meter(story, true, "OFF")).toArray(String[]::new)));
        compare();
        assertThat(many)
                .allSatisfy(story ->
                        assertThat(stories.orders().openAt(story.pointId)).hasSize(1));
    }

    /** What is not under way any more: facts of the points of other tests are old, and older than theirs. */
    private static void later() {
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofHours(2))));
    }

    private Token started() {
        return Token.of(
                stories.engine(),
                "reconcile-facts",
                reconciliation.begin("twin", OPERATOR).id());
    }

    private void compare() {
        Token token = started();
        for (int step = 0; step < 50 && !token.ended(); step++) {
            token.runJob(
                    token.waitsAt().contains("serviceTask_compareNextPage")
                            ? "serviceTask_compareNextPage"
                            : "serviceTask_raiseInvestigations");
        }
        assertThat(latest().state()).isEqualTo(ReconciliationRun.State.DONE);
    }

    private ReconciliationRun latest() {
        return reconciliation.of("twin", new Page.Request(1, null)).get(0);
    }

    private List<Drift> open() {
        return drifts.search(new Drifts.Search("twin", null, true), Set.of("north"), true, ALL);
    }

    private List<Drift> ofPoint(Story story) {
        return drifts.search(new Drifts.Search("twin", null, null), Set.of("north"), true, ALL).stream()
                .filter(drift -> story.pointId.equals(drift.servicePointId()))
                .toList();
    }

    private String driftOf(Story story) {
        return String.join(
                ", ",
                ofPoint(story).stream()
                        .filter(drift -> drift.closedAt() == null)
                        .map(drift -> drift.kind() + " " + drift.ours() + "/" + drift.theirs())
                        .toList());
    }

    private static String meter(Story story, boolean enrolled, String position) {
        return "{\"deviceId\":\"" + story.device().id() + "\",\"enrolled\":" + enrolled + ",\"switch\":\"" + position
                + "\"}";
    }

    private static String page(String next, String... meters) {
        return "{\"items\":[" + String.join(",", meters) + "],\"next\":" + (next == null ? "null" : "\"" + next + "\"")
                + "}";
    }
}
