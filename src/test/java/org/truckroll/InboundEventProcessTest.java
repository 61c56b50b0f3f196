// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.EventWork;
import org.truckroll.event.FaultOrders;
import org.truckroll.event.Inbound;
import org.truckroll.event.Inbound.Kind;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvent.State;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.InboundRules;
import org.truckroll.notification.Severity;
import org.truckroll.notification.StillMeant;
import org.truckroll.people.Caller;
import org.truckroll.people.OnCall;
import org.truckroll.people.OnCallDesk;
import org.truckroll.people.OrgPath;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** An event from its reception to the archive, under a moved clock (GEO-07 to GEO-26, GEO-36 to GEO-42, requirements 2.3 pitfalls 1 and 2). */
@ProcessTest
@WalksDiagram("inbound-event.bpmn")
class InboundEventProcessTest {

    private static final Duration FIVE = Duration.ofMinutes(5);
    private static final String EXAMPLE =
            "{\"division\":\"example\",\"area\":\"example.city\",\"device\":{\"kind\":\"MANUAL\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private InboundEvents events;

    @Autowired
    private EventWork work;

    @Autowired
    private InboundRules rules;

    @Autowired
    private TaskService tasks;

    @Autowired
    private Milestones milestones;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private OrgPath path;

    @Autowired
    private OnCallDesk desk;

    @Autowired
    private FaultOrders orders;

    @Autowired
    private StillMeant meant;

    private Operators on;

    @BeforeEach
    void begin() {
        stories.begin();
        on = new Operators(jdbc, rules);
        on.offAll();
        on.call("crew", 1);
        on.call("dispatcher", 2);
    }

    @AfterEach
    void end() {
        on.offAll();
        Stories.loggedIn(null);
    }

    private String receive(Kind kind, String subject, String text) {
        return on.receive(events, kind, "somebody@example.com", subject, text);
    }

    private Token token(String eventId) {
        return Token.of(stories.engine(), InboundEvents.PROCESS, eventId);
    }

    /** The event needs an operator, and the first alert went out. */
    private String pending(Kind kind) {
        String id = receive(kind, "Alarm", "Pump 7 stands still");
        token(id).runJob("serviceTask_readEvent");
        return id;
    }

    private InboundEvent event(String id) {
        return events.get(id, Operators.EVERYWHERE).event();
    }

    private List<String> told(String eventId, String notice) {
        return on.told(eventId, notice);
    }

    /** In the division for which the table shows how rows are written. */
    private String ruled(Kind kind, String sender, String subject, String text) {
        String id = on.receive(events, "example", kind, sender, subject, text);
        token(id).runJob("serviceTask_readEvent");
        return id;
    }

    private String fault(String text) {
        return ruled(Kind.MACHINE, "scada", "Fault", "No voltage at " + text);
    }

    @Test
    void everyMessageNeedsAnOperatorUntilARuleSaysOtherwise() {
        String id = pending(Kind.MAIL);
        InboundEvent event = event(id);
        assertThat(event.state()).isEqualTo(State.PENDING);
        assertThat(event.handling()).isEqualTo(InboundEvent.Handling.REQUIRE_OPERATOR);
        assertThat(event.severity()).isEqualTo(Severity.URGENT);
        assertThat(event.rule()).isEqualTo("R05");
        assertThat(event.code()).isPositive();
        Task task = token(id).task("userTask_takeCharge");
        assertThat(tasks.getVariablesLocal(task.getId()))
                .containsEntry("eventText", "Pump 7 stands still")
                .containsEntry("eventSubject", "Alarm")
                .containsEntry("eventCode", event.code());
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(link -> link.getGroupId())
                .containsExactlyInAnyOrder("operators-north", "on-call");
        assertThat(told(id, "inbound-received")).containsExactly("crew");
        assertThat(told(id, "inbound-alert")).containsExactly("crew");
    }

    /** GEO-08, GEO-09: what came goes along, byte for byte. */
    @Test
    void mailIsForwardedWithTheOriginalAttached() {
        String id = pending(Kind.MAIL);
        assertThat(on.attachments(id, "inbound-received")).containsExactly("original.eml message/rfc822");
        String fax = pending(Kind.FAX);
        assertThat(on.attachments(fax, "inbound-received")).containsExactly("page.pdf application/pdf");
    }

    /** GEO-24, GEO-25: every five minutes, so many to a step, then the next step as well, and at last an end. */
    @Test
    void alertsRepeatEscalateAndEnd() {
        on.escalation(3, FIVE, 2);
        String id = pending(Kind.MAIL);
        Token token = token(id);
        for (int alert = 2; alert <= 6; alert++) {
            Instant due = Stories.NOW.plus(FIVE.multipliedBy(alert - 1L));
            assertThat(token.timerAt("event_alertTime").getDuedate()).isEqualTo(Date.from(due));
            token.fireTimer("event_alertTime");
        }
        assertThat(told(id, "inbound-alert"))
                .as("three alerts to the first step, three to both")
                .containsExactly(
                        "crew", "crew", "crew", "crew", "dispatcher", "crew", "dispatcher", "crew", "dispatcher");
        assertThat(told(id, "inbound-received")).as("each sees once what came").containsExactly("crew", "dispatcher");
        assertThat(told(id, "inbound-unattended")).isEmpty();
        token.fireTimer("event_alertTime");
        token.hasPassed("endEvent_alertsSpent");
        assertThat(told(id, "inbound-alert")).hasSize(9);
        assertThat(told(id, "inbound-unattended"))
                .as("the dispatchers of the division")
                .contains("dispatcher");
        assertThat(event(id).state()).as("it still waits").isEqualTo(State.PENDING);
        assertThat(token.waitsAt()).contains("userTask_takeCharge").doesNotContain("event_alertTime");
    }

    /** GEO-10: an SMS is forwarded word for word, once to each step. */
    @Test
    void smsIsForwardedOnceToEachStep() {
        on.escalation(3, FIVE, 2);
        String id = pending(Kind.SMS);
        assertThat(told(id, "inbound-sms")).containsExactly("crew");
        Token token = token(id);
        assertThat(token.timerAt("event_alertTime").getDuedate())
                .isEqualTo(Date.from(Stories.NOW.plus(FIVE.multipliedBy(3))));
        token.fireTimer("event_alertTime").fireTimer("event_alertTime");
        assertThat(told(id, "inbound-sms")).containsExactly("crew", "dispatcher");
        assertThat(told(id, "inbound-alert")).isEmpty();
    }

    /** Where nobody is on call at a step, the next one is asked at once; where nobody is at all, the dispatchers. */
    @Test
    void somebodyIsAlwaysAlerted() {
        on.off("crew");
        assertThat(told(pending(Kind.MAIL), "inbound-alert")).containsExactly("dispatcher");
        on.off("dispatcher");
        for (Kind kind : List.of(Kind.MAIL, Kind.SMS)) {
            String id = pending(kind);
            assertThat(told(id, "inbound-nobody")).contains("dispatcher");
            assertThat(told(id, "inbound-note")).as("what came").contains("dispatcher");
            assertThat(told(id, "inbound-alert")).isEmpty();
            token(id).fireTimer("event_alertTime");
            assertThat(on.texts(id, "inbound-nobody", "SMS"))
                    .as("nobody is asked for what only operators may do")
                    .isNotEmpty()
                    .allSatisfy(text -> assertThat(text)
                            .contains("ACTIVE")
                            .doesNotContain(event(id).code() + "a"));
        }
    }

    /** A division without a dispatcher, or one that a setting misspells. */
    @Test
    void whereThereAreNoDispatchersAdministratorsAreTold() {
        on.offAll();
        String id = on.receive(events, "nroth", Kind.MAIL, "a@example.com", "Alarm", "Pump 7");
        Token.of(stories.engine(), InboundEvents.PROCESS, id).runJob("serviceTask_readEvent");
        assertThat(told(id, "inbound-nobody")).contains("admin");
        assertThat(told(id, "inbound-note")).contains("admin");
    }

    /** GEO-28: who comes on call between two alerts gets the message, too. */
    @Test
    void whoComesOnCallGetsTheMessageWithTheNextAlert() {
        on.escalation(3, FIVE, 1);
        String id = pending(Kind.MAIL);
        on.off("crew");
        on.call("crew2", 1);
        token(id).fireTimer("event_alertTime");
        assertThat(told(id, "inbound-received")).containsExactly("crew", "crew2");
        token(id).fireTimer("event_alertTime");
        assertThat(told(id, "inbound-received")).containsExactly("crew", "crew2");
    }

    /** An SMS that is longer than carriers take would alert nobody. */
    @Test
    void longMessageMakesNoLongSms() {
        String id = receive(Kind.MAIL, "Alarm " + "x".repeat(900), "y".repeat(5000));
        token(id).runJob("serviceTask_readEvent");
        assertThat(on.texts(id, "inbound-alert", "SMS"))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).startsWith("Event ").hasSizeLessThan(160));
        String sms = on.receive(events, Kind.SMS, "+46701740699", null, "z".repeat(1600));
        token(sms).runJob("serviceTask_readEvent");
        assertThat(on.texts(sms, "inbound-sms", "SMS"))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).contains("z".repeat(500)).hasSizeLessThan(750));
        work.take(id, Operators.CREW);
        work.forward(
                id,
                new EventWork.Forward(List.of("crew"), Severity.URGENT, "w".repeat(15_000), false, null),
                Operators.CREW);
        assertThat(on.texts(id, "inbound-forwarded", "SMS"))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).hasSizeLessThan(750));
        assertThat(on.texts(id, "inbound-forwarded"))
                .allSatisfy(text -> assertThat(text).contains("w".repeat(15_000)));
    }

    /** Mail servers refuse them, and then nobody would see the message at all. */
    @Test
    void originalThatIsTooLargeIsToldAndDoesNotGoAlong() {
        String id = events.receive(new Inbound(
                        Kind.MAIL,
                        "test",
                        "large-" + System.nanoTime(),
                        "north",
                        "somebody@example.com",
                        "Alarm",
                        "Pump 7",
                        List.of(),
                        new byte[12_000_000],
                        false,
                        Stories.now()))
                .eventId();
        token(id).runJob("serviceTask_readEvent");
        assertThat(on.attachments(id, "inbound-received")).isEmpty();
        assertThat(on.texts(id, "inbound-received", "MAIL"))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).contains("Pump 7", "[12 MB of files"));
    }

    /** By the clock of the division, as people read it everywhere else. */
    @Test
    void textsTellTheTimeOfTheDivision() {
        String id = pending(Kind.MAIL);
        assertThat(on.texts(id, "inbound-received"))
                .allSatisfy(text -> assertThat(text)
                        .contains(event(id)
                                .receivedAt()
                                .atZone(path.zone("north"))
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")))
                        .doesNotContain(event(id).receivedAt().toString()));
    }

    /** GEO-24: an SMS that is forwarded is an alert as well. */
    @Test
    void forwardedSmsIsRecalledToo() {
        String id = pending(Kind.SMS);
        on.onItsWay(id, "inbound-sms");
        work.take(id, Operators.CREW);
        assertThat(on.sms(id, "inbound-sms")).containsExactly("DROPPED Recalled.");
    }

    /** GEO-24: who signs the task in Tasklist has taken charge, in the same step. */
    @Test
    void signingTheTaskTakesChargeAndEndsTheAlerts() {
        String id = pending(Kind.MAIL);
        Token token = token(id);
        tasks.claim(token.task("userTask_takeCharge").getId(), "crew");
        InboundEvent event = event(id);
        assertThat(event.state()).isEqualTo(State.ONWORK);
        assertThat(event.operator()).isEqualTo("crew");
        assertThat(event.returnAt()).isEqualTo(Stories.NOW.plus(Duration.ofMinutes(15)));
        token.hasPassed("endEvent_chargeTaken");
        assertThat(token.waitsAt())
                .contains("userTask_workEvent")
                .doesNotContain("event_alertTime", "userTask_takeCharge");
        assertThat(token.task("userTask_workEvent").getAssignee()).isEqualTo("crew");
    }

    /** GEO-24: silence from the moment of taking charge on, also for what is on its way. */
    @Test
    void whatIsOnItsWayIsRecalled() {
        String id = pending(Kind.MAIL);
        on.onItsWay(id, "inbound-alert");
        assertThat(on.sms(id, "inbound-alert")).hasSize(1);
        work.take(id, Operators.CREW);
        assertThat(on.sms(id, "inbound-alert")).containsExactly("DROPPED Recalled.");
    }

    @Test
    void whoCompletesWithoutSigningTakesCharge() {
        String id = pending(Kind.MAIL);
        Stories.loggedIn(Operators.CREW);
        tasks.complete(token(id).task("userTask_takeCharge").getId());
        assertThat(event(id).operator()).isEqualTo("crew");
    }

    /** GEO-33 */
    @Test
    void whoIsNotActiveCannotTakeCharge() {
        String id = pending(Kind.MAIL);
        on.off("crew");
        assertThatThrownBy(() -> work.take(id, Operators.CREW)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.name()).isEqualTo("not-active");
            assertThat(problem.status().value()).isEqualTo(403);
        });
        String task = token(id).task("userTask_takeCharge").getId();
        assertThatThrownBy(() -> tasks.claim(task, "crew")).hasStackTraceContaining("ACTIVE on call");
        assertThat(event(id).state()).isEqualTo(State.PENDING);
    }

    @Test
    void secondOperatorIsToldThatItIsTaken() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        work.take(id, Operators.CREW);
        assertThatThrownBy(() -> work.take(id, Operators.DISPATCHER))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("already-taken"));
    }

    /** GEO-19: back after 15 minutes; what the operator saves starts them anew; alerts begin again, and are silent before. */
    @Test
    void eventComesBackWhenNothingIsDoneWithIt() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        Token token = token(id);
        at(Duration.ofMinutes(10));
        work.save(id, "called the pump house", Operators.CREW);
        assertThat(token.timerAt("boundaryEvent_notWorked").getDuedate())
                .isEqualTo(Date.from(Stories.NOW.plus(Duration.ofMinutes(25))));
        assertThat(told(id, "inbound-alert")).hasSize(1);

        token.fireTimer("boundaryEvent_notWorked");
        InboundEvent event = event(id);
        assertThat(event.state()).isEqualTo(State.PENDING);
        assertThat(event.operator()).isNull();
        assertThat(event.note()).isEqualTo("called the pump house");
        assertThat(event.round()).isEqualTo(2);
        assertThat(told(id, "inbound-alert")).hasSize(2);
        assertThat(told(id, "inbound-received"))
                .as("they have the message already")
                .hasSize(1);
        assertThat(token.waitsAt()).contains("userTask_takeCharge", "event_alertTime");
        assertThat(token.timerAt("event_alertTime").getDuedate())
                .isEqualTo(Date.from(Stories.NOW.plus(Duration.ofMinutes(30))));
    }

    /** Pitfall 2: whose time is over is told so, and does not take the event away from those who are alerted now. */
    @Test
    void operatorWhoseTimeIsOverTakesChargeAnew() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        token(id).fireTimer("boundaryEvent_notWorked");
        assertThatThrownBy(() -> work.archive(id, null, Operators.CREW))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("not-your-event"));
        work.take(id, Operators.CREW);
        work.archive(id, null, Operators.CREW);
        assertThat(event(id).state()).isEqualTo(State.ACK);
    }

    /** A timer that was taken up before the operator saved finds that it is not due any more, and remains. */
    @Test
    void timerThatWasTakenUpBeforeSavingReturnsNothing() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        String job = token(id).timerAt("boundaryEvent_notWorked").getId();
        at(Duration.ofMinutes(14));
        work.save(id, null, Operators.CREW);
        at(Duration.ofMinutes(16));
        assertThatThrownBy(() -> stories.engine().getManagementService().executeJob(job))
                .isInstanceOf(OptimisticLockingException.class);
        assertThat(event(id).state()).isEqualTo(State.ONWORK);
        assertThat(told(id, "inbound-alert")).hasSize(1);
        at(Duration.ofMinutes(29));
        stories.engine().getManagementService().executeJob(job);
        assertThat(event(id).state()).as("now it is due").isEqualTo(State.PENDING);
    }

    private static void at(Duration after) {
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(after)));
    }

    /** GEO-36 */
    @Test
    void operatorArchivesByRestAlsoWhatIsPending() {
        String id = pending(Kind.MAIL);
        int code = event(id).code();
        work.archive(id, "false alarm", Operators.CREW);
        InboundEvent event = event(id);
        assertThat(event.state()).isEqualTo(State.ACK);
        assertThat(event.ackedBy()).isEqualTo("crew");
        assertThat(event.note()).isEqualTo("false alarm");
        assertThat(event.code()).as("its number is free").isNull();
        Token token = token(id);
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_acknowledged", "endEvent_eventArchived");
        assertThatThrownBy(() -> work.archive(id, null, Operators.CREW))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("already-archived"));
        assertThat(event(pending(Kind.MAIL)).code()).as("numbers go round").isNotEqualTo(code);
    }

    /** GEO-37 to GEO-42: forwarded and archived in one step, to people who are on call only. */
    @Test
    void operatorForwards() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        assertThatThrownBy(() -> work.forward(id, forward("stranger"), Operators.CREW))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("unknown-recipient"));
        assertThat(told(id, "inbound-forwarded")).isEmpty();
        work.forward(id, forward("dispatcher"), Operators.CREW);
        assertThat(told(id, "inbound-forwarded")).containsExactly("dispatcher");
        assertThat(on.attachments(id, "inbound-forwarded")).containsExactly("original.eml message/rfc822");
        assertThat(event(id).state()).isEqualTo(State.ACK);
        assertThat(token(id).ended()).isTrue();
    }

    private static EventWork.Forward forward(String recipient) {
        return new EventWork.Forward(List.of(recipient), Severity.IMPORTANT, null, true, null);
    }

    @Test
    void operatorWorksInTasklist() {
        String id = pending(Kind.MAIL);
        Token token = token(id);
        tasks.claim(token.task("userTask_takeCharge").getId(), "crew");
        assertThatThrownBy(() -> tasks.complete(token.task("userTask_workEvent").getId(), Map.of("action", "LATER")))
                .hasStackTraceContaining("must be ARCHIVE, FORWARD, KEEP or GIVE_BACK");

        at(Duration.ofMinutes(9));
        tasks.complete(
                token.task("userTask_workEvent").getId(), Map.of("action", "KEEP", "note", "waiting for the keys"));
        assertThat(token.task("userTask_workEvent").getAssignee()).isEqualTo("crew");
        assertThat(token.timerAt("boundaryEvent_notWorked").getDuedate())
                .isEqualTo(Date.from(Stories.NOW.plus(Duration.ofMinutes(24))));

        tasks.complete(
                token.task("userTask_workEvent").getId(),
                Map.of("action", "FORWARD", "recipients", "dispatcher", "message", "Please look at pump 7"));
        assertThat(told(id, "inbound-forwarded")).containsExactly("dispatcher");
        assertThat(token.ended()).isTrue();
    }

    @Test
    void whatCannotBeSentIsNotForwarded() {
        String id = pending(Kind.MAIL);
        for (String text : List.of(" ", "x".repeat(20_001))) {
            assertThatThrownBy(() -> work.forward(
                            id,
                            new EventWork.Forward(List.of("dispatcher"), Severity.URGENT, text, true, null),
                            Operators.CREW))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.name()).isEqualTo("invalid-message");
                        assertThat(problem.status().value()).isEqualTo(422);
                    });
        }
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(on.noticesOf(id)).isEqualTo(2);
    }

    @Test
    void eventsOfADivisionThatIsNotSeenAreNotFound() {
        InboundEvents.Search south = new InboundEvents.Search(Set.of(), null, "south", null);
        assertThatThrownBy(() -> events.list(south, Operators.CREW, Page.Request.of(null, null)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(404));
    }

    /** An API client may have a long id. */
    @Test
    void longNameOfASourceIsStored() {
        Inbound inbound = new Inbound(
                Kind.MACHINE,
                "rest:" + "c".repeat(95),
                "long-" + System.nanoTime(),
                "north",
                "scada",
                null,
                "Pump 7",
                List.of(),
                null,
                false,
                Stories.now());
        assertThat(events.receive(inbound).known()).isFalse();
    }

    @Test
    void operatorGivesTheEventBack() {
        String id = pending(Kind.MAIL);
        Token token = token(id);
        work.take(id, Operators.CREW);
        tasks.complete(token.task("userTask_workEvent").getId(), Map.of("action", "GIVE_BACK"));
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(told(id, "inbound-alert")).hasSize(2);

        work.take(id, Operators.DISPATCHER);
        work.giveBack(id, "cannot", Operators.DISPATCHER);
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(event(id).round()).isEqualTo(3);
        assertThat(token.waitsAt()).contains("userTask_takeCharge");
    }

    @Test
    void eventGoesToAnotherOperator() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        at(Duration.ofMinutes(5));
        tasks.setAssignee(token(id).task("userTask_workEvent").getId(), "dispatcher");
        assertThat(event(id).operator()).isEqualTo("dispatcher");
        assertThat(token(id).timerAt("boundaryEvent_notWorked").getDuedate())
                .isEqualTo(Date.from(Stories.NOW.plus(Duration.ofMinutes(20))));
    }

    /** Somebody leaves, and a successor has the work who is not on call. */
    @Test
    void eventThatIsGivenToSomebodyWhoIsNotActiveGoesBackToAll() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        tasks.setAssignee(token(id).task("userTask_workEvent").getId(), "crew2");
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(told(id, "inbound-alert")).hasSize(2);
    }

    /** GEO-33: nobody else may act on it, so it goes to those who may. */
    @Test
    void eventOfAnOperatorWhoIsSwitchedOffGoesBackAtOnce() {
        String id = pending(Kind.MAIL);
        work.take(id, Operators.CREW);
        desk.turn("north", OnCall.Mode.NOT_ACTIVE, null, Operators.CREW);
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(event(id).operator()).isNull();
        assertThat(token(id).waitsAt()).contains("userTask_takeCharge", "event_alertTime");
        assertThat(told(id, "inbound-alert")).containsExactly("crew", "dispatcher");
        work.take(id, Operators.DISPATCHER);
        desk.turn("north", OnCall.Mode.ACTIVE, null, Operators.DISPATCHER);
        assertThat(event(id).operator()).isEqualTo("dispatcher");
    }

    /** GEO-33: not even what waited for the limits of the telephone. */
    @Test
    void whatIsOnItsWayToAnOperatorWhoIsSwitchedOffIsKeptBack() {
        String id = pending(Kind.MAIL);
        assertThat(onItsWayToCrew(id)).isPositive();
        desk.turn("north", OnCall.Mode.NOT_ACTIVE, null, Operators.CREW);
        assertThat(onItsWayToCrew(id)).isZero();
    }

    /** GEO-33: who goes back to the shifts, and has none, is not ACTIVE either. */
    @Test
    void operatorWithoutShiftWhoFollowsTheRosterAgainHasAndGetsNothing() {
        String waits = pending(Kind.MAIL);
        String inHand = pending(Kind.MAIL);
        work.take(inHand, Operators.CREW);
        desk.turn("north", OnCall.Mode.ROSTER, null, Operators.CREW);
        assertThat(event(inHand).state()).isEqualTo(State.PENDING);
        assertThat(onItsWayToCrew(waits)).isZero();
        assertThat(meant.stillFor("crew", "north", "inbound-alert")).isFalse();
        assertThat(meant.stillFor("crew", "north", "inbound-note"))
                .as("told nobody else")
                .isTrue();
        assertThat(meant.stillFor("crew", "north", "on-call-next")).isTrue();
        desk.turn("north", OnCall.Mode.ACTIVE, null, Operators.CREW);
        assertThat(meant.stillFor("crew", "north", "inbound-alert")).isTrue();
    }

    private int onItsWayToCrew(String id) {
        return jdbc.sql("""
                        select count(*) from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :id and d.person = 'crew' and d.state in ('WAITING', 'HELD')
                        """).param("id", id).query(Integer.class).single();
    }

    /** Field-notes 2.5: a number and a letter, from the telephone of somebody who is ACTIVE. */
    @Test
    void operatorAnswersBySms() {
        String id = pending(Kind.MAIL);
        int code = event(id).code();
        String reply = on.receive(events, Kind.SMS, Operators.PHONE_OF_CREW, null, " " + code + "A ");
        Token token = token(reply).runJob("serviceTask_readEvent");
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_replyApplied");
        assertThat(event(id).state()).isEqualTo(State.ONWORK);
        assertThat(event(id).operator()).isEqualTo("crew");
        assertThat(event(reply).state()).isEqualTo(State.ACK);
        assertThat(told(reply, "inbound-reply-taken")).containsExactly("crew");

        String second = on.receive(events, Kind.SMS, Operators.PHONE_OF_DISPATCHER, null, code + "a");
        token(second).runJob("serviceTask_readEvent");
        assertThat(event(id).operator()).as("one has it").isEqualTo("crew");
        assertThat(told(second, "inbound-reply-refused")).containsExactly("dispatcher");

        String third = on.receive(events, Kind.SMS, Operators.PHONE_OF_CREW, null, code + "c");
        token(third).runJob("serviceTask_readEvent");
        assertThat(event(id).state()).isEqualTo(State.ACK);
        assertThat(told(third, "inbound-reply-archived")).containsExactly("crew");
        assertThat(token(id).ended()).isTrue();

        String pending = pending(Kind.MAIL);
        String fourth = on.receive(
                events, Kind.SMS, Operators.PHONE_OF_CREW, null, event(pending).code() + "c");
        token(fourth).runJob("serviceTask_readEvent");
        assertThat(event(pending).state()).as("taken and archived in one step").isEqualTo(State.ACK);
        assertThat(token(pending).ended()).isTrue();
    }

    @Test
    void codeFromAnotherTelephoneIsAMessageLikeEveryOther() {
        String id = pending(Kind.MAIL);
        on.off("crew");
        for (String sender : List.of(Operators.PHONE_OF_CREW, "+46701740699")) {
            String sms = on.receive(events, Kind.SMS, sender, null, event(id).code() + "c");
            token(sms).runJob("serviceTask_readEvent");
            assertThat(event(sms).handling()).isEqualTo(InboundEvent.Handling.REQUIRE_OPERATOR);
        }
        assertThat(event(id).state()).isEqualTo(State.PENDING);
    }

    /** What an analyst has mistyped comes to an operator; an incident would tell nobody. */
    @Test
    void rowThatCannotBeReadNeedsAnOperator() {
        String id = pending(Kind.MAIL);
        for (String outcome : List.of("ARCHVE", "REPLY", "archive")) {
            assertThat(rules.decided(id, Map.of("rule", "R99", "outcome", outcome, "severity", "URGNT")))
                    .isEqualTo(InboundEvent.Handling.REQUIRE_OPERATOR);
        }
        assertThat(event(id).severity()).isEqualTo(Severity.URGENT);
        assertThat(event(id).rule()).isEqualTo("R99");
    }

    /** Who is alerted because nobody is on call, and answers, alerts nobody by that. */
    @Test
    void answerOfAColleagueWhoIsNotActiveIsRefused() {
        String id = pending(Kind.MAIL);
        on.offAll();
        String sms = on.receive(
                events, Kind.SMS, Operators.PHONE_OF_DISPATCHER, null, event(id).code() + "a");
        token(sms).runJob("serviceTask_readEvent");
        assertThat(event(sms).state()).isEqualTo(State.ACK);
        assertThat(told(sms, "inbound-reply-refused")).containsExactly("dispatcher");
        assertThat(event(id).state()).isEqualTo(State.PENDING);
    }

    /** A telephone that goes from hand to hand, in the minute in which two are on call with it. */
    @Test
    void telephoneOfTwoOperatorsAnswersForTheOneWhoHasTheEvent() {
        jdbc.sql("update tr_contact_point set address = :phone where person = 'dispatcher' and kind = 'MOBILE'")
                .param("phone", Operators.PHONE_OF_CREW)
                .update();
        try {
            String id = pending(Kind.MAIL);
            work.take(id, Operators.DISPATCHER);
            String sms = on.receive(
                    events, Kind.SMS, Operators.PHONE_OF_CREW, null, event(id).code() + "c");
            token(sms).runJob("serviceTask_readEvent");
            assertThat(event(id).state()).isEqualTo(State.ACK);
            assertThat(event(id).ackedBy()).isEqualTo("dispatcher");

            on.off("crew");
            on.callIn("example", "crew", 1);
            String north = pending(Kind.MAIL);
            sms = on.receive(
                    events,
                    Kind.SMS,
                    Operators.PHONE_OF_CREW,
                    null,
                    event(north).code() + "a");
            token(sms).runJob("serviceTask_readEvent");
            assertThat(event(north).operator()).as("of its division").isEqualTo("dispatcher");
        } finally {
            jdbc.sql("update tr_contact_point set address = :phone where person = 'dispatcher' and kind = 'MOBILE'")
                    .param("phone", Operators.PHONE_OF_DISPATCHER)
                    .update();
        }
    }

    /** GEO-20 */
    @Test
    void ruleArchives() {
        String id = ruled(Kind.MAIL, "Somebody@Example.com", "Our NEWSLETTER of May", "…");
        assertThat(event(id).rule()).isEqualTo("R01");
        assertThat(event(id).state()).isEqualTo(State.ACK);
        token(id).hasPassed("endEvent_archivedByRule");
        assertThat(on.noticesOf(id)).isZero();
    }

    /** GEO-21 */
    @Test
    void ruleTellsOnce() {
        at(Duration.ofHours(14));
        String id = ruled(Kind.MAIL, "unit-7@Battery.Example", "Battery low", "…");
        assertThat(event(id).rule()).isEqualTo("R02");
        assertThat(event(id).state()).isEqualTo(State.ACK);
        token(id).hasPassed("endEvent_toldOnce");
        assertThat(told(id, "inbound-note")).contains("crew", "dispatcher");
        assertThat(told(id, "inbound-alert")).isEmpty();
        assertThat(on.texts(id, "inbound-note", "MAIL"))
                .as("there is nothing to take charge of")
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).contains("Battery low").doesNotContain("charge"));
    }

    /** SOL24-05, SOL24-11: a fault becomes an order; the second one joins it. */
    @Test
    void ruleStartsAFaultOrder() {
        Story story = stories.at(EXAMPLE);
        String id = fault(story.pointId + ", please come.");
        token(id).hasPassed("endEvent_orderStarted");
        ServiceOrder order = stories.orders().openAt(story.pointId).get(0);
        assertThat(order.type()).isEqualTo("INVESTIGATE");
        assertThat(order.requester()).isEqualTo("event");
        assertThat(event(id).orderId()).isEqualTo(order.id());
        assertThat(event(id).servicePointId()).isEqualTo(story.pointId);
        assertThat(event(id).state()).isEqualTo(State.ACK);

        String again = fault(story.pointId + " still");
        assertThat(event(again).orderId()).isEqualTo(order.id());
        assertThat(stories.orders().openAt(story.pointId)).hasSize(1);
        assertThat(milestones.of(order.id()))
                .filteredOn(milestone -> milestone.name().equals("FAULT_REPORTED"))
                .hasSize(2);
        story.of(order.id()).walk("I05 SERVICE_INVESTIGATION: INVESTIGATED", "I07 DONE: completed DONE");
    }

    /** EVADO-17, EVADO-21: who reports a fault and says how is told of its order. */
    @Test
    void whoReportsAFaultIsTheContactOfItsOrder() {
        assertThat(contactOf("eva@example.com, 070-174 06 55"))
                .isEqualTo(new ServiceOrder.Contact(null, "+46701740655", "eva@example.com"));
        assertThat(contactOf("+46 70 174 06 55")).isEqualTo(new ServiceOrder.Contact(null, "+46701740655", null));
        assertThat(contactOf("the neighbour knows")).isNull();
    }

    private ServiceOrder.@Nullable Contact contactOf(String sender) {
        Story story = stories.at(EXAMPLE);
        String id = events.receive(new Inbound(
                        Kind.CLIENT_REQUEST,
                        "fault-report",
                        Ids.next(),
                        "example",
                        sender,
                        "DAMAGE: at the quay",
                        "A cable lies open",
                        List.of(),
                        null,
                        false,
                        Stories.now(),
                        story.pointId))
                .eventId();
        assertThat(orders.raise(id)).isTrue();
        return stories.orders()
                .contact(stories.orders().openAt(story.pointId).get(0).id())
                .orElse(null);
    }

    @Test
    void faultOrderQueuesBehindWhatIsOpen() {
        Story story = stories.at(EXAMPLE).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String id = fault(story.pointId);
        ServiceOrder fault = stories.orders().get(event(id).orderId());
        assertThat(fault.waitsFor()).isEqualTo(story.orderId());
    }

    @Test
    void faultWithoutAPlaceGoesToAnOperator() {
        Story south = stories.at("{\"division\":\"south\",\"area\":\"south.city\",\"device\":{\"kind\":\"MANUAL\"}}");
        String id = fault(south.pointId);
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(token(id).waitsAt()).contains("userTask_takeCharge");
        assertThat(told(id, "inbound-alert")).containsExactly("crew");
        assertThat(stories.orders().openAt(south.pointId)).isEmpty();
    }

    /** SOL24-14 to SOL24-16: once for each event, by whichever way it goes; HOME-07. */
    @Test
    void thoseResponsibleForThePointHearOfAnEventAboutIt() {
        Story story = stories.at(EXAMPLE);
        on.responsible(story.pointId, "example", "crew2");
        assertThat(told(fault(story.pointId), "object-fault"))
                .as("an order is made of it")
                .containsExactly("crew2");
        String once = ruled(Kind.MAIL, "unit-7@battery.example", "Battery low", "at " + story.pointId);
        assertThat(told(once, "object-fault")).as("told once").containsExactly("crew2");
        String id = ruled(Kind.MACHINE, "somebody", "Warm", "Temperature at " + story.pointId);
        assertThat(event(id).state()).isEqualTo(State.PENDING);
        assertThat(told(id, "object-fault")).containsExactly("crew2");
        token(id).fireTimer("event_alertTime");
        work.take(id, Operators.CREW);
        work.giveBack(id, null, Operators.CREW);
        assertThat(told(id, "inbound-alert")).hasSizeGreaterThan(2);
        assertThat(told(id, "object-fault")).as("of an event once").containsExactly("crew2");
        assertThat(on.texts(id, "object-fault"))
                .as("nobody else takes charge")
                .allSatisfy(text -> assertThat(text).contains(story.pointId).doesNotContain("charge"));
    }

    @Test
    void whereNobodyIsResponsibleNothingIsWritten() {
        Story story = stories.at(EXAMPLE);
        String id = fault(story.pointId);
        assertThat(event(id).orderId()).isNotNull();
        assertThat(on.noticesOf(id)).isZero();
    }

    /** SOL24-17 */
    @Test
    void whatMustRunDayAndNightIsUrgent() {
        Story story = stories.at(
                "{\"division\":\"example\",\"area\":\"example.city\",\"flags\":{\"sensitiveLoad\":true},\"device\":{\"kind\":\"MANUAL\"}}");
        String id = ruled(Kind.MACHINE, "scada", "Warm", story.pointId);
        assertThat(on.names(id)).containsEntry("critical24x7", true).containsEntry("timeBand", "DAY");
        assertThat(event(id).rule()).isEqualTo("R04");
        String archived = ruled(Kind.MAIL, "a@example.com", "newsletter", "about " + story.pointId);
        assertThat(event(archived).rule()).isEqualTo("R01");
        assertThat(event(archived).severity()).as("whatever the row says").isEqualTo(Severity.URGENT);
    }

    /** Field-notes 2.7: an answer of a machine to our own mail would go round for ever. */
    @Test
    void answerOfAMachineAlertsNobody() {
        String id = on.receiveAutomatic(events);
        token(id).runJob("serviceTask_readEvent");
        assertThat(event(id).state()).isEqualTo(State.ACK);
        assertThat(event(id).rule()).isEqualTo("AUTOMATIC");
        assertThat(on.noticesOf(id)).isZero();
    }

    /** Requirements 2.3, pitfalls 5 and 9. */
    @Test
    void sameMessageTwiceIsOneEvent() {
        Inbound inbound = Operators.inbound(
                "north", Kind.MAIL, "somebody@example.com", "Alarm", "…", "same-" + System.nanoTime());
        InboundEvents.Receipt first = events.receive(inbound);
        InboundEvents.Receipt second = events.receive(inbound);
        assertThat(first.known()).isFalse();
        assertThat(second).isEqualTo(new InboundEvents.Receipt(first.eventId(), true));
        token(first.eventId()).runJob("serviceTask_readEvent");
    }

    /** Strangers' texts go with the task that shows them. */
    @Test
    void textsDoNotStayInTheEngine() {
        String id = receive(Kind.MAIL, "Alarm", "my secret is 4711");
        Token token = token(id).runJob("serviceTask_readEvent");
        work.archive(id, null, Operators.CREW);
        assertThat(token.ended()).isTrue();
        assertThat(stories.engine()
                        .getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .includeDeleted()
                        .list())
                .extracting(HistoricVariableInstance::getValue)
                .doesNotContain("my secret is 4711");
    }

    @Test
    void eventsOfAnotherDivisionAreNotSeen() {
        String id = pending(Kind.MAIL);
        Caller south =
                new Caller("crew-south", Caller.Kind.PERSON, Set.of("operators-south"), Set.of("south"), Set.of());
        assertThatThrownBy(() -> events.get(id, south))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(404));
        assertThatThrownBy(() -> work.take(id, south))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(404));
    }
}
