// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;

/** The staff of a personnel system over real HTTP, page by page (HCDC-27, HCDC-35..38, HCDC-41, HCDC-43, HCDC-44). */
@ProcessTest
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:staff-sync;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
            "truckroll.people.source.kind=SCIM",
            "truckroll.people.source.name=hr",
            "truckroll.people.source.endpoint=personnel",
            "truckroll.people.source.page=4",
            "truckroll.people.source.overlap=PT0S",
            "truckroll.people.source.adopt=true",
            "truckroll.people.source.specialities=METERING,BOTH",
            "truckroll.people.source.divisions.N1=north",
            "truckroll.people.source.group-name={city}.{area} dispatch centre {name}",
            "truckroll.people.source.roles.desk=dispatchers",
            "truckroll.people.source.retries=2",
        })
@WalksDiagram("staff-sync.bpmn")
@DirtiesContext
class StaffSyncProcessTest {

    private static final ScriptedStaff PERSONNEL = new ScriptedStaff();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final AtomicInteger HOUR = new AtomicInteger();

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry properties) {
        properties.add("truckroll.connect.endpoints.personnel.url", PERSONNEL::url);
    }

    @AfterAll
    static void stop() {
        PERSONNEL.stop();
    }

    @Autowired
    private Stories stories;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private IdentityService identities;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private Assignments doors;

    @BeforeEach
    void begin() {
        stories.begin();
        // Every test later than the one before, as the source's clock goes.
        ClockUtil.setCurrentTime(Date.from(now().plus(Duration.ofHours(2L * HOUR.incrementAndGet()))));
        doors = stories.doors(port);
        PERSONNEL.group("a-1", now(), "{\"displayName\":\"Harbour\",\"division\":\"N1\",\"kind\":\"AREA\"}");
        PERSONNEL.group(
                "g-1",
                now(),
                "{\"displayName\":\"Crane\",\"urn:example:crew\":{\"division\":\"N1\",\"parent\":\"a-1\"}}");
        PERSONNEL.takeAsked();
    }

    /** A test that failed half-way shall not fail the others. */
    @AfterEach
    void nothingUnderWay() {
        engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("staff-sync")
                .list()
                .forEach(instance -> engine.getRuntimeService().deleteProcessInstance(instance.getId(), "test over"));
        jdbc.sql("update tr_staff_sync set state = 'FAILED' where state = 'RUNNING'")
                .update();
    }

    private static Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    private static void later() {
        ClockUtil.setCurrentTime(Date.from(now().plus(Duration.ofMinutes(10))));
    }

    private static String fresh() {
        return "e" + NUMBER.incrementAndGet();
    }

    private static String user(String login, String more) {
        return "{\"userName\":\"" + login + "\",\"name\":{\"givenName\":\"Eva\",\"familyName\":\"Ek\"},\"active\":true,"
                + "\"userType\":\"METERING\",\"password\":\"not-for-us\","
                + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"division\":\"N1\"}" + more + "}";
    }

    private Answer api(String user, String method, String path, String body) {
        return doors.call(user, method, "/api/v1" + path, body);
    }

    private String ask(String body) {
        return api("admin", "POST", "/staff-sync", body)
                .is(202)
                .body()
                .path("id")
                .asText();
    }

    private Token token(String run) {
        return Token.of(engine, "staff-sync", run);
    }

    private JsonNode finish(String run) {
        Token token = token(run);
        for (int step = 0; !token.ended() && step < 100; step++) {
            token.runJob(token.waitsAt().get(0));
        }
        assertThat(token.ended()).isTrue();
        return api("admin", "GET", "/staff-sync/" + run, null).is(200).body();
    }

    private JsonNode sync() {
        return finish(ask("{}"));
    }

    private JsonNode syncAll() {
        return finish(ask("{\"complete\":true}"));
    }

    private JsonNode person(String login) {
        return api("admin", "GET", "/people/" + login, null).is(200).body();
    }

    private JsonNode unit(String id) {
        for (JsonNode unit :
                api("admin", "GET", "/org-units", null).is(200).body().path("items")) {
            if (unit.path("id").asText().equals(id)) {
                return unit;
            }
        }
        throw new AssertionError("No unit " + id);
    }

    private List<String> faults(JsonNode run) {
        List<String> reasons = new ArrayList<>();
        api("admin", "GET", "/staff-sync/" + run.path("id").asText() + "/faults", null)
                .is(200)
                .body()
                .path("items")
                .forEach(fault -> reasons.add(
                        fault.path("line").asInt() + " " + fault.path("reason").asText()));
        return reasons;
    }

    @Test
    void peopleAndCrewsOfTheSourceAreHereWithTheirRights() {
        List<String> logins = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String id = fresh();
            logins.add(id);
            PERSONNEL.user(
                    "s-" + id,
                    now(),
                    user(
                            id,
                            ",\"groups\":[{\"value\":\"g-1\"},{\"value\":\"desk\"}],\"preferredLanguage\":\"sv\","
                                    + "\"emails\":[{\"value\":\"" + id + "@crew.example\"}],"
                                    + "\"phoneNumbers\":[{\"type\":\"mobile\",\"value\":\"tel:+46 70 174 06 40\"}],"
                                    + "\"roles\":[],\"urn:example:staff\":{\"skills\":[\"GAS_METER\"]}"));
        }
        JsonNode run = syncAll();

        assertThat(run.path("state").asText()).as("%s %s", run, faults(run)).isEqualTo("DONE");
        assertThat(run.path("added").asInt()).isEqualTo(6);
        assertThat(run.path("faults").asInt()).as("%s", faults(run)).isZero();
        assertThat(PERSONNEL.takeAsked())
                .startsWith(
                        "/Groups?startIndex=1&count=4", "/Users?startIndex=1&count=4", "/Users?startIndex=5&count=4");
        assertThat(unit("field-g-1").path("name").asText()).isEqualTo("North.Harbour dispatch centre Crane");
        assertThat(identities
                        .createGroupQuery()
                        .groupId("field-g-1")
                        .singleResult()
                        .getName())
                .isEqualTo("North.Harbour dispatch centre Crane");
        for (String login : logins) {
            JsonNode person = person(login);
            assertThat(person.path("division").asText()).isEqualTo("north");
            assertThat(person.path("source").asText()).isEqualTo("hr");
            assertThat(person.path("language").asText()).isEqualTo("sv");
            assertThat(person.path("skills").get(0).asText()).isEqualTo("GAS_METER");
            assertThat(person.path("groups"))
                    .extracting(JsonNode::asText)
                    .containsExactly("dispatchers-north", "field-g-1");
            assertThat(person.path("contacts"))
                    .extracting(contact -> contact.path("value").asText())
                    .containsExactly("+46 70 174 06 40", login + "@crew.example");
            assertThat(identities
                            .createUserQuery()
                            .userId(login)
                            .memberOfGroup("field-g-1")
                            .count())
                    .isEqualTo(1);
            assertThat(identities.checkPassword(login, "not-for-us"))
                    .as("passwords are not synchronised")
                    .isFalse();
        }
    }

    @Test
    void newNameIsARenamingAndOnlyWhatChangedIsAskedFor() {
        String id = fresh();
        PERSONNEL.user("s-" + id, now(), user(id, ",\"groups\":[{\"value\":\"g-1\"}]"));
        syncAll();
        PERSONNEL.takeAsked();
        later();
        PERSONNEL.group("g-1", now(), "{\"displayName\":\"Derrick\",\"division\":\"N1\",\"parent\":\"a-1\"}");
        PERSONNEL.user(
                "s-" + id, now(), user(id, ",\"groups\":[{\"value\":\"g-1\"}]").replace("Ek", "Alm"));
        JsonNode run = sync();

        assertThat(run.path("complete").asBoolean()).isFalse();
        assertThat(PERSONNEL.takeAsked())
                .hasSize(2)
                .allSatisfy(asked -> assertThat(asked).contains("meta.lastModified gt"));
        assertThat(run.path("listed").asInt()).isEqualTo(2);
        assertThat(run.path("changed").asInt()).isEqualTo(1);
        assertThat(run.path("unitsChanged").asInt()).isEqualTo(1);
        assertThat(unit("field-g-1").path("name").asText()).endsWith("Derrick");
        assertThat(identities
                        .createGroupQuery()
                        .groupId("field-g-1")
                        .singleResult()
                        .getName())
                .endsWith("Derrick");
        assertThat(person(id).path("familyName").asText()).isEqualTo("Alm");
        assertThat(person(id).path("groups").get(0).asText()).isEqualTo("field-g-1");
    }

    @Test
    void whoIsGoneIsSwitchedOffAndHisWorkIsHandedOver() {
        PERSONNEL.group("north", now(), "{\"displayName\":\"North\",\"division\":\"N1\"}");
        PERSONNEL.user("s-crew2", now(), user("crew2", ",\"groups\":[{\"value\":\"north\"}]"));
        JsonNode adopted = syncAll();
        assertThat(faults(adopted)).isEmpty();
        assertThat(person("crew2").path("source").asText())
                .as("of the same login, and adopted")
                .isEqualTo("hr");
        Assignment visit =
                doors.send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
        api("crew2", "POST", "/field-activities/" + visit.id() + "/claim", "{}").is(200);

        PERSONNEL.forget("s-crew2");
        JsonNode run = syncAll();

        assertThat(run.path("disabled").asInt()).as("%s", faults(run)).isEqualTo(1);
        assertThat(person("crew2").path("active").asBoolean()).isFalse();
        assertThat(person("crew2").path("leaving").asBoolean()).isTrue();
        api("crew2", "GET", "/field-activities", null).is(401);
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey("crew2")
                        .singleResult()
                        .getTaskDefinitionKey())
                .isEqualTo("userTask_handOver");
        assertThat(visit.openTask().getAssignee()).isEqualTo("crew2");

        // And back again.
        PERSONNEL.user("s-crew2", now(), user("crew2", ",\"groups\":[{\"value\":\"north\"}]"));
        assertThat(syncAll().path("enabled").asInt()).isEqualTo(1);
        assertThat(person("crew2").path("active").asBoolean()).isTrue();
        assertThat(person("crew2").path("leaving").asBoolean()).isFalse();
        assertThat(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processDefinitionKey("staff-leave")
                        .processInstanceBusinessKey("crew2")
                        .count())
                .isZero();
    }

    @Test
    void crewWithOpenWorkStaysUntilItIsHandedOver() {
        PERSONNEL.group("north", now(), "{\"displayName\":\"North\",\"division\":\"N1\"}");
        syncAll();
        doors.send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
        PERSONNEL.forget("north");
        JsonNode run = syncAll();
        assertThat(faults(run))
                .anySatisfy(fault -> assertThat(fault).contains("field-north").contains("open work"));
        assertThat(unit("field-north").path("active").asBoolean()).isTrue();
    }

    @Test
    void switchedOffThereIsSwitchedOffHereAndWhoWasSwitchedOffHereStaysSo() {
        String off = fresh();
        String local = fresh();
        String other = fresh();
        for (String id : List.of(off, local, other)) {
            PERSONNEL.user("s-" + id, now(), user(id, ""));
        }
        syncAll();
        api("people-admin", "POST", "/people/" + local + ":disable", "{}").is(200);
        later();
        PERSONNEL.user("s-" + off, now(), user(off, "").replace("\"active\":true", "\"active\":false"));
        PERSONNEL.user("s-" + other, now(), user(other, "").replace("METERING", "BILLING"));
        JsonNode run = sync();
        assertThat(run.path("disabled").asInt()).isEqualTo(2);
        assertThat(person(off).path("active").asBoolean()).isFalse();
        assertThat(person(other).path("active").asBoolean())
                .as("of another speciality now")
                .isFalse();
        assertThat(syncAll().path("enabled").asInt()).isZero();
        assertThat(person(local).path("active").asBoolean()).isFalse();

        api("people-admin", "POST", "/people/" + off + ":enable", "{}").isProblem(409, "kept-by-source");
        api("people-admin", "POST", "/people/" + local + ":enable", "{}").is(200);
    }

    @Test
    void brokenRowIsReportedAndLosesNothing() {
        String known = fresh();
        String broken = fresh();
        PERSONNEL.user("s-" + known, now(), user(known, ""));
        syncAll();
        later();
        Instant changed = now();
        PERSONNEL.user("s-" + known, changed, user(known, "").replace("\"familyName\":\"Ek\"", "\"familyName\":\"\""));
        PERSONNEL.user("s-" + broken, changed, user(broken, "").replace("N1", "atlantis"));
        PERSONNEL.user("s-admin", changed, user("admin", ""));
        PERSONNEL.user("s-bad", changed, user("no login!", ""));
        JsonNode run = sync();
        assertThat(run.path("state").asText()).isEqualTo("DONE");
        assertThat(faults(run))
                .hasSize(4)
                .anySatisfy(fault -> assertThat(fault).isEqualTo("1 family_name: missing"))
                .anySatisfy(fault -> assertThat(fault).contains("no division 'atlantis'"))
                .anySatisfy(fault -> assertThat(fault).contains("'admin' belongs to somebody"))
                .anySatisfy(fault -> assertThat(fault).contains("is no login"));
        assertThat(person(known).path("familyName").asText()).isEqualTo("Ek");
        assertThat(person(known).path("active").asBoolean()).isTrue();
        assertThat(person("admin").path("source").asText()).isEqualTo("LOCAL");

        later();
        PERSONNEL.takeAsked();
        sync();
        assertThat(PERSONNEL.takeAsked())
                .last()
                .asString()
                .contains(changed.minusMillis(1).toString());
        PERSONNEL.forget("s-admin");
        PERSONNEL.forget("s-bad");
        PERSONNEL.user("s-" + broken, now(), user(broken, ""));
        PERSONNEL.user("s-" + known, now(), user(known, ""));
        assertThat(sync().path("faults").asInt()).isZero();
        assertThat(person(broken).path("division").asText()).isEqualTo("north");
    }

    @Test
    void suspiciouslyManyLeaversStopTheRun() {
        List<String> ids = List.of(fresh(), fresh(), fresh(), fresh());
        ids.forEach(id -> PERSONNEL.user("s-" + id, now(), user(id, "")));
        syncAll();
        Map<String, ObjectNode> all = PERSONNEL.takeUsers();
        String run = ask("{\"complete\":true}");
        JsonNode report = finish(run);
        token(run).hasPassed("endEvent_syncStopped").hasNotPassed("endEvent_staffSynchronised");
        assertThat(report.path("state").asText()).isEqualTo("STOPPED");
        assertThat(report.path("disabled").asInt()).isZero();
        assertThat(report.path("detail").asText()).contains("Nobody was switched off");
        ids.forEach(id -> assertThat(person(id).path("active").asBoolean()).isTrue());

        JsonNode allowed = finish(ask("{\"complete\":true,\"allowLeavers\":true}"));
        assertThat(allowed.path("disabled").asInt()).isGreaterThanOrEqualTo(4);
        ids.forEach(id -> assertThat(person(id).path("active").asBoolean()).isFalse());
        PERSONNEL.putUsers(all);
        assertThat(syncAll().path("enabled").asInt())
                .isEqualTo(allowed.path("disabled").asInt());
    }

    @Test
    void sourceOutOfReachIsAskedAgainAndThenGivenUp() {
        PERSONNEL.refuses(503);
        String run = ask("{}");
        Token token = token(run).runJob("serviceTask_readSource");
        assertThat(token.dueDate("event_timeToAskAgain").toInstant()).isEqualTo(now().plus(Duration.ofMinutes(5)));
        token.fireTimer("event_timeToAskAgain");
        assertThat(finish(run).path("state").asText()).isEqualTo("DONE");
        token.hasPassed("endEvent_staffSynchronised");

        PERSONNEL.refuses(503, 500, 503);
        String lost = ask("{}");
        Token vain = token(lost).runJob("serviceTask_readSource");
        vain.fireTimer("event_timeToAskAgain").runJob("serviceTask_readSource");
        vain.fireTimer("event_timeToAskAgain").runJob("serviceTask_readSource");
        vain.hasPassed("endEvent_sourceGivenUp");
        JsonNode report =
                api("admin", "GET", "/staff-sync/" + lost, null).is(200).body();
        assertThat(report.path("state").asText()).isEqualTo("FAILED");
        assertThat(report.path("detail").asText()).contains("3 times");

        PERSONNEL.refuses(403);
        assertThat(finish(ask("{}")).path("detail").asText()).contains("403");
    }

    @Test
    void oneRunAtATimeByTimerOrByHand() {
        String run = ask("{}");
        api("admin", "POST", "/staff-sync", "{}").isProblem(409, "sync-running");
        Job timer = engine.getManagementService()
                .createJobQuery()
                .processDefinitionKey("staff-sync")
                .activityId("startEvent_syncDue")
                .singleResult();
        engine.getManagementService().executeJob(timer.getId());
        assertThat(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processDefinitionKey("staff-sync")
                        .count())
                .as("the timer finds nothing to do")
                .isEqualTo(1);
        finish(run);

        engine.getManagementService()
                .executeJob(engine.getManagementService()
                        .createJobQuery()
                        .processDefinitionKey("staff-sync")
                        .activityId("startEvent_syncDue")
                        .singleResult()
                        .getId());
        ProcessInstance scheduled = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("staff-sync")
                .singleResult();
        JsonNode report = finish(scheduled.getBusinessKey());
        assertThat(report.path("askedBy").asText()).isEqualTo("timer");
        JsonNode newest =
                api("admin", "GET", "/staff-sync?limit=1", null).is(200).body();
        assertThat(newest.path("items").get(0).path("id").asText())
                .isEqualTo(report.path("id").asText());
        assertThat(newest.path("next").asText()).contains("cursor=");
    }

    @Test
    void peopleAndCrewsAreNotMadeHereWhileASourceKeepsThem() {
        String body = "{\"id\":\"mine\",\"division\":\"north\",\"givenName\":\"A\",\"familyName\":\"B\"}";
        api("people-admin", "POST", "/people", body).isProblem(409, "kept-by-source");
        api("admin", "POST", "/people", body).isProblem(409, "kept-by-source");
        api("admin", "POST", "/people", "{\"id\":\"" + fresh() + "\",\"givenName\":\"A\",\"familyName\":\"B\"}")
                .is(201);
        api("people-admin", "POST", "/org-units", "{\"kind\":\"GROUP\",\"division\":\"north\",\"name\":\"Mine\"}")
                .isProblem(409, "kept-by-source");
        String id = fresh();
        PERSONNEL.user("s-" + id, now(), user(id, ""));
        syncAll();
        api("people-admin", "PATCH", "/people/" + id, "{\"familyName\":\"Other\"}")
                .isProblem(409, "kept-by-source");
        api("people-admin", "PATCH", "/people/" + id, "{\"skills\":[\"LADDER\"]}")
                .is(200);
        assertThat(person(id).path("skills").get(0).asText()).isEqualTo("LADDER");
        syncAll();
        assertThat(person(id).path("skills").get(0).asText())
                .as("the source says nothing of it")
                .isEqualTo("LADDER");
    }

    /** A run reads the staff of all divisions, so its report is for nobody who keeps one of them (HCDC-26). */
    @Test
    void onlyAdministratorsAskForARunAndReadItsReport() {
        for (String user : List.of("people-admin", "dispatcher", "crew", "cis")) {
            api(user, "POST", "/staff-sync", "{}").isProblem(403, "forbidden");
        }
        for (String user : List.of("people-admin", "dispatcher", "crew", "cis")) {
            api(user, "GET", "/staff-sync", null).isProblem(403, "forbidden");
        }
        api("admin", "GET", "/staff-sync/nothing", null).isProblem(404, "not-found");
        api("admin", "GET", "/staff-sync/nothing/faults", null).isProblem(404, "not-found");
    }
}
