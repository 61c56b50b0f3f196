// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;

/** Slots searched and booked by systems outside, in the form of TMF646 (HCDC-04, HCDC-07), with the refusals in both forms of an error. */
@ProcessTest
class TmfAppointmentContractTest {

    private static final String SEARCH = "/tmf-api/appointment/v4/searchTimeSlot";
    private static final String APPOINTMENT = "/tmf-api/appointment/v4/appointment";
    private static final int PLACES = 3;
    private static final String NORTH =
            "{\"address\":{\"street\":\"Hemliga gatan 7\"},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String SOUTH =
            "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    private Assignments doors;

    @BeforeEach
    void begin() {
        stories.begin();
        doors = stories.doors(port);
    }

    private Assignment send(String point) {
        return doors.send(point, "DISABLE", "TURN_OFF_METER");
    }

    private static String order(Assignment visit) {
        return "[{\"id\":\"" + visit.story().orderId() + "\",\"role\":\"order\",\"@referredType\":\"ServiceOrder\"}]";
    }

    private static String visit(Assignment visit) {
        return "[{\"id\":\"" + visit.id() + "\",\"role\":\"visit\",\"@referredType\":\"FieldActivity\"}]";
    }

    private Answer search(String client, String entity) {
        return doors.call(client, "POST", SEARCH, "{\"relatedEntity\":" + entity + "}");
    }

    private static String body(JsonNode slot, String entity, String more) {
        return "{\"validFor\":" + slot.path("validFor") + ",\"relatedEntity\":" + entity + more + "}";
    }

    private Answer book(String client, JsonNode slot, String entity) {
        return doors.call(client, "POST", APPOINTMENT, body(slot, entity, ""));
    }

    private Answer get(String client, String path) {
        return doors.call(client, "GET", path, null);
    }

    private Answer patch(Assignment visit, String body) {
        return doors.call("cis", "PATCH", APPOINTMENT + "/" + visit.id(), body);
    }

    /** A slot that no other test takes places of. */
    private JsonNode slot(Assignment visit) {
        Map<String, Integer> free = free(visit);
        List<JsonNode> found = new ArrayList<>();
        search("cis", order(visit)).is(201).body().path("availableTimeSlot").forEach(found::add);
        return found.stream()
                .filter(slot -> free.get(slot.at("/validFor/startDateTime").asText()) == PLACES)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private int free(Assignment visit, JsonNode slot) {
        return free(visit).get(slot.at("/validFor/startDateTime").asText());
    }

    private Map<String, Integer> free(Assignment visit) {
        String user = visit.story().point().division().equals("north") ? "dispatcher" : "dispatcher-south";
        Map<String, Integer> free = new HashMap<>();
        get(user, "/api/v1/field-activities/" + visit.id() + "/slots")
                .is(200)
                .body()
                .path("items")
                .forEach(one ->
                        free.put(one.path("start").asText(), one.path("free").asInt()));
        return free;
    }

    private static void refused(Answer answer, int status, String problem, @Nullable String pointer) {
        answer.isProblem(status, problem);
        assertThat(answer.body().path("code").asText()).isEqualTo(problem);
        assertThat(answer.body().path("@type").asText()).isEqualTo("Error");
        assertThat(answer.body().path("reason").asText()).isNotBlank();
        if (pointer != null) {
            assertThat(answer.body().path("errors").findValuesAsText("pointer"))
                    .as(answer.body().toString())
                    .contains(pointer);
        }
    }

    @Test
    void searchTellsWhatIsFreeAndCanBeReadAgain() {
        Assignment visit = send(NORTH);
        JsonNode found = search("cis", order(visit)).is(201).body();
        assertThat(found.path("status").asText()).isEqualTo("done");
        assertThat(found.path("searchResult").asText()).isEqualTo("success");
        assertThat(found.path("@type").asText()).isEqualTo("SearchTimeSlot");
        assertThat(found.path("href").asText())
                .isEqualTo(SEARCH + "/" + found.path("id").asText());
        assertThat(found.path("availableTimeSlot")).hasSizeGreaterThan(20);
        assertThat(found.path("relatedEntity").findValuesAsText("id"))
                .containsExactly(visit.story().orderId(), visit.id());
        assertThat(found.path("relatedEntity").findValuesAsText("@referredType"))
                .containsExactly("ServiceOrder", "FieldActivity");
        // Nothing of the customer, and nothing of who comes.
        assertThat(found.toString()).doesNotContain("Hemliga", "field-north", visit.story().pointId);
        assertThat(get("cis", found.path("href").asText()).is(200).body()).isEqualTo(found);
        assertThat(get("cis", SEARCH + "?relatedEntity.id=" + visit.story().orderId())
                        .is(200)
                        .body())
                .containsExactly(found);
        assertThat(get("cis", SEARCH + "?relatedEntity.id=" + visit.id())
                        .is(200)
                        .body())
                .hasSize(1);
        // A system of another division sees nothing of it.
        refused(get("cis-south", found.path("href").asText()), 404, "not-found", null);
        assertThat(get("cis-south", SEARCH + "?relatedEntity.id=" + visit.id())
                        .is(200)
                        .body())
                .isEmpty();
        refused(search("cis-south", order(visit)), 422, "unknown-service-order", "/relatedEntity/0/id");
        refused(search("cis-south", visit(visit)), 422, "unknown-field-activity", "/relatedEntity/0/id");
        // After a day it is gone.
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofHours(25))));
        refused(get("cis", found.path("href").asText()), 404, "not-found", null);
        assertThat(get("cis", SEARCH + "?relatedEntity.id=" + visit.id())
                        .is(200)
                        .body())
                .isEmpty();
    }

    @Test
    void searchKeepsToThePeriodsThatAreAsked() {
        Assignment visit = send(NORTH);
        JsonNode all = search("cis", visit(visit)).is(201).body().path("availableTimeSlot");
        JsonNode wanted = all.get(5).path("validFor");
        Answer found = doors.call(
                "cis",
                "POST",
                SEARCH,
                "{\"requestedTimeSlot\":[{\"validFor\":" + wanted + "}],\"relatedEntity\":" + visit(visit) + "}");
        assertThat(found.is(201).body().path("availableTimeSlot")).containsExactly(all.get(5));
        assertThat(found.body().at("/requestedTimeSlot/0/validFor")).isEqualTo(wanted);
        JsonNode none = doors.call(
                        "cis",
                        "POST",
                        SEARCH,
                        "{\"requestedTimeSlot\":[{\"validFor\":{\"startDateTime\":\"2026-03-07T00:00:00+01:00\",\"endDateTime\":"
                                + "\"2026-03-09T00:00:00+01:00\"}}],\"relatedEntity\":" + visit(visit) + "}")
                .is(201)
                .body();
        assertThat(none.path("searchResult").asText()).as("a weekend").isEqualTo("fail");
        assertThat(none.path("availableTimeSlot")).isEmpty();
    }

    @Test
    void booksMovesAndCancelsInTheSameBook() {
        Assignment visit = send(NORTH);
        JsonNode slot = slot(visit);
        JsonNode booked = doors.call(
                        "cis",
                        "POST",
                        APPOINTMENT,
                        body(slot, order(visit), ",\"externalId\":\"A-" + visit.id() + "\""))
                .is(201)
                .body();
        assertThat(booked.path("id").asText()).isEqualTo(visit.id());
        assertThat(booked.path("href").asText()).isEqualTo(APPOINTMENT + "/" + visit.id());
        assertThat(booked.path("status").asText()).isEqualTo("confirmed");
        assertThat(booked.path("validFor")).isEqualTo(slot.path("validFor"));
        assertThat(booked.path("category").asText()).isEqualTo("TURN_OFF_METER");
        assertThat(booked.path("externalId").asText()).isEqualTo("A-" + visit.id());
        assertThat(free(visit, slot)).as("the visit's own place").isEqualTo(PLACES);
        assertThat(free(send(NORTH), slot)).isEqualTo(PLACES - 1);
        assertThat(visit.view().body().path("appointmentStart")).isEqualTo(slot.at("/validFor/startDateTime"));
        // The answer was lost: the same again is no second one.
        assertThat(book("cis", slot, visit(visit)).is(200).body()).isEqualTo(booked);
        JsonNode other = slot(send(NORTH));
        assertThat(other).isNotEqualTo(slot);
        refused(book("cis", other, order(visit)), 409, "appointment-confirmed", null);
        assertThat(get("cis", APPOINTMENT + "?externalId=A-" + visit.id())
                        .is(200)
                        .body())
                .containsExactly(booked);
        assertThat(get(
                                "cis",
                                APPOINTMENT + "?status=confirmed&relatedEntity.id="
                                        + visit.story().orderId())
                        .is(200)
                        .body())
                .containsExactly(booked);
        assertThat(get("cis", APPOINTMENT + "/" + visit.id() + "?fields=status")
                        .is(200)
                        .body()
                        .toString())
                .isEqualTo("{\"id\":\"" + visit.id() + "\",\"href\":\"" + APPOINTMENT + "/" + visit.id()
                        + "\",\"status\":\"confirmed\",\"@type\":\"Appointment\"}");

        JsonNode moved = patch(
                        visit,
                        "{\"validFor\":" + other.path("validFor")
                                + ",\"note\":[{\"text\":\"the customer works late\"}]}")
                .is(200)
                .body();
        assertThat(moved.path("validFor")).isEqualTo(other.path("validFor"));
        assertThat(moved.path("creationDate")).isEqualTo(booked.path("creationDate"));
        assertThat(patch(visit, "{\"status\":\"cancelled\"}")
                        .is(200)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(doors.call("cis", "DELETE", APPOINTMENT + "/" + visit.id(), null)
                        .status())
                .as("twice is no harm")
                .isEqualTo(204);
        refused(patch(visit, "{\"status\":\"confirmed\"}"), 409, "no-appointment", null);
        assertThat(visit.view().body().path("appointmentStart").isTextual()).isFalse();
        assertThat(book("cis", slot, order(visit)).is(201).body().path("status").asText())
                .isEqualTo("confirmed");
        assertThat(doors.call("cis", "DELETE", APPOINTMENT + "/" + visit.id(), null)
                        .status())
                .isEqualTo(204);
        assertThat(get("cis", APPOINTMENT + "/" + visit.id())
                        .is(200)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        List<String> history = new ArrayList<>();
        get("dispatcher", "/api/v1/field-activities/" + visit.id() + "/appointment")
                .body()
                .path("history")
                .forEach(fact -> history.add(
                        fact.path("kind").asText() + " " + fact.path("reason").asText(null) + " "
                                + fact.path("by").asText(null)));
        assertThat(history)
                .containsExactly(
                        "CONFIRMED null cis",
                        "MOVED the customer works late cis",
                        "CANCELLED null cis",
                        "CONFIRMED null cis",
                        "CANCELLED null cis");
    }

    @Test
    void lastPlaceIsGivenOnceAndNothingElseIsOffered() {
        Assignment visit = send(NORTH);
        JsonNode slot = slot(visit);
        for (int i = 0; i < PLACES; i++) {
            book("cis", slot, order(send(NORTH))).is(201);
        }
        Answer taken = book("cis", slot, order(visit));
        refused(taken, 409, "slot-taken", null);
        assertThat(taken.body().path("slots")).isNotEmpty();
        assertThat(search("cis", order(visit)).body().path("availableTimeSlot")).doesNotContain(slot);
        refused(
                doors.call("cis", "POST", APPOINTMENT, """
                        {"validFor":{"startDateTime":"2026-03-21T01:00:00Z","endDateTime":"2026-03-21T02:00:00Z"},"relatedEntity":%s}
                        """.formatted(order(visit))),
                422,
                "slot-not-offered",
                "/validFor/startDateTime");
        refused(get("cis", APPOINTMENT + "/" + visit.id()), 404, "not-found", null);
    }

    @Test
    void customersTimeIsKeptWhenTheDispatcherChoosesTheCrew() {
        Assignment visit = send(SOUTH);
        JsonNode slot = slot(visit);
        assertThat(book("cis-south", slot, order(visit))
                        .is(201)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("confirmed");
        doors.call(
                        "dispatcher-south",
                        "POST",
                        "/api/v1/field-activities/" + visit.id() + "/assign",
                        "{\"group\":\"field-south\"}")
                .is(200);
        JsonNode view = get("crew-south", "/api/v1/field-activities/" + visit.id())
                .is(200)
                .body();
        assertThat(view.path("step").asText()).isEqualTo("APPOINTMENT");
        assertThat(view.at("/preliminaryVisit/start")).isEqualTo(slot.at("/validFor/startDateTime"));
        assertThat(get("cis-south", APPOINTMENT + "/" + visit.id())
                        .is(200)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("confirmed");
        assertThat(free(send(SOUTH), slot)).isEqualTo(PLACES - 1);
    }

    @Test
    void confirmsWhatTheDispatcherProposedUnlessTheCrewHasSetOut() {
        Assignment visit = send(NORTH);
        JsonNode slot = slot(visit);
        doors.call(
                        "dispatcher",
                        "POST",
                        "/api/v1/field-activities/" + visit.id() + "/preliminary-visit",
                        "{\"start\":" + slot.at("/validFor/startDateTime") + ",\"end\":"
                                + slot.at("/validFor/endDateTime") + "}")
                .is(200);
        assertThat(get("cis", APPOINTMENT + "/" + visit.id())
                        .is(200)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("initialized");
        assertThat(patch(visit, "{\"status\":\"confirmed\"}")
                        .is(200)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("confirmed");
        visit.post("claim", "{}").is(200);
        visit.post("status", "{\"status\":\"EN_ROUTE\"}").is(200);
        refused(patch(visit, "{\"status\":\"cancelled\"}"), 409, "under-way", null);
        refused(doors.call("cis", "DELETE", APPOINTMENT + "/" + visit.id(), null), 409, "under-way", null);
        visit.post("complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(get("cis", APPOINTMENT + "/" + visit.id())
                        .is(200)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("completed");
        refused(search("cis", visit(visit)), 409, "already-ended", null);
        refused(search("cis", order(visit)), 409, "no-visit", null);
        refused(book("cis", slot, visit(visit)), 409, "already-ended", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | searchTimeSlot | {}                                                        | /relatedEntity
            POST | searchTimeSlot | {"relatedEntity":[{"@referredType":"ServiceOrder"}]}      | /relatedEntity/0/id
            POST | searchTimeSlot | {"relatedEntity":[{"id":"x","@referredType":"Cat"}]}      | /relatedEntity/0/@referredType
            POST | searchTimeSlot | {"relatedEntity":[{"id":"x","@referredType":"ServiceOrder"},{"id":"y"}]} | /relatedEntity/1
            POST | searchTimeSlot | {"requestedTimeSlot":[{}],"relatedEntity":[{"id":"x","@referredType":"ServiceOrder"}]} | /requestedTimeSlot/0/validFor
            POST | searchTimeSlot | {"relatedPlace":{}}                                       | /relatedPlace
            POST | appointment    | {"relatedEntity":[{"id":"x","@referredType":"ServiceOrder"}]} | /validFor
            POST | appointment    | {"validFor":{"startDateTime":"2026-03-20T10:00:00Z"}}     | /validFor/endDateTime
            POST | appointment    | {"validFor":{"startDateTime":"2026-03-20T10:00:00Z","endDateTime":"2026-03-20T10:00:00Z"}} | /validFor/endDateTime
            POST | appointment    | {"validFor":{"startDateTime":"tomorrow"}}                 | /validFor/startDateTime
            POST | appointment    | {"externalId":" "}                                        | /externalId
            POST | appointment    | {"note":[{"text":"a"},{"text":"b"}]}                      | /note/1
            POST | appointment    | {"contactMedium":[]}                                      | /contactMedium
            PATCH | appointment/x | {}                                                        | /validFor
            PATCH | appointment/x | {"status":"completed"}                                    | /status
            PATCH | appointment/x | {"status":"cancelled","validFor":{"startDateTime":"2026-03-20T10:00:00Z","endDateTime":"2026-03-20T12:00:00Z"}} | /validFor
            PATCH | appointment/x | {"relatedEntity":[]}                                      | /relatedEntity
            """)
    void namesWhatIsNotOfTheProfile(String method, String path, String body, String pointer) {
        refused(doors.call("cis", method, "/tmf-api/appointment/v4/" + path, body), 400, "invalid-request", pointer);
    }

    @ParameterizedTest
    @CsvSource({
        "cis, GET, appointment?colour=red, 400, invalid-request",
        "cis, GET, appointment?status=done, 400, invalid-request",
        "cis, GET, appointment?fields=colour, 400, invalid-request",
        "cis, GET, appointment?limit=0, 400, invalid-request",
        "cis, GET, searchTimeSlot?offset=-1, 400, invalid-request",
        "cis, GET, appointment/x, 404, not-found",
        "cis, DELETE, appointment/x, 404, not-found",
        "cis, GET, searchTimeSlot/x, 404, not-found",
        "crew, GET, appointment, 403, forbidden",
        "dispatcher, GET, appointment, 403, forbidden",
        "meter-shop, GET, appointment, 403, forbidden",
        "nobody, GET, appointment, 401, unauthorized",
        "cis, PUT, appointment/x, 405, method-not-allowed",
    })
    void refusesWhatCannotBe(String user, String method, String path, int status, String problem) {
        doors.call(user, method, "/tmf-api/appointment/v4/" + path, method.equals("PUT") ? "{}" : null)
                .isProblem(status, problem);
    }

    @Test
    void systemsOfOtherDivisionsSeeAndChangeNothing() {
        Assignment visit = send(NORTH);
        JsonNode slot = slot(visit);
        book("cis", slot, order(visit)).is(201);
        refused(get("cis-south", APPOINTMENT + "/" + visit.id()), 404, "not-found", null);
        refused(
                doors.call("cis-south", "PATCH", APPOINTMENT + "/" + visit.id(), "{\"status\":\"cancelled\"}"),
                404,
                "not-found",
                null);
        refused(doors.call("cis-south", "DELETE", APPOINTMENT + "/" + visit.id(), null), 404, "not-found", null);
        refused(book("cis-south", slot, visit(visit)), 422, "unknown-field-activity", "/relatedEntity/0/id");
        assertThat(get("cis-south", APPOINTMENT + "?relatedEntity.id=" + visit.id())
                        .is(200)
                        .body())
                .isEmpty();
        assertThat(get("cis", APPOINTMENT + "/" + visit.id())
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("confirmed");
    }
}
