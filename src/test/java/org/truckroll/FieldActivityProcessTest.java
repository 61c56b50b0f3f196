// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitReport;
import org.truckroll.field.Visits;
import org.truckroll.field.workforce.WorkOrderDesk;
import org.truckroll.field.workforce.WorkOrderSender;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem;

/** One visit, reported in Tasklist as a crew does it: each form, each mode, each reason of failure (SOM-09, service-orders 7.7 and 7.8). */
@ProcessTest
@WalksDiagram("field-activity.bpmn")
class FieldActivityProcessTest {

    private static final String MANUAL_OFF = "{\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String MANUAL_ON = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final Map<String, Object> NEW_MANUAL = Map.of(
            "newDeviceId", "M-NEW", "newDeviceKind", "MANUAL", "newDeviceSwitch", "ON", "newDeviceRegisters", "1, 2");

    @Autowired
    private Stories stories;

    @Autowired
    private Visits visits;

    @Autowired
    private Milestones milestones;

    @Autowired
    private WorkOrderDesk workOrders;

    @Autowired
    private WorkOrderSender sender;

    @Autowired
    private TaskService tasks;

    @Autowired
    private RuntimeService runtime;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    /** A visit and its report; then the facts, and the row that follows. */
    record Done(
            String point,
            String visit,
            String form,
            String mode,
            Map<String, Object> fields,
            ServicePoint.Supply supply,
            Device.SwitchPosition position,
            String next) {

        @Override
        public String toString() {
            return visit + " " + mode;
        }
    }

    static List<Done> modes() {
        ServicePoint.Supply on = ServicePoint.Supply.ON;
        Device.SwitchPosition closed = Device.SwitchPosition.ON;
        Device.SwitchPosition open = Device.SwitchPosition.OFF;
        String source = "{\"supply\":\"OFF_SOURCE\"";
        String meter = "{\"supply\":\"OFF_METER\"";
        String manual = ",\"device\":{\"kind\":\"MANUAL\"}}";
        String smart = ",\"device\":{\"commission\":\"COMMISSIONED\"}}";
        Map<String, Object> read = Map.of("readings", "12,5");
        return List.of(
                new Done(
                        "{}",
                        "E04 INSTALL_METER",
                        "visit-install",
                        "INSTALLED",
                        NEW_MANUAL,
                        on,
                        closed,
                        "E19 READ_METER"),
                new Done(
                        source + "}",
                        "E02 CONNECT_SP_AT_SOURCE_AND_INSTALL",
                        "visit-install-source",
                        "INSTALLED",
                        with(NEW_MANUAL, "readings", "1 = 0\n2 = 0.5"),
                        on,
                        closed,
                        "E20 DONE"),
                new Done(
                        source + "}",
                        "E02 CONNECT_SP_AT_SOURCE_AND_INSTALL",
                        "visit-install-source",
                        "CONNECTED_AT_SOURCE",
                        Map.of(),
                        on,
                        null,
                        "E04 INSTALL_METER"),
                new Done(
                        meter + "}",
                        "E03 CONNECT_SP_AT_METER_AND_INSTALL",
                        "visit-install-meter",
                        "INSTALLED",
                        with(NEW_MANUAL, "newDeviceSwitch", "OFF"),
                        on,
                        open,
                        "E15 TURN_ON_METER"),
                new Done(
                        meter + "}",
                        "E03 CONNECT_SP_AT_METER_AND_INSTALL",
                        "visit-install-meter",
                        "CONNECTED_AT_METER",
                        Map.of(),
                        on,
                        null,
                        "E04 INSTALL_METER"),
                new Done(
                        source + manual,
                        "E05 CONNECT_SP_AT_SOURCE_AND_TURN_ON",
                        "visit-connect-source",
                        "TURNED_ON",
                        read,
                        on,
                        closed,
                        "E20 DONE"),
                new Done(
                        source + manual,
                        "E05 CONNECT_SP_AT_SOURCE_AND_TURN_ON",
                        "visit-connect-source",
                        "CONNECTED_AT_SOURCE",
                        read,
                        on,
                        open,
                        "E15 TURN_ON_METER"),
                new Done(
                        source + smart,
                        "E06 CONNECT_SP_AT_SOURCE",
                        "visit-connect-source",
                        "CONNECTED_AT_SOURCE",
                        Map.of(),
                        on,
                        open,
                        "E12 REMOTE_CONNECT"),
                new Done(
                        source + smart,
                        "E06 CONNECT_SP_AT_SOURCE",
                        "visit-connect-source",
                        "TURNED_ON",
                        Map.of(),
                        on,
                        closed,
                        "E16 ON_DEMAND_READ_SCALAR"),
                new Done(
                        meter + manual,
                        "E07 CONNECT_SP_AT_METER_AND_TURN_ON",
                        "visit-connect-meter",
                        "TURNED_ON",
                        read,
                        on,
                        closed,
                        "E20 DONE"),
                new Done(
                        meter + manual,
                        "E07 CONNECT_SP_AT_METER_AND_TURN_ON",
                        "visit-connect-meter",
                        "CONNECTED_AT_METER",
                        Map.of(),
                        on,
                        open,
                        "E15 TURN_ON_METER"),
                new Done(
                        meter + smart,
                        "E08 CONNECT_SP_AT_METER",
                        "visit-connect-meter",
                        "CONNECTED_AT_METER",
                        Map.of(),
                        on,
                        open,
                        "E12 REMOTE_CONNECT"),
                new Done(
                        meter + smart,
                        "E08 CONNECT_SP_AT_METER",
                        "visit-connect-meter",
                        "TURNED_ON",
                        read,
                        on,
                        closed,
                        "E20 DONE"),
                new Done(MANUAL_OFF, "E15 TURN_ON_METER", "visit-turn-on", "TURNED_ON", read, on, closed, "E20 DONE"),
                new Done(MANUAL_ON, "E19 READ_METER", "visit-read", "READ", read, on, closed, "E20 DONE"));
    }

    private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
        Map<String, Object> more = new HashMap<>(fields);
        more.put(name, value);
        return more;
    }

    @ParameterizedTest
    @MethodSource("modes")
    void formReportsTheVisitDone(Done done) {
        String[] rule = done.visit().split(" ");
        Story story = stories.at(done.point()).ordered("ENABLE").assess(rule[0], rule[1]);
        Task task = task(story);
        assertThat(tasks.getVariableLocal(task.getId(), "form")).isEqualTo(done.form());
        String visit = story.activity().id();

        complete(task, with(done.fields(), "result", done.mode()));

        Activity ended = stories.activities().get(visit);
        assertThat(ended.state()).isEqualTo(Activity.State.COMPLETED);
        assertThat(ended.outcome()).isEqualTo(done.mode());
        assertThat(ended.completedBy()).isEqualTo("crew");
        assertThat(visits.find(visit).orElseThrow().status()).isEqualTo(Visit.Status.COMPLETED);
        Token.of(stories.engine(), "field-activity", visit).hasPassed("userTask_performVisit", "endEvent_visitEnded");
        String[] next = done.next().split(" ");
        story.assess(next[0], next[1]);
        assertThat(story.point().supply()).isEqualTo(done.supply());
        Device device = story.point().device();
        assertThat(device == null ? null : device.position()).isEqualTo(done.position());
    }

    @ParameterizedTest
    @EnumSource(VisitReport.Reason.class)
    void formReportsTheVisitFailed(VisitReport.Reason reason) {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String visit = story.activity().id();
        complete(task(story), Map.of("result", reason.name(), "remarks", "dog in the yard"));
        assertThat(stories.activities().get(visit).state()).isEqualTo(Activity.State.FAILED);
        assertThat(stories.activities().get(visit).outcome()).isEqualTo(reason.name());
        assertThat(visits.find(visit).orElseThrow().status()).isEqualTo(Visit.Status.FAILED);
        boolean notFound = reason == VisitReport.Reason.NOT_FOUND;
        story.assess(notFound ? "G12b" : "E15", notFound ? "DEVICE_MISMATCH" : "TURN_ON_METER");
        assertThat(story.facts().fieldFailures()).isEqualTo(1);
        assertThat(story.facts().mismatch()).isEqualTo(notFound);
        assertThat(story.device().position()).isEqualTo(Device.SwitchPosition.OFF);
    }

    @Test
    void formTellsWhatACrewFound() {
        Story story = stories.at(MANUAL_ON).ordered("INVESTIGATE").assess("I05", "SERVICE_INVESTIGATION");
        complete(
                task(story),
                Map.of("result", "INVESTIGATED", "foundCondition", "TAMPERED", "foundSwitch", "OFF", "readings", "7"));
        story.assess("I06", "SPAWN_EXCHANGE");
        assertThat(story.device().condition()).isEqualTo(Device.Condition.TAMPERED);
        assertThat(story.device().position()).isEqualTo(Device.SwitchPosition.OFF);
        assertThat(stories.readings().ofOrder(story.orderId())).hasSize(1);
    }

    @Test
    void formDescribesASmartMeter() {
        Story story = stories.at("{}").ordered("ENABLE").assess("E04", "INSTALL_METER");
        Map<String, Object> fields = new HashMap<>(Map.of(
                "result", "INSTALLED",
                "newDeviceId", "M-SMART-" + story.pointId,
                "newDeviceKind", "SMART",
                "newDeviceSwitch", "OFF",
                "newDeviceSwitchControl", "ARM_ONLY",
                "newDeviceCommission", "COMMISSIONED",
                "newDeviceHeadEnd", "scripted",
                "newDeviceReadRemotely", true,
                "newDevicePing", true));
        fields.put("newDeviceRegisters", "1");
        complete(task(story), fields);
        story.assess("E13", "ARM");
        Device device = story.device();
        assertThat(device.id()).isEqualTo("M-SMART-" + story.pointId);
        assertThat(device.commission()).isEqualTo(Device.Commission.COMMISSIONED);
        assertThat(device.capabilities())
                .isEqualTo(new Device.Capabilities(Device.SwitchControl.ARM_ONLY, true, false, true, null));
        assertThat(device.registerList()).extracting(Device.Register::id).containsExactly("1");
    }

    @Test
    void formCountsUnbadgedUnits() {
        Story story =
                stories.at("{\"category\":\"UNBADGED\"}").ordered("ENABLE").assess("E04", "INSTALL_DEVICE");
        Task task = task(story);
        assertThat(tasks.getVariableLocal(task.getId(), "pointCategory")).isEqualTo("UNBADGED");
        complete(task, Map.of("result", "INSTALLED", "newDeviceCount", 3));
        story.assess("E15", "TURN_ON_ITEM");
        assertThat(story.device().count()).isEqualTo(3);
        complete(task(story), Map.of("result", "TURNED_ON"));
        story.walk("E20 DONE: completed DONE");
    }

    @Test
    void offersTheVisitToTheCrewsOfTheAreaAndToTheDispatchers() {
        Story story = stories.at("{\"area\":\"north.city.hill\",\"flags\":{\"accessNotes\":\"gate 4\"},"
                        + "\"address\":{\"street\":\"Invented 1\"},\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        Task task = task(story);
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactlyInAnyOrder("field-north", "dispatchers-north");
        assertThat(task.getName()).isEqualTo("Turn on the meter");
        assertThat(tasks.getVariablesLocal(task.getId()))
                .containsEntry("servicePointId", story.pointId)
                .containsEntry("address", "Invented 1")
                .containsEntry("accessNotes", "gate 4")
                .containsEntry("deviceInPlace", story.device().id())
                .containsEntry("why", story.activity().reason());
        assertThat(visit(story).status()).isEqualTo(Visit.Status.OFFERED);
    }

    @Test
    void whoSignsInTasklistKeepsTheVisit() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        Task task = task(story);
        Caller other = new Caller(
                "crew2", Caller.Kind.PERSON, Stories.CREW.groups(), Stories.CREW.divisions(), Stories.CREW.headEnds());
        tasks.claim(task.getId(), "crew");
        assertThat(visit(story).status()).isEqualTo(Visit.Status.CLAIMED);
        assertThat(visit(story).assignee()).isEqualTo("crew");
        // HCDC-16: the lists of supervision tell whom to call.
        assertThat(tasks.getVariableLocal(task.getId(), "workerName")).isEqualTo("Carl North");
        assertThat(String.valueOf(tasks.getVariableLocal(task.getId(), "workerPhone")))
                .startsWith("+46 70 174");
        String id = story.activity().id();
        assertThatThrownBy(() -> stories.field().claim(id, other)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> stories.field().report(id, other, story.report("TURNED_ON", Map.of())))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> stories.field().status(id, other, Visit.Status.EN_ROUTE))
                .isInstanceOf(Problem.class);

        tasks.setAssignee(task.getId(), null);
        assertThat(visit(story).status()).isEqualTo(Visit.Status.OFFERED);
        assertThat(tasks.getVariablesLocal(task.getId())).doesNotContainKeys("workerName", "workerPhone");
        stories.field().claim(id, other);
        assertThat(task(story).getAssignee()).isEqualTo("crew2");
    }

    @Test
    void crewsWayIsSeenAsMilestones() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String id = story.activity().id();
        assertThatThrownBy(() -> stories.field().status(id, Stories.CREW, Visit.Status.EN_ROUTE))
                .hasMessageContaining("signed");
        stories.field().claim(id, Stories.CREW);
        stories.field()
                .appointment(id, Stories.CREW, Stories.NOW.plusSeconds(3600), Stories.NOW.plusSeconds(7200), null);
        stories.field().status(id, Stories.CREW, Visit.Status.EN_ROUTE);
        stories.field().status(id, Stories.CREW, Visit.Status.ON_SITE);
        assertThat(milestones.of(story.orderId()))
                .extracting(Milestones.Milestone::name)
                .containsSubsequence("APPOINTMENT_MADE", "EN_ROUTE", "ON_SITE");
        assertThatThrownBy(() -> stories.field().status(id, Stories.CREW, Visit.Status.COMPLETED))
                .isInstanceOf(Problem.class);
    }

    /** What a form must not say, and the field that the refusal names. */
    record Refused(String name, String point, Map<String, Object> fields) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Refused> refusals() {
        return List.of(
                new Refused("no result", MANUAL_OFF, Map.of()),
                new Refused("a mode of another visit", MANUAL_OFF, Map.of("result", "INSTALLED")),
                new Refused("a word nobody knows", MANUAL_OFF, Map.of("result", "FIXED")),
                new Refused("another device", MANUAL_OFF, Map.of("result", "TURNED_ON", "foundDeviceId", "M-OTHER")),
                new Refused("not a number", MANUAL_OFF, Map.of("result", "TURNED_ON", "readings", "about 12")),
                new Refused(
                        "a register that is not there",
                        MANUAL_OFF,
                        Map.of("result", "TURNED_ON", "readings", "9 = 60")),
                new Refused(
                        "a register twice", MANUAL_OFF, Map.of("result", "TURNED_ON", "readings", "1 = 60\n1 = 61")),
                new Refused("below the last reading", MANUAL_OFF, Map.of("result", "TURNED_ON", "readings", "49.9")),
                new Refused(
                        "done in another century",
                        MANUAL_OFF,
                        Map.of("result", "TURNED_ON", "performedAt", "1926-03-02T10:00:00Z")),
                new Refused("a negative reading", MANUAL_OFF, Map.of("result", "TURNED_ON", "readings", "-1")),
                new Refused("not a time", MANUAL_OFF, Map.of("result", "TURNED_ON", "performedAt", "noon")),
                new Refused(
                        "a time to come",
                        MANUAL_OFF,
                        Map.of("result", "TURNED_ON", "performedAt", "2026-03-02T12:00:00Z")),
                new Refused("a read without readings", MANUAL_ON, Map.of("result", "READ")),
                new Refused("no new device", "{}", Map.of("result", "INSTALLED")),
                new Refused("no kind of the new device", "{}", Map.of("result", "INSTALLED", "newDeviceId", "M-X")),
                new Refused(
                        "a kind nobody knows",
                        "{}",
                        Map.of("result", "INSTALLED", "newDeviceId", "M-X", "newDeviceKind", "BIG")),
                new Refused("units not counted", "{\"category\":\"UNBADGED\"}", Map.of("result", "INSTALLED")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesAReportThatCannotBeAndChangesNothing(Refused refused) {
        Story story = stories.at(refused.point()).ordered("ENABLE");
        if (story.point().device() != null) {
            stories.readingIntake()
                    .receive(
                            story.point(),
                            String.valueOf(story.device().id()),
                            List.of(new Reading(
                                    "1", null, new BigDecimal("50"), Stories.NOW.minusSeconds(900_000), null)));
        }
        story.token().runJob("subProcess_assess");
        ServicePoint before = story.point();
        Task task = task(story);
        tasks.claim(task.getId(), "crew");
        assertThatThrownBy(() -> tasks.complete(task.getId(), new HashMap<>(refused.fields())))
                .hasStackTraceContaining("does not fit this visit");
        assertThat(story.activity().state()).isEqualTo(Activity.State.OPEN);
        assertThat(visit(story).status()).isEqualTo(Visit.Status.CLAIMED);
        assertThat(story.point()).isEqualTo(before);
        assertThat(task(story).getId()).isEqualTo(task.getId());
    }

    @Test
    void readingsMakeTheTimeOfTheFacts() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        complete(
                task(story),
                Map.of(
                        "result",
                        "TURNED_ON",
                        "readings",
                        "12.5",
                        "performedAt",
                        "2026-03-02T10:40:00",
                        "remarks",
                        "ok"));
        story.assess("E20", "DONE");
        // 10:40 on the wall at the point is 09:40 in UTC.
        assertThat(story.point().phaseSince()).isEqualTo(Stories.NOW.minusSeconds(1200));
        ReadingSet set = stories.readings().ofOrder(story.orderId()).get(0);
        assertThat(set.source()).isEqualTo(ReadingSet.Source.FIELD);
        assertThat(set.takenAt()).isEqualTo(Stories.NOW.minusSeconds(1200));
        assertThat(set.phase()).isEqualTo(ServicePoint.Phase.ON);
    }

    private static final String SOUTH =
            "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\"}}";

    @Test
    void whatAWorkforceSystemGivesBackGoesToOurCrews() {
        Story story = stories.at(
                        "{\"division\":\"south\",\"area\":\"south.islands.inner\",\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER");
        String id = story.activity().id();
        assertThat(visit(story).step()).isEqualTo(Visit.Step.WORKFORCE);
        assertThat(visit(story).fieldGroup()).isNull();
        Caller dispatcher = new Caller(
                "dispatcher-south", Caller.Kind.PERSON, Set.of("dispatchers-south"), Set.of("south"), Set.of());
        workOrders.takeBack(id, dispatcher, "Not sent yet");
        sender.take("simulator").forEach(Runnable::run);
        sender.take("simulator").forEach(Runnable::run);
        Token.of(stories.engine(), "field-activity", id).hasPassed("boundaryEvent_takenBack");
        assertThat(visit(story).fieldGroup()).isEqualTo("field-south");
        assertThat(tasks.getIdentityLinksForTask(task(story).getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactlyInAnyOrder("field-south", "dispatchers-south");
    }

    @Test
    void dispatcherAssignsAndCrewMakesTheAppointmentFirst() {
        Story story = stories.at(SOUTH).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String id = story.activity().id();
        Task assign = story.token().task("userTask_assignCrew");
        assertThat(tasks.getIdentityLinksForTask(assign.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("dispatchers-south");
        assertThat(assign.getName()).isEqualTo("Assign crew: Turn on the meter");
        assertThat(tasks.getVariablesLocal(assign.getId()))
                .containsEntry("crew", "field-south")
                .hasEntrySatisfying(
                        "crews", lines -> assertThat(lines.toString()).startsWith("field-south|Crews south: "))
                .hasEntrySatisfying(
                        "people",
                        lines -> assertThat(lines.toString())
                                .contains("field-south/crew-south|Cora South, Crews south: "));
        assertThat(visit(story).fieldGroup()).isNull();

        tasks.claim(assign.getId(), "dispatcher-south");
        tasks.complete(
                assign.getId(),
                new HashMap<>(Map.of(
                        "result", "ASSIGNED",
                        "crew", "field-south",
                        "addressVerified", true,
                        "preliminaryStart", "2026-03-03T10:00+01:00")));

        Visit assigned = visit(story);
        assertThat(assigned.step()).isEqualTo(Visit.Step.APPOINTMENT);
        assertThat(assigned.fieldGroup()).isEqualTo("field-south");
        assertThat(assigned.assignee()).isNull();
        assertThat(assigned.addressVerified()).isTrue();
        assertThat(assigned.preliminary())
                .isEqualTo(new Visit.TimeSpan(
                        Instant.parse("2026-03-03T09:00:00Z"), Instant.parse("2026-03-03T10:00:00Z")));
        Task appointment = story.token().task("userTask_makeAppointment");
        assertThat(tasks.getIdentityLinksForTask(appointment.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactlyInAnyOrder("field-south", "dispatchers-south");
        assertThat(tasks.getVariablesLocal(appointment.getId()))
                .containsEntry("appointmentStart", "2026-03-03T10:00+01:00")
                .containsEntry("appointmentEnd", "2026-03-03T11:00+01:00")
                .containsEntry("preliminary", "2026-03-03 10:00 – 2026-03-03 11:00");

        tasks.claim(appointment.getId(), "crew-south");
        tasks.complete(
                appointment.getId(),
                new HashMap<>(Map.of("result", "APPOINTED", "appointmentStart", "2026-03-03T12:00+01:00")));

        assertThat(visit(story).appointmentStart()).isEqualTo("2026-03-03T11:00:00Z");
        assertThat(visit(story).step()).isEqualTo(Visit.Step.WORK);
        Task work = task(story);
        // Who signed the appointment has the work (HCDC-19).
        assertThat(work.getAssignee()).isEqualTo("crew-south");
        tasks.complete(work.getId(), new HashMap<>(Map.of("result", "TURNED_ON", "readings", "12,5")));
        assertThat(stories.activities().get(id).outcome()).isEqualTo("TURNED_ON");
        Token.of(stories.engine(), "field-activity", id)
                .hasPassed("userTask_assignCrew", "userTask_makeAppointment", "endEvent_visitEnded");
        story.assess("E20", "DONE");
    }

    @Test
    void crewTestsOnSiteAndWorksAgainUntilTheTestIsPassed() {
        Story story = stories.at("{\"division\":\"example\",\"area\":\"coast.isle\",\"commodity\":\"GAS\"}")
                .ordered("INSTALL")
                .assess("N03", "INSTALL_METER");
        String id = story.activity().id();
        assertThat(visit(story).fieldGroup()).isEqualTo("field-contractor");
        Task appointment = story.token().task("userTask_makeAppointment");
        tasks.claim(appointment.getId(), "crew");
        tasks.complete(
                appointment.getId(),
                new HashMap<>(Map.of(
                        "result", "APPOINTED",
                        "appointmentStart", "2026-03-03T12:00+01:00",
                        "appointmentEnd", "2026-03-03T14:00+01:00")));
        tasks.complete(task(story).getId(), with(NEW_MANUAL, "result", "INSTALLED"));

        // Nothing counts before the test: the device could still come out again.
        assertThat(stories.activities().get(id).state()).isEqualTo(Activity.State.OPEN);
        assertThat(visit(story).step()).isEqualTo(Visit.Step.TEST);
        assertThat(visit(story).status()).isEqualTo(Visit.Status.ON_SITE);
        Task test = story.token().task("userTask_testOnSite");
        assertThat(test.getAssignee()).isEqualTo("crew");
        assertThat(tasks.getVariablesLocal(test.getId())).containsEntry("reported", "INSTALLED");
        tasks.complete(test.getId(), new HashMap<>(Map.of("result", "NOT_PASSED", "remarks", "leaks")));
        assertThat(visit(story).step()).isEqualTo(Visit.Step.WORK);
        assertThat(task(story).getAssignee()).isEqualTo("crew");
        tasks.complete(task(story).getId(), with(NEW_MANUAL, "result", "INSTALLED"));
        tasks.complete(story.token().task("userTask_testOnSite").getId(), new HashMap<>(Map.of("result", "PASSED")));

        assertThat(stories.activities().get(id).outcome()).isEqualTo("INSTALLED");
        assertThat(visits.find(id).orElseThrow().status()).isEqualTo(Visit.Status.COMPLETED);
        assertThat(milestones.of(story.orderId()))
                .extracting(Milestones.Milestone::name)
                .contains("TEST_NOT_PASSED", "TEST_PASSED");
        Token.of(stories.engine(), "field-activity", id).hasPassed("endEvent_visitTested");
    }

    @Test
    void customerWhoRefusesOnThePhoneEndsTheVisit() {
        Story story = stories.at(SOUTH).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String id = story.activity().id();
        Task assign = story.token().task("userTask_assignCrew");
        tasks.claim(assign.getId(), "dispatcher-south");
        tasks.complete(
                assign.getId(), new HashMap<>(Map.of("result", "CUSTOMER_REFUSED", "remarks", "not before May")));
        assertThat(stories.activities().get(id).outcome()).isEqualTo("CUSTOMER_REFUSED");
        assertThat(visits.find(id).orElseThrow().status()).isEqualTo(Visit.Status.FAILED);
        Token.of(stories.engine(), "field-activity", id)
                .hasPassed("boundaryEvent_assignNotPossible", "endEvent_visitNotPossible")
                .hasNotPassed("userTask_performVisit");
        story.assess("E15", "TURN_ON_METER");
        assertThat(story.facts().fieldFailures()).isEqualTo(1);
    }

    @Test
    void crewThatReachesNobodyEndsTheVisit() {
        Story story = stories.at(SOUTH).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        String id = story.activity().id();
        Task assign = story.token().task("userTask_assignCrew");
        tasks.claim(assign.getId(), "dispatcher-south");
        // Choosing the person chooses the crew.
        tasks.complete(assign.getId(), new HashMap<>(Map.of("result", "ASSIGNED", "person", "field-south/crew-south")));
        Task appointment = story.token().task("userTask_makeAppointment");
        assertThat(appointment.getAssignee()).isEqualTo("crew-south");
        tasks.complete(appointment.getId(), new HashMap<>(Map.of("result", "NO_ACCESS")));
        assertThat(stories.activities().get(id).outcome()).isEqualTo("NO_ACCESS");
        Token.of(stories.engine(), "field-activity", id)
                .hasPassed("boundaryEvent_appointmentNotPossible", "endEvent_visitNotPossible");
    }

    static List<Refused> refusalsBeforeTheWork() {
        return List.of(
                new Refused("no result", "userTask_assignCrew", Map.of("crew", "field-south")),
                new Refused("a word nobody knows", "userTask_assignCrew", Map.of("result", "LATER")),
                new Refused(
                        "a crew of another division",
                        "userTask_assignCrew",
                        Map.of("result", "ASSIGNED", "otherCrew", "field-north")),
                new Refused(
                        "a person of another crew",
                        "userTask_assignCrew",
                        Map.of("result", "ASSIGNED", "person", "field-south/crew")),
                new Refused("no time", "userTask_assignCrew", Map.of("result", "ASSIGNED", "preliminaryStart", "noon")),
                new Refused(
                        "a time that ends before it begins",
                        "userTask_assignCrew",
                        Map.of(
                                "result", "ASSIGNED",
                                "preliminaryStart", "2026-03-03T10:00+01:00",
                                "preliminaryEnd", "2026-03-03T09:00+01:00")),
                new Refused("no appointment", "userTask_makeAppointment", Map.of("result", "APPOINTED")),
                new Refused(
                        "an appointment without length",
                        "userTask_makeAppointment",
                        Map.of(
                                "result", "APPOINTED",
                                "appointmentStart", "2026-03-03T10:00+01:00",
                                "appointmentEnd", "2026-03-03T10:00+01:00")));
    }

    @ParameterizedTest
    @MethodSource("refusalsBeforeTheWork")
    void refusesAStepThatCannotBeAndChangesNothing(Refused refused) {
        Story story = stories.at(SOUTH).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        Task assign = story.token().task("userTask_assignCrew");
        tasks.claim(assign.getId(), "dispatcher-south");
        if (!refused.point().equals("userTask_assignCrew")) {
            tasks.complete(assign.getId(), new HashMap<>(Map.of("result", "ASSIGNED")));
        }
        Task task = story.token().task(refused.point());
        Visit before = visit(story);
        assertThatThrownBy(() -> tasks.complete(task.getId(), new HashMap<>(refused.fields())))
                .isInstanceOf(RuntimeException.class);
        assertThat(visit(story)).isEqualTo(before);
        assertThat(story.token().task(refused.point()).getId()).isEqualTo(task.getId());
    }

    @Test
    void nobodyElseCompletesOrTakesAwayWhatSomebodyHasSigned() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        Task task = task(story);
        tasks.claim(task.getId(), "crew");
        Stories.loggedIn(new Caller(
                "crew2", Caller.Kind.PERSON, Stories.CREW.groups(), Stories.CREW.divisions(), Stories.CREW.headEnds()));
        assertThatThrownBy(() -> tasks.complete(task.getId(), new HashMap<>(Map.of("result", "TURNED_ON"))))
                .hasStackTraceContaining("Somebody else has signed");
        assertThatThrownBy(() -> tasks.setAssignee(task.getId(), null))
                .hasStackTraceContaining("Somebody else has signed");
        assertThatThrownBy(() -> tasks.setAssignee(task.getId(), "crew2"))
                .hasStackTraceContaining("Somebody else has signed");
        Stories.loggedIn(Stories.DISPATCHER);
        tasks.setAssignee(task.getId(), null);
        assertThat(visit(story).assignee()).isNull();
        Stories.loggedIn(null);
    }

    @Test
    void whomToCallLeavesTheProcessWithTheStepThatCalled() {
        Story story = stories.at(SOUTH).ordered("ENABLE");
        stories.inTransaction(() -> {
            stories.orders().putContact(story.orderId(), new ServiceOrder.Contact("Anna Exempel", "+46000", null));
            return true;
        });
        story.assess("E15", "TURN_ON_METER");
        Task assign = story.token().task("userTask_assignCrew");
        assertThat(tasks.getVariablesLocal(assign.getId()))
                .containsEntry("contactName", "Anna Exempel")
                .containsEntry("contactPhone", "+46000");
        tasks.claim(assign.getId(), "dispatcher-south");
        tasks.complete(assign.getId(), new HashMap<>(Map.of("result", "ASSIGNED")));
        Task appointment = story.token().task("userTask_makeAppointment");
        tasks.claim(appointment.getId(), "crew-south");
        tasks.complete(
                appointment.getId(),
                new HashMap<>(Map.of("result", "APPOINTED", "appointmentStart", "2026-03-03T12:00+01:00")));
        // Who has signed the appointment has signed the work.
        Task work = task(story);
        assertThat(tasks.getVariablesLocal(work.getId()))
                .containsEntry("contactName", "Anna Exempel")
                .containsEntry("appointment", "2026-03-03 12:00 – 2026-03-03 13:00");
        tasks.complete(work.getId(), new HashMap<>(Map.of("result", "NO_ACCESS")));
        assertThat(stories.engine()
                        .getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .variableValueEquals("contactName", "Anna Exempel")
                        .count())
                .isZero();
    }

    /** The crew knows whom it comes to and when, also in Tasklist; others of the crew do not read the customer's name. */
    @Test
    void signerReadsCustomerAndAppointmentInTheForm() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE");
        stories.inTransaction(() -> {
            stories.orders().putContact(story.orderId(), new ServiceOrder.Contact("Berta Exempel", "+46001", null));
            return true;
        });
        story.assess("E15", "TURN_ON_METER");
        Task task = task(story);
        assertThat(tasks.getVariablesLocal(task.getId()))
                .doesNotContainKeys("contactName", "contactPhone", "appointment");
        tasks.claim(task.getId(), "crew");
        assertThat(tasks.getVariablesLocal(task.getId()))
                .containsEntry("contactName", "Berta Exempel")
                .containsEntry("contactPhone", "+46001");
        stories.field()
                .appointment(
                        story.activity().id(),
                        Stories.CREW,
                        Instant.parse("2026-03-03T10:00:00Z"),
                        Instant.parse("2026-03-03T11:00:00Z"),
                        null);
        assertThat(tasks.getVariableLocal(task.getId(), "appointment"))
                .isEqualTo("2026-03-03 11:00 – 2026-03-03 12:00");
        tasks.setAssignee(task.getId(), null);
        assertThat(tasks.getVariablesLocal(task.getId())).doesNotContainKeys("contactName", "contactPhone");
    }

    @Test
    void formFieldsDoNotStayInTheProcess() {
        Story story = stories.at(MANUAL_OFF).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        complete(task(story), Map.of("result", "NO_ACCESS", "remarks", "the tenant said something private"));
        assertThat(runtime.createVariableInstanceQuery()
                        .variableValueEquals("remarks", "the tenant said something private")
                        .count())
                .isZero();
        assertThat(stories.engine()
                        .getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .variableValueEquals("remarks", "the tenant said something private")
                        .count())
                .isZero();
    }

    private Task task(Story story) {
        return story.token().task("userTask_performVisit");
    }

    private Visit visit(Story story) {
        return visits.find(story.activity().id()).orElseThrow();
    }

    private void complete(Task task, Map<String, Object> fields) {
        tasks.claim(task.getId(), "crew");
        tasks.complete(task.getId(), new HashMap<>(fields));
    }
}
