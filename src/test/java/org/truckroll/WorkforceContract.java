// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.field.workforce.WorkOrderSender;
import org.truckroll.serviceorder.Activity;

/** What a workforce system may tell and ask over HTTP, each news once and in any order, and every refusal; and whose the visit is meanwhile. */
abstract class WorkforceContract {

    private static final String DONE = "\"state\":\"completed\",\"result\":{\"mode\":\"TURNED_OFF\"}";

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkOrderSender sender;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    private Assignments doors;
    private Outside outside;

    /** The database that is meant. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
        doors = stories.doors(port);
        outside = Outside.of(doors, sender);
    }

    private Answer tell(String user, String system, String visitId, String status) {
        return doors.call(user, "POST", "/api/v1/workforce/" + system + "/work-orders/" + visitId + "/status", status);
    }

    private Answer tell(Assignment visit, String eventId, String at, String rest) {
        return tell(
                "fieldco",
                "simulator",
                visit.id(),
                "{\"eventId\":\"" + eventId + "-" + visit.id() + "\",\"at\":\"2026-03-02T" + at + "Z\"," + rest + "}");
    }

    private static String outcome(Answer answer) {
        return answer.is(200).body().path("outcome").asText();
    }

    private long kept(Assignment visit) {
        return jdbc.sql("select count(*) from tr_inbox where subject = :visit")
                .param("visit", visit.id())
                .query(Long.class)
                .single();
    }

    @Test
    void takesEachNewsOnce() {
        Assignment visit = outside.taken();
        assertThat(outcome(tell(visit, "e1", "10:00:00", "\"state\":\"acknowledged\"")))
                .isEqualTo("APPLIED");
        assertThat(outcome(tell(visit, "e1", "10:00:00", "\"state\":\"acknowledged\"")))
                .isEqualTo("KNOWN");
        tell(visit, "e1", "10:00:00", "\"state\":\"pending\"").isProblem(409, "event-id-reused");
        assertThat(outcome(tell(visit, "e2", "10:01:00", DONE))).isEqualTo("APPLIED");
        assertThat(outcome(tell(visit, "e2", "10:01:00", DONE))).isEqualTo("KNOWN");
        assertThat(kept(visit)).isEqualTo(2);
        assertThat(visit.activity().completedBy()).isEqualTo("fieldco");
        assertThat(outcome(tell(visit, "e3", "10:02:00", "\"state\":\"inProgress\"")))
                .as("it is over")
                .isEqualTo("NOTED");
        assertThat(outside.view(visit).path("state").asText()).isEqualTo("COMPLETED");
    }

    @Test
    void olderNewsAfterNewerAreNotedAndMoveNothing() {
        Assignment visit = outside.taken();
        tell(visit, "e2", "10:02:00", "\"state\":\"inProgress\",\"stage\":\"ON_SITE\"")
                .is(200);
        assertThat(outcome(tell(visit, "e1", "10:01:00", "\"state\":\"inProgress\",\"stage\":\"EN_ROUTE\"")))
                .isEqualTo("NOTED");
        assertThat(outcome(tell(visit, "e0", "10:00:00", "\"state\":\"rejected\"")))
                .isEqualTo("NOTED");
        assertThat(outside.view(visit).path("state").asText()).isEqualTo("ON_SITE");
        // How it ended counts whenever it comes.
        assertThat(outcome(tell(visit, "e3", "10:01:30", DONE))).isEqualTo("APPLIED");
    }

    @Test
    void sameReportFromManyThreadsCountsOnce() throws Exception {
        Assignment visit = outside.taken();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(() -> tell(visit, "same", "10:00:00", DONE));
            }
            List<String> outcomes = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(calls)) {
                outcomes.add(outcome(answer.get()));
            }
            assertThat(outcomes).containsExactlyInAnyOrder("APPLIED", "KNOWN", "KNOWN", "KNOWN");
        } finally {
            threads.shutdownNow();
        }
        assertThat(kept(visit)).isEqualTo(1);
    }

    @Test
    void unknownVisitIsNotFoundAndKeptNowhere() {
        Assignment visit = outside.taken();
        String status = "{\"eventId\":\"lost\",\"at\":\"2026-03-02T10:00:00Z\",\"state\":\"acknowledged\"}";
        tell("fieldco", "simulator", "no-such-visit", status).isProblem(404, "not-found");
        // It is there, but at another system.
        tell("otherco", "other", visit.id(), status).isProblem(404, "not-found");
        tell("operator", "unheard-of", visit.id(), status).isProblem(404, "not-found");
        assertThat(jdbc.sql("select count(*) from tr_inbox where message_id = 'lost'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"otherco", "cis", "meter-shop", "head-end", "crew-south", "dispatcher-south", "leader"})
    void onlyTheSystemItselfSpeaksForIt(String user) {
        Assignment visit = outside.taken();
        tell(user, "simulator", visit.id(), "{}").isProblem(403, "forbidden");
        doors.call(user, "POST", "/api/v1/workforce/simulator/device-verification", "{}")
                .isProblem(403, "forbidden");
    }

    @Test
    void wrongSecretIsRefused() {
        tell("fieldco:wrong", "simulator", "any", "{}").is(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/service-orders | {}",
                "GET | /api/v1/service-orders | ",
                "GET | /api/v1/field-activities | ",
                "GET | /api/v1/service-points/any | ",
                "GET | /api/v1/people | ",
                "POST | /api/v1/commands | {}",
                "GET | /api/v1/workforce/simulator/device-verification | "
            })
    void systemMayDoNothingElse(String method, String path, String body) {
        doors.call("fieldco", method, path, body).isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'at':'2026-03-02T10:00:00Z','state':'pending'} | /eventId",
                "{'eventId':'x','state':'pending'} | /at",
                "{'eventId':'x','at':'2026-03-02T11:00:00Z','state':'pending'} | /at",
                "{'eventId':'x','at':'2026-03-02T10:00:00Z'} | /state",
                "{'eventId':'x','at':'2026-03-02T10:00:00Z','state':'pending','stage':'ON_SITE'} | /stage",
                "{'eventId':'x','at':'2026-03-02T10:00:00Z','state':'acknowledged','appointment':{'start':'2026-03-03T10:00:00Z'}} | /appointment"
            })
    void refusesWhatIsNotInTheFormOfTheContract(String status, String pointer) {
        Assignment visit = outside.taken();
        Answer answer = tell("fieldco", "simulator", visit.id(), status.replace('\'', '"'))
                .isProblem(400, "invalid-request");
        assertThat(answer.body().findValuesAsText("pointer")).containsExactly(pointer);
        assertThat(kept(visit)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'state':'completed' | /result/mode",
                "'state':'completed','result':{'reason':'NO_ACCESS'} | /result/mode",
                "'state':'failed','result':{'mode':'TURNED_OFF'} | /result/reason",
                "'state':'partial','result':{'mode':'TURNED_OFF'} | /state",
                "'state':'completed','result':{'mode':'INSTALLED'} | /result/mode",
                "'state':'completed','result':{'mode':'TURNED_OFF','deviceId':'M-OTHER'} | /result/deviceId",
                "'state':'completed','result':{'mode':'TURNED_OFF','performedAt':'2026-03-02T12:00:00Z'} | /result/performedAt"
            })
    void reportIsCheckedAsACrewsReportIs(String status, String pointer) {
        Assignment visit = outside.taken();
        Answer answer =
                tell(visit, "e1", "10:00:00", status.replace('\'', '"')).isProblem(422, "completion-not-possible");
        assertThat(answer.body().findValuesAsText("pointer")).containsExactly(pointer);
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        assertThat(kept(visit)).isZero();
        // Corrected, it may come under the same id.
        assertThat(outcome(tell(visit, "e1", "10:00:00", DONE))).isEqualTo("APPLIED");
    }

    private long reminds(Assignment visit) {
        return stories.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(visit.id(), "service-notice")
                .count();
    }

    @Test
    void systemTellsTheTimeThatItAgreedWithTheCustomer() {
        Assignment visit = outside.taken();
        tell(
                        visit,
                        "e1",
                        "10:00:00",
                        "\"state\":\"acknowledged\",\"appointment\":{\"start\":\"2026-03-03T12:00:00Z\",\"end\":\"2026-03-03T10:00:00Z\"}")
                .isProblem(422, "appointment-not-possible");
        tell(
                        visit,
                        "e1",
                        "10:00:00",
                        "\"state\":\"acknowledged\",\"appointment\":{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}")
                .is(200);
        assertThat(outside.view(visit).path("appointmentStart").asText()).isEqualTo("2026-03-03T10:00:00Z");
        assertThat(outside.milestones(visit)).containsOnlyOnce("APPOINTMENT_MADE");
        assertThat(reminds(visit))
                .as("the customer counts on that time (EVADO-17)")
                .isOne();
        Token.of(stories.engine(), "service-notice", visit.id()).runJob("serviceTask_tellOfVisit");
        outside.takeBack(visit).is(202);
        outside.talk();
        assertThat(reminds(visit)).isZero();
        assertThat(outside.view(visit).path("appointmentStart").isTextual())
                .as("it was agreed for their people")
                .isFalse();
    }

    @Test
    void deviceIsComparedWithTheRecords() {
        Assignment visit = outside.taken();
        String point = visit.story().pointId;
        String device = visit.story().device().id();
        String other = outside.visit().story().device().id();
        String empty = stories.at("{\"division\":\"south\"}").pointId;
        assertThat(verdict(point, device, null)).isEqualTo("MATCH");
        assertThat(verdict(point, "M-UNHEARD", null)).isEqualTo("EXPECTED_OTHER");
        assertThat(verdict(point, other, null)).isEqualTo("ELSEWHERE");
        assertThat(verdict(empty, "M-UNHEARD", null)).isEqualTo("NONE_EXPECTED");
        assertThat(verdict(empty, "M-UNHEARD", "NEW")).isEqualTo("MATCH");
        assertThat(verdict(empty, other, "NEW")).isEqualTo("ELSEWHERE");
        assertThat(verdict(point, device, "NEW")).isEqualTo("EXPECTED_OTHER");
        assertThat(ask(point, device, null).body().path("expectedDeviceId").asText())
                .isEqualTo(device);
        String foreign = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}").pointId;
        ask(foreign, device, null).isProblem(404, "not-found");
        doors.call("fieldco", "POST", "/api/v1/workforce/simulator/device-verification", "{}")
                .isProblem(400, "invalid-request");
    }

    private Answer ask(String point, String device, String use) {
        return doors.call(
                "fieldco",
                "POST",
                "/api/v1/workforce/simulator/device-verification",
                "{\"servicePointId\":\"" + point + "\",\"deviceId\":\"" + device + "\""
                        + (use == null ? "" : ",\"use\":\"" + use + "\"") + "}");
    }

    private String verdict(String point, String device, String use) {
        return ask(point, device, use).is(200).body().path("verdict").asText();
    }

    @Test
    void foundWorkComesUnderTheNameOfTheSystem() {
        Story story = stories.at("{\"division\":\"south\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}");
        doors.call(
                        "fieldco",
                        "POST",
                        "/api/v1/found-work",
                        "{\"externalId\":\"F-" + story.pointId + "\",\"servicePointId\":\"" + story.pointId
                                + "\",\"finding\":\"Cover is open\"}")
                .is(202);
        Token.of(stories.engine(), "found-work", "found-work:fieldco/F-" + story.pointId)
                .runJob("serviceTask_placeFinding");
        assertThat(stories.orders().openAt(story.pointId))
                .singleElement()
                .satisfies(order -> assertThat(order.requester()).isEqualTo("fieldco"));
    }

    @Test
    void nobodyElseWorksOnItMeanwhile() {
        Assignment visit = outside.taken();
        String path = "/api/v1/field-activities/" + visit.id();
        doors.call("crew-south", "GET", path, null).isProblem(404, "not-found");
        doors.call("crew-south", "POST", path + "/claim", "{}").isProblem(404, "not-found");
        for (String call :
                List.of("claim", "fail", "complete", "status", "appointment", "assign", "transfer", "release")) {
            String body = switch (call) {
                case "fail" -> "{\"reason\":\"OTHER\"}";
                case "complete" -> "{\"mode\":\"TURNED_OFF\"}";
                case "status" -> "{\"status\":\"ON_SITE\"}";
                case "appointment" -> "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}";
                case "assign" -> "{\"group\":\"field-south\"}";
                case "transfer" -> "{\"to\":\"crew-south\",\"reason\":\"x\"}";
                default -> "{}";
            };
            doors.call(Outside.DISPATCHER, "POST", path + "/" + call, body).isProblem(409, "wrong-step");
        }
        JsonNode moved = doors.call(
                        Outside.DISPATCHER,
                        "POST",
                        "/api/v1/field-activities:reassign",
                        "{\"ids\":[\"" + visit.id() + "\"],\"group\":\"field-south\",\"reason\":\"ferry\"}")
                .is(200)
                .body();
        assertThat(moved.at("/results/0/problem").asText()).isEqualTo("wrong-step");
        assertThat(doors.call(Outside.DISPATCHER, "GET", "/api/v1/field-activities?step=WORKFORCE&limit=500", null)
                        .is(200)
                        .body()
                        .findValuesAsText("id"))
                .contains(visit.id());
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
    }

    @Test
    void onlyItsDispatchersTakeItBack() {
        Assignment visit = outside.taken();
        String path = "/api/v1/field-activities/" + visit.id();
        String because = "{\"reason\":\"x\"}";
        doors.call("crew-south", "POST", path + "/take-back", because).isProblem(404, "not-found");
        doors.call("dispatcher", "POST", path + "/take-back", because).isProblem(404, "not-found");
        doors.call("leader", "POST", path + "/take-back", because).isProblem(403, "forbidden");
        doors.call("dispatcher", "GET", path + "/work-order", null).isProblem(404, "not-found");
        doors.call(Outside.DISPATCHER, "POST", path + "/take-back", "{}").isProblem(422, "assignment-not-possible");
        assertThat(outside.state(visit)).isEqualTo("TAKEN");
        outside.takeBack(visit).is(202);
        outside.talk();
        outside.takeBack(visit).isProblem(409, "wrong-step");
        Assignment own = doors.send(
                "{\"division\":\"south\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                "DISABLE",
                "TURN_OFF_METER");
        doors.call(Outside.DISPATCHER, "GET", "/api/v1/field-activities/" + own.id() + "/work-order", null)
                .isProblem(404, "not-found");
    }

    @Test
    void workforceThatIsNotConfiguredLetsADispatcherDecide() {
        Assignment visit = outside.visit();
        // As if the table had named it when the visit began.
        jdbc.sql(
                        "update ACT_RU_EXT_TASK set topic_name_ = 'workforce/nowhere' where topic_name_ = 'workforce/simulator'"
                                + " and execution_id_ in (select id_ from ACT_RU_EXECUTION where proc_inst_id_ in"
                                + " (select id_ from ACT_RU_EXECUTION where business_key_ = :visit))")
                .param("visit", visit.id())
                .update();
        sender.take("nowhere").forEach(Runnable::run);
        assertThat(outside.decide(visit).getName()).startsWith("Not done by");
        assertThat(outside.order(visit).body().path("detail").asText()).contains("nowhere is not configured");
    }
}
