// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.command.MeterCommand;
import org.truckroll.field.Visit;
import org.truckroll.intake.Cancellations;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.shared.Problem;

/** A cancellation meets an order wherever it can stand (service-orders 7.6, guard G01). */
@ProcessTest
class CancellationProcessTest {

    private static final String COMMISSIONED = "{\"device\":{\"commission\":\"COMMISSIONED\"}}";
    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String SUPPLIED_MANUAL = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private Cancellations cancellations;

    @Autowired
    private Milestones milestones;

    @Autowired
    private TaskService tasks;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @AfterEach
    void logOut() {
        Stories.loggedIn(null);
    }

    /** A place where an order waits, and how it came there. */
    record Wait(String name, String point, Consumer<Story> comes) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Activities that can always be taken back: their timer or task ends with them. */
    static Stream<Wait> waits() {
        return Stream.of(
                new Wait("assessment due", "{}", story -> story.ordered("ENABLE")),
                new Wait("first date", MANUAL, story -> story.ordered("ENABLE", Stories.NOW.plusSeconds(86_400))),
                new Wait(
                        "assessment due after a visit",
                        MANUAL,
                        story -> story.ordered("ENABLE").walk("E15 TURN_ON_METER: NO_ACCESS")),
                new Wait(
                        "WAIT_CLOSE",
                        "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ARMED\"}}",
                        story -> story.ordered("ENABLE").assess("E14", "WAIT_CLOSE")),
                new Wait(
                        "WAIT_READ",
                        "{\"nextScheduledRead\":\"2026-03-04\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("ENABLE").assess("E18", "WAIT_READ")),
                new Wait(
                        "WAIT_OUTAGE",
                        COMMISSIONED,
                        story -> story.outage(true).ordered("ENABLE").assess("G09", "WAIT_OUTAGE")),
                new Wait(
                        "WAIT_WINDOW",
                        "{\"flags\":{\"restrictions\":[{\"kind\":\"WINTER\",\"from\":\"2026-01-01\",\"to\":\"2026-03-31\"}]},"
                                + "\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("CUT").assess("G07", "WAIT_WINDOW")),
                new Wait(
                        "WAIT_NOTICE",
                        SUPPLIED_MANUAL,
                        story -> story.ordered("CUT").walk("G08 SEND_NOTICE").assess("G08b", "WAIT_NOTICE")),
                new Wait(
                        "COMPLETE_DATA",
                        "{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("ENABLE").assess("G14", "COMPLETE_DATA")),
                new Wait(
                        "APPROVE_LIFE_SUPPORT, approved by one of two",
                        "{\"flags\":{\"lifeSupport\":true},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("CUT")
                                .assess("G06", "APPROVE_LIFE_SUPPORT")
                                .decide(
                                        new Caller(
                                                "ada",
                                                Caller.Kind.PERSON,
                                                Set.of(People.COLLECTIONS_APPROVERS),
                                                Set.of("north"),
                                                Set.of()),
                                        new PersonsDecision("APPROVED", null, null, null, null))),
                new Wait(
                        "visit offered",
                        MANUAL,
                        story -> story.ordered("ENABLE").assess("E15", "TURN_ON_METER")),
                new Wait(
                        "visit signed",
                        MANUAL,
                        story -> story.ordered("ENABLE")
                                .assess("E15", "TURN_ON_METER")
                                .signed()),
                new Wait(
                        "visit with an appointment",
                        MANUAL,
                        story -> story.ordered("ENABLE")
                                .assess("E15", "TURN_ON_METER")
                                .signed()
                                .appointed()),
                new Wait(
                        "command before it is sent",
                        COMMISSIONED,
                        story -> story.ordered("ENABLE").assess("E12", "REMOTE_CONNECT")),
                new Wait("command between two tries", COMMISSIONED, story -> {
                    ScriptedHeadEnd.INSTANCE.reacts(503, "{}");
                    story.ordered("ENABLE").assess("E12", "REMOTE_CONNECT").send();
                    assertThat(story.token().waitsAt()).contains("event_retryTime");
                }),
                new Wait("command whose message is repaired", COMMISSIONED, story -> {
                    ScriptedHeadEnd.INSTANCE.reacts(400, "{}");
                    story.ordered("ENABLE").assess("E12", "REMOTE_CONNECT").send();
                    assertThat(story.activity().action()).isEqualTo("INTEGRATION");
                }));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void orderEndsCancelledFromWhereItWaits(Wait wait) {
        Story story = stories.at(wait.point());
        wait.comes().accept(story);
        int decisions = story.decisions().size();
        List<String> open = open(story);

        ServiceOrder asked = cancellations.request(story.orderId(), "moved elsewhere", Stories.CIS);
        assertThat(asked.state()).isEqualTo(OrderState.ASSESSING_CANCELLATION);
        assertThat(open(story)).isEmpty();
        assertThat(stories.activities().of(story.orderId()).stream().filter(activity -> open.contains(activity.id())))
                .allSatisfy(activity -> {
                    assertThat(activity.state()).isEqualTo(Activity.State.CANCELLED);
                    assertThat(activity.outcome()).isEqualTo(Withdrawal.WITHDRAWN);
                });
        assertThat(tasks.createTaskQuery()
                        .processInstanceBusinessKeyIn(keys(story))
                        .count())
                .as("nobody is asked or sent any more")
                .isZero();
        assertThat(cancellations.request(story.orderId(), "again", Stories.CIS).state())
                .as("asked again")
                .isEqualTo(OrderState.ASSESSING_CANCELLATION);
        assertThat(story.token().waitsAt()).contains("subProcess_assess");

        int sent = ScriptedHeadEnd.INSTANCE.received().size();
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(story.decisions()).hasSize(decisions + 1);
        assertThat(ScriptedHeadEnd.INSTANCE.received()).hasSize(sent);
        assertThat(milestones.of(story.orderId()).stream().map(Milestones.Milestone::name))
                .containsOnlyOnce("CANCELLATION_ACCEPTED");
        assertThatThrownBy(() -> cancellations.request(story.orderId(), null, Stories.CIS))
                .hasMessageContaining("has ended");
    }

    private String[] keys(Story story) {
        return Stream.concat(
                        Stream.of(story.orderId()),
                        stories.activities().of(story.orderId()).stream().map(Activity::id))
                .toArray(String[]::new);
    }

    private List<String> open(Story story) {
        return stories.activities().allOpenOf(story.orderId()).stream()
                .map(Activity::id)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Visit.Status.class,
            names = {"EN_ROUTE", "ON_SITE", "SUSPENDED"})
    void crewOnItsWayFinishes(Visit.Status status) {
        Story story = stories.at(MANUAL)
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER")
                .signed();
        stories.field().status(story.activity().id(), Stories.CREW, status);

        refusedNaming(story, story.activity());

        assertThat(story.order().state()).isEqualTo(OrderState.IN_PROGRESS);
        assertThat(story.facts().cancel()).isEqualTo(OrderFacts.Cancel.NONE);
        story.report(story.report("TURNED_ON", Map.of("read", "")));
        story.walk("E20 DONE: completed DONE");
    }

    @Test
    void commandAtTheHeadEndFinishes() {
        Story story = stories.at(COMMISSIONED)
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT")
                .send();
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
        refusedNaming(story, story.activity());
        stories.replies()
                .receive("scripted", story.reply(story.activity().id(), "SUCCESS", Map.of("switch", "ON", "read", "")));
        assertThat(cancellations.request(story.orderId(), null, Stories.CIS).state())
                .as("its result is here, the assessment is due")
                .isEqualTo(OrderState.ASSESSING_CANCELLATION);
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(story.device().position()).as("what was done stays done").hasToString("ON");
    }

    @Test
    void commandThatLeavesInThisMomentIsNotTakenBack() {
        Story story = stories.at(COMMISSIONED).ordered("ENABLE").assess("E12", "REMOTE_CONNECT");
        ScriptedHeadEnd.INSTANCE.acceptsAfter(() -> {
            assertThat(story.command().state()).isEqualTo(MeterCommand.State.SENDING);
            refusedNaming(story, story.activity());
        });
        story.send();
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
    }

    @Test
    void commandWhoseNodeDiedWhileItLeftIsSentAgainAndNotTakenBack() {
        Story story = stories.at(COMMISSIONED).ordered("ENABLE").assess("E12", "REMOTE_CONNECT");
        String command = story.activity().id();
        jdbc.sql("update tr_command set state = 'SENDING' where id = :id")
                .param("id", command)
                .update();
        refusedNaming(story, story.activity());
        story.send();
        assertThat(story.command(command).state()).isEqualTo(MeterCommand.State.ACCEPTED);
        assertThat(ScriptedHeadEnd.INSTANCE.last().body().path("commandId").asText())
                .isEqualTo(command);
    }

    @Test
    void withdrawnCommandNeverLeavesAndItsLateAnswerIsKept() {
        ScriptedHeadEnd.INSTANCE.breaks();
        Story story = stories.at(COMMISSIONED)
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT")
                .send();
        String command = story.activity().id();
        cancellations.request(story.orderId(), null, Stories.CIS);
        assertThat(story.command(command).state()).isEqualTo(MeterCommand.State.DONE);
        assertThat(story.command(command).outcome()).isEqualTo("WITHDRAWN");
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        // The broken try had reached the meter after all.
        stories.replies().receive("scripted", story.reply(command, "SUCCESS", Map.of("switch", "ON")));
        assertThat(stories.inbox()
                        .find(
                                "head-end:scripted",
                                "msg-" + command + "-" + Stories.now().toEpochMilli())
                        .orElseThrow()
                        .state())
                .hasToString("LATE");
    }

    @Test
    void queuedOrderLeavesTheQueue() {
        Story first = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        Story second = new Story(stories, first.pointId, 200_001).ordered("INVESTIGATE");
        Story third = new Story(stories, first.pointId, 200_002).ordered("READ");
        assertThat(third.order().waitsFor()).isEqualTo(second.orderId());

        cancellations.request(second.orderId(), null, Stories.CIS);
        second.walk("G01 CANCELLED: cancelled CANCELLED");

        assertThat(third.order().waitsFor()).isEqualTo(first.orderId());
        assertThat(first.activity().state()).isEqualTo(Activity.State.OPEN);
    }

    @Test
    void awaitedExchangeIsWithdrawnFirst() {
        Story story = awaitsExchange();
        Story child = new Story(stories, story.pointId, 200_003)
                .of(stories.orders()
                        .lastRaised(story.orderId(), "EXCHANGE")
                        .orElseThrow()
                        .id());
        child.assess("X03", "EXCHANGE_METER");

        cancellations.request(story.orderId(), null, Stories.CIS);

        assertThat(child.order().state()).isEqualTo(OrderState.ASSESSING_CANCELLATION);
        child.walk("G01 CANCELLED: cancelled CANCELLED");
        story.walk("G01 CANCELLED: cancelled CANCELLED");
    }

    @Test
    void awaitedExchangePastItsPointOfNoReturnStandsAgainstIt() {
        Story story = awaitsExchange();
        Story child = new Story(stories, story.pointId, 200_004)
                .of(stories.orders()
                        .lastRaised(story.orderId(), "EXCHANGE")
                        .orElseThrow()
                        .id());
        child.assess("X03", "EXCHANGE_METER").signed();
        stories.field().status(child.activity().id(), Stories.CREW, Visit.Status.ON_SITE);
        refusedNaming(story, child.activity());
        assertThat(story.facts().cancel()).isEqualTo(OrderFacts.Cancel.NONE);
        assertThat(child.facts().cancel()).isEqualTo(OrderFacts.Cancel.NONE);
    }

    private Story awaitsExchange() {
        Story story = stories.at("{\"device\":{\"kind\":\"MANUAL\",\"condition\":\"DEFECTIVE\"}}")
                .ordered("ENABLE")
                .walk("G11 SPAWN_EXCHANGE");
        story.token().runJob("subProcess_assess");
        assertThat(story.token().waitsAt()).contains("receiveTask_awaitChange");
        return story;
    }

    @Test
    void endThatIsDecidedStands() {
        Story story = stories.at("{\"status\":\"ABANDONED\"}").ordered("ENABLE").assess("G03", "REJECTED");
        assertThatThrownBy(() -> cancellations.request(story.orderId(), null, Stories.CIS))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("already-ended"));
        story.token().runJob("serviceTask_closeOrder");
        assertThat(story.order().outcome()).isEqualTo("SP_ABANDONED");
    }

    @Test
    void readThatServedBothIsNotTakenFromOneOfThem() {
        Story stop = stories.at(SUPPLIED_MANUAL).ordered("DISABLE");
        Story start = new Story(stories, stop.pointId, 200_005).ordered("ENABLE");
        assertThat(start.order().mergedInto()).isEqualTo(stop.orderId());
        assertThat(stop.order().type()).isEqualTo("BACK_TO_BACK");

        cancellations.request(start.orderId(), null, Stories.CIS);

        assertThat(stop.order().type()).as("what its requester asked for").isEqualTo("DISABLE");
        start.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(stop.order().state().ended()).isFalse();
    }

    @Test
    void hostOfAMergeKeepsItsPlaceInTheQueue() {
        Story read = stories.at(SUPPLIED_MANUAL).ordered("READ").assess("M06", "READ_METER");
        Story stop = new Story(stories, read.pointId, 200_007).ordered("DISABLE");
        Story start = new Story(stories, read.pointId, 200_008).ordered("ENABLE");
        assertThat(start.order().mergedInto()).isEqualTo(stop.orderId());
        assertThat(stop.order().waitsFor()).isEqualTo(read.orderId());
        assertThat(stop.token().waitsAt()).containsExactly("receiveTask_awaitTurn");
    }

    @Test
    void orderThatWasMergedGoesOnWhenItsHostIsCancelled() {
        Story stop = stories.at(SUPPLIED_MANUAL).ordered("DISABLE");
        Story start = new Story(stories, stop.pointId, 200_006).ordered("ENABLE");
        cancellations.request(stop.orderId(), null, Stories.CIS);
        stop.walk("G01 CANCELLED: cancelled CANCELLED");
        assertThat(start.order().mergedInto()).isNull();
        assertThat(start.order().waitsFor()).isNull();
        start.walk("E19 READ_METER: READ read", "E20 DONE: completed DONE");
    }

    @Test
    void foreignOrderIsNotFound() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        Caller south =
                new Caller("cis-south", Caller.Kind.CLIENT, Set.of(People.API_CLIENTS), Set.of("south"), Set.of());
        assertThatThrownBy(() -> cancellations.request(story.orderId(), null, south))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("not-found"));
    }

    private void refusedNaming(Story story, Activity activity) {
        Problem problem =
                catchThrowableOfType(Problem.class, () -> cancellations.request(story.orderId(), null, Stories.CIS));
        assertThat(problem).isNotNull();
        assertThat(problem.name()).isEqualTo("past-point-of-no-return");
        assertThat(problem.toDetail().getProperties())
                .containsEntry("activityId", activity.id())
                .containsEntry("action", activity.action());
        assertThat(stories.activities().get(activity.id()).state()).isEqualTo(Activity.State.OPEN);
    }
}
