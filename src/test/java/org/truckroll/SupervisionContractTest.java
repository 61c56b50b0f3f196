// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.util.ReflectionTestUtils;
import org.truckroll.Assignments.Answer;
import org.truckroll.intake.Findings;
import org.truckroll.intake.FoundWork;
import org.truckroll.lifecycle.OrphanedTasks;
import org.truckroll.serviceorder.Activity;
import org.truckroll.shared.Ids;

/** Supervision and the to-do list over HTTP (HCDC-08 to HCDC-16, HCDC-42, HCDC-45 to HCDC-48, EVADO-01), and every refusal. */
@ProcessTest
class SupervisionContractTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private OrphanedTasks orphans;

    @Autowired
    private FilterService filters;

    @Autowired
    private Findings findings;

    @Autowired
    private IdentityService identities;

    @LocalServerPort
    private int port;

    private Assignments doors;
    /** Each test looks at an area of its own: the database is that of many tests. */
    private String area;

    @BeforeEach
    void begin() {
        stories.begin();
        doors = stories.doors(port);
        area = "watched.a" + NUMBER.incrementAndGet() + "x";
    }

    private static void later(Duration time) {
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(time)));
    }

    /** A visit that waits in this area. */
    private Story visit(String division) {
        return stories.at("{\"division\":\"" + division + "\",\"area\":\"" + area
                        + ".hill\",\"address\":{\"street\":\"Påhittade gatan " + NUMBER.incrementAndGet()
                        + "\",\"city\":\"Exempelstad\"},\"device\":{\"kind\":\"MANUAL\"}}")
                .asked(
                        "ENABLE",
                        Stories.object(
                                "{contact: {name: 'Åsa Öberg', phone: '070-174 06 05', email: 'asa@example.org'}}"))
                .assess("E15", "TURN_ON_METER");
    }

    private Answer get(String user, String path) {
        return doors.call(user, "GET", "/api/v1" + path, null);
    }

    private Answer post(String user, String path, String body) {
        return doors.call(user, "POST", "/api/v1" + path, body);
    }

    private JsonNode list(String user, String kind) {
        return get(user, "/supervision?kind=" + kind + "&area=" + area)
                .is(200)
                .body()
                .path("items");
    }

    private static List<String> orders(JsonNode items) {
        List<String> ids = new ArrayList<>();
        items.forEach(item -> ids.add(item.at("/order/id").asText()));
        return ids;
    }

    private String counts(String user) {
        JsonNode counts = get(user, "/supervision/counts?area=" + area).is(200).body();
        List<String> all = new ArrayList<>();
        counts.properties().forEach(count -> all.add(count.getKey() + "=" + count.getValue()));
        return String.join(" ", all);
    }

    /** HCDC-12 to HCDC-15, HCDC-48. */
    @Test
    void workMovesFromUnsignedToWarningToOverdue() {
        Story story = visit("north");
        assertThat(counts("dispatcher")).isEqualTo("OVERDUE=0 WARNING=0 UNSIGNED=0 STEP_LIMIT=0 ORPHANED=0");

        later(Duration.ofHours(2).plusMinutes(5));
        assertThat(counts("dispatcher")).isEqualTo("OVERDUE=0 WARNING=0 UNSIGNED=1 STEP_LIMIT=0 ORPHANED=0");
        JsonNode unsigned = list("dispatcher", "UNSIGNED").get(0);
        assertThat(unsigned.path("slaState").asText()).isEqualTo("OVERDUE");
        assertThat(unsigned.path("late").asText()).isEqualTo("PT5M");
        assertThat(unsigned.path("limit").asText()).isEqualTo("PT2H");
        assertThat(unsigned.path("since").asText()).isEqualTo("2026-03-02T12:00:00Z");
        assertThat(unsigned.at("/work/step").asText()).isEqualTo("WORK");
        assertThat(unsigned.at("/work/status").asText()).isEqualTo("OFFERED");
        assertThat(unsigned.path("signer").isNull()).isTrue();
        assertThat(unsigned.at("/group/id").asText()).isEqualTo("field-north");

        later(Duration.ofHours(37));
        assertThat(counts("dispatcher")).isEqualTo("OVERDUE=0 WARNING=1 UNSIGNED=1 STEP_LIMIT=0 ORPHANED=0");
        JsonNode warned = list("dispatcher", "WARNING").get(0);
        assertThat(warned.path("slaState").asText()).isEqualTo("WARN");
        assertThat(warned.path("late").asText()).isEqualTo("PT1H");
        assertThat(warned.path("limit").asText()).isEqualTo("PT36H");

        later(Duration.ofHours(50));
        assertThat(counts("dispatcher")).isEqualTo("OVERDUE=1 WARNING=0 UNSIGNED=1 STEP_LIMIT=0 ORPHANED=0");
        JsonNode late = list("dispatcher", "OVERDUE").get(0);
        assertThat(late.path("slaState").asText()).isEqualTo("OVERDUE");
        assertThat(late.path("clockState").asText()).isEqualTo("RUNNING");
        assertThat(late.path("late").asText()).isEqualTo("PT2H");
        assertThat(late.path("division").asText()).isEqualTo("north");
        assertThat(late.at("/order/id").asText()).isEqualTo(story.orderId());
        assertThat(late.at("/order/type").asText()).isEqualTo("ENABLE");
        assertThat(late.at("/point/address").asText()).contains("Påhittade gatan", "Exempelstad");
        assertThat(late.at("/point/area").asText()).isEqualTo(area + ".hill");
        assertThat(late.at("/work/activityId").asText())
                .isEqualTo(story.activity().id());
        assertThat(late.at("/work/action").asText()).isEqualTo("TURN_ON_METER");
        for (String link : List.of("order", "clocks", "visit", "assignments", "suggestions")) {
            String path = late.at("/links/" + link).asText();
            doors.call("dispatcher", "GET", path, null).is(200);
        }
    }

    /** HCDC-16. */
    @Test
    void tellsWhoHasSignedAndHowToReachThem() {
        Story story = visit("north");
        post("crew", "/field-activities/" + story.activity().id() + "/claim", "{}")
                .is(200);
        later(Duration.ofHours(50));
        assertThat(list("dispatcher", "UNSIGNED")).as("somebody has signed").isEmpty();
        JsonNode signer = list("leader", "OVERDUE").get(0).path("signer");
        assertThat(signer.path("id").asText()).isEqualTo("crew");
        assertThat(signer.path("name").asText()).isEqualTo("Carl North");
        assertThat(signer.path("active").asBoolean()).isTrue();
        assertThat(signer.path("contact").asText()).isEqualTo("+46 70 174 06 09");
        assertThat(signer.at("/contacts/0/kind").asText()).isEqualTo("MOBILE");
    }

    @Test
    void pausedClockShowsHowLateItWasWhenItStopped() {
        Story story = visit("north");
        later(Duration.ofHours(49));
        String clock = get("dispatcher", "/service-orders/" + story.orderId() + "/clocks")
                .body()
                .at("/items/0/id")
                .asText();
        post("dispatcher", "/clocks/" + clock + ":pause", "{\"reason\":\"WEATHER\"}")
                .is(200);
        later(Duration.ofHours(60));
        JsonNode paused = list("dispatcher", "OVERDUE").get(0);
        assertThat(paused.path("clockState").asText()).isEqualTo("PAUSED");
        assertThat(paused.path("pauseReason").asText()).isEqualTo("WEATHER");
        assertThat(paused.path("late").asText()).isEqualTo("PT1H");
        assertThat(paused.path("since").asText()).isEqualTo("2026-03-04T10:00:00Z");
    }

    /** OPEN-19. */
    @Test
    void stepThatTakesTooLongIsTold() {
        // As shipped no division where people work has such a limit: the clock of the signature stands in for one.
        Story story = visit("north");
        jdbc.sql("update tr_clock set kind = 'ACCEPTANCE' where subject_id = :visit")
                .param("visit", story.activity().id())
                .update();
        assertThat(list("dispatcher", "STEP_LIMIT")).isEmpty();
        later(Duration.ofHours(72));
        JsonNode late = list("dispatcher", "STEP_LIMIT");
        assertThat(orders(late)).containsExactly(story.orderId());
        assertThat(late.get(0).path("limit").asText()).isEqualTo("PT2H");
        assertThat(late.get(0).at("/work/activityId").asText())
                .isEqualTo(story.activity().id());
        assertThat(list("dispatcher-south", "STEP_LIMIT")).isEmpty();
    }

    /** A decision that waits belongs to the order, too; no crew has it. */
    @Test
    void orderThatWaitsForADecisionIsToldWithIt() {
        Story story = stories.at("{\"area\":\"" + area + "\",\"supply\":null,\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE");
        story.token().runJob("subProcess_assess");
        Activity decision = story.activity();
        assertThat(decision.kind()).isEqualTo(Activity.Kind.HUMAN);
        post("dispatcher", "/human-activities/" + decision.id() + "/claim", "{}")
                .is(200);
        later(Duration.ofHours(50));
        JsonNode late = list("leader", "OVERDUE").get(0);
        assertThat(late.at("/work/kind").asText()).isEqualTo("HUMAN");
        assertThat(late.at("/work/action").asText()).isEqualTo(decision.action());
        assertThat(late.at("/signer/name").asText()).isEqualTo("Disa North");
        assertThat(late.path("group").isNull()).isTrue();
        assertThat(late.path("links").has("visit")).isFalse();
    }

    /** Only the caller's divisions, and only who looks after them. */
    @ParameterizedTest
    @CsvSource({"crew,403", "cis,403", "meter-shop,403", "operator,403", "approver,403", "analyst,403", "nobody,401"})
    void isForDispatchersAndWorkLeadersOnly(String user, int status) {
        get(user, "/supervision?kind=OVERDUE").is(status);
        get(user, "/supervision/counts").is(status);
        get(user, "/to-do").is(status);
    }

    @Test
    void foreignDivisionSeesNothingAndLearnsNoNumber() {
        visit("north");
        later(Duration.ofHours(50));
        assertThat(list("dispatcher", "OVERDUE")).hasSize(1);
        assertThat(list("admin", "OVERDUE")).hasSize(1);
        assertThat(list("dispatcher-south", "OVERDUE")).isEmpty();
        assertThat(counts("dispatcher-south")).isEqualTo("OVERDUE=0 WARNING=0 UNSIGNED=0 STEP_LIMIT=0 ORPHANED=0");
        for (String path : List.of(
                "/supervision?kind=OVERDUE&division=north&area=" + area, "/supervision?kind=ORPHANED&division=north")) {
            assertThat(get("dispatcher-south", path).is(200).body().path("items"))
                    .isEmpty();
        }
        assertThat(get("dispatcher", "/supervision?kind=OVERDUE&division=north&area=" + area)
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(get("dispatcher", "/supervision?kind=OVERDUE&division=south&area=" + area)
                        .body()
                        .path("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"?kind=LUNCH", "''", "?kind=OVERDUE&limit=0", "?kind=OVERDUE&cursor=!"})
    void questionThatMakesNoSenseIsRefused(String query) {
        get("dispatcher", "/supervision" + query).is(400);
    }

    /** HCDC-42: an area holds those within it, and not those that only begin alike. */
    @Test
    void pagesFollowEachOtherWithinAnArea() {
        List<String> expected = List.of(
                visit("north").orderId(),
                visit("north").orderId(),
                visit("north").orderId());
        later(Duration.ofHours(50));
        List<String> found = new ArrayList<>();
        String path = "/api/v1/supervision?kind=OVERDUE&limit=2&area=" + area;
        while (path != null) {
            JsonNode page = doors.call("dispatcher", "GET", path, null).is(200).body();
            found.addAll(orders(page.path("items")));
            String next = page.path("next").asText(null);
            path = next == null ? null : next.substring(next.indexOf("/api/"));
        }
        assertThat(found).isEqualTo(expected);
        String cut = area.substring(0, area.length() - 1);
        assertThat(get("dispatcher", "/supervision?kind=OVERDUE&area=" + cut)
                        .body()
                        .path("items"))
                .isEmpty();
    }

    private String task(Story story) {
        Task task = stories.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(story.activity().id())
                .singleResult();
        return task.getId();
    }

    private List<String> reasons(String user) {
        List<String> reasons = new ArrayList<>();
        list(user, "ORPHANED")
                .forEach(item -> reasons.add(item.at("/orphaned/reason").asText()));
        return reasons;
    }

    /** What other tools break, by the engine or behind its back (HCDC-45 to HCDC-47); from here it is assigned anew. */
    @Test
    void orphanedWorkIsFoundAndAssignedAnew() {
        Story story = visit("north");
        String visit = story.activity().id();
        post("crew2", "/field-activities/" + visit + "/claim", "{}").is(200);
        assertThat(reasons("dispatcher")).isEmpty();

        jdbc.sql("update tr_person set active = false where id = 'crew2'").update();
        assertThat(reasons("dispatcher")).containsExactly("PERSON_INACTIVE");
        jdbc.sql("update tr_person set active = true where id = 'crew2'").update();
        assertThat(reasons("dispatcher")).isEmpty();

        jdbc.sql("delete from ACT_ID_MEMBERSHIP where user_id_ = 'crew2' and group_id_ = 'field-north'")
                .update();
        assertThat(reasons("dispatcher")).containsExactly("NOT_OF_GROUP");
        JsonNode orphan = list("leader", "ORPHANED").get(0);
        assertThat(orphan.path("id").asText()).isEqualTo(task(story));
        assertThat(orphan.at("/order/id").asText()).isEqualTo(story.orderId());
        assertThat(orphan.at("/work/activityId").asText()).isEqualTo(visit);
        assertThat(orphan.at("/signer/name").asText()).isEqualTo("Cleo North");
        assertThat(orphan.at("/orphaned/task").asText()).isEqualTo("Turn on the meter");
        assertThat(orphan.path("slaState").asText()).isEqualTo("OK");
        assertThat(orphan.path("late").isNull()).isTrue();
        assertThat(reasons("dispatcher-south")).isEmpty();
        assertThat(counts("dispatcher")).endsWith("ORPHANED=1");
        jdbc.sql("insert into ACT_ID_MEMBERSHIP (user_id_, group_id_) values ('crew2', 'field-north')")
                .update();

        jdbc.sql("update ACT_RU_TASK set assignee_ = 'somebody-removed' where id_ = :id")
                .param("id", task(story))
                .update();
        assertThat(reasons("dispatcher")).containsExactly("PERSON_GONE");

        post(
                        "leader",
                        "/field-activities:reassign",
                        "{\"ids\":[\"" + visit + "\"],\"group\":\"field-north\",\"reason\":\"gone\"}")
                .is(403);
        JsonNode moved = post(
                        "dispatcher",
                        "/field-activities:reassign",
                        "{\"ids\":[\"" + visit + "\"],\"group\":\"field-north\",\"reason\":\"gone\"}")
                .is(200)
                .body();
        assertThat(moved.path("reassigned").asInt()).isEqualTo(1);
        assertThat(reasons("dispatcher")).isEmpty();
        post("crew", "/field-activities/" + visit + "/claim", "{}").is(200);
    }

    @Test
    void workOfAGroupThatIsGoneIsOrphaned() {
        Story story = visit("north");
        jdbc.sql("update tr_org_unit set active = false where id = 'field-north'")
                .update();
        try {
            assertThat(reasons("dispatcher")).containsExactly("GROUP_GONE");
        } finally {
            jdbc.sql("update tr_org_unit set active = true where id = 'field-north'")
                    .update();
        }
        jdbc.sql(
                        "update ACT_RU_IDENTITYLINK set group_id_ = 'field-removed' where task_id_ = :id and group_id_ = 'field-north'")
                .param("id", task(story))
                .update();
        assertThat(reasons("dispatcher")).containsExactly("GROUP_GONE");
        jdbc.sql("delete from ACT_RU_IDENTITYLINK where task_id_ = :id")
                .param("id", task(story))
                .update();
        assertThat(reasons("dispatcher")).containsExactly("NO_GROUP");

        post(
                        "dispatcher",
                        "/field-activities:reassign",
                        "{\"ids\":[\"" + story.activity().id() + "\"],\"group\":\"field-north\",\"reason\":\"lost\"}")
                .is(200);
        assertThat(reasons("dispatcher")).as("its own crew has it again").isEmpty();
        post("crew", "/field-activities/" + story.activity().id() + "/claim", "{}")
                .is(200);
    }

    /** HCDC-47: Tasklist's filter and supervision never tell different things. */
    @Test
    void filterOfTasklistAgrees() {
        Story story = visit("north");
        jdbc.sql("update ACT_RU_TASK set assignee_ = 'somebody-removed' where id_ = :id")
                .param("id", task(story))
                .update();
        String ofSeveralDivisions = placeless("somebody-removed");
        ReflectionTestUtils.invokeMethod(orphans, "look");
        String filter = filters.createFilterQuery()
                .filterName("Orphaned")
                .singleResult()
                .getId();
        List<Task> inTasklist;
        identities.setAuthentication("dispatcher", List.of("dispatchers-north"));
        try {
            inTasklist = filters.listPage(filter, 0, 1000);
        } finally {
            identities.clearAuthentication();
        }
        List<String> inSupervision = new ArrayList<>();
        get("dispatcher", "/supervision?kind=ORPHANED&limit=500")
                .body()
                .path("items")
                .forEach(item -> inSupervision.add(item.path("id").asText()));
        assertThat(inSupervision)
                .contains(task(story), ofSeveralDivisions)
                .containsExactlyInAnyOrderElementsOf(
                        inTasklist.stream().map(Task::getId).toList());
    }

    /** Found work without a place belongs to the dispatchers of every division of its crew. */
    private String placeless(String person) {
        FoundWork found = stories.read(
                Stories.object("{\"externalId\":\"FW-" + Ids.next()
                        + "\",\"finding\":\"Cover is broken\",\"servicePointId\":\"SP-NOWHERE\"}"),
                FoundWork.class);
        assertThat(findings.receive(found, Stories.CREW)).isTrue();
        Token token = Token.of(stories.engine(), "found-work", "found-work:crew/" + found.externalId());
        token.runJob("serviceTask_placeFinding");
        Task task = token.task("userTask_givePlace");
        jdbc.sql("update ACT_RU_TASK set assignee_ = :person where id_ = :id")
                .param("person", person)
                .param("id", task.getId())
                .update();
        return task.getId();
    }

    private JsonNode toDo(String user, String more) {
        return get(user, "/to-do?area=" + area + more).is(200).body();
    }

    /** HCDC-09, HCDC-10. */
    @Test
    void toDoIsCountedAndSearchedThenDispatched() {
        Story story = visit("south");
        JsonNode all = toDo("dispatcher-south", "");
        assertThat(all.path("total").asInt()).isEqualTo(1);
        JsonNode item = all.at("/items/0");
        assertThat(item.path("step").asText()).isEqualTo("ASSIGN");
        assertThat(item.path("kind").asText()).isEqualTo("FIELD");
        assertThat(item.path("action").asText()).isEqualTo("TURN_ON_METER");
        assertThat(item.path("mine").asBoolean()).isFalse();
        assertThat(item.at("/order/id").asText()).isEqualTo(story.orderId());
        assertThat(item.at("/customer/name").asText()).isEqualTo("Åsa Öberg");
        assertThat(item.at("/point/address").asText()).contains("Påhittade gatan");
        for (String fits : List.of(
                "&customer=oberg",
                "&customer=as%20ob",
                "&type=ENABLE",
                "&address=p%C3%A5hittade",
                "&address=exempelstad",
                "&division=south",
                "&customer=asa&type=ENABLE&address=gatan")) {
            assertThat(toDo("dispatcher-south", fits).path("total").asInt())
                    .as(fits)
                    .isEqualTo(1);
        }
        for (String fitsNot : List.of(
                "&customer=berg",
                "&type=CUT",
                "&address=street",
                "&address=nowhere",
                "&division=north",
                "&address=%25")) {
            assertThat(toDo("dispatcher-south", fitsNot).path("total").asInt())
                    .as(fitsNot)
                    .isZero();
            assertThat(toDo("dispatcher-south", fitsNot).path("items"))
                    .as(fitsNot)
                    .isEmpty();
        }
        assertThat(toDo("dispatcher", "").path("total").asInt()).isZero();
        get("dispatcher-south", "/to-do?customer=%2D").isProblem(400, "invalid-request");

        post("dispatcher-south", "/field-activities/" + story.activity().id() + "/claim", "{}")
                .is(200);
        assertThat(toDo("dispatcher-south", "").at("/items/0/mine").asBoolean()).isTrue();
        post(
                        "dispatcher-south",
                        "/field-activities:reassign",
                        "{\"ids\":[\"" + story.activity().id()
                                + "\"],\"group\":\"field-south\",\"reason\":\"nearest\"}")
                .is(200);
        assertThat(toDo("dispatcher-south", "").path("total").asInt())
                .as("the crew has it now")
                .isZero();
        // HCDC-11
        assertThat(get("dispatcher-south", "/assignments?by=me&limit=1")
                        .body()
                        .at("/items/0/visit/orderId")
                        .asText())
                .isEqualTo(story.orderId());
    }

    @Test
    void toDoOfALeaderIsThatOfTheDispatchersAndPagesFollow() {
        for (int i = 0; i < 3; i++) {
            stories.at("{\"area\":\"" + area + "\",\"supply\":null,\"device\":{\"kind\":\"MANUAL\"}}")
                    .ordered("ENABLE")
                    .token()
                    .runJob("subProcess_assess");
        }
        visit("north");
        JsonNode first = toDo("leader", "&limit=2");
        assertThat(first.path("total").asInt())
                .as("decisions, and no visit of a crew")
                .isEqualTo(3);
        assertThat(first.path("items")).hasSize(2);
        String next = first.path("next").asText();
        JsonNode second = doors.call("leader", "GET", next.substring(next.indexOf("/api/")), null)
                .is(200)
                .body();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(second.at("/items/0/kind").asText()).isEqualTo("HUMAN");
        get("leader", "/to-do?cursor=YWJj").isProblem(400, "invalid-request");
    }
}
