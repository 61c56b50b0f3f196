// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.announcement.VisitReminders;
import org.truckroll.serviceorder.ServiceOrder;

/** The day before a planned visit its customer is told, once for each time, however the visit is moved (EVADO-17, SOL24-09). */
@ProcessTest
@WalksDiagram("service-notice.bpmn")
class ServiceNoticeProcessTest {

    private static final String NORTH =
            "{\"address\":{\"street\":\"Provgatan 3\"},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    /** In the evening: no slot of the crew is taken, which other tests count. */
    private static final String THURSDAY = "2026-03-05T17:00:00Z";

    private static final String DAY_BEFORE = "2026-03-04T17:00:00Z";
    private static final String FRIDAY = "2026-03-06T16:00:00Z";
    private static final String COMING = "visit-coming";

    @Autowired
    private Stories stories;

    @Autowired
    private VisitReminders reminders;

    @Autowired
    private ScriptedCarrier carrier;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
        carrier.begin();
    }

    private Reminded visit() {
        return Reminded.of(stories, jdbc, port, NORTH);
    }

    /** The process waits for the day before. */
    private Reminded waiting() {
        Reminded visit = visit().appointed(THURSDAY);
        visit.token().runJob(Reminded.TELL);
        return visit;
    }

    private void tell(Reminded visit) {
        Token token = visit.token();
        token.fireTimer(Reminded.MOMENT).runJob(Reminded.TELL);
    }

    @Test
    void tellsTheDayBeforeByMailAndSmsAndEndsWhenTheVisitBegins() {
        Reminded visit = waiting();
        assertThat(visit.waitsUntil()).isEqualTo(DAY_BEFORE);
        assertThat(visit.told(COMING)).isZero();
        tell(visit);
        assertThat(visit.deliveries(COMING)).containsExactly("MAIL WAITING", "SMS WAITING");
        assertThat(visit.text(COMING, "SMS"))
                .contains(
                        "2026-03-05, 18:00-19:00", visit.visit().story().order().externalId())
                .doesNotContain("Provgatan");
        assertThat(visit.text(COMING, "MAIL")).contains("2026-03-05, 18:00–19:00", "Provgatan 3");

        reminders.tell(visit.visit().id());
        assertThat(visit.remindedOf()).as("a step that is repeated").containsExactly(THURSDAY);
        assertThat(visit.waitsUntil()).isEqualTo(THURSDAY);

        Token token = visit.token();
        tell(visit);
        assertThat(token.ended()).isTrue();
        token.hasPassed(Reminded.MOMENT, "endEvent_nothingToTell");
        assertThat(visit.deliveries(COMING))
                .as("nobody carried it all the day; now it would be wrong")
                .containsExactly("MAIL DROPPED", "SMS DROPPED");
    }

    @Test
    void waitMovesWithTheVisit() {
        Reminded visit = waiting().appointed(FRIDAY);
        visit.token().runJob(Reminded.TELL);
        assertThat(visit.waitsUntil()).isEqualTo("2026-03-05T16:00:00Z");
        tell(visit);
        assertThat(visit.remindedOf()).containsExactly(FRIDAY);
    }

    /** Told for the new day, too; not again when the visit comes back to a day of which was told. */
    @Test
    void eachTimeIsToldOfOnce() {
        Reminded visit = waiting();
        tell(visit);
        visit.carried();
        visit.appointed(FRIDAY);
        visit.token().runJob(Reminded.TELL);
        tell(visit);
        visit.carried();
        visit.appointed(THURSDAY);
        visit.token().runJob(Reminded.TELL);
        assertThat(visit.remindedOf()).containsExactly(THURSDAY, FRIDAY);
    }

    /** What had not left the house told nobody. */
    @Test
    void reminderThatWasDroppedIsToldWhenTheVisitComesBack() {
        Reminded visit = waiting();
        tell(visit);
        visit.appointed(FRIDAY);
        assertThat(visit.deliveries(COMING)).containsExactly("MAIL DROPPED", "SMS DROPPED");
        visit.token().runJob(Reminded.TELL);
        visit.appointed(THURSDAY);
        visit.token().runJob(Reminded.TELL);
        assertThat(visit.remindedOf()).containsExactly(THURSDAY, THURSDAY);
        assertThat(visit.deliveries(COMING))
                .containsExactly("MAIL DROPPED", "SMS DROPPED", "MAIL WAITING", "SMS WAITING");
    }

    @Test
    void timeThatIsGivenUpEndsTheWaitSilently() {
        Reminded visit = waiting();
        Token token = visit.token();
        visit.call("dispatcher", "appointment/cancel", "{\"reason\":\"the customer called\"}")
                .is(200);
        assertThat(token.ended()).isTrue();
        token.hasPassed("boundaryEvent_timeOver", "endEvent_timeOver");
        assertThat(visit.told(COMING)).isZero();
        assertThat(visit.told("visit-called-off")).isOne();
        // A new time, a new wait.
        visit.appointed(FRIDAY);
        assertThat(visit.running()).isOne();
    }

    @Test
    void visitThatEndsEndsTheWait() {
        Reminded withdrawn = waiting();
        assertThat(withdrawn.visit().withdraw()).isTrue();
        assertThat(withdrawn.running()).isZero();
        assertThat(withdrawn.told("visit-called-off"))
                .as("somebody counts on it")
                .isOne();

        Reminded done = waiting();
        done.visit().post("complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(done.running()).isZero();
        assertThat(done.told("visit-called-off")).isZero();
        assertThat(done.told(COMING)).isZero();
    }

    /** Withdrawn after a node has taken up the step: the step finds nothing to tell. */
    @Test
    void stepThatComesTooLateTellsNothing() {
        Reminded visit = waiting();
        visit.token().fireTimer(Reminded.MOMENT);
        Token token = visit.token();
        assertThat(visit.visit().withdraw()).isTrue();
        token.runJob(Reminded.TELL);
        assertThat(token.ended()).isTrue();
        assertThat(visit.told(COMING)).isZero();
    }

    /** The crew makes its appointment in Tasklist, within a step of the engine. */
    @Test
    void timeOfTheCrewsFormIsRemindedOfToo() {
        Story story = stories.at("{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        complete(story.token().task("userTask_assignCrew"), Map.of("result", "ASSIGNED", "crew", "field-south"));
        complete(
                story.token().task("userTask_makeAppointment"),
                Map.of("result", "APPOINTED", "appointmentStart", "2026-03-05T18:00+01:00"));
        Token token = Token.of(
                stories.engine(), VisitReminders.PROCESS, story.activity().id());
        token.runJob(Reminded.TELL);
        assertThat(token.timerAt(Reminded.MOMENT).getDuedate().toInstant()).hasToString(DAY_BEFORE);
        stories.engine()
                .getTaskService()
                .complete(
                        story.token().task("userTask_performVisit").getId(),
                        new HashMap<>(Map.of("result", "TURNED_ON", "readings", "12,5")));
        token.hasPassed("endEvent_timeOver");
    }

    private void complete(Task task, Map<String, Object> form) {
        stories.engine().getTaskService().claim(task.getId(), "crew-south");
        stories.engine().getTaskService().complete(task.getId(), new HashMap<>(form));
    }

    @Test
    void whatIsOnlyProposedIsNoTimeToRemindOf() {
        Reminded visit = visit();
        visit.call(
                        "dispatcher",
                        "preliminary-visit",
                        "{\"start\":\"" + THURSDAY + "\",\"end\":\"2026-03-05T18:00:00Z\"}")
                .is(200);
        assertThat(visit.running()).isZero();
        assertThat(visit.told("visit-planned")).isZero();
    }

    @Test
    void timeAgreedAfterTheDayBeforeIsToldOfAtOnceUnlessItIsNear() {
        Reminded tomorrow = visit().appointed("2026-03-03T05:00:00Z");
        tomorrow.token().runJob(Reminded.TELL);
        assertThat(tomorrow.told(COMING)).as("19 hours ahead").isOne();

        Reminded soon = visit().appointed("2026-03-02T15:59:00Z");
        soon.token().runJob(Reminded.TELL);
        assertThat(soon.told(COMING)).as("six hours ahead, not quite").isZero();
        assertThat(soon.waitsUntil()).isEqualTo("2026-03-02T15:59:00Z");
    }

    /** Every node was away. */
    @Test
    void lateIsToldUntilTheVisitBegins() {
        Reminded late = waiting();
        Reminded.at("2026-03-05T16:30:00Z");
        tell(late);
        assertThat(late.told(COMING)).isOne();

        stories.begin();
        Reminded over = waiting();
        Token token = over.token();
        Reminded.at(THURSDAY);
        tell(over);
        assertThat(token.ended()).isTrue();
        assertThat(over.told(COMING)).isZero();
    }

    /** Ten o'clock on the day before the clocks change is 23 hours before ten o'clock. */
    @Test
    void dayBeforeIsTheSameTimeOfTheDayAlsoWhenTheClocksChange() {
        Reminded.at("2026-03-20T10:00:00Z");
        Reminded spring = visit().appointed("2026-03-29T08:00:00Z");
        spring.token().runJob(Reminded.TELL);
        assertThat(spring.waitsUntil()).isEqualTo("2026-03-28T09:00:00Z");

        Reminded.at("2026-10-20T10:00:00Z");
        Reminded autumn = visit().appointed("2026-10-25T09:00:00Z");
        autumn.token().runJob(Reminded.TELL);
        assertThat(autumn.waitsUntil()).isEqualTo("2026-10-24T08:00:00Z");
    }

    /** Two o'clock at night is when the row says so; the SMS waits for seven, the mail does not. */
    @Test
    void quietHoursHoldTheSms() {
        Reminded visit = visit().appointed("2026-03-05T01:00:00Z");
        visit.token().runJob(Reminded.TELL);
        tell(visit);
        visit.lane("MAIL").runJob("startEvent_noticeWaiting").runJob("serviceTask_deliverNextNotice");
        Token sms = visit.lane("SMS").runJob("startEvent_noticeWaiting").runJob("serviceTask_deliverNextNotice");
        assertThat(visit.deliveries(COMING)).containsExactly("MAIL SENT", "SMS HELD");
        assertThat(sms.timerAt("event_timeToLookAgain").getDuedate().toInstant())
                .hasToString("2026-03-04T06:00:00Z");
        // Moved in the night: the SMS of a day that does not hold any more never goes.
        visit.appointed(FRIDAY);
        assertThat(visit.deliveries(COMING)).containsExactly("MAIL SENT", "SMS DROPPED");
    }

    @Test
    void nobodyToTellIsNoNotice() {
        Reminded visit = Reminded.of(stories, jdbc, port, NORTH, new ServiceOrder.Contact("Kim Exempel", null, " "));
        visit.appointed(THURSDAY).token().runJob(Reminded.TELL);
        tell(visit);
        visit.appointed(FRIDAY);
        assertThat(visit.told(COMING) + visit.told("visit-moved")).isZero();
    }
}
