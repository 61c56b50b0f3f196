// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.assessment.HumanWork;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;

/** A person's decision as a task of the engine: one person, two persons, the form's fields (SOM-13, service-orders 7.8). */
@ProcessTest
@WalksDiagram("human-activity.bpmn")
class HumanActivityProcessTest {

    private static final Caller ADA = approver("ada");
    private static final Caller AXEL = approver("axel");
    private static final Caller METER_DATA =
            new Caller("mia", Caller.Kind.PERSON, Set.of(People.METER_DATA), Set.of("north", "south"), Set.of());
    private static final Caller SOUTH =
            new Caller("sven", Caller.Kind.PERSON, Set.of("dispatchers-south"), Set.of("south"), Set.of());

    private static final String MANUAL_OFF = "{\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String UNKNOWN_SUPPLY = "{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private Milestones milestones;

    private static Caller approver(String id) {
        return new Caller(
                id, Caller.Kind.PERSON, Set.of(People.COLLECTIONS_APPROVERS), Set.of("north", "south"), Set.of());
    }

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @AfterEach
    void logOut() {
        Stories.loggedIn(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPROVE_LIFE_SUPPORT", "APPROVE_DISPUTED"})
    void twoDifferentPersonsApprove(String action) {
        Story story = asked(action, MANUAL_OFF);
        String id = story.activity().id();
        Task first = task(id, "userTask_decide");
        assertThat(groups(first)).containsExactly("collections-approvers");

        HumanWork.View half =
                stories.human().decide(id, ADA, new PersonsDecision("APPROVED", null, "note 7", null, "She agreed."));

        assertThat(half.state()).isEqualTo(Activity.State.OPEN);
        assertThat(half.outcome()).isNull();
        assertThat(half.assignee()).isNull();
        assertThat(half.approvals()).singleElement().satisfies(approval -> {
            assertThat(approval.by()).isEqualTo("ada");
            assertThat(approval.at()).isEqualTo(Stories.NOW);
            assertThat(approval.remarks()).isEqualTo("She agreed.");
        });
        Task second = task(id, "userTask_approveSecond");
        assertThat(groups(second)).containsExactly("collections-approvers");
        assertThat(tasks.getVariableLocal(second.getId(), "earlierApprovals"))
                .asString()
                .contains("ada APPROVED", "She agreed.");

        HumanWork.View whole = stories.human()
                .decide(id, AXEL, new PersonsDecision("APPROVED", null, null, null, "I called her too."));

        assertThat(whole.state()).isEqualTo(Activity.State.COMPLETED);
        assertThat(whole.outcome()).isEqualTo("APPROVED");
        assertThat(whole.completedBy()).isEqualTo("axel");
        assertThat(whole.approvals()).hasSize(2);
        assertThat(whole.evidence()).isEqualTo("ada: note 7");
        assertThat(whole.remarks()).contains("ada APPROVED", "She agreed.", "axel APPROVED", "I called her too.");
        human(id).hasPassed("userTask_decide", "userTask_approveSecond", "endEvent_decidedByTwo");
        assertThat(told(story))
                .filteredOn(text -> text.contains(action + "_DECIDED"))
                .hasSize(2)
                .anyMatch(text -> text.contains("APPROVED by ada: She agreed. Evidence: note 7"))
                .anyMatch(text -> text.contains("APPROVED by axel: I called her too."));
    }

    @Test
    void samePersonIsRefusedByRestByClaimAndByForm() {
        Story story = asked("APPROVE_LIFE_SUPPORT", MANUAL_OFF);
        String id = story.activity().id();
        stories.human().decide(id, ADA, decision("APPROVED"));
        Task second = task(id, "userTask_approveSecond");

        for (String word : List.of("APPROVED", "DENIED")) {
            assertThatThrownBy(() -> stories.human().decide(id, ADA, decision(word)))
                    .hasFieldOrPropertyWithValue("name", "same-person");
        }
        assertThatThrownBy(() -> stories.human().claim(id, ADA)).hasFieldOrPropertyWithValue("name", "same-person");
        assertThatThrownBy(() -> tasks.claim(second.getId(), "ada")).hasStackTraceContaining("approved this already");
        assertThatThrownBy(() -> tasks.setAssignee(second.getId(), "ada"))
                .hasStackTraceContaining("approved this already");
        // Signed by another one, but completed by the first: who acts counts.
        tasks.claim(second.getId(), "axel");
        Stories.loggedIn(ADA);
        assertThatThrownBy(() -> tasks.complete(second.getId(), Map.of("decision", "APPROVED")))
                .hasStackTraceContaining("signed this work");
        tasks.setAssignee(second.getId(), null);
        assertThatThrownBy(() -> tasks.complete(second.getId(), Map.of("decision", "APPROVED")))
                .hasStackTraceContaining("approved this already");
        Stories.loggedIn(null);
        assertThat(story.activity().state()).isEqualTo(Activity.State.OPEN);
    }

    @Test
    void formsApproveByTwoAndCannotSkipTheSecondPerson() {
        Story story = asked("APPROVE_DISPUTED", MANUAL_OFF);
        String id = story.activity().id();
        Task first = task(id, "userTask_decide");
        assertThat(tasks.getVariablesLocal(first.getId()))
                .containsEntry("form", "approve-disputed")
                .containsEntry("decisions", "APPROVED,DENIED");
        assertThatThrownBy(() -> tasks.complete(first.getId(), Map.of("decision", "APPROVED")))
                .hasStackTraceContaining("Sign the task first");
        tasks.claim(first.getId(), "ada");
        tasks.complete(
                first.getId(), Map.of("decision", "APPROVED", "secondPersonNeeded", false, "remarks", "All proven."));
        Task second = task(id, "userTask_approveSecond");
        tasks.claim(second.getId(), "axel");
        tasks.complete(second.getId(), Map.of("decision", "APPROVED"));
        Activity done = stories.activities().get(id);
        assertThat(done.outcome()).isEqualTo("APPROVED");
        assertThat(done.completedBy()).isEqualTo("axel");
        assertThat(done.result()).contains("All proven.");
    }

    @Test
    void eitherPersonCanDeny() {
        String alone = asked("APPROVE_LIFE_SUPPORT", MANUAL_OFF).activity().id();
        stories.human().decide(alone, ADA, decision("DENIED"));
        assertThat(stories.activities().get(alone).outcome()).isEqualTo("DENIED");
        human(alone).hasPassed("endEvent_decided").hasNotPassed("userTask_approveSecond");

        String second = asked("APPROVE_LIFE_SUPPORT", MANUAL_OFF).activity().id();
        stories.human().decide(second, ADA, decision("APPROVED"));
        stories.human().decide(second, AXEL, decision("DENIED"));
        assertThat(stories.activities().get(second).outcome()).isEqualTo("DENIED");
        human(second).hasPassed("endEvent_decidedByTwo");
        assertThatThrownBy(() -> stories.human().decide(second, AXEL, decision("APPROVED")))
                .hasFieldOrPropertyWithValue("name", "already-ended");
    }

    @Test
    void dispatcherDoesNotApprove() {
        String id = asked("APPROVE_LIFE_SUPPORT", MANUAL_OFF).activity().id();
        assertThatThrownBy(() -> stories.human().decide(id, Stories.DISPATCHER, decision("APPROVED")))
                .hasFieldOrPropertyWithValue("name", "not-found");
    }

    @Test
    void estimateIsCompleteAndOfTheDeviceConcerned() {
        Story story = asked("ESTIMATE_READ", """
                {"device":{"kind":"MANUAL","registers":[{"id":"1","kind":"SCALAR"},{"id":"2","kind":"SCALAR"}]}}
                """);
        String id = story.activity().id();
        assertThat(groups(task(id, "userTask_decide"))).containsExactlyInAnyOrder("meter-data", "dispatchers-north");
        List<Reading> complete = story.readings(story.device(), Stories.now());

        refusedWith(id, "/readings", new PersonsDecision("ESTIMATED", null, null, null, null));
        refusedWith(id, "/readings", new PersonsDecision("ESTIMATED", null, null, complete.subList(0, 1), null));
        refusedWith(id, "/readings", new PersonsDecision("PARTIAL", null, null, complete, null));
        Reading one = complete.get(0);
        refusedWith(
                id,
                "/readings/0/deviceId",
                estimated(new Reading("1", null, one.value(), one.at(), "M-ELSEWHERE"), complete.get(1)));
        refusedWith(
                id,
                "/readings/0/value",
                estimated(new Reading("1", null, one.value().negate(), one.at(), null), complete.get(1)));
        refusedWith(
                id,
                "/readings/0/at",
                estimated(new Reading("1", null, one.value(), Stories.NOW.plusSeconds(3600), null), complete.get(1)));
        refusedWith(id, "/decision", decision("VISIT_AGAIN"));
        assertThat(story.activity().state()).isEqualTo(Activity.State.OPEN);

        stories.human()
                .decide(id, METER_DATA, new PersonsDecision("ESTIMATED", null, null, complete, "from last year"));
        assertThat(stories.activities().get(id).outcome()).isEqualTo("ESTIMATED");
        assertThat(stories.activities().get(id).result())
                .contains("\"deviceId\":\"" + story.device().id() + "\"");
        human(id).hasPassed("endEvent_decided");
    }

    @Test
    void estimateIsOfTheDeviceThatTheOrderTookOut() {
        Story story = asked("ESTIMATE_READ", """
                {"device":{"kind":"MANUAL","registers":[{"id":"1","kind":"SCALAR"},{"id":"2","kind":"SCALAR"}]}}
                """);
        String old = String.valueOf(story.device().id());
        stories.facts()
                .save(
                        story.orderId(),
                        story.facts().toBuilder()
                                .takenOut(story.device().takenOut())
                                .build());
        List<Reading> complete = story.readings(story.device(), Stories.now());
        story.change("{\"device\":null}");
        String id = story.activity().id();
        refusedWith(id, "/readings", estimated(complete.get(0)));
        stories.human().decide(id, METER_DATA, estimated(complete.get(0), complete.get(1)));
        assertThat(stories.activities().get(id).result()).contains("\"deviceId\":\"" + old + "\"");
    }

    private static PersonsDecision estimated(Reading... readings) {
        return new PersonsDecision("ESTIMATED", null, null, List.of(readings), null);
    }

    @Test
    void estimateComesFromTheFormToo() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .walk("E19 READ_METER: NO_ACCESS", "E19 READ_METER: NO_ACCESS")
                .assess("G12", "FIELD_EXHAUSTED");
        Task task = story.token().task("userTask_decide");
        assertThat(tasks.getVariableLocal(task.getId(), "decisions"))
                .isEqualTo("VISIT_AGAIN,REMOTE_AGAIN,ESTIMATE,PARTIAL,CANCEL");
        assertThat(tasks.getVariableLocal(task.getId(), "decisionRecord"))
                .asString()
                .contains("E19 READ_METER: ", "G12 FIELD_EXHAUSTED: ");
        assertThat(tasks.getVariableLocal(task.getId(), "lastResults"))
                .asString()
                .contains("READ_METER: NO_ACCESS by crew");
        assertThat(tasks.getVariableLocal(task.getId(), "factsNow")).asString().contains("Registers: 1");
        tasks.claim(task.getId(), "dispatcher");
        for (String wrong : List.of("two", "7 = 12", "-3")) {
            assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "ESTIMATE", "readings", wrong)))
                    .hasStackTraceContaining("/readings");
        }
        tasks.complete(
                task.getId(),
                Map.of("decision", "ESTIMATE", "readings", "1 = 12345,6", "readAt", "2026-03-02T09:00:00Z"));
        story.walk("E20 DONE: completed DONE");
        assertThat(stories.readings().ofOrder(story.orderId())).singleElement().satisfies(set -> {
            assertThat(set.source().name()).isEqualTo("ESTIMATE");
            assertThat(set.values().get(0).value()).isEqualTo("12345.6");
            assertThat(set.takenAt()).hasToString("2026-03-02T09:00:00Z");
        });
    }

    @Test
    void orderFollowsItsPointIntoAnotherDivision() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        story.change("{\"division\":\"south\"}");
        ask(story, "CORRECT_ORDER");
        String id = story.activity().id();
        assertThat(groups(task(id, "userTask_decide")))
                .containsExactlyInAnyOrder("dispatchers-north", "dispatchers-south");
        for (Caller dispatcher : List.of(Stories.DISPATCHER, SOUTH)) {
            HumanWork.View view = stories.human().visible(id, dispatcher);
            assertThat(view.division()).isEqualTo("north");
            assertThat(view.pointDivision()).isEqualTo("south");
            assertThat(stories.human()
                            .find(dispatcher, null, Activity.State.OPEN, null, page())
                            .items())
                    .extracting(HumanWork.View::id)
                    .contains(id);
        }
        refusedWith(
                id, "/facts", new PersonsDecision("CORRECTED", supply(ServicePoint.Supply.ON), "photo", null, null));

        stories.human().decide(id, SOUTH, decision("CORRECTED"));

        assertThat(story.order().division()).isEqualTo("south");
        assertThat(stories.activities().get(id).outcome()).isEqualTo("CORRECTED");
        assertThatThrownBy(() -> stories.human().visible(id, Stories.DISPATCHER))
                .hasFieldOrPropertyWithValue("name", "not-found");
    }

    @Test
    void cutOfALifeSupportNeedsTwoApprovalsAndGoesOnAfterThem() {
        Story story = stories.at(
                        "{\"flags\":{\"lifeSupport\":true},\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                .ordered("CUT")
                .assess("G06", "APPROVE_LIFE_SUPPORT");
        String id = story.activity().id();
        assertThat(tasks.getVariableLocal(task(id, "userTask_decide").getId(), "factsNow"))
                .asString()
                .contains("Somebody lives by the power: yes");
        stories.human().decide(id, ADA, decision("APPROVED"));
        assertThat(story.activity().id()).isEqualTo(id);
        assertThat(story.order().state()).isEqualTo(OrderState.HELD);
        stories.human().decide(id, AXEL, decision("APPROVED"));
        story.assess("G08", "SEND_NOTICE");
        assertThat(story.facts().approved()).isTrue();
    }

    @Test
    void deniedCutEnds() {
        Story story = stories.at(
                        "{\"flags\":{\"lifeSupport\":true},\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                .ordered("CUT")
                .assess("G06", "APPROVE_LIFE_SUPPORT");
        stories.human().decide(story.activity().id(), ADA, decision("APPROVED"));
        stories.human().decide(story.activity().id(), AXEL, decision("DENIED"));
        story.walk("PERSON CANCELLED: cancelled DENIED");
    }

    @Test
    void changedFactsWithdrawAnApprovalHalfGiven() {
        Story story = stories.at(
                        "{\"flags\":{\"lifeSupport\":true},\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                .ordered("CUT")
                .assess("G06", "APPROVE_LIFE_SUPPORT");
        String id = story.activity().id();
        stories.human().decide(id, ADA, decision("APPROVED"));
        Task second = task(id, "userTask_approveSecond");
        story.change("{\"flags\":{\"lifeSupport\":false}}");
        assertThat(tasks.createTaskQuery().taskId(second.getId()).count()).isZero();
        assertThat(stories.activities().get(id).outcome()).isEqualTo("WITHDRAWN");
        assertThatThrownBy(() -> stories.human().decide(id, AXEL, decision("APPROVED")))
                .hasFieldOrPropertyWithValue("name", "already-ended");
        story.assess("G08", "SEND_NOTICE");
    }

    @Test
    void movedPointAsksTheDispatchersOfBothDivisions() {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        story.change("{\"division\":\"south\",\"supply\":\"ON\"}");
        story.assess("G16", "CORRECT_ORDER");
        stories.human().decide(story.activity().id(), SOUTH, decision("CORRECTED"));
        story.assess("E19", "READ_METER");
        assertThat(story.order().division()).isEqualTo("south");
    }

    @Test
    void orderWhosePointMovedCanBeCancelledInstead() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        story.change("{\"division\":\"south\"}");
        ask(story, "CORRECT_ORDER");
        String id = story.activity().id();
        stories.human().decide(id, Stories.DISPATCHER, decision("CANCEL"));
        assertThat(story.order().division()).isEqualTo("north");
        assertThat(stories.activities().get(id).outcome()).isEqualTo("CANCEL");
    }

    @Test
    void workOfOtherDivisionsStaysHidden() {
        String id = stories.at(UNKNOWN_SUPPLY)
                .ordered("ENABLE")
                .assess("G14", "COMPLETE_DATA")
                .activity()
                .id();
        assertThatThrownBy(() -> stories.human().visible(id, SOUTH)).hasFieldOrPropertyWithValue("name", "not-found");
        assertThat(stories.human()
                        .find(SOUTH, null, Activity.State.OPEN, null, page())
                        .items())
                .extracting(HumanWork.View::id)
                .doesNotContain(id);
    }

    @Test
    void formSaysWhichDeviceIsInPlace() {
        Story story = mismatch();
        Task task = story.token().task("userTask_decide");
        tasks.claim(task.getId(), "dispatcher");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "CORRECTED", "deviceId", "M-99")))
                .hasStackTraceContaining("/evidence");
        assertThatThrownBy(() -> tasks.complete(
                        task.getId(),
                        Map.of("decision", "CORRECTED", "deviceId", "M-99", "noDevice", true, "evidence", "photo 7")))
                .hasStackTraceContaining("/facts/noDevice");
        tasks.complete(
                task.getId(),
                Map.of(
                        "decision",
                        "CORRECTED",
                        "deviceId",
                        "M-99",
                        "switchPosition",
                        "ON",
                        "deviceRegisters",
                        "1, 2",
                        "evidence",
                        "photo 7",
                        "remarks",
                        "Swapped years ago."));
        story.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
        assertThat(story.device().id()).isEqualTo("M-99");
        assertThat(story.device().registerList()).hasSize(2);
        HumanWork.View view = stories.activities().of(story.orderId()).stream()
                .filter(activity -> activity.action().equals("DEVICE_MISMATCH"))
                .map(activity -> stories.human().visible(activity.id(), Stories.DISPATCHER))
                .findFirst()
                .orElseThrow();
        assertThat(view.completedBy()).isEqualTo("dispatcher");
        assertThat(view.evidence()).isEqualTo("photo 7");
        assertThat(view.remarks()).isEqualTo("Swapped years ago.");
        assertThat(told(story))
                .anyMatch(text -> text.contains("DEVICE_MISMATCH_DECIDED")
                        && text.contains("CORRECTED by dispatcher: Swapped years ago. Evidence: photo 7"));
    }

    /** What is not corrected stays: a device does not heal because its switch was set right. */
    @Test
    void correctedDeviceKeepsWhatThePersonLeavesOut() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"condition\":\"SUSPECT\",\"switch\":\"UNKNOWN\"}}")
                .ordered("ENABLE")
                .walk("E15 TURN_ON_METER: NOT_FOUND")
                .assess("G12b", "DEVICE_MISMATCH");
        Device known = Objects.requireNonNull(story.device());
        Device seen = new Device(
                known.id(), known.kind(), null, null, Device.SwitchPosition.ON, null, null, null, null, null);
        Observation.Correction facts = new Observation.Correction(null, null, null, null, null, seen, null, null);

        stories.human()
                .decide(
                        story.activity().id(),
                        Stories.DISPATCHER,
                        new PersonsDecision("CORRECTED", facts, "photo 7", null, null));
        story.assess("E19", "READ_METER");

        assertThat(story.device()).isEqualTo(known.withSwitch(Device.SwitchPosition.ON));
    }

    @Test
    void formSaysThatNoDeviceIsThere() {
        Story story = mismatch();
        Task task = story.token().task("userTask_decide");
        tasks.claim(task.getId(), "dispatcher");
        assertThatThrownBy(() -> tasks.complete(
                        task.getId(),
                        Map.of(
                                "decision",
                                "CORRECTED",
                                "noDevice",
                                true,
                                "switchPosition",
                                "ON",
                                "evidence",
                                "photo 7")))
                .hasStackTraceContaining("no device at this point");
        tasks.complete(task.getId(), Map.of("decision", "CORRECTED", "noDevice", true, "evidence", "photo 7"));
        story.assess("E04", "INSTALL_METER");
        assertThat(story.point().device()).isNull();
    }

    @Test
    void completeDataTakesSupplyAndCapabilities() {
        Story story = stories.at("{\"supply\":null,\"device\":{\"capabilities\":null,\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("G14", "COMPLETE_DATA");
        Task task = story.token().task("userTask_decide");
        tasks.claim(task.getId(), "dispatcher");
        assertThatThrownBy(() -> tasks.complete(
                        task.getId(), Map.of("decision", "COMPLETED", "supply", "ON", "evidence", "data sheet")))
                .hasStackTraceContaining("/facts/capabilities");
        tasks.complete(
                task.getId(),
                Map.of(
                        "decision",
                        "COMPLETED",
                        "supply",
                        "ON",
                        "switchControl",
                        "REMOTE",
                        "onDemandReadInterval",
                        true,
                        "evidence",
                        "data sheet"));
        story.assess("E12", "REMOTE_CONNECT");
        assertThat(story.point().supply()).isEqualTo(ServicePoint.Supply.ON);
        assertThat(story.device().capabilities()).satisfies(can -> {
            assertThat(can.switchControl()).hasToString("REMOTE");
            assertThat(can.onDemandReadInterval()).isTrue();
            assertThat(can.ping()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE_DATA,        complete-data,        'COMPLETED,CANCEL'",
        "APPROVE_LIFE_SUPPORT, approve-life-support, 'APPROVED,DENIED'",
        "APPROVE_DISPUTED,     approve-disputed,     'APPROVED,DENIED'",
        "EXCHANGE_FAILED,      exchange-failed,      'EXCHANGE_AGAIN,GO_ON,CANCEL'",
        "DEVICE_MISMATCH,      device-mismatch,      'CORRECTED,PARTIAL,CANCEL'",
        "NO_PROGRESS,          no-progress,          'CORRECTED,PARTIAL,CANCEL'",
        "FIELD_EXHAUSTED,      field-exhausted,      'VISIT_AGAIN,REMOTE_AGAIN,PARTIAL,CANCEL'",
        "ESTIMATE_READ,        estimate-read,        'ESTIMATED,PARTIAL'",
        "EVENT_PERSISTS,       event-persists,       'CLOSE_EVENT,VISIT,CANCEL'",
        "CORRECT_ORDER,        correct-order,        'CORRECTED,CANCEL'",
    })
    void everyTaskOffersTheDecisionsOfThePaperAndTakesEachOfThem(String action, String form, String decisions) {
        for (String word : decisions.split(",")) {
            Story story = asked(action, MANUAL_OFF);
            String id = story.activity().id();
            Task task = task(id, "userTask_decide");
            assertThat(tasks.getVariablesLocal(task.getId()))
                    .containsEntry("form", form)
                    .containsEntry("decisions", decisions)
                    .containsEntry("why", "because")
                    .containsKeys("factsNow", "decisionRecord", "lastResults", "orderNo", "address");
            refusedWith(id, "/decision", decision("NONSENSE"));
            tasks.claim(task.getId(), "ada");
            tasks.complete(task.getId(), Map.of("decision", word, "readings", word.equals("ESTIMATED") ? "12.3" : ""));
            if (word.equals("APPROVED")) {
                Task second = task(id, "userTask_approveSecond");
                tasks.claim(second.getId(), "axel");
                tasks.complete(second.getId(), Map.of("decision", word));
            }
            Activity done = stories.activities().get(id);
            assertThat(done.state()).isEqualTo(Activity.State.COMPLETED);
            assertThat(done.outcome()).isEqualTo(word);
            assertThat(runtime.createProcessInstanceQuery()
                            .processInstanceBusinessKey(id)
                            .count())
                    .isZero();
        }
    }

    /** An order under way is asked something besides. */
    private Story asked(String action, String point) {
        Story story = stories.at(point).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        return ask(story, action);
    }

    private Story ask(Story story, String action) {
        stories.inTransaction(() -> {
            Activity opened = stories.activities().open(story.order(), Activity.Kind.HUMAN, action, "G00", "because");
            return runtime.startProcessInstanceByKey(
                    "human-activity",
                    opened.id(),
                    Map.<String, Object>of("orderId", story.orderId(), "activityId", opened.id()));
        });
        return story;
    }

    private Story mismatch() {
        return stories.at(MANUAL_OFF)
                .ordered("ENABLE")
                .walk("E15 TURN_ON_METER: NOT_FOUND")
                .assess("G12b", "DEVICE_MISMATCH");
    }

    private void refusedWith(String id, String pointer, PersonsDecision decision) {
        Caller caller = stories.human().groups(id).contains(People.COLLECTIONS_APPROVERS) ? ADA : Stories.DISPATCHER;
        assertThatThrownBy(() -> stories.human().decide(id, caller, decision))
                .hasFieldOrPropertyWithValue("name", "decision-not-allowed")
                .hasMessageContaining(pointer + ":");
    }

    private static PersonsDecision decision(String word) {
        return new PersonsDecision(word, null, null, null, null);
    }

    private static Observation.Correction supply(ServicePoint.Supply supply) {
        return new Observation.Correction(supply, null, null, null, null, null, null, null);
    }

    private static org.truckroll.shared.Page.Request page() {
        return org.truckroll.shared.Page.Request.of(500, null);
    }

    private Token human(String activityId) {
        return Token.of(stories.engine(), "human-activity", activityId);
    }

    private Task task(String activityId, String definition) {
        return human(activityId).task(definition);
    }

    private List<String> groups(Task task) {
        return tasks.getIdentityLinksForTask(task.getId()).stream()
                .map(IdentityLink::getGroupId)
                .toList();
    }

    /** What the order's own log says about persons' decisions. */
    private List<String> told(Story story) {
        return milestones.of(story.orderId()).stream()
                .map(milestone -> milestone.name() + " " + milestone.note())
                .toList();
    }
}
