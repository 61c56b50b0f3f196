// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.people.Workforce;

/** People and units over HTTP: who may do what in which division, and what open work forbids (HCDC-22, 26, 28, 29, 36, 45, 46). */
@ProcessTest
class PeopleContractTest {

    private static final String PASSWORD = "Correct-Horse-1";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @Autowired
    private Workforce workforce;

    @LocalServerPort
    private int port;

    private Assignments doors;

    @BeforeEach
    void begin() {
        stories.begin();
        doors = stories.doors(port);
        if (call("admin", "GET", "/people/people-admin-south", null).status() == 404) {
            add("admin", "people-admin-south", "south", "\"people-admins-south\"");
        }
    }

    private Answer call(String user, String method, String path, @Nullable String body) {
        String login = user.equals("people-admin-south") ? user + ":" + PASSWORD : user;
        return doors.call(login, method, "/api/v1" + path, body);
    }

    private void add(String by, String id, String division, String groups) {
        call(
                        by,
                        "POST",
                        "/people",
                        "{\"id\":\"" + id + "\",\"division\":\"" + division
                                + "\",\"givenName\":\"Test\",\"familyName\":\"Person\",\"groups\":[" + groups
                                + "],\"password\":\"" + PASSWORD + "\"}")
                .is(201);
    }

    private String member(String group) {
        String id = "p" + NUMBER.incrementAndGet();
        add("people-admin", id, "north", "\"" + group + "\"");
        return id;
    }

    private String crew() {
        String id = "field-t" + NUMBER.incrementAndGet();
        call(
                        "people-admin",
                        "POST",
                        "/org-units",
                        "{\"id\":\"" + id + "\",\"kind\":\"GROUP\",\"division\":\"north\",\"name\":\"Crew\"}")
                .is(201);
        return id;
    }

    private String login(String id) {
        return id + ":" + PASSWORD;
    }

    private Assignment visit() {
        return doors.send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    private Assignment signedBy(String person) {
        Assignment visit = visit();
        doors.call(login(person), "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}")
                .is(200);
        return visit;
    }

    private JsonNode seen(Assignment visit) {
        return visit.doors()
                .call("dispatcher", "GET", "/api/v1/field-activities/" + visit.id(), null)
                .is(200)
                .body();
    }

    private static final List<String> ROLES = List.of(
            "admin",
            "people-admin",
            "dispatcher",
            "leader",
            "people-admin-south",
            "dispatcher-south",
            "crew",
            "operator",
            "approver",
            "analyst",
            "cis");

    /** One column for each role, in that order; the person {@code crew2} and the group {@code field-north} are of division north. */
    private static final String MATRIX = """
            GET    /people                         200 200 200 200 200 200 403 403 403 403 403
            GET    /people?division=north          200 200 200 200 404 404 403 403 403 403 403
            GET    /people/crew2                   200 200 200 200 404 404 403 403 403 403 403
            GET    /people/nobody                  404 404 404 404 404 404 403 403 403 403 403
            GET    /people/operator                200 404 404 404 404 404 403 403 403 403 403
            GET    /people/crew2/work              200 200 200 200 404 404 403 403 403 403 403
            GET    /people/crew2/roster            200 200 200 200 404 404 403 403 403 403 403
            PUT    /people/crew2/roster            200 200 403 403 404 403 403 403 403 403 403
            POST   /people                         422 422 403 403 404 403 403 403 403 403 403
            PATCH  /people/crew2                   200 200 403 403 404 403 403 403 403 403 403
            PATCH  /people/operator                200 404 403 403 404 403 403 403 403 403 403
            POST   /people/crew2:enable            200 200 403 403 404 403 403 403 403 403 403
            POST   /people/approver2:disable       200 404 403 403 404 403 403 403 403 403 403
            POST   /people/approver2:enable        200 404 403 403 404 403 403 403 403 403 403
            POST   /people/crew2:hand-over         422 422 422 403 404 404 403 403 403 403 403
            GET    /org-units                      200 200 200 200 200 200 403 403 403 403 403
            GET    /org-units?tree                 200 200 200 200 200 200 403 403 403 403 403
            GET    /org-units?division=north       200 200 200 200 404 404 403 403 403 403 403
            GET    /org-units/field-north          200 200 200 200 404 404 403 403 403 403 403
            GET    /org-units/field-north/work     200 200 200 200 404 404 403 403 403 403 403
            POST   /org-units                      422 422 403 403 404 403 403 403 403 403 403
            PATCH  /org-units/field-north          200 200 403 403 404 403 403 403 403 403 403
            DELETE /org-units/city-north           409 409 403 403 404 403 403 403 403 403 403
            POST   /org-units/field-north:hand-over 422 422 422 403 404 404 403 403 403 403 403
            """;

    static Stream<Arguments> matrix() {
        return MATRIX.lines().flatMap(line -> {
            String[] words = line.strip().split("\\s+");
            List<Arguments> rows = new ArrayList<>();
            for (int i = 0; i < ROLES.size(); i++) {
                rows.add(Arguments.of(words[0], words[1], ROLES.get(i), Integer.valueOf(words[i + 2])));
            }
            return rows.stream();
        });
    }

    @ParameterizedTest(name = "{0} {1} by {2} = {3}")
    @MethodSource("matrix")
    void answersEachRoleAtEachDoor(String method, String path, String role, int status) {
        String body = method.equals("GET") || method.equals("DELETE")
                ? null
                : path.endsWith("roster")
                        ? "[]"
                        : method.equals("POST") && !path.contains(":") ? "{\"division\":\"north\"}" : "{}";

        Answer answer = call(role, method, path, body);

        answer.is(status);
        if (status == 404) {
            answer.isProblem(404, "not-found");
        }
    }

    /** HCDC-26: a people-admin sees the own division, and nobody of the whole company. */
    @Test
    void listsTheOwnDivisionOnly() {
        List<String> divisions = new ArrayList<>();
        call("people-admin", "GET", "/people?limit=500", null)
                .is(200)
                .body()
                .path("items")
                .forEach(person -> divisions.add(person.path("division").asText()));
        assertThat(divisions).isNotEmpty().containsOnly("north");
        List<String> units = new ArrayList<>();
        call("people-admin-south", "GET", "/org-units", null)
                .is(200)
                .body()
                .path("items")
                .forEach(unit -> units.add(unit.path("division").asText()));
        assertThat(units).isNotEmpty().containsOnly("south");
    }

    @Test
    void findsPeopleByGroupSkillNameAndNumber() {
        String id = member("field-north");
        call(
                        "people-admin",
                        "PATCH",
                        "/people/" + id,
                        "{\"familyName\":\"Öberg-100%\",\"skills\":[\"GAS\"],\"contacts\":[{\"kind\":\"MOBILE\",\"value\":\"+46 70 174 06 55\"}]}")
                .is(200);
        for (String query : List.of("q=100%25", "q=174+06+55", "q=" + id, "skill=GAS&group=field-north&active=true")) {
            assertThat(call("dispatcher", "GET", "/people?limit=500&" + query, null)
                            .is(200)
                            .body()
                            .path("items")
                            .findValuesAsText("id"))
                    .as(query)
                    .contains(id);
        }
        assertThat(call("dispatcher", "GET", "/people?q=1_0%25", null).body().path("items"))
                .isEmpty();
    }

    @Test
    void pagesThroughPeople() {
        member("field-north");
        JsonNode first =
                call("people-admin", "GET", "/people?limit=1", null).is(200).body();
        assertThat(first.path("items")).hasSize(1);
        assertThat(first.path("next").asText()).contains("cursor=");
    }

    /** HCDC-16, HCDC-36: a person has a login from the first moment, and none from the moment of being switched off. */
    @Test
    void keepsAPersonFromTheFirstDayToTheLast() {
        String id = member("field-north");
        JsonNode person = call(
                        "people-admin",
                        "PATCH",
                        "/people/" + id,
                        "{\"givenName\":\"Eva\",\"language\":\"sv\",\"contacts\":[{\"kind\":\"EMAIL\",\"value\":\"Eva."
                                + id
                                + "@truckroll.example\",\"rank\":2},{\"kind\":\"MOBILE\",\"value\":\"+46 70 174 06 56\",\"rank\":1}]}")
                .is(200)
                .body();
        assertThat(person.path("contacts").findValuesAsText("kind")).containsExactly("MOBILE", "EMAIL");
        assertThat(person.path("groups").get(0).asText()).isEqualTo("field-north");
        assertThat(person.has("password")).isFalse();
        doors.call(login(id), "GET", "/api/v1/field-activities", null).is(200);
        doors.call("eva." + id + "@truckroll.example:" + PASSWORD, "GET", "/api/v1/field-activities", null)
                .is(200);

        call("people-admin", "POST", "/people/" + id + ":disable", null).is(200);

        doors.call(login(id), "GET", "/api/v1/field-activities", null).isProblem(401, "unauthorized");
        doors.call(login(id), "GET", "/engine-rest/task?maxResults=1", null).isProblem(401, "unauthorized");
        doors.call("eva." + id + "@truckroll.example:" + PASSWORD, "GET", "/api/v1/field-activities", null)
                .isProblem(401, "unauthorized");
        assertThat(doors.call(
                                "admin",
                                "POST",
                                "/engine-rest/identity/verify",
                                "{\"username\":\"" + id + "\",\"password\":\"" + PASSWORD + "\"}")
                        .is(200)
                        .body()
                        .path("authenticated")
                        .asBoolean())
                .isFalse();

        call("people-admin", "POST", "/people/" + id + ":enable", null).is(200);
        doors.call(login(id), "GET", "/api/v1/field-activities", null).is(200);
    }

    @Test
    void newPasswordAndNewGroupsHoldAtOnce() {
        String id = member("field-north");
        doors.call(login(id), "GET", "/api/v1/people", null).is(403);

        call("people-admin", "PATCH", "/people/" + id, "{\"groups\":[\"dispatchers-north\"]}")
                .is(200);
        doors.call(login(id), "GET", "/api/v1/people", null).is(200);
        call("people-admin", "PATCH", "/people/" + id, "{\"password\":\"Another-Horse-2\"}")
                .is(200);

        doors.call(login(id), "GET", "/api/v1/people", null).isProblem(401, "unauthorized");
        doors.call(id + ":Another-Horse-2", "GET", "/api/v1/people", null).is(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"a b\"} | invalid-person | /id",
                "{\"id\":\"x:y\"} | invalid-person | /id",
                "{\"givenName\":\"\"} | invalid-person | /givenName",
                "{\"language\":\"Svenska\"} | invalid-person | /language",
                "{\"skills\":[\"lower case\"]} | invalid-person | /skills",
                "{\"contacts\":[{\"kind\":\"MOBILE\",\"value\":\"call me\"}]} | invalid-person | /contacts/0/value",
                "{\"contacts\":[{\"kind\":\"EMAIL\",\"value\":\"nobody\"}]} | invalid-person | /contacts/0/value",
                "{\"contacts\":[{\"kind\":\"FAX\",\"value\":\"123\"},{\"kind\":\"FAX\",\"value\":\"123\"}]} | invalid-person | /contacts/1",
                "{\"groups\":[\"camunda-admin\"]} | invalid-person | /groups",
                "{\"groups\":[\"head-end-ops\"]} | invalid-person | /groups",
                "{\"groups\":[\"field-south\"]} | invalid-person | /groups",
                "{\"groups\":[\"dispatchers-south\"]} | invalid-person | /groups",
                "{\"groups\":[\"people-admins-nowhere\"]} | invalid-person | /groups",
                "{\"password\":\"demo\"} | password-too-weak | /password",
                "{\"password\":\"onlysmallletters\"} | password-too-weak | /password",
            })
    void refusesWhatCannotBe(String wish, String problem, String pointer) {
        String id = "r" + NUMBER.incrementAndGet();
        JsonNode given = Stories.object(
                "{id:'" + id + "',division:'north',givenName:'A',familyName:'B',groups:['field-north']}");
        ((ObjectNode) given).setAll(Stories.object(wish));

        Answer answer = call("people-admin", "POST", "/people", given.toString());

        answer.isProblem(422, problem);
        assertThat(answer.body().path("errors").findValuesAsText("pointer")).contains(pointer);
        call("admin", "GET", "/people/" + id, null).is(404);
    }

    @ParameterizedTest
    @CsvSource({"crew", "cis", "operator"})
    void refusesALoginThatIsTaken(String id) {
        call(
                        "people-admin",
                        "POST",
                        "/people",
                        "{\"id\":\"" + id + "\",\"division\":\"north\",\"givenName\":\"A\",\"familyName\":\"B\"}")
                .isProblem(409, "id-taken");
    }

    @Test
    void refusesMalformedBodies() {
        call("people-admin", "POST", "/people", "{\"contacts\":[{\"kind\":\"FAX\"}]}")
                .isProblem(400, "invalid-request");
        call("people-admin", "PATCH", "/people/crew2", "{\"groups\":[null]}").isProblem(400, "invalid-request");
        call("people-admin", "PATCH", "/people/crew2", "{\"active\":false}").isProblem(400, "invalid-request");
        call("people-admin", "PUT", "/people/crew2/roster", "[{\"kind\":\"DUTY\"}]")
                .isProblem(400, "invalid-request");
        call(
                        "people-admin",
                        "PUT",
                        "/people/crew2/roster",
                        "[{\"kind\":\"DUTY\",\"from\":\"2026-03-02T10:00:00Z\",\"to\":\"2026-03-02T10:00:00Z\"}]")
                .isProblem(422, "invalid-person");
        call("people-admin", "PATCH", "/people/crew2", "{\"id\":\"crew3\"}").isProblem(422, "invalid-person");
    }

    /** HCDC-28: nobody is moved out of the own division, and nobody becomes more than his keeper. */
    @Test
    void keepsPeopleWithinTheDivision() {
        String id = member("field-north");
        call("people-admin", "PATCH", "/people/" + id, "{\"division\":\"south\"}")
                .isProblem(404, "not-found");
        call("admin", "PATCH", "/people/" + id, "{\"division\":\"south\"}").is(200);
        assertThat(call("people-admin-south", "GET", "/people/" + id, null)
                        .is(200)
                        .body()
                        .path("groups"))
                .as("the crews of north stay in north")
                .isEmpty();
        call("people-admin", "GET", "/people/" + id, null).is(404);
    }

    @Test
    void keepsAdministratorsOutOfAPeopleAdminsHands() {
        String id = member("field-north");
        call("admin", "PATCH", "/people/" + id, "{\"groups\":[\"field-north\",\"analysts\"]}")
                .is(200);
        call("people-admin", "PATCH", "/people/" + id, "{\"password\":\"Another-Horse-2\"}")
                .isProblem(403, "forbidden");
        call("people-admin", "POST", "/people/" + id + ":disable", null).isProblem(403, "forbidden");
        call("people-admin", "GET", "/people/" + id, null).is(200);
    }

    @Test
    void keepsOneAdministratorAndOnesOwnLogin() {
        call("people-admin", "POST", "/people/people-admin:disable", null).isProblem(409, "yourself");
        call("admin", "PATCH", "/people/admin", "{\"groups\":[]}").isProblem(409, "last-administrator");
    }

    /** HCDC-46. */
    @Test
    void refusesToDisableWhoHasOpenWork() {
        String id = member("field-north");
        Assignment visit = signedBy(id);

        Answer refused = call("people-admin", "POST", "/people/" + id + ":disable", null);

        refused.isProblem(409, "open-work");
        assertThat(refused.body().path("work").findValuesAsText("id")).containsExactly(visit.id());
        assertThat(refused.body().path("work").get(0).path("kind").asText()).isEqualTo("VISIT");
        call("people-admin", "PATCH", "/people/" + id, "{\"groups\":[\"dispatchers-north\"]}")
                .isProblem(409, "open-work");
        call("admin", "PATCH", "/people/" + id, "{\"division\":\"south\"}").isProblem(409, "open-work");
        assertThat(call("dispatcher", "GET", "/people/" + id + "/work", null)
                        .is(200)
                        .body()
                        .findValuesAsText("id"))
                .containsExactly(visit.id());
        doors.call(login(id), "GET", "/api/v1/field-activities", null).is(200);
    }

    /** HCDC-45, HCDC-46: also who comes through the engine's own doors. */
    @Test
    void engineRefusesWhatWouldLeaveADeadOrder() {
        String id = member("field-north");
        signedBy(id);
        for (String path : List.of(
                "/user/" + id, "/group/field-north/members/" + id, "/group/field-north", "/group/dispatchers-north")) {
            Answer refused = doors.call("admin", "DELETE", "/engine-rest" + path, null);
            refused.isProblem(409, "open-work");
            assertThat(refused.body().path("message").asText()).contains("Hand it over first");
        }
        call("people-admin", "POST", "/people/" + id + ":hand-over", "{\"person\":\"crew2\",\"reason\":\"gone\"}")
                .is(200);
        doors.call("admin", "DELETE", "/engine-rest/user/" + id, null).is(204);
        JsonNode person =
                call("people-admin", "GET", "/people/" + id, null).is(200).body();
        assertThat(person.path("active").asBoolean())
                .as("not deleted, only switched off (HCDC-36)")
                .isFalse();
    }

    @Test
    void followsWhatAdminDoesInTheEngine() {
        String id = "e" + NUMBER.incrementAndGet();
        doors.call(
                        "admin",
                        "POST",
                        "/engine-rest/user/create",
                        "{\"profile\":{\"id\":\"" + id + "\",\"firstName\":\"Eve\",\"lastName\":\"Engine\",\"email\":\""
                                + id + "@truckroll.example\"},\"credentials\":{\"password\":\"" + PASSWORD + "\"}}")
                .is(204);
        doors.call("admin", "PUT", "/engine-rest/group/field-north/members/" + id, "{}")
                .is(204);

        JsonNode person =
                call("people-admin", "GET", "/people/" + id, null).is(200).body();
        assertThat(person.path("division").asText()).isEqualTo("north");
        assertThat(person.path("familyName").asText()).isEqualTo("Engine");
        assertThat(person.path("groups").get(0).asText()).isEqualTo("field-north");

        doors.call("admin", "DELETE", "/engine-rest/group/field-north/members/" + id, null)
                .is(204);
        assertThat(call("people-admin", "GET", "/people/" + id, null).body().path("groups"))
                .isEmpty();
    }

    @Test
    void disabledPersonCannotSignWhoeverTriesIt() {
        String id = member("field-north");
        Assignment visit = visit();
        call("people-admin", "POST", "/people/" + id + ":disable", null).is(200);

        doors.call(
                        "admin",
                        "POST",
                        "/engine-rest/task/" + visit.openTask().getId() + "/assignee",
                        "{\"userId\":\"" + id + "\"}")
                .isProblem(409, "person-disabled");
        assertThat(visit.openTask().getAssignee()).isNull();
        visit.post("claim", "{}").is(200);
        call("people-admin", "POST", "/people/crew:hand-over", "{\"person\":\"" + id + "\"}")
                .isProblem(422, "successor-not-possible");
        visit.complete("{\"mode\":\"TURNED_OFF\"}").is(200);
    }

    @Test
    void handsAllWorkOverInOneStep() {
        String id = member("field-north");
        String successor = member("field-north");
        Assignment first = signedBy(id);
        Assignment second = signedBy(id);

        Answer done = call(
                "dispatcher",
                "POST",
                "/people/" + id + ":hand-over",
                "{\"person\":\"" + successor + "\",\"reason\":\"ill\"}");

        done.is(200);
        assertThat(done.body().path("work").findValuesAsText("id")).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(List.of(first, second)).allSatisfy(visit -> {
            assertThat(seen(visit).path("assignee").asText()).isEqualTo(successor);
            assertThat(visit.openTask().getAssignee()).isEqualTo(successor);
        });
        call("people-admin", "POST", "/people/" + id + ":disable", null).is(200);
        doors.call(
                        login(successor),
                        "POST",
                        "/api/v1/field-activities/" + first.id() + "/complete",
                        "{\"mode\":\"TURNED_OFF\"}")
                .is(200);
    }

    @Test
    void handsWorkOverToAnotherCrewWhoseMembersSignAnew() {
        String crew = crew();
        String member = member(crew);
        String id = member("field-north");
        Assignment visit = signedBy(id);

        call("dispatcher", "POST", "/people/" + id + ":hand-over", "{\"group\":\"" + crew + "\"}")
                .is(200);

        JsonNode seen = seen(visit);
        assertThat(seen.path("group").asText()).isEqualTo(crew);
        assertThat(seen.path("assignee").isNull() || seen.path("assignee").isMissingNode())
                .isTrue();
        doors.call(login(id), "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}")
                .is(404);
        doors.call(login(member), "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}")
                .is(200);
    }

    @Test
    void refusesASuccessorOfAnotherDivision() {
        String id = member("field-north");
        Assignment visit = signedBy(id);
        for (String to : List.of(
                "\"person\":\"crew-south\"",
                "\"group\":\"field-south\"",
                "\"person\":\"nobody\"",
                "\"group\":\"field-nowhere\"",
                "\"person\":\"" + id + "\"",
                "\"person\":\"operator\"",
                "\"person\":\"crew2\",\"group\":\"field-south\"")) {
            call("admin", "POST", "/people/" + id + ":hand-over", "{" + to + "}")
                    .isProblem(422, "successor-not-possible");
        }
        assertThat(seen(visit).path("assignee").asText()).isEqualTo(id);
        call("dispatcher", "POST", "/people/" + id + ":hand-over", "{\"person\":\"crew2\",\"disable\":true}")
                .isProblem(403, "forbidden");
    }

    /** HCDC-22. */
    @Test
    void showsTheOrganisationAsATree() {
        String area = "area-" + NUMBER.incrementAndGet();
        call(
                        "people-admin",
                        "POST",
                        "/org-units",
                        "{\"id\":\"" + area + "\",\"kind\":\"AREA\",\"division\":\"north\",\"name\":\"Hill\"}")
                .is(201);
        String crew = crew();
        call("people-admin", "PATCH", "/org-units/" + crew, "{\"parent\":\"" + area + "\"}")
                .is(200);

        JsonNode city = call("dispatcher", "GET", "/org-units?tree", null)
                .is(200)
                .body()
                .path("items")
                .get(0);

        assertThat(city.path("id").asText()).isEqualTo("city-north");
        JsonNode branch = null;
        for (JsonNode unit : city.path("units")) {
            branch = unit.path("id").asText().equals(area) ? unit : branch;
        }
        assertThat(branch).isNotNull();
        assertThat(branch.path("units").findValuesAsText("id")).containsExactly(crew);
        call("people-admin", "DELETE", "/org-units/" + area, null).isProblem(409, "not-empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"CITY\",\"parent\":\"city-north\"} | /parent",
                "{\"kind\":\"AREA\",\"parent\":\"field-north\"} | /parent",
                "{\"kind\":\"GROUP\",\"parent\":\"field-north\"} | /parent",
                "{\"kind\":\"GROUP\",\"parent\":\"city-south\"} | /parent",
                "{\"kind\":\"GROUP\",\"parent\":\"nowhere\"} | /parent",
                "{\"kind\":\"GROUP\",\"name\":\"\"} | /name",
                "{\"kind\":\"GROUP\",\"id\":\"Big Letters\"} | /id",
                "{} | /kind",
            })
    void refusesUnitsThatFitNowhere(String wish, String pointer) {
        JsonNode given = Stories.object("{division:'north',name:'X'}");
        ((ObjectNode) given).setAll(Stories.object(wish));

        Answer answer = call("people-admin", "POST", "/org-units", given.toString());

        answer.isProblem(422, "invalid-unit");
        assertThat(answer.body().path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    /** HCDC-44, HCDC-45: a new name is only a name; the id that open work carries stays. */
    @Test
    void renamesACrewWithOpenWorkAndRefusesTheRest() {
        String crew = crew();
        String member = member("field-north");
        Assignment visit = signedBy(member);
        call("people-admin", "POST", "/people/" + member + ":hand-over", "{\"group\":\"" + crew + "\"}")
                .is(200);

        call("people-admin", "PATCH", "/org-units/" + crew, "{\"name\":\"Renamed\"}")
                .is(200);
        assertThat(doors.call("admin", "GET", "/engine-rest/group/" + crew, null)
                        .body()
                        .path("name")
                        .asText())
                .isEqualTo("Renamed");
        assertThat(seen(visit).path("group").asText()).isEqualTo(crew);

        Answer refused = call("people-admin", "DELETE", "/org-units/" + crew, null);
        refused.isProblem(409, "open-work");
        assertThat(refused.body().path("work").findValuesAsText("id")).containsExactly(visit.id());
        call("people-admin", "PATCH", "/org-units/" + crew, "{\"active\":false}")
                .isProblem(409, "open-work");
        call("admin", "PATCH", "/org-units/" + crew, "{\"division\":\"south\"}").isProblem(409, "open-work");
        call("people-admin", "PATCH", "/org-units/" + crew, "{\"division\":\"south\"}")
                .isProblem(404, "not-found");

        call("dispatcher", "POST", "/org-units/" + crew + ":hand-over", "{\"group\":\"" + crew + "\"}")
                .isProblem(422, "successor-not-possible");
        call("dispatcher", "POST", "/org-units/" + crew + ":hand-over", "{\"group\":\"field-north\"}")
                .is(200);
        assertThat(seen(visit).path("group").asText()).isEqualTo("field-north");
        call("people-admin", "DELETE", "/org-units/" + crew, null).is(204);
        doors.call("admin", "GET", "/engine-rest/group/" + crew, null).is(404);
        assertThat(call("people-admin", "GET", "/org-units/" + crew, null)
                        .is(200)
                        .body()
                        .path("active")
                        .asBoolean())
                .isFalse();
        call(
                        "people-admin",
                        "POST",
                        "/org-units",
                        "{\"id\":\"" + crew + "\",\"kind\":\"GROUP\",\"division\":\"north\",\"name\":\"X\"}")
                .isProblem(409, "id-taken");
        call("people-admin", "PATCH", "/org-units/" + crew, "{\"active\":true}").is(200);
        doors.call("admin", "GET", "/engine-rest/group/" + crew, null).is(200);
    }

    @Test
    void refusesToTakeAwayACrewWithMembers() {
        String crew = crew();
        String member = member(crew);
        Answer refused = call("people-admin", "DELETE", "/org-units/" + crew, null);
        refused.isProblem(409, "not-empty");
        assertThat(refused.body().path("members").get(0).asText()).isEqualTo(member);
    }

    @Test
    void keepsARosterThatSaysWhoIsThere() {
        String id = member("field-north");
        String duty = "[{\"kind\":\"DUTY\",\"from\":\"2026-03-02T06:00:00Z\",\"to\":\"2026-03-02T14:00:00Z\"},"
                + "{\"kind\":\"ABSENT\",\"from\":\"2026-03-02T12:00:00Z\",\"to\":\"2026-03-02T13:00:00Z\"}]";
        call("people-admin", "PUT", "/people/" + id + "/roster", duty).is(200);
        assertThat(call("dispatcher", "GET", "/people/" + id + "/roster", null)
                        .is(200)
                        .body())
                .hasSize(2);
        assertThat(List.of(
                        "2026-03-02T10:00:00Z",
                        "2026-03-02T12:30:00Z",
                        "2026-03-02T13:00:00Z",
                        "2026-03-02T14:00:00Z",
                        "2026-03-05T10:00:00Z"))
                .map(at -> {
                    ClockUtil.setCurrentTime(Date.from(Instant.parse(at)));
                    return workforce.find(id).orElseThrow().onDuty();
                })
                .as("on duty, away, back, off duty, nothing entered")
                .containsExactly(true, false, true, false, true);
    }

    /** A visit that has no crew yet lies with the dispatcher who has signed to choose one. */
    @Test
    void handsOverWhatADispatcherHasSigned() {
        String id = "d" + NUMBER.incrementAndGet();
        add("people-admin-south", id, "south", "\"dispatchers-south\"");
        Assignment visit = doors.send(
                "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                "DISABLE",
                "TURN_OFF_METER");
        doors.call(login(id), "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}")
                .is(200);

        call("people-admin-south", "POST", "/people/" + id + ":disable", null).isProblem(409, "open-work");
        call("people-admin-south", "POST", "/people/" + id + ":hand-over", "{\"person\":\"crew-south\"}")
                .isProblem(422, "successor-not-possible");
        call(
                        "people-admin-south",
                        "POST",
                        "/people/" + id + ":hand-over",
                        "{\"person\":\"dispatcher-south\",\"reason\":\"ill\",\"disable\":true}")
                .is(200);

        assertThat(visit.openTask().getAssignee()).isEqualTo("dispatcher-south");
        JsonNode chain = doors.call(
                        "dispatcher-south", "GET", "/api/v1/field-activities/" + visit.id() + "/assignments", null)
                .is(200)
                .body();
        assertThat(chain.toString()).contains("\"ill\"", "people-admin-south");
    }

    /** HCDC-46: a decision that somebody has signed is work, too. */
    @Test
    void handsOverADecisionThatSomebodyHasSigned() {
        String id = member("dispatchers-north");
        Story story = stories.at("{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("G14", "COMPLETE_DATA");
        String task = stories
                .engine()
                .getTaskService()
                .createTaskQuery()
                .taskUnassigned()
                .taskCandidateGroup("dispatchers-north")
                .list()
                .stream()
                .filter(open ->
                        story.orderId().equals(stories.engine().getTaskService().getVariable(open.getId(), "orderId")))
                .findFirst()
                .orElseThrow()
                .getId();
        doors.call(login(id), "POST", "/engine-rest/task/" + task + "/claim", "{\"userId\":\"" + id + "\"}")
                .is(204);

        Answer refused = call("people-admin", "POST", "/people/" + id + ":disable", null);
        refused.isProblem(409, "open-work");
        assertThat(refused.body().path("work").get(0).path("kind").asText()).isEqualTo("TASK");
        call("people-admin", "POST", "/people/" + id + ":hand-over", "{\"person\":\"crew2\"}")
                .isProblem(422, "successor-not-possible");
        call("people-admin", "POST", "/people/" + id + ":hand-over", "{\"person\":\"dispatcher\",\"disable\":true}")
                .is(200);
        assertThat(stories.engine()
                        .getTaskService()
                        .createTaskQuery()
                        .taskId(task)
                        .singleResult()
                        .getAssignee())
                .isEqualTo("dispatcher");
    }

    /** The crew is on its way: it stays theirs, though another member may take over. */
    @Test
    void leavesAVisitThatIsUnderWayWithItsCrew() {
        String crew = crew();
        String id = member("field-north");
        Assignment visit = signedBy(id);
        doors.call(login(id), "POST", "/api/v1/field-activities/" + visit.id() + "/status", "{\"status\":\"EN_ROUTE\"}")
                .is(200);

        call("dispatcher", "POST", "/people/" + id + ":hand-over", "{\"group\":\"" + crew + "\"}")
                .isProblem(409, "under-way");
        call("dispatcher", "POST", "/people/" + id + ":hand-over", "{\"group\":\"field-north\"}")
                .isProblem(409, "under-way");
        call("dispatcher", "POST", "/people/" + id + ":hand-over", "{\"person\":\"crew2\"}")
                .is(200);
        assertThat(seen(visit).path("state").asText()).isEqualTo("EN_ROUTE");
    }
}
