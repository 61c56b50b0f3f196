// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Json;

/** Giving visits to crews and persons over HTTP, and every refusal (HCDC-02, -06, -11, -18, -19, -21, -23, CALL-11). */
abstract class DispatchContract {

    private static final String SOUTH =
            "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String NORTH = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String TESTED =
            "{\"division\":\"example\",\"area\":\"coast.isle\",\"commodity\":\"GAS\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String TIMES = "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}";
    private static final String TURNED_OFF = "{\"mode\":\"TURNED_OFF\"}";

    @Autowired
    private ConfigurableApplicationContext application;

    /** What was told within the transactions. */
    private final List<WorkEvent> told = new CopyOnWriteArrayList<>();

    private final ApplicationListener<PayloadApplicationEvent<?>> ear = new ApplicationListener<>() {
        @Override
        public void onApplicationEvent(PayloadApplicationEvent<?> event) {
            if (event.getPayload() instanceof WorkEvent work) {
                told.add(work);
            }
        }
    };

    private List<String> told(Assignment visit) {
        return told.stream()
                .filter(event -> event.visitId().equals(visit.id()))
                .map(event -> event.step() + " " + event.kind() + " " + event.group() + " " + event.person())
                .toList();
    }

    @Autowired
    private Stories stories;

    @Autowired
    private IdentityService identities;

    @Autowired
    private Json json;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    /** The database that is meant. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
        application.addApplicationListener(ear);
        person("crew-south2", "field-south");
        person("dispatcher-south2", "dispatchers-south");
        person("contractor", "field-contractor");
    }

    @AfterEach
    void end() {
        application.removeApplicationListener(ear);
    }

    private void person(String id, String group) {
        if (identities.createUserQuery().userId(id).count() > 0) {
            return;
        }
        User user = identities.newUser(id);
        user.setFirstName(id);
        user.setPassword("demo");
        ((IdentityServiceImpl) identities).saveUser(user, true);
        if (identities.createGroupQuery().groupId(group).count() == 0) {
            identities.saveGroup(identities.newGroup(group));
        }
        identities.createMembership(id, group);
    }

    private Assignment send(String point) {
        return stories.doors(port).send(point, point.equals(TESTED) ? "INSTALL" : "DISABLE", "TURN_OFF_METER");
    }

    private static Answer post(Assignment visit, String user, String step, String body) {
        return visit.doors().call(user, "POST", "/api/v1/field-activities/" + visit.id() + "/" + step, body);
    }

    private static Answer get(Assignment visit, String user, String path) {
        return visit.doors().call(user, "GET", "/api/v1" + path, null);
    }

    private static Answer view(Assignment visit, String user) {
        return get(visit, user, "/field-activities/" + visit.id());
    }

    private static List<String> pointers(Answer answer) {
        return answer.body().path("errors").findValuesAsText("pointer");
    }

    /** A visit in the south of which this much has happened. */
    private Assignment at(String step) {
        Assignment visit = send(SOUTH);
        if (step.equals("ASSIGN")) {
            return visit;
        }
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south\"}").is(200);
        if (step.equals("APPOINTMENT")) {
            return visit;
        }
        post(visit, "crew-south", "claim", "{}").is(200);
        if (step.equals("SIGNED")) {
            return visit;
        }
        post(visit, "crew-south", "appointment", TIMES).is(200);
        return visit;
    }

    @Test
    void dispatcherChoosesTheCrewForAllSteps() {
        Assignment visit = send(SOUTH);
        JsonNode offered = view(visit, "dispatcher-south").is(200).body();
        assertThat(offered.path("step").asText()).isEqualTo("ASSIGN");
        assertThat(offered.path("group").isNull() || offered.path("group").isMissingNode())
                .isTrue();
        view(visit, "crew-south").isProblem(404, "not-found");
        view(visit, "dispatcher").isProblem(404, "not-found");
        assertThat(get(visit, "dispatcher-south", "/field-activities?step=ASSIGN&state=OPEN&limit=500")
                        .is(200)
                        .body()
                        .findValuesAsText("id"))
                .contains(visit.id());

        JsonNode assigned = post(
                        visit,
                        "dispatcher-south",
                        "assign",
                        "{\"group\":\"field-south\",\"addressVerified\":true,\"preliminaryVisit\":" + TIMES + "}")
                .is(200)
                .body();
        assertThat(assigned.path("step").asText()).isEqualTo("APPOINTMENT");
        assertThat(assigned.path("group").asText()).isEqualTo("field-south");

        // The time agreed by the dispatcher reaches the crew (HCDC-07).
        JsonNode seen = view(visit, "crew-south").is(200).body();
        assertThat(seen.path("addressVerified").asBoolean()).isTrue();
        assertThat(seen.at("/preliminaryVisit/start").asText()).isEqualTo("2026-03-03T10:00:00Z");
        post(visit, "crew-south", "claim", "{}").is(200);
        assertThat(post(visit, "crew-south", "appointment", TIMES)
                        .is(200)
                        .body()
                        .path("step")
                        .asText())
                .isEqualTo("WORK");
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew-south");
        post(visit, "crew-south", "complete", TURNED_OFF).is(200);
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
        assertThat(told(visit))
                .containsExactly(
                        "ASSIGN OFFERED null null",
                        "APPOINTMENT ASSIGNED field-south null",
                        "APPOINTMENT OFFERED field-south null",
                        "APPOINTMENT SIGNED field-south crew-south",
                        "APPOINTMENT APPOINTED field-south crew-south",
                        "WORK OFFERED field-south crew-south",
                        "WORK SIGNED field-south crew-south",
                        "WORK DONE field-south crew-south");
    }

    /** What the dispatch centre asks of this database; what it is told stands in the tests of supervision (HCDC-09, HCDC-10, HCDC-48, PTT-23). */
    @Test
    void dispatchCentreLooksAfterTheVisit() {
        Assignment visit = at("ASSIGN");
        for (String kind : List.of("OVERDUE", "WARNING", "UNSIGNED", "STEP_LIMIT", "ORPHANED")) {
            get(visit, "dispatcher-south", "/supervision?limit=1&area=south&kind=" + kind)
                    .is(200);
        }
        assertThat(get(visit, "dispatcher-south", "/supervision/counts").is(200).body())
                .hasSize(5);
        String next = "/to-do?limit=2&division=south&area=south&type=DISABLE";
        List<String> waiting = new ArrayList<>();
        while (next != null) {
            JsonNode page = get(visit, "dispatcher-south", next).is(200).body();
            waiting.addAll(page.path("items").findValuesAsText("activityId"));
            String link = page.path("next").asText(null);
            next = link == null ? null : link.substring(link.indexOf("/api/v1") + 7);
        }
        assertThat(waiting).contains(visit.id()).doesNotHaveDuplicates();
        get(visit, "dispatcher-south", "/to-do?customer=a&address=b").is(200);
        assertThat(get(
                                visit,
                                "dispatcher-south",
                                "/service-orders?from=2026-03-02&to=2026-03-02&state=acknowledged&limit=500")
                        .is(200)
                        .body()
                        .path("items")
                        .findValuesAsText("id"))
                .contains(visit.story().orderId());
        get(visit, "admin", "/service-orders?name=a&phone=0701740605&from=2026-03-02&limit=1")
                .is(200);
    }

    @Test
    void visitWithoutStepsGoesByItself() {
        Assignment visit = send(NORTH);
        assertThat(view(visit, "crew").is(200).body().path("step").asText()).isEqualTo("WORK");
        visit.complete(TURNED_OFF).is(200);
        assertThat(told(visit))
                .containsExactly(
                        "WORK OFFERED field-north null", "WORK SIGNED field-north crew", "WORK DONE field-north crew");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                  | 422 | /group
            {"group":"field-north"}                                                             | 422 | /group
            {"group":"field-nowhere"}                                                           | 422 | /group
            {"group":"dispatchers-south"}                                                       | 422 | /group
            {"group":"field-south","person":"crew"}                                             | 422 | /person
            {"group":"field-south","person":"nobody"}                                           | 422 | /person
            {"person":"crew"}                                                                   | 422 | /person
            {"group":"field-south","preliminaryVisit":{"start":"2026-03-03T10:00:00Z","end":"2026-03-03T10:00:00Z"}} | 422 | /preliminaryVisit/end
            {"group":"field-south","preliminaryVisit":{"end":"2026-03-03T10:00:00Z"}}           | 400 | /preliminaryVisit/start
            """)
    void assignsToACrewOfTheDivisionOnly(String body, int status, String pointer) {
        Assignment visit = at("ASSIGN");
        Answer refused = post(visit, "dispatcher-south", "assign", body).is(status);
        assertThat(pointers(refused)).containsExactly(pointer);
        assertThat(view(visit, "dispatcher-south").body().path("step").asText()).isEqualTo("ASSIGN");
    }

    /** As the form has it. */
    @Test
    void timeWithoutAnEndLastsAnHour() {
        Assignment visit = at("ASSIGN");
        JsonNode assigned = post(
                        visit,
                        "dispatcher-south",
                        "assign",
                        "{\"group\":\"field-south\",\"preliminaryVisit\":{\"start\":\"2026-03-03T10:00:00Z\"}}")
                .is(200)
                .body();
        assertThat(assigned.at("/preliminaryVisit/end").asText()).isEqualTo("2026-03-03T11:00:00Z");
        JsonNode appointed = post(visit, "crew-south", "appointment", "{\"start\":\"2026-03-03T12:00:00Z\"}")
                .is(200)
                .body();
        assertThat(appointed.path("appointmentEnd").asText()).isEqualTo("2026-03-03T13:00:00Z");
    }

    @Test
    void onlyDispatchersOfTheDivisionAssign() {
        Assignment visit = at("ASSIGN");
        post(visit, "dispatcher", "assign", "{\"group\":\"field-south\"}").isProblem(404, "not-found");
        post(visit, "crew-south", "assign", "{\"group\":\"field-south\"}").isProblem(404, "not-found");
        post(visit, "dispatcher-south2", "claim", "{}").is(200);
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south\"}").isProblem(409, "already-signed");
        post(visit, "dispatcher-south2", "assign", "{\"group\":\"field-south\"}")
                .is(200);
        // The crew sees it now, and still may not give it away.
        post(visit, "crew-south", "assign", "{\"group\":\"field-south\",\"reason\":\"x\"}")
                .isProblem(403, "forbidden");
        get(visit, "crew-south", "/field-activities/" + visit.id() + "/suggestions")
                .isProblem(403, "forbidden");
    }

    @Test
    void namedPersonHasItFromTheStart() {
        Assignment visit = at("ASSIGN");
        // One crew of the division only: it need not be named.
        JsonNode assigned = post(visit, "dispatcher-south", "assign", "{\"person\":\"crew-south2\"}")
                .is(200)
                .body();
        assertThat(assigned.path("group").asText()).isEqualTo("field-south");
        assertThat(assigned.path("assignee").asText()).isEqualTo("crew-south2");
        assertThat(assigned.path("state").asText()).isEqualTo("CLAIMED");
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew-south2");
        post(visit, "crew-south", "claim", "{}").isProblem(409, "already-signed");
    }

    @ParameterizedTest
    @CsvSource({
        "ASSIGN, dispatcher-south, status, 409",
        "ASSIGN, dispatcher-south, complete, 409",
        "ASSIGN, dispatcher-south, appointment, 409",
        "ASSIGN, dispatcher-south, test, 409",
        "APPOINTMENT, crew-south, status, 409",
        "APPOINTMENT, crew-south, complete, 409",
        "APPOINTMENT, crew-south, test, 409",
        "WORK, crew-south, test, 409",
    })
    void stepsCannotBeSkipped(String step, String user, String call, int status) {
        Assignment visit = at(step);
        String body = switch (call) {
            case "status" -> "{\"status\":\"EN_ROUTE\"}";
            case "appointment" -> TIMES;
            case "test" -> "{\"result\":\"PASSED\"}";
            default -> TURNED_OFF;
        };
        Answer refused = post(visit, user, call, body).is(status);
        refused.isProblem(409, "wrong-step");
        assertThat(refused.body().path("step").asText()).isEqualTo(step);
        assertThat(view(visit, "dispatcher-south").body().path("step").asText()).isEqualTo(step);
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASSIGN", "APPOINTMENT", "SIGNED", "WORK"})
    void takesAVisitBackInEveryStep(String step) {
        Assignment visit = at(step);
        assertThat(visit.withdraw()).isTrue();
        assertThat(visit.activity().outcome()).isEqualTo("WITHDRAWN");
        assertThat(visit.task()).isNull();
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south\",\"reason\":\"x\"}")
                .isProblem(409, "already-ended");
        post(visit, "dispatcher-south", "transfer", "{\"to\":\"crew-south2\",\"reason\":\"x\"}")
                .isProblem(409, "already-ended");
        post(visit, "dispatcher-south", "release", "{}").isProblem(409, "already-ended");
        post(visit, "dispatcher-south", "test", "{\"result\":\"PASSED\"}").isProblem(409, "already-ended");
    }

    @Test
    void whomToCallIsForgottenWithAVisitThatIsTakenBack() {
        Assignment visit = send(SOUTH);
        String name = "Invented " + visit.id();
        stories.inTransaction(() -> {
            stories.orders()
                    .putContact(visit.story().orderId(), new ServiceOrder.Contact(name, "+46 70 174 06 20", null));
            return true;
        });
        // The next card tells of the contact.
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south\"}").is(200);
        assertThat(stories.engine()
                        .getTaskService()
                        .getVariableLocal(visit.openTask().getId(), "contactName"))
                .isEqualTo(name);
        assertThat(visit.withdraw()).isTrue();
        assertThat(stories.engine()
                        .getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .variableValueEquals("contactName", name)
                        .count())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASSIGN", "APPOINTMENT", "SIGNED", "WORK"})
    void visitCanFailInEveryStep(String step) {
        Assignment visit = at(step);
        post(
                        visit,
                        step.equals("ASSIGN") ? "dispatcher-south" : "crew-south",
                        "fail",
                        "{\"reason\":\"CUSTOMER_REFUSED\"}")
                .is(200);
        assertThat(visit.activity().outcome()).isEqualTo("CUSTOMER_REFUSED");
        assertThat(visit.task()).isNull();
    }

    @Test
    void signerKeepsTheLaterStepsAndOthersAreRefused() {
        Assignment visit = at("SIGNED");
        post(visit, "crew-south2", "claim", "{}").isProblem(409, "already-signed");
        post(visit, "crew-south2", "appointment", TIMES).isProblem(409, "already-signed");
        post(visit, "crew-south2", "fail", "{\"reason\":\"OTHER\"}").isProblem(409, "already-signed");
        post(visit, "crew-south", "appointment", TIMES).is(200);
        post(visit, "crew-south2", "claim", "{}").isProblem(409, "already-signed");
        post(visit, "crew-south2", "status", "{\"status\":\"EN_ROUTE\"}").isProblem(409, "already-signed");
        post(visit, "crew-south2", "complete", TURNED_OFF).isProblem(409, "already-signed");
        post(visit, "dispatcher-south", "complete", TURNED_OFF).isProblem(409, "already-signed");
        post(visit, "crew-south", "complete", TURNED_OFF).is(200);
    }

    @Test
    void transferKeepsTheReasonAndTheChain() {
        Assignment visit = at("SIGNED");
        post(visit, "crew-south", "transfer", "{\"to\":\"crew-south2\",\"reason\":\"knows the house\"}")
                .is(200);
        post(visit, "crew-south", "appointment", TIMES).isProblem(409, "already-signed");
        post(visit, "crew-south2", "appointment", TIMES).is(200);
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew-south2");
        // Also under way another member of the crew can take over.
        post(visit, "crew-south2", "status", "{\"status\":\"EN_ROUTE\"}").is(200);
        post(visit, "dispatcher-south", "transfer", "{\"to\":\"crew-south\",\"reason\":\"the van broke down\"}")
                .is(200);
        assertThat(view(visit, "crew-south").body().path("state").asText()).isEqualTo("EN_ROUTE");
        post(visit, "crew-south", "complete", TURNED_OFF).is(200);

        JsonNode chain = get(visit, "crew-south", "/field-activities/" + visit.id() + "/assignments")
                .is(200)
                .body()
                .path("items");
        assertThat(chain)
                .extracting(one -> one.path("kind").asText() + " "
                        + one.path("step").asText() + " "
                        + one.path("fromPerson").asText(null) + " "
                        + one.path("toPerson").asText(null) + " "
                        + one.path("reason").asText(null) + " " + one.path("by").asText(null))
                .containsExactly(
                        "ASSIGN ASSIGN null null null dispatcher-south",
                        "SIGN APPOINTMENT null crew-south null crew-south",
                        "TRANSFER APPOINTMENT crew-south crew-south2 knows the house crew-south",
                        "TRANSFER WORK crew-south2 crew-south the van broke down dispatcher-south");
        get(visit, "crew", "/field-activities/" + visit.id() + "/assignments").isProblem(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"to":"crew-south2"}                             | /reason
            {"to":"crew-south2","reason":" "}                | /reason
            {"reason":"x"}                                   | /to
            {"to":"crew-south","reason":"x"}                 | /to
            {"to":"crew","reason":"x"}                       | /to
            {"to":"dispatcher-south","reason":"x"}           | /to
            {"to":"nobody","reason":"x"}                     | /to
            """)
    void transfersWithinTheCrewOnlyAndWithAReason(String body, String pointer) {
        Assignment visit = at("SIGNED");
        Answer refused = post(visit, "crew-south", "transfer", body).isProblem(422, "assignment-not-possible");
        assertThat(pointers(refused)).containsExactly(pointer);
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew-south");
    }

    @Test
    void onlyTheSignerOrADispatcherTransfersOrReleases() {
        Assignment visit = at("APPOINTMENT");
        String to = "{\"to\":\"crew-south2\",\"reason\":\"x\"}";
        post(visit, "crew-south", "transfer", to).isProblem(409, "not-signed");
        post(visit, "crew-south", "release", "{}").isProblem(409, "not-signed");
        post(visit, "crew-south", "claim", "{}").is(200);
        post(visit, "crew-south2", "transfer", to).isProblem(403, "forbidden");
        post(visit, "crew-south2", "release", "{}").isProblem(403, "forbidden");
        post(visit, "crew", "transfer", to).isProblem(404, "not-found");
        post(visit, "dispatcher", "release", "{}").isProblem(404, "not-found");
        assertThat(post(visit, "crew-south", "release", "{\"reason\":\"ill\"}")
                        .is(200)
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("OFFERED");
        assertThat(visit.openTask().getAssignee()).isNull();
        post(visit, "crew-south2", "claim", "{}").is(200);
        post(visit, "dispatcher-south", "release", "").is(200);
        assertThat(visit.openTask().getAssignee()).isNull();
    }

    @Test
    void crewUnderWayKeepsItsVisit() {
        Assignment visit = at("WORK");
        post(visit, "crew-south", "status", "{\"status\":\"ON_SITE\"}").is(200);
        post(visit, "crew-south", "release", "{}").isProblem(409, "under-way");
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south\",\"reason\":\"x\"}")
                .isProblem(409, "under-way");
        post(visit, "crew-south", "status", "{\"status\":\"SUSPENDED\"}").is(200);
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south\",\"reason\":\"tomorrow\"}")
                .is(200);
        assertThat(visit.openTask().getAssignee()).isNull();
    }

    @Test
    void givesAwayAnewWithAReasonAndTheTaskMovesAlong() {
        Answer made = stories.doors(port)
                .call(
                        "admin",
                        "POST",
                        "/api/v1/org-units",
                        "{\"id\":\"field-south-harbour\",\"parent\":\"city-south\",\"division\":\"south\",\"kind\":\"GROUP\",\"name\":\"Crews harbour\"}");
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        person("crew-harbour", "field-south-harbour");
        Assignment visit = at("SIGNED");
        Answer refused = post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south-harbour\"}")
                .isProblem(422, "assignment-not-possible");
        assertThat(pointers(refused)).containsExactly("/reason");
        post(visit, "dispatcher-south", "assign", "{\"group\":\"field-south-harbour\",\"reason\":\"nearer\"}")
                .is(200);
        assertThat(stories.engine()
                        .getTaskService()
                        .getIdentityLinksForTask(visit.openTask().getId()))
                .extracting(link -> link.getGroupId())
                .containsExactlyInAnyOrder("field-south-harbour", "dispatchers-south");
        view(visit, "crew-south").isProblem(404, "not-found");
        post(
                        visit,
                        "dispatcher-south",
                        "assign",
                        "{\"group\":\"field-south-harbour\",\"reason\":\"she called back\",\"preliminaryVisit\":"
                                + TIMES + "}")
                .is(200);
        assertThat(stories.engine()
                        .getTaskService()
                        .getVariableLocal(visit.openTask().getId(), "appointmentStart"))
                .isEqualTo("2026-03-03T11:00+01:00");
        post(visit, "crew-harbour", "claim", "{}").is(200);
        post(visit, "crew-harbour", "appointment", TIMES).is(200);
        // Later steps belong to the new crew as well.
        assertThat(view(visit, "crew-harbour").body().path("group").asText()).isEqualTo("field-south-harbour");

        // The smaller area is suggested first.
        Assignment harbour = send(SOUTH.replace("south.town", "south.harbour.pier"));
        JsonNode suggested = get(harbour, "dispatcher-south", "/field-activities/" + harbour.id() + "/suggestions")
                .is(200)
                .body()
                .path("items");
        assertThat(suggested)
                .extracting(crew ->
                        crew.path("group").asText() + " " + crew.path("depth").asInt())
                .containsExactly("field-south-harbour 2", "field-south 1");
        JsonNode first = suggested.get(0);
        assertThat(first.path("people").get(0).path("id").asText()).isEqualTo("crew-harbour");
        assertThat(first.path("people").get(0).path("open").asInt()).isEqualTo(1);
        assertThat(first.path("open").asInt()).isEqualTo(1);
    }

    @Test
    void movesManyVisitsAtOnceAndSaysWhichItCouldNot() {
        Assignment signed = at("SIGNED");
        Assignment unassigned = at("ASSIGN");
        Assignment onSite = at("WORK");
        post(onSite, "crew-south", "status", "{\"status\":\"ON_SITE\"}").is(200);
        Assignment north = send(NORTH);
        Assignment ended = at("WORK");
        post(ended, "crew-south", "complete", TURNED_OFF).is(200);
        String ids =
                json.write(List.of(signed.id(), unassigned.id(), onSite.id(), north.id(), ended.id(), signed.id()));

        JsonNode moved = signed.doors()
                .call(
                        "dispatcher-south",
                        "POST",
                        "/api/v1/field-activities:reassign",
                        "{\"ids\":" + ids + ",\"person\":\"crew-south2\",\"reason\":\"Cora is ill\"}")
                .is(200)
                .body();

        assertThat(moved.path("reassigned").asInt()).isEqualTo(2);
        assertThat(moved.path("refused").asInt()).isEqualTo(3);
        assertThat(moved.path("results"))
                .extracting(
                        one -> one.path("id").asText() + " " + one.path("done").asBoolean() + " "
                                + one.path("problem").asText(null))
                .containsExactly(
                        signed.id() + " true null",
                        unassigned.id() + " true null",
                        onSite.id() + " false under-way",
                        north.id() + " false not-found",
                        ended.id() + " false already-ended");
        assertThat(signed.openTask().getAssignee()).isEqualTo("crew-south2");
        assertThat(unassigned.openTask().getAssignee()).isEqualTo("crew-south2");
        assertThat(onSite.openTask().getAssignee()).isEqualTo("crew-south");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dispatcher-south | {"group":"field-south","reason":"x"}                | 400
            dispatcher-south | {"ids":[],"group":"field-south","reason":"x"}       | 400
            dispatcher-south | {"ids":[null],"group":"field-south","reason":"x"}   | 400
            dispatcher-south | {"ids":["1"],"group":"field-south"}                 | 422
            dispatcher-south | {"ids":["1"],"reason":"x"}                          | 422
            crew-south       | {"ids":["1"],"group":"field-south","reason":"x"}    | 403
            operator         | {"ids":["1"],"group":"field-south","reason":"x"}    | 403
            cis              | {"ids":["1"],"group":"field-south","reason":"x"}    | 403
            """)
    void refusesABulkThatSaysTooLittleOrComesFromOthers(String user, String body, int status) {
        stories.doors(port)
                .call(user, "POST", "/api/v1/field-activities:reassign", body)
                .is(status);
    }

    @Test
    void dispatcherFindsEverythingHeEverAssigned() {
        Assignment open = at("APPOINTMENT");
        Assignment archived = at("WORK");
        post(archived, "crew-south", "complete", TURNED_OFF).is(200);
        Assignment others = at("ASSIGN");
        post(others, "dispatcher-south2", "assign", "{\"group\":\"field-south\"}")
                .is(200);

        JsonNode mine = get(open, "dispatcher-south", "/assignments?by=me&limit=500")
                .is(200)
                .body()
                .path("items");
        assertThat(mine)
                .extracting(one -> one.at("/visit/id").asText() + " "
                        + one.at("/visit/state").asText())
                .contains(archived.id() + " COMPLETED", open.id() + " OFFERED")
                .doesNotContain(others.id() + " OFFERED");
        assertThat(mine)
                .allSatisfy(one -> assertThat(one.at("/assignment/by").asText()).isEqualTo("dispatcher-south"));
        // Newest first, page by page.
        JsonNode first =
                get(open, "dispatcher-south", "/assignments?limit=1").is(200).body();
        assertThat(first.at("/items/0/visit/id").asText()).isEqualTo(archived.id());
        assertThat(first.path("next").asText()).contains("cursor=");
        assertThat(get(open, "dispatcher-south", "/assignments?by=dispatcher-south2&limit=500")
                        .is(200)
                        .body()
                        .findValuesAsText("visitId"))
                .contains(others.id());
        assertThat(get(open, "dispatcher", "/assignments?by=dispatcher-south&limit=500")
                        .is(200)
                        .body()
                        .path("items"))
                .as("of another division")
                .isEmpty();
        get(open, "crew-south", "/assignments?by=me").is(403);
        get(open, "dispatcher-south", "/assignments?limit=0").is(400);
    }

    @Test
    void workLeadersLookAndChangeNothing() {
        Assignment visit = at("SIGNED");
        person("leader-south", "work-leaders-south");
        view(visit, "leader-south").is(200);
        view(visit, "leader").isProblem(404, "not-found");
        for (String path : List.of("assignments", "suggestions")) {
            get(visit, "leader-south", "/field-activities/" + visit.id() + "/" + path)
                    .is(200);
            get(visit, "leader", "/field-activities/" + visit.id() + "/" + path).isProblem(404, "not-found");
        }
        assertThat(get(visit, "leader-south", "/field-activities?state=OPEN&limit=500")
                        .body()
                        .findValuesAsText("id"))
                .contains(visit.id());
        assertThat(get(visit, "leader-south", "/assignments?by=dispatcher-south&limit=500")
                        .body()
                        .findValuesAsText("visitId"))
                .contains(visit.id());
        for (String call : List.of(
                "claim", "assign", "transfer", "release", "appointment", "status", "complete", "fail", "test")) {
            post(visit, "leader-south", call, "{}").isProblem(403, "forbidden");
        }
    }

    @Test
    void testOnSiteDecidesWhetherTheReportCounts() {
        Assignment visit = send(TESTED);
        assertThat(view(visit, "contractor").is(200).body().path("group").asText())
                .isEqualTo("field-contractor");
        post(visit, "contractor", "appointment", TIMES).is(200);
        assertThat(visit.openTask().getAssignee()).as("who books, signs").isEqualTo("contractor");
        post(visit, "contractor", "complete", TURNED_OFF).is(200);
        JsonNode reported = view(visit, "contractor").body();
        assertThat(reported.path("step").asText()).isEqualTo("TEST");
        assertThat(reported.path("state").asText()).isEqualTo("ON_SITE");
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        assertThat(visit.withdraw()).as("the crew is at work (7.6)").isFalse();
        post(visit, "contractor", "complete", TURNED_OFF).isProblem(409, "wrong-step");
        post(visit, "contractor", "fail", "{\"reason\":\"OTHER\"}").isProblem(409, "wrong-step");
        post(visit, "contractor", "appointment", TIMES).isProblem(409, "wrong-step");
        post(visit, "contractor", "test", "{}").isProblem(400, "invalid-request");
        post(visit, "contractor", "test", "{\"result\":\"MAYBE\"}").is(400);

        assertThat(post(visit, "contractor", "test", "{\"result\":\"NOT_PASSED\",\"remarks\":\"still on\"}")
                        .is(200)
                        .body()
                        .path("step")
                        .asText())
                .isEqualTo("WORK");
        post(visit, "contractor", "complete", "{\"mode\":\"OFF_AT_METER\",\"performedAt\":\"2026-03-02T09:30:00Z\"}")
                .is(200);
        post(visit, "contractor", "test", "{\"result\":\"PASSED\"}").is(200);
        assertThat(visit.activity().outcome()).isEqualTo("OFF_AT_METER");
        assertThat(visit.seen().at()).isEqualTo("2026-03-02T09:30:00Z");
        assertThat(visit.task()).isNull();
        post(visit, "contractor", "test", "{\"result\":\"PASSED\"}").isProblem(409, "already-ended");
    }

    @Test
    void priorityReachesTheStepThatIsOpen() {
        Assignment visit = at("ASSIGN");
        stories.inTransaction(() -> {
            stories.field().reprioritize(visit.story().orderId(), 91);
            return true;
        });
        assertThat(visit.openTask().getPriority()).isEqualTo(91);
        assertThat(visit.openTask().getTaskDefinitionKey()).isEqualTo("userTask_assignCrew");
    }

    /** What waits for a row that another connection holds. */
    private boolean somebodyWaits() throws SQLException {
        String waiting = product().equals("H2")
                ? "select 1 from information_schema.sessions where blocker_id is not null"
                : "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(waiting)) {
            return found.next();
        }
    }

    /** The server marks a task while its crew reports: the report is taken all the same. */
    @Test
    void reportThatLosesAgainstAnotherChangeOfItsTaskIsTakenAgain() throws Exception {
        Assignment visit = at("WORK");
        CompletableFuture<Answer> report;
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement change =
                    other.prepareStatement("update ACT_RU_TASK set REV_ = REV_ + 1 where ID_ = ?")) {
                change.setString(1, visit.openTask().getId());
                assertThat(change.executeUpdate()).isOne();
            }
            report = CompletableFuture.supplyAsync(() -> post(visit, "crew-south", "complete", TURNED_OFF));
            await().until(this::somebodyWaits);
            other.commit();
        }
        report.join().is(200);
        assertThat(visit.activity().state()).isEqualTo(Activity.State.COMPLETED);
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
    }
}
