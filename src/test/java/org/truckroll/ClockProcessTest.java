// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.dispatch.clock.ClockFact;
import org.truckroll.dispatch.clock.ClockWatch;
import org.truckroll.dispatch.clock.Clocks;
import org.truckroll.dispatch.clock.ServiceClock;
import org.truckroll.dispatch.clock.WorkCalendar;
import org.truckroll.field.Dispatching;
import org.truckroll.field.Visit;
import org.truckroll.intake.Amendments;
import org.truckroll.intake.Patch;
import org.truckroll.lifecycle.TaskMarks;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Jeopardies;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.TmfServiceOrder;
import org.truckroll.serviceorder.TmfServiceOrders;

/** Every limit on time under a moved clock; whatever ends, pauses or changes first (HCDC-12, HCDC-13, HCDC-15, OPEN-19, OPEN-20, OPEN-23). */
@ProcessTest
@WalksDiagram("clock.bpmn")
class ClockProcessTest {

    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";
    /** Counts in Swedish working hours for its steps, and has shorter limits for urgent orders. */
    private static final String EXAMPLE =
            "{\"division\":\"example\",\"area\":\"example.city\",\"device\":{\"kind\":\"MANUAL\"}}";

    private static final Caller EVERYWHERE = new Caller(
            "dispatcher",
            Caller.Kind.PERSON,
            Set.of("dispatchers-north", "dispatchers-example"),
            Set.of("north", "south", "example"),
            Set.of());

    @Autowired
    private Stories stories;

    @Autowired
    private Clocks clocks;

    @Autowired
    private ClockWatch watch;

    @Autowired
    private Jeopardies jeopardies;

    @Autowired
    private TmfServiceOrders tmf;

    @Autowired
    private Amendments amendments;

    @Autowired
    private Dispatching dispatching;

    @Autowired
    private TaskService tasks;

    @Autowired
    private HistoryService history;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    private static void moveTo(Instant moment) {
        ClockUtil.setCurrentTime(Date.from(moment));
    }

    private static Instant after(String duration) {
        return Stories.NOW.plus(Duration.parse(duration));
    }

    private Story visit() {
        return stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
    }

    private List<Clocks.View> all(Story story) {
        return clocks.ofOrder(story.orderId(), EVERYWHERE);
    }

    /** The newest clock of this kind. */
    private Clocks.View clock(Story story, ServiceClock.Kind kind) {
        List<Clocks.View> found =
                all(story).stream().filter(view -> view.clock().kind() == kind).toList();
        assertThat(found).as("%s clocks of the order", kind).isNotEmpty();
        return found.get(found.size() - 1);
    }

    private ServiceClock order(Story story) {
        return clock(story, ServiceClock.Kind.ORDER).clock();
    }

    private Token process(ServiceClock clock) {
        return Token.of(
                stories.engine(),
                stories.engine()
                        .getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(clock.id(), Clocks.PROCESS)
                        .singleResult());
    }

    private long processes(ServiceClock clock) {
        return history.createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(clock.id())
                .count();
    }

    /** The watch gives the clock its process, and the timer comes when it is due. */
    private Token fire(ServiceClock clock, Instant limit) {
        moveTo(limit.minus(Duration.ofMinutes(9)));
        assertThat(watch.look()).as("clocks whose limit comes into sight").isPositive();
        Token token = process(clock);
        token.runJob("serviceTask_noteLimit");
        assertThat(token.timerAt("boundaryEvent_limitReached").getDuedate()).isEqualTo(Date.from(limit));
        token.fireTimer("boundaryEvent_limitReached").runJob("serviceTask_noteLimit");
        return token;
    }

    private List<String> facts(Story story, ServiceClock.Kind kind) {
        return clock(story, kind).events().stream()
                .map(fact -> fact.kind() + " " + fact.limitAt())
                .toList();
    }

    private List<String> alerts(Story story) {
        return jeopardies.of(story.orderId()).stream()
                .map(Jeopardies.Jeopardy::name)
                .toList();
    }

    /** What was noted follows from start, limits and pauses alone. */
    private void recompute(Story story) {
        for (Clocks.View view : all(story)) {
            ServiceClock clock = view.clock();
            WorkCalendar calendar = WorkCalendar.of(
                    clock.limit().hours(), null, clock.zone() == null ? java.time.ZoneOffset.UTC : clock.zone());
            List<WorkCalendar.Span> pauses = new ArrayList<>();
            Instant since = null;
            for (ClockFact fact : view.events()) {
                switch (fact.kind()) {
                    case PAUSED -> since = fact.at();
                    case RESUMED -> pauses.add(new WorkCalendar.Span(since, fact.at()));
                    case WARNED ->
                        assertThat(calendar.after(
                                        clock.startedAt(), clock.limit().warn(), pauses))
                                .isEqualTo(fact.limitAt());
                    case BREACHED ->
                        assertThat(calendar.after(
                                        clock.startedAt(), clock.limit().breach(), pauses))
                                .isEqualTo(fact.limitAt());
                    case CHANGED -> {}
                }
            }
        }
    }

    @Test
    void orderIsNearlyLateAfter36HoursAndLateAfter48() {
        Story story = visit();
        ServiceClock clock = order(story);
        assertThat(clock.startedAt()).isEqualTo(story.order().createdAt());
        assertThat(clock.warnAt()).isEqualTo(after("PT36H"));
        assertThat(clock.breachAt()).isEqualTo(after("PT48H"));

        moveTo(after("PT35H49M"));
        watch.look();
        assertThat(processes(clock)).as("the limit is still far away").isZero();
        Token first = fire(clock, after("PT36H"));
        assertThat(first.ended()).as("the next limit is half a day away").isTrue();
        first.hasPassed("boundaryEvent_limitReached", "endEvent_nothingInSight");
        assertThat(order(story).slaState()).isEqualTo(ServiceClock.SlaState.WARN);
        assertThat(alerts(story)).containsExactly("ORDER_WARN");

        fire(clock, after("PT48H"));
        assertThat(order(story).slaState()).isEqualTo(ServiceClock.SlaState.OVERDUE);
        assertThat(alerts(story)).contains("ORDER_WARN", "ORDER_OVERDUE");
        assertThat(facts(story, ServiceClock.Kind.ORDER))
                .containsExactly("WARNED " + after("PT36H"), "BREACHED " + after("PT48H"));
        moveTo(after("P9D"));
        watch.look();
        assertThat(processes(clock)).as("nothing more to come").isEqualTo(2);
        recompute(story);
    }

    /** BSS-02: a fault is answered and cleared within its limits, or it is known at once that it is late. */
    @Test
    void faultIsClearedInTimeOrKnownToBeLate() {
        Story cleared = stories.at(MANUAL)
                .ordered("INVESTIGATE")
                .walk("I05 SERVICE_INVESTIGATION: INVESTIGATED", "I07 DONE: completed DONE");
        Story late = stories.at(MANUAL).ordered("INVESTIGATE").assess("I05", "SERVICE_INVESTIGATION");
        assertThat(order(cleared).state()).isEqualTo(ServiceClock.State.STOPPED);

        fire(clock(late, ServiceClock.Kind.UNSIGNED).clock(), after("PT2H"));
        assertThat(alerts(late)).as("nobody has answered").containsExactly("UNSIGNED_OVERDUE");
        fire(order(late), after("PT36H"));
        fire(order(late), after("PT48H"));
        assertThat(alerts(late)).contains("ORDER_WARN", "ORDER_OVERDUE");
        assertThat(alerts(cleared)).isEmpty();
    }

    @Test
    void plannedWorkMayWaitForTheCustomer() {
        Story story = stories.at(MANUAL).ordered("MAINTAIN").assess("W06", "SERVICE_INVESTIGATION");
        assertThat(order(story).limit().rule()).isEqualTo("T07");
        assertThat(order(story).warnAt()).isEqualTo(after("P10D"));
        assertThat(order(story).breachAt()).isEqualTo(after("P14D"));
    }

    /** HCDC-12..14: what Tasklist shows and filters by. */
    @Test
    void tasksOfTheOrderFollowItsClock() {
        Story story = visit();
        Task task = story.token().task("userTask_performVisit");
        assertThat(task.getFollowUpDate()).isEqualTo(Date.from(after("PT36H")));
        assertThat(task.getDueDate()).isEqualTo(Date.from(after("PT48H")));
        assertThat(tasks.getVariableLocal(task.getId(), "slaState")).isNull();

        fire(order(story), after("PT36H"));
        assertThat(tasks.getVariableLocal(task.getId(), "slaState")).isEqualTo("WARN");
        clocks.pause(order(story).id(), "CUSTOMER_NOT_AT_HOME", EVERYWHERE);
        assertThat(story.token().task("userTask_performVisit").getDueDate()).isNull();
        moveTo(after("PT40H"));
        clocks.resume(order(story).id(), EVERYWHERE);
        task = story.token().task("userTask_performVisit");
        assertThat(task.getDueDate()).isEqualTo(Date.from(after("PT52H")));

        fire(order(story), after("PT52H"));
        moveTo(after("PT53H"));
        assertThat(tasks.createTaskQuery()
                        .taskId(task.getId())
                        .dueBefore(Date.from(after("PT53H")))
                        .count())
                .isOne();
        assertThat(tasks.getVariableLocal(task.getId(), "slaState")).isEqualTo("OVERDUE");

        // The next visit of the same order is late from its first moment.
        story.visit("NO_ACCESS", Map.of());
        story.assess("E15", "TURN_ON_METER");
        Task next = story.token().task("userTask_performVisit");
        assertThat(next.getDueDate()).isEqualTo(Date.from(after("PT52H")));
        assertThat(tasks.getVariableLocal(next.getId(), "slaState")).isEqualTo("OVERDUE");
    }

    @Test
    void orderThatEndsSoonNeverHasAProcess() {
        Story story = visit();
        story.visit("TURNED_ON", Map.of("read", ""));
        story.walk("E20 DONE: completed DONE");
        ServiceClock clock = order(story);
        assertThat(clock.state()).isEqualTo(ServiceClock.State.STOPPED);
        assertThat(clock.stoppedAt()).isEqualTo(story.order().completedAt());
        assertThat(clock.slaState()).isEqualTo(ServiceClock.SlaState.OK);
        assertThat(all(story)).allMatch(view -> view.clock().state() == ServiceClock.State.STOPPED);
        moveTo(after("P9D"));
        watch.look();
        assertThat(processes(clock)).isZero();
        assertThat(alerts(story)).isEmpty();
    }

    @Test
    void limitThatNoTimerCameToIsNotedWhenTheOrderEnds() {
        Story story = visit();
        moveTo(after("PT49H"));
        story.visit("TURNED_ON", Map.of("read", ""));
        story.walk("E20 DONE: completed DONE");
        assertThat(order(story).slaState()).isEqualTo(ServiceClock.SlaState.OVERDUE);
        assertThat(facts(story, ServiceClock.Kind.ORDER))
                .containsExactly("WARNED " + after("PT36H"), "BREACHED " + after("PT48H"));
        assertThat(alerts(story)).contains("ORDER_OVERDUE").doesNotContain("ORDER_WARN");
        recompute(story);
    }

    @Test
    void orderThatEndsWhileItsLimitIsInSightStopsTheProcess() {
        Story story = visit();
        ServiceClock clock = order(story);
        moveTo(after("PT35H55M"));
        watch.look();
        Token token = process(clock);
        token.runJob("serviceTask_noteLimit");
        assertThat(token.waitsAt()).contains("receiveTask_awaitLimit");
        story.visit("TURNED_ON", Map.of("read", ""));
        story.walk("E20 DONE: completed DONE");
        assertThat(token.ended()).isTrue();
        token.hasPassed("boundaryEvent_clockStopped", "endEvent_clockStopped");
        assertThat(order(story).slaState()).isEqualTo(ServiceClock.SlaState.OK);
        assertThat(alerts(story)).doesNotContain("ORDER_WARN");
    }

    @Test
    void orderThatEndsBeforeTheFirstStepOfTheProcessIsLeftAlone() {
        Story story = visit();
        ServiceClock clock = order(story);
        moveTo(after("PT35H55M"));
        watch.look();
        Token token = process(clock);
        story.visit("TURNED_ON", Map.of("read", ""));
        story.walk("E20 DONE: completed DONE");
        assertThat(token.ended()).isFalse();
        token.runJob("serviceTask_noteLimit");
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_nothingInSight");
        assertThat(order(story).state()).isEqualTo(ServiceClock.State.STOPPED);
    }

    /** HCDC-15. */
    @Test
    void visitThatNobodySignsIsLateAfterTwoHours() {
        Story story = visit();
        ServiceClock clock = clock(story, ServiceClock.Kind.UNSIGNED).clock();
        assertThat(clock.subject()).isEqualTo(story.activity().id());
        assertThat(clock.fieldGroup()).isEqualTo("field-north");
        assertThat(clock.warnAt()).isNull();
        fire(clock, after("PT2H"));
        assertThat(alerts(story)).containsExactly("UNSIGNED_OVERDUE");
        assertThat(facts(story, ServiceClock.Kind.UNSIGNED)).containsExactly("BREACHED " + after("PT2H"));
        assertThat(order(story).slaState())
                .as("two clocks that know nothing of each other (OPEN-23)")
                .isEqualTo(ServiceClock.SlaState.OK);
        recompute(story);
    }

    @Test
    void signatureStopsTheClockAndGivingItBackStartsAnother() {
        Story story = visit();
        String visit = story.activity().id();
        moveTo(after("PT1H"));
        stories.field().claim(visit, Stories.CREW);
        assertThat(clock(story, ServiceClock.Kind.UNSIGNED).clock().stoppedAt()).isEqualTo(after("PT1H"));
        moveTo(after("PT5H"));
        Task task = story.token().task("userTask_performVisit");
        tasks.setAssignee(task.getId(), null);
        ServiceClock again = clock(story, ServiceClock.Kind.UNSIGNED).clock();
        assertThat(again.startedAt()).isEqualTo(after("PT5H"));
        assertThat(again.breachAt()).isEqualTo(after("PT7H"));
        tasks.setAssignee(task.getId(), "crew2");
        assertThat(all(story).stream()
                        .filter(view -> view.clock().kind() == ServiceClock.Kind.UNSIGNED)
                        .map(view -> view.clock().slaState()))
                .containsExactly(ServiceClock.SlaState.OK, ServiceClock.SlaState.OK);
    }

    /** HCDC-15, where a dispatcher sends the crew: nobody is late to sign what no crew has been offered yet. */
    @Test
    void crewHasItsTimeToSignFromTheAssignmentOn() {
        Story story = stories.at("{\"division\":\"south\",\"area\":\"south.city\",\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        String visit = story.activity().id();
        assertThat(all(story)).extracting(view -> view.clock().kind()).containsExactly(ServiceClock.Kind.ORDER);
        assertThat(story.token().task("userTask_assignCrew").getDueDate()).isEqualTo(Date.from(after("PT48H")));

        moveTo(after("PT3H"));
        Caller dispatcher = new Caller(
                "dispatcher-south", Caller.Kind.PERSON, Set.of("dispatchers-south"), Set.of("south"), Set.of());
        dispatching.assign(visit, dispatcher, new Dispatching.Order("field-south", null, null, null, null));
        ServiceClock unsigned = clock(story, ServiceClock.Kind.UNSIGNED).clock();
        assertThat(unsigned.step()).isEqualTo("APPOINTMENT");
        assertThat(unsigned.fieldGroup()).isEqualTo("field-south");
        assertThat(unsigned.breachAt()).isEqualTo(after("PT5H"));
        assertThat(all(story)).hasSize(2);
        assertThat(story.token().task("userTask_makeAppointment").getFollowUpDate())
                .isEqualTo(Date.from(after("PT36H")));

        moveTo(after("PT4H"));
        tasks.claim(story.token().task("userTask_makeAppointment").getId(), "crew-south");
        assertThat(clock(story, ServiceClock.Kind.UNSIGNED).clock().state()).isEqualTo(ServiceClock.State.STOPPED);
    }

    /** OPEN-19, OPEN-20: in the working hours of the place; Monday eleven o'clock there. */
    @Test
    void stepsHaveTheirOwnLimitsInWorkingHours() {
        Story story = stories.at(EXAMPLE).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String visit = story.activity().id();
        ServiceClock acceptance = clock(story, ServiceClock.Kind.ACCEPTANCE).clock();
        assertThat(acceptance.limit().rule()).isEqualTo("T02");
        assertThat(acceptance.zone()).hasToString("Europe/Stockholm");
        assertThat(acceptance.breachAt()).isEqualTo(after("PT2H"));

        // Signed at 15:00, an hour before the end of the day: the other two and three hours are tomorrow's.
        moveTo(after("PT4H"));
        stories.field().claim(visit, Stories.CREW);
        assertThat(facts(story, ServiceClock.Kind.ACCEPTANCE)).containsExactly("BREACHED " + after("PT2H"));
        ServiceClock handling = clock(story, ServiceClock.Kind.HANDLING).clock();
        assertThat(handling.person()).isEqualTo("crew");
        assertThat(handling.warnAt()).isEqualTo("2026-03-03T08:00:00Z");
        assertThat(handling.breachAt()).isEqualTo("2026-03-03T09:00:00Z");

        fire(handling, Instant.parse("2026-03-03T08:00:00Z"));
        assertThat(alerts(story)).contains("HANDLING_WARN");
        fire(handling, Instant.parse("2026-03-03T09:00:00Z"));
        assertThat(alerts(story)).contains("HANDLING_OVERDUE");
        Task task = story.token().task("userTask_performVisit");
        assertThat(tasks.getVariableLocal(task.getId(), TaskMarks.STEP_LIMIT)).isEqualTo(TaskMarks.EXCEEDED);
        story.visit("TURNED_ON", Map.of("read", ""));
        assertThat(clock(story, ServiceClock.Kind.HANDLING).clock().state()).isEqualTo(ServiceClock.State.STOPPED);
        recompute(story);
    }

    @Test
    void suspendedWorkStandsStill() {
        Story story = stories.at(EXAMPLE).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String visit = story.activity().id();
        stories.field().claim(visit, Stories.CREW);
        moveTo(after("PT1H"));
        stories.field().status(visit, Stories.CREW, Visit.Status.SUSPENDED);
        ServiceClock still = clock(story, ServiceClock.Kind.HANDLING).clock();
        assertThat(still.state()).isEqualTo(ServiceClock.State.PAUSED);
        assertThat(still.pauseReason()).isEqualTo("SUSPENDED");
        moveTo(after("PT2H"));
        stories.field().status(visit, Stories.CREW, Visit.Status.ON_SITE);
        ServiceClock on = clock(story, ServiceClock.Kind.HANDLING).clock();
        assertThat(on.state()).isEqualTo(ServiceClock.State.RUNNING);
        assertThat(on.warnAt()).isEqualTo(after("PT4H"));
        assertThat(on.pausedSeconds()).isEqualTo(3600);
    }

    @Test
    void pauseWithAReasonMovesTheLimitsAndStaysAFact() {
        Story story = visit();
        moveTo(after("PT10H"));
        clocks.pause(order(story).id(), "CUSTOMER_NOT_AT_HOME", EVERYWHERE);
        moveTo(after("PT100H"));
        watch.look();
        assertThat(processes(order(story))).as("it stands still").isZero();
        clocks.resume(order(story).id(), EVERYWHERE);
        assertThat(order(story).warnAt()).isEqualTo(after("PT126H"));
        assertThat(order(story).pausedSeconds()).isEqualTo(Duration.ofHours(90).toSeconds());
        assertThat(clock(story, ServiceClock.Kind.ORDER).events())
                .extracting(ClockFact::kind, ClockFact::reason, ClockFact::by)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                ClockFact.Kind.PAUSED, "CUSTOMER_NOT_AT_HOME", "dispatcher"),
                        org.assertj.core.groups.Tuple.tuple(
                                ClockFact.Kind.RESUMED, "CUSTOMER_NOT_AT_HOME", "dispatcher"));
        fire(order(story), after("PT126H"));
        fire(order(story), after("PT138H"));
        recompute(story);
    }

    @Test
    void pauseWhileTheLimitIsInSightEndsTheProcess() {
        Story story = visit();
        moveTo(after("PT35H55M"));
        watch.look();
        Token token = process(order(story));
        token.runJob("serviceTask_noteLimit");
        clocks.pause(order(story).id(), "WEATHER", EVERYWHERE);
        token.runJob("serviceTask_noteLimit");
        assertThat(token.ended()).isTrue();
        moveTo(after("PT36H55M"));
        clocks.resume(order(story).id(), EVERYWHERE);
        assertThat(order(story).warnAt()).isEqualTo(after("PT37H"));
        process(order(story))
                .runJob("serviceTask_noteLimit")
                .fireTimer("boundaryEvent_limitReached")
                .runJob("serviceTask_noteLimit");
        assertThat(alerts(story)).containsExactly("ORDER_WARN");
        recompute(story);
    }

    /** Whatever the process still believes: what was paused and resumed in between counts. */
    @Test
    void pauseThatIsOverBeforeTheProcessLooksMovesItsTimer() {
        Story story = visit();
        moveTo(after("PT35H55M"));
        watch.look();
        Token token = process(order(story));
        token.runJob("serviceTask_noteLimit");
        clocks.pause(order(story).id(), "WEATHER", EVERYWHERE);
        moveTo(after("PT35H58M"));
        clocks.resume(order(story).id(), EVERYWHERE);
        token.runJob("serviceTask_noteLimit");
        assertThat(token.timerAt("boundaryEvent_limitReached").getDuedate()).isEqualTo(Date.from(after("PT36H3M")));
        assertThat(alerts(story)).isEmpty();
    }

    /** An order for next week is not late before (1.14): its clock runs from its date on. */
    @Test
    void orderThatWaitsForItsDateIsNotLate() {
        Instant date = after("P7D");
        Story story = stories.at(MANUAL).ordered("ENABLE", date);
        assertThat(story.order().state()).isEqualTo(OrderState.PENDING);
        assertThat(order(story).state()).isEqualTo(ServiceClock.State.PAUSED);
        assertThat(order(story).pauseReason()).isEqualTo("PENDING");
        moveTo(date);
        story.token().fireTimer("boundaryEvent_serviceDateReached");
        story.assess("E15", "TURN_ON_METER");
        assertThat(order(story).state()).isEqualTo(ServiceClock.State.RUNNING);
        assertThat(order(story).warnAt()).isBetween(date.plus(Duration.ofHours(36)), date.plus(Duration.ofHours(37)));
        recompute(story);
    }

    @Test
    void pauseOfAPersonOutlastsTheServersOwn() {
        Story story = stories.at(MANUAL).ordered("ENABLE", after("P7D"));
        clocks.pause(order(story).id(), "CUSTOMER_ASKED", EVERYWHERE);
        moveTo(after("P7D"));
        story.token().fireTimer("boundaryEvent_serviceDateReached");
        story.assess("E15", "TURN_ON_METER");
        assertThat(order(story).state()).isEqualTo(ServiceClock.State.PAUSED);
        clocks.resume(order(story).id(), EVERYWHERE);
        assertThat(order(story).warnAt()).isEqualTo(after("P7D").plus(Duration.ofHours(36)));
    }

    /** A new priority swaps the limits; the time that has passed stays. */
    @Test
    void priorityChangesTheLimitsAndKeepsTheTime() {
        Story story = stories.at(EXAMPLE).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        assertThat(order(story).limit().rule()).isEqualTo("T05");
        moveTo(after("PT13H"));
        amend(story, "{\"priority\":80}");
        assertThat(order(story).limit().rule()).isEqualTo("T01");
        assertThat(order(story).warnAt()).isEqualTo(after("PT12H"));
        process(order(story)).runJob("serviceTask_noteLimit");
        assertThat(order(story).slaState()).isEqualTo(ServiceClock.SlaState.WARN);
        assertThat(clock(story, ServiceClock.Kind.ORDER).events())
                .extracting(ClockFact::kind)
                .containsExactly(ClockFact.Kind.CHANGED, ClockFact.Kind.WARNED);
        assertThat(clock(story, ServiceClock.Kind.ORDER).events().get(0).detail())
                .contains("rule=T05", "PT48H");
        recompute(story);

        moveTo(after("PT14H"));
        amend(story, "{\"priority\":50}");
        assertThat(order(story).slaState()).as("it has time again").isEqualTo(ServiceClock.SlaState.OK);
        assertThat(order(story).warnAt()).isEqualTo(after("PT36H"));
        assertThat(story.token().task("userTask_performVisit").getDueDate()).isEqualTo(Date.from(after("PT48H")));
        fire(order(story), after("PT36H"));
        assertThat(alerts(story)).contains("ORDER_WARN").doesNotContain("ORDER_OVERDUE");
    }

    private void amend(Story story, String patch) {
        try {
            amendments.amend(story.orderId(), Patch.of(new ObjectMapper().readTree(patch)), Stories.CIS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(patch, e);
        }
    }

    /** However many others wait for the same round (more than are read at once). */
    @Test
    void placeThatMovesItsClocksMovesTheHours() {
        Story story = stories.at(EXAMPLE).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        drift(order(story), 450);
        jdbc.sql("update tr_service_point set time_zone = 'America/New_York' where id = :id")
                .param("id", story.pointId)
                .update();
        assertThat(watch.followOrders()).isPositive();
        ServiceClock moved = clock(story, ServiceClock.Kind.ACCEPTANCE).clock();
        // Five o'clock in the morning there; work begins at seven.
        assertThat(moved.breachAt()).isEqualTo(after("PT4H"));
        assertThat(watch.followOrders()).isZero();
        jdbc.sql("delete from tr_clock where id like '!copy-%'").update();
    }

    /** Copies of a clock that know another type of order than theirs; they come before all others. */
    private void drift(ServiceClock clock, int copies) {
        String columns = String.join(
                ", ",
                jdbc.sql("select column_name from information_schema.columns where table_name = 'TR_CLOCK'"
                                + " and column_name not in ('ID', 'ORDER_TYPE')")
                        .query(String.class)
                        .list());
        int made = jdbc.sql("insert into tr_clock (id, order_type, " + columns + ") select '!copy-' || x, 'OTHER', "
                        + columns + " from tr_clock cross join system_range(1, " + copies + ") where id = :id")
                .param("id", clock.id())
                .update();
        assertThat(made).isEqualTo(copies);
    }

    /** Killed between two lines: nothing of it happened, and the next try does all of it. */
    @Test
    void noteThatIsRolledBackLeavesNothing() {
        Story story = visit();
        String id = order(story).id();
        moveTo(after("PT36H"));
        assertThatThrownBy(() -> stories.inTransaction(() -> {
                    clocks.note(id);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(alerts(story)).isEmpty();
        assertThat(facts(story, ServiceClock.Kind.ORDER)).isEmpty();
        assertThat(order(story).slaState()).isEqualTo(ServiceClock.SlaState.OK);
        watch.look();
        process(order(story)).runJob("serviceTask_noteLimit");
        assertThat(alerts(story)).containsExactly("ORDER_WARN");
    }

    @Test
    void jeopardyIsToldToTheRequester() {
        Story story = visit();
        fire(order(story), after("PT36H"));
        TmfServiceOrder document = tmf.of(story.order());
        assertThat(document.jeopardyAlert()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo("ORDER_WARN");
            assertThat(alert.message()).isEqualTo("The order is open for longer than 36 h.");
            assertThat(alert.alertDate()).isEqualTo(after("PT36H"));
        });
    }

    @Test
    void divisionThatIsNotTheCallersIsNotThere() {
        Story story = stories.at(EXAMPLE).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String id = order(story).id();
        assertThatThrownBy(() -> clocks.visible(id, Stories.DISPATCHER)).hasMessageContaining("may see");
        assertThatThrownBy(() -> clocks.pause(id, "WEATHER", Stories.DISPATCHER))
                .hasMessageContaining("may see");
        assertThatThrownBy(() -> clocks.ofOrder(story.orderId(), Stories.DISPATCHER))
                .hasMessageContaining("may see");
    }
}
