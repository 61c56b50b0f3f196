// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.field.Visit;
import org.truckroll.intake.Amendments;
import org.truckroll.intake.Cancellations;
import org.truckroll.intake.OrderRequest;
import org.truckroll.intake.Patch;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.shared.Problem;

/** An amendment meets an order wherever it can stand: timers are armed anew, who waits looks again, a paid cut ends (api.md 2, guards G02, G04, G05). */
@ProcessTest
class AmendmentProcessTest {

    private static final Instant TOMORROW = Stories.NOW.plusSeconds(86_400);
    private static final Instant NEXT_WEEK = Stories.NOW.plusSeconds(7 * 86_400);
    private static final String COMMISSIONED = "{\"device\":{\"commission\":\"COMMISSIONED\"}}";
    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String SUPPLIED_MANUAL = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String SUPPLIED_SMART = "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";
    private static final String PAID = "{\"collection\":{\"paid\":true}}";

    @Autowired
    private Stories stories;

    @Autowired
    private Amendments amendments;

    @Autowired
    private Cancellations cancellations;

    @Autowired
    private OrderEvents events;

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

    private ServiceOrder amend(Story story, String patch) {
        try {
            return amendments.amend(story.orderId(), Patch.of(new ObjectMapper().readTree(patch)), Stories.CIS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(patch, e);
        }
    }

    private ServiceOrder redate(Story story, Instant date) {
        return amend(story, "{\"requestedDate\":" + (date == null ? null : "\"" + date + "\"") + "}");
    }

    @Test
    void firstDateMovedAwayIsWaitedForAsARecordedWait() {
        Story story = stories.at(MANUAL).ordered("ENABLE", TOMORROW);
        assertThat(redate(story, NEXT_WEEK).requestedDate()).isEqualTo(NEXT_WEEK);
        story.assess("G04", "WAIT_DATE");
        assertThat(story.order().state()).isEqualTo(OrderState.PENDING);
        assertThat(story.token().dueDate("boundaryEvent_waitOver").toInstant()).isEqualTo(NEXT_WEEK);

        redate(story, TOMORROW);
        story.assess("G04", "WAIT_DATE");
        assertThat(story.token().dueDate("boundaryEvent_waitOver").toInstant())
                .as("the timer is armed anew")
                .isEqualTo(TOMORROW);
        story.token().fireTimer("boundaryEvent_waitOver");
        story.assess("E15", "TURN_ON_METER");
    }

    @Test
    void dateTakenAwayStartsTheOrderAtOnce() {
        Story story = stories.at(MANUAL).ordered("ENABLE", NEXT_WEEK);
        assertThat(redate(story, null).requestedDate()).isNull();
        story.assess("E15", "TURN_ON_METER");
        assertThat(story.order().serviceDate()).isEqualTo(story.order().createdAt());
    }

    /** Places where an order waits without work in flight. */
    record Wait(String name, String point, Consumer<Story> comes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Wait> waits() {
        return Stream.of(
                new Wait("assessment due", MANUAL, story -> story.ordered("ENABLE")),
                new Wait("first date", MANUAL, story -> story.ordered("ENABLE", NEXT_WEEK)),
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
                        "WAIT_NOTICE",
                        SUPPLIED_MANUAL,
                        story -> story.ordered("CUT").walk("G08 SEND_NOTICE").assess("G08b", "WAIT_NOTICE")),
                new Wait(
                        "COMPLETE_DATA",
                        "{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("ENABLE").assess("G14", "COMPLETE_DATA")));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void whoWaitsLooksAgainWhenTheDateMoves(Wait wait) {
        Story story = stories.at(wait.point());
        wait.comes().accept(story);

        redate(story, TOMORROW);

        assertThat(stories.activities().allOpenOf(story.orderId())).isEmpty();
        story.assess("G04", "WAIT_DATE");
        assertThat(story.token().dueDate("boundaryEvent_waitOver").toInstant()).isEqualTo(TOMORROW);
        assertThat(story.order().state()).isEqualTo(OrderState.PENDING);
        story.outage(false);
    }

    @Test
    void workInFlightGoesOnAndTheNextAssessmentHoldsTheOrder() {
        Story visit = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        redate(visit, NEXT_WEEK);
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        visit.report(visit.report("NO_ACCESS", Map.of())).assess("G04", "WAIT_DATE");

        Story command = stories.at(COMMISSIONED)
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT")
                .send();
        redate(command, NEXT_WEEK);
        stories.replies().receive("scripted", command.reply(command.activity().id(), "FAILURE", Map.of()));
        command.assess("G04", "WAIT_DATE");
    }

    @Test
    void messageUnderRepairStaysUnderRepair() {
        ScriptedHeadEnd.INSTANCE.reacts(400, "{}");
        Story story = stories.at(COMMISSIONED)
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT")
                .send();
        redate(story, NEXT_WEEK);
        assertThat(story.activity().action()).isEqualTo("INTEGRATION");
    }

    @Test
    void queuedOrderKeepsItsPlace() {
        Story first = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        Story second = new Story(stories, first.pointId, 300_001).ordered("INVESTIGATE");
        redate(second, NEXT_WEEK);
        assertThat(second.order().waitsFor()).isEqualTo(first.orderId());
        first.report(first.report("TURNED_ON", Map.of("read", ""))).walk("E20 DONE: completed DONE");
        second.assess("G04", "WAIT_DATE");
    }

    @Test
    void urgencyMovesWhatCrewsAndPersonsSee() {
        Story visit = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        assertThat(amend(visit, "{\"priority\":90}").priority()).isEqualTo(90);
        assertThat(visit.token().task("userTask_performVisit").getPriority()).isEqualTo(90);
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        assertThat(amend(visit, "{\"priority\":null}").priority()).isEqualTo(50);

        Story person = stories.at("{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("G14", "COMPLETE_DATA");
        amend(person, "{\"priority\":80}");
        assertThat(tasks.createTaskQuery()
                        .taskId(person.activity().externalReference())
                        .singleResult()
                        .getPriority())
                .isEqualTo(80);
    }

    @Test
    void contactIsMergedAndNeverToldInEvents() {
        Story story = stories.at(MANUAL).ordered("ENABLE", TOMORROW);
        amend(story, "{\"contact\":{\"name\":\"Ada Berg\",\"phone\":\"+46 70 1\"},\"notes\":\"dog in the yard\"}");
        amend(story, "{\"contact\":{\"phone\":null,\"email\":\"ada@example.org\"}}");
        assertThat(stories.orders().contact(story.orderId()))
                .contains(new ServiceOrder.Contact("Ada Berg", null, "ada@example.org"));
        assertThat(story.order().notes()).isEqualTo("dog in the yard");
        List<String> told =
                events.of(story.orderId()).stream().map(OrderEvents.Entry::data).toList();
        assertThat(told)
                .filteredOn(data -> data.contains("AMENDED"))
                .hasSize(2)
                .allSatisfy(data ->
                        assertThat(data).contains("\"by\":\"cis\"", "contact").doesNotContain("Ada", "+46", "dog in"));
        assertThat(amend(story, "{\"contact\":null}").state()).isEqualTo(OrderState.PENDING);
        assertThat(stories.orders().contact(story.orderId())).isEmpty();
        assertThat(story.token().waitsAt()).as("no reason to look again").containsExactly("receiveTask_awaitDate");
    }

    @Test
    void sameValuesChangeNothing() {
        Story story = stories.at(MANUAL).ordered("ENABLE", TOMORROW);
        int before = events.of(story.orderId()).size();
        amend(story, "{}");
        amend(story, "{\"priority\":50,\"requestedDate\":\"" + TOMORROW + "\",\"notes\":null,\"contact\":null}");
        assertThat(events.of(story.orderId())).hasSize(before);
        assertThat(story.token().waitsAt()).containsExactly("receiveTask_awaitDate");
    }

    /** A cut wherever its work can be taken back. */
    static Stream<Wait> cuts() {
        return Stream.of(
                new Wait("assessment due", SUPPLIED_MANUAL, story -> story.ordered("CUT")),
                new Wait("first date", SUPPLIED_MANUAL, story -> story.ordered("CUT", NEXT_WEEK)),
                new Wait(
                        "WAIT_NOTICE",
                        SUPPLIED_MANUAL,
                        story -> story.ordered("CUT").walk("G08 SEND_NOTICE").assess("G08b", "WAIT_NOTICE")),
                new Wait(
                        "WAIT_WINDOW",
                        "{\"flags\":{\"restrictions\":[{\"kind\":\"WINTER\",\"from\":\"2026-01-01\",\"to\":\"2026-03-31\"}]},"
                                + "\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("CUT").assess("G07", "WAIT_WINDOW")),
                new Wait(
                        "APPROVE_LIFE_SUPPORT",
                        "{\"flags\":{\"lifeSupport\":true},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                        story -> story.ordered("CUT").assess("G06", "APPROVE_LIFE_SUPPORT")),
                new Wait(
                        "visit offered",
                        SUPPLIED_MANUAL,
                        story -> noticed(story).assess("C06", "CUT_FOR_NON_PAYMENT")),
                new Wait(
                        "visit signed",
                        SUPPLIED_MANUAL,
                        story -> noticed(story)
                                .assess("C06", "CUT_FOR_NON_PAYMENT")
                                .signed()),
                new Wait(
                        "command before it is sent",
                        SUPPLIED_SMART,
                        story -> noticed(story).assess("C05", "REMOTE_DISCONNECT")),
                new Wait("command between two tries", SUPPLIED_SMART, story -> {
                    ScriptedHeadEnd.INSTANCE.reacts(503, "{}");
                    noticed(story).assess("C05", "REMOTE_DISCONNECT").send();
                }),
                new Wait("command whose message is repaired", SUPPLIED_SMART, story -> {
                    ScriptedHeadEnd.INSTANCE.reacts(400, "{}");
                    noticed(story).assess("C05", "REMOTE_DISCONNECT").send();
                    assertThat(story.activity().action()).isEqualTo("INTEGRATION");
                }));
    }

    /** A cut whose notice was given long ago. */
    private static Story noticed(Story story) {
        return story.ordered(new OrderRequest(
                "SR-CUT-" + story.pointId,
                "CUT",
                story.pointId,
                null,
                null,
                "NON_PAYMENT",
                null,
                null,
                new OrderRequest.Collection(new BigDecimal("1250.00"), "SEK", null, null, null, "2026-01-01"),
                null,
                null));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void paidCutEndsFromWhereItWaits(Wait wait) {
        Story story = stories.at(wait.point());
        wait.comes().accept(story);
        amend(story, PAID);
        assertThat(stories.activities().allOpenOf(story.orderId())).isEmpty();
        story.walk("G05 CANCELLED: cancelled PAID");
        assertThat(story.point().supplied()).isTrue();
    }

    @Test
    void paidCutWhoseCrewIsOnItsWayEndsAfterTheVisit() {
        Story story = noticed(stories.at(SUPPLIED_MANUAL))
                .assess("C06", "CUT_FOR_NON_PAYMENT")
                .signed();
        stories.field().status(story.activity().id(), Stories.CREW, Visit.Status.EN_ROUTE);
        amend(story, PAID);
        assertThat(story.activity().state()).isEqualTo(Activity.State.OPEN);
        story.report(story.report("OFF_AT_METER", Map.of("read", "")));
        story.walk("G05 CANCELLED: cancelled PAID");
        assertThat(story.point().supplied()).as("what was cut stays cut").isFalse();
    }

    @Test
    void paidCutWhoseCommandWasHandedOverEndsAfterTheAnswer() {
        Story story = noticed(stories.at(SUPPLIED_SMART))
                .assess("C05", "REMOTE_DISCONNECT")
                .send();
        amend(story, PAID);
        String command = story.activity().id();
        stories.replies().receive("scripted", story.reply(command, "SUCCESS", Map.of("switch", "OFF")));
        story.walk("G05 CANCELLED: cancelled PAID");
    }

    @Test
    void paidCutLeavesTheQueue() {
        Story first = stories.at(SUPPLIED_MANUAL).ordered("READ").assess("M06", "READ_METER");
        Story cut = noticed(new Story(stories, first.pointId, 300_002));
        assertThat(cut.order().waitsFor()).isEqualTo(first.orderId());
        amend(cut, PAID);
        cut.walk("G05 CANCELLED: cancelled PAID");
        assertThat(first.activity().state()).isEqualTo(Activity.State.OPEN);
    }

    @Test
    void startMovedNearTurnsAWaitingStopIntoABackToBack() {
        Story stop = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}")
                .outage(true);
        stop.ordered("DISABLE").assess("G09", "WAIT_OUTAGE");
        Story start = new Story(stories, stop.pointId, 300_003).ordered("ENABLE", Stories.NOW.plusSeconds(90 * 86_400));
        assertThat(start.order().waitsFor()).isEqualTo(stop.orderId());
        assertThat(start.order().mergedInto()).isNull();

        redate(start, Stories.NOW.plusSeconds(80 * 86_400));
        assertThat(stop.activity().action()).as("still far away").isEqualTo("WAIT_OUTAGE");

        redate(start, TOMORROW);
        stop.assess("G10", "CONVERT_TO_BACK_TO_BACK");
        assertThat(stop.order().type()).isEqualTo("BACK_TO_BACK");
        assertThat(start.order().mergedInto()).isEqualTo(stop.orderId());
        stop.outage(false);
    }

    @Test
    void whatEndsCannotBeAmended() {
        Story closing =
                stories.at("{\"status\":\"ABANDONED\"}").ordered("ENABLE").assess("G03", "REJECTED");
        refused(closing, "{\"priority\":60}", "already-ended");
        closing.token().runJob("serviceTask_closeOrder");
        refused(closing, "{\"priority\":60}", "already-ended");
        Story cancelled = stories.at(MANUAL).ordered("ENABLE");
        cancellations.request(cancelled.orderId(), null, Stories.CIS);
        refused(cancelled, "{\"priority\":60}", "already-ended");
    }

    @Test
    void onlyACutIsPaid() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        refused(story, PAID, "not-amendable");
        refused(story, "{\"type\":\"CUT\"}", "not-amendable");
        refused(story, "{\"collection\":{\"amountDue\":\"1.00\"}}", "not-amendable");
        refused(story, "{\"colour\":\"red\"}", "invalid-request");
    }

    @Test
    void foreignOrderIsNotFound() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        Caller south =
                new Caller("cis-south", Caller.Kind.CLIENT, Set.of(People.API_CLIENTS), Set.of("south"), Set.of());
        assertThatThrownBy(
                        () -> amendments.amend(story.orderId(), Patch.of(new ObjectMapper().createObjectNode()), south))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("not-found"));
    }

    private void refused(Story story, String patch, String name) {
        assertThatThrownBy(() -> amend(story, patch))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo(name));
    }
}
