// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;

/** Slots, and places that nobody gets twice; times proposed, confirmed, moved, cancelled, missed (HCDC-04, -06, -07). */
abstract class AppointmentContract {

    private static final int RACES = 6;
    private static final int PLACES = 3;
    private static final String NORTH = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String SOUTH =
            "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Assignment send(String point) {
        return stories.doors(port).send(point, "DISABLE", "TURN_OFF_METER");
    }

    private static Answer post(Assignment visit, String user, String step, String body) {
        return visit.doors().call(user, "POST", "/api/v1/field-activities/" + visit.id() + "/" + step, body);
    }

    private static Answer get(Assignment visit, String user, String path) {
        return visit.doors().call(user, "GET", "/api/v1/field-activities/" + visit.id() + path, null);
    }

    private static String span(String start, String end) {
        return "{\"start\":\"" + start + "\",\"end\":\"" + end + "\"}";
    }

    private static String span(JsonNode slot) {
        return span(slot.path("start").asText(), slot.path("end").asText());
    }

    private static String with(String body, String more) {
        return body.substring(0, body.length() - 1) + "," + more + "}";
    }

    private static JsonNode slots(Assignment visit, String user) {
        return get(visit, user, "/slots").is(200).body().path("items");
    }

    /** A slot of which nothing is taken, and that no other round takes. */
    private static JsonNode untouched(Assignment visit, String user) {
        for (JsonNode slot : slots(visit, user)) {
            if (slot.path("free").asInt() == PLACES) {
                return slot;
            }
        }
        throw new AssertionError("no slot is wholly free");
    }

    /** Another one. */
    private static JsonNode untouched(Assignment visit, String user, JsonNode but) {
        for (JsonNode slot : slots(visit, user)) {
            if (slot.path("free").asInt() == PLACES && !slot.path("start").equals(but.path("start"))) {
                return slot;
            }
        }
        throw new AssertionError("no other slot is wholly free");
    }

    private static int free(Assignment visit, String user, JsonNode slot) {
        for (JsonNode one : slots(visit, user)) {
            if (one.path("start").equals(slot.path("start"))) {
                return one.path("free").asInt();
            }
        }
        throw new AssertionError("not offered: " + slot);
    }

    private static List<String> history(Assignment visit, String user) {
        List<String> history = new ArrayList<>();
        get(visit, user, "/appointment")
                .is(200)
                .body()
                .path("history")
                .forEach(fact -> history.add(
                        fact.path("kind").asText() + " " + fact.path("reason").asText(null) + " "
                                + fact.path("by").asText(null)));
        return history;
    }

    private static String state(Assignment visit, String user) {
        return get(visit, user, "/appointment")
                .is(200)
                .body()
                .at("/appointment/state")
                .asText("none");
    }

    @Test
    void offersWhatTheTableSaysInTheTimeOfThePoint() {
        Assignment visit = send(NORTH);
        JsonNode offer = get(visit, "crew", "/slots").is(200).body();
        assertThat(offer.path("group").asText()).isEqualTo("field-north");
        List<String> starts = offer.path("items").findValuesAsText("start");
        // Monday 11:00 in Stockholm: not before Tuesday 11:00, not at the weekend, four weeks ahead; then summer time.
        assertThat(starts).startsWith("2026-03-03T11:00:00Z", "2026-03-04T07:00:00Z", "2026-03-04T11:00:00Z");
        assertThat(starts).contains("2026-03-06T11:00:00Z", "2026-03-09T07:00:00Z", "2026-03-30T06:00:00Z");
        assertThat(starts).noneMatch(start -> start.startsWith("2026-03-07") || start.startsWith("2026-03-08"));
        assertThat(starts).endsWith("2026-03-30T10:00:00Z").hasSize(39);
        assertThat(offer.path("items").findValuesAsText("places")).containsOnly("3");
        get(visit, "dispatcher-south", "/slots").isProblem(404, "not-found");
        get(visit, "crew", "/slots?group=field-south").isProblem(422, "appointment-not-possible");
        get(visit, "dispatcher-south", "/appointment").isProblem(404, "not-found");
        visit.post("complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(slots(visit, "crew")).isEmpty();
    }

    /** Two at once for the last place: one wins, the other is told what is left. */
    @Test
    void lastPlaceIsGivenOnce() throws Exception {
        for (int round = 0; round < RACES; round++) {
            List<Assignment> visits = new ArrayList<>();
            for (int i = 0; i < PLACES + 1; i++) {
                visits.add(send(NORTH));
            }
            JsonNode slot = untouched(visits.get(0), "crew");
            for (int i = 0; i < PLACES - 1; i++) {
                visits.get(i).post("appointment", span(slot)).is(200);
            }
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<Answer>> answers = new ArrayList<>();
            for (Assignment visit : visits.subList(PLACES - 1, PLACES + 1)) {
                answers.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return visit.post("appointment", span(slot));
                }));
            }
            Answer one = answers.get(0).get(60, TimeUnit.SECONDS);
            Answer other = answers.get(1).get(60, TimeUnit.SECONDS);
            assertThat(List.of(one.status(), other.status())).containsExactlyInAnyOrder(200, 409);
            Answer refused = one.status() == 409 ? one : other;
            refused.isProblem(409, "slot-taken");
            assertThat(refused.body().path("slots").findValuesAsText("start"))
                    .isNotEmpty()
                    .doesNotContain(slot.path("start").asText());
            assertThat(jdbc.sql("select count(*) from tr_appointment where field_group = 'field-north'"
                                    + " and state = 'CONFIRMED' and starts_at = cast(:at as timestamp with time zone)")
                            .param("at", slot.path("start").asText())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(PLACES);
            // Taken back, the place is free again.
            assertThat(visits.get(0).withdraw()).isTrue();
            assertThat(history(visits.get(0), "crew")).last().isEqualTo("CANCELLED WITHDRAWN null");
            (one.status() == 409 ? visits.get(PLACES - 1) : visits.get(PLACES))
                    .post("appointment", span(slot))
                    .is(200);
        }
    }

    @Test
    void timeOfOnesOwnIsPossibleAndTakesAPlaceOfTheSlotItTouches() {
        Assignment visit = send(NORTH);
        JsonNode slot = untouched(visit, "crew");
        Instant start = Instant.parse(slot.path("start").asText());
        String own =
                span(start.plusSeconds(3600).toString(), start.plusSeconds(7200).toString());
        visit.post("appointment", own).is(200);
        assertThat(free(send(NORTH), "crew", slot)).isEqualTo(PLACES - 1);
        // A dispatcher may name one too, and signs nothing by it.
        post(visit, "crew", "claim", "{}").is(200);
        String other = span(
                start.plusSeconds(86_400 * 300).toString(),
                start.plusSeconds(86_400 * 300 + 60).toString());
        assertThat(post(visit, "dispatcher", "appointment", with(other, "\"reason\":\"asked by telephone\""))
                        .is(200)
                        .body()
                        .path("assignee")
                        .asText())
                .isEqualTo("crew");
        assertThat(free(visit, "crew", slot)).isEqualTo(PLACES);
        assertThat(history(visit, "crew"))
                .containsExactly("CONFIRMED null crew", "MOVED asked by telephone dispatcher");
    }

    @Test
    void preliminaryTimeHoldsAPlaceAndReachesTheStepOfTheCrew() {
        Assignment visit = send(SOUTH);
        String user = "dispatcher-south";
        JsonNode offer = get(visit, user, "/slots").is(200).body();
        assertThat(offer.path("group").asText()).isEqualTo("field-south");
        JsonNode slot = untouched(visit, user);
        post(visit, user, "preliminary-visit", with(span(slot), "\"group\":\"field-south\""))
                .is(200);
        assertThat(state(visit, user)).isEqualTo("PROPOSED");
        Assignment neighbour = send(SOUTH);
        assertThat(free(neighbour, user, slot)).isEqualTo(PLACES - 1);

        post(visit, user, "assign", "{\"group\":\"field-south\"}").is(200);
        assertThat(form(visit, "appointmentStart")).isNotNull();
        // The customer calls again: the task of the crew shows the new time (HCDC-07).
        String before = form(visit, "appointmentStart");
        JsonNode second = untouched(neighbour, user, slot);
        post(visit, user, "preliminary-visit", with(span(second), "\"reason\":\"works late\""))
                .is(200);
        assertThat(form(visit, "appointmentStart")).isNotEqualTo(before);
        assertThat(free(neighbour, user, slot)).isEqualTo(PLACES);
        post(visit, "crew-south", "claim", "{}").is(200);
        post(visit, "crew-south", "appointment", span(second)).is(200);
        assertThat(state(visit, "crew-south")).isEqualTo("CONFIRMED");
        assertThat(history(visit, user))
                .containsExactly(
                        "PROPOSED null dispatcher-south",
                        "MOVED works late dispatcher-south",
                        "CONFIRMED null crew-south");
        post(visit, user, "preliminary-visit", span(slot)).isProblem(409, "appointment-confirmed");
        post(visit, "crew-south", "complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(state(visit, user)).isEqualTo("COMPLETED");
    }

    @Test
    void timeOfTheAssignmentIsProposedAndAFullSlotIsRefused() {
        String user = "dispatcher-south";
        Assignment first = send(SOUTH);
        JsonNode slot = untouched(first, user);
        List<Assignment> visits = new ArrayList<>(List.of(first));
        String assign = "{\"group\":\"field-south\",\"preliminaryVisit\":" + span(slot) + "}";
        for (int i = 0; i < PLACES; i++) {
            post(visits.get(i), user, "assign", assign).is(200);
            visits.add(send(SOUTH));
        }
        Assignment last = visits.get(PLACES);
        post(last, user, "assign", assign).isProblem(409, "slot-taken");
        assertThat(get(last, user, "").body().path("step").asText()).isEqualTo("ASSIGN");
        assertThat(state(last, user)).isEqualTo("none");
        assertThat(state(first, user)).isEqualTo("PROPOSED");
        // A dispatcher makes the appointment for a crew of which nobody has signed, and signs nothing.
        assertThat(post(first, user, "appointment", span(slot))
                        .is(200)
                        .body()
                        .path("assignee")
                        .asText("nobody"))
                .isIn("nobody", "null");
        assertThat(get(first, user, "").body().path("step").asText()).isEqualTo("WORK");
    }

    private static String form(Assignment visit, String name) {
        return String.valueOf(visit.doors()
                .stories()
                .engine()
                .getTaskService()
                .getVariableLocal(visit.openTask().getId(), name));
    }

    @Test
    void movesCancelsAndMissesWithReason() {
        Assignment visit = send(NORTH);
        visit.post("claim", "{}").is(200);
        JsonNode slot = untouched(visit, "crew");
        visit.post("appointment/no-show", "{}").isProblem(409, "no-appointment");
        visit.post("appointment/cancel", "{\"reason\":\"x\"}").isProblem(409, "no-appointment");
        visit.post("appointment", span(slot)).is(200);
        // Saying it twice changes nothing.
        visit.post("appointment", span(slot)).is(200);
        visit.post("appointment/no-show", "{}").isProblem(422, "appointment-not-possible");
        JsonNode second = untouched(visit, "crew", slot);
        visit.post("appointment/move", span(second)).isProblem(422, "appointment-not-possible");
        assertThat(visit.post("appointment/move", with(span(second), "\"reason\":\"the van broke down\""))
                        .is(200)
                        .body()
                        .path("appointmentStart")
                        .asText())
                .isEqualTo(second.path("start").asText());
        visit.post("appointment/cancel", "{}").isProblem(422, "appointment-not-possible");
        JsonNode cancelled = visit.post("appointment/cancel", "{\"reason\":\"the customer is away\"}")
                .is(200)
                .body();
        assertThat(cancelled.path("appointmentStart").isTextual()).isFalse();
        assertThat(cancelled.path("state").asText()).isEqualTo("CLAIMED");
        visit.post("appointment", span(slot)).is(200);
        ClockUtil.setCurrentTime(
                Date.from(Instant.parse(slot.path("start").asText()).plus(Duration.ofMinutes(30))));
        visit.post("status", "{\"status\":\"ON_SITE\"}").is(200);
        visit.post("appointment/cancel", "{\"reason\":\"x\"}").isProblem(409, "under-way");
        assertThat(visit.post("appointment/no-show", "{\"reason\":\"nobody opened\"}")
                        .is(200)
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("SUSPENDED");
        assertThat(state(visit, "crew")).isEqualTo("NO_SHOW");
        JsonNode later = untouched(visit, "crew", slot);
        visit.post("appointment", span(later)).is(200);
        assertThat(history(visit, "crew"))
                .containsExactly(
                        "CONFIRMED null crew",
                        "MOVED the van broke down crew",
                        "CANCELLED the customer is away crew",
                        "CONFIRMED null crew",
                        "NO_SHOW nobody opened crew",
                        "CONFIRMED null crew");
        ClockUtil.setCurrentTime(
                Date.from(Instant.parse(later.path("start").asText()).plus(Duration.ofMinutes(30))));
        visit.post("fail", "{\"reason\":\"NO_ACCESS\"}").is(200);
        assertThat(history(visit, "crew")).last().isEqualTo("NO_SHOW NO_ACCESS crew");
        visit.post("appointment/cancel", "{\"reason\":\"x\"}").isProblem(409, "already-ended");
        visit.post("appointment/no-show", "{}").isProblem(409, "already-ended");
        visit.post("appointment/move", with(span(later), "\"reason\":\"x\"")).isProblem(409, "already-ended");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            preliminary-visit     | crew       | {"start":"2026-03-20T10:00:00Z","end":"2026-03-20T12:00:00Z"} | 403 | forbidden
            preliminary-visit     | dispatcher-south | {"start":"2026-03-20T10:00:00Z","end":"2026-03-20T12:00:00Z"} | 404 | not-found
            preliminary-visit     | dispatcher | {"end":"2026-03-20T10:00:00Z"}                                | 400 | invalid-request
            preliminary-visit     | dispatcher | {"start":"2026-03-20T10:00:00Z","end":"2026-03-20T10:00:00Z"} | 422 | appointment-not-possible
            preliminary-visit     | dispatcher | {"start":"2026-03-20T10:00:00Z","end":"2026-03-20T12:00:00Z","group":"field-south"} | 422 | appointment-not-possible
            appointment           | crew       | {"start":"2026-03-20T12:00:00Z","end":"2026-03-20T10:00:00Z"} | 422 | appointment-not-possible
            appointment/move      | crew       | {"end":"2026-03-20T10:00:00Z","reason":"x"}                   | 400 | invalid-request
            appointment/move      | crew-south | {"start":"2026-03-20T10:00:00Z","end":"2026-03-20T12:00:00Z","reason":"x"} | 404 | not-found
            appointment/cancel    | crew-south | {"reason":"x"}                                                | 404 | not-found
            appointment/no-show   | crew-south | {}                                                            | 404 | not-found
            customer-link         | crew       | {}                                                            | 403 | forbidden
            customer-link         | dispatcher-south | {}                                                      | 404 | not-found
            customer-link         | analyst    | {}                                                            | 403 | forbidden
            """)
    void refusesWhatIsNotTheirs(String step, String user, String body, int status, String problem) {
        Assignment visit = send(NORTH);
        post(visit, user, step, body).isProblem(status, problem);
        assertThat(state(visit, "crew")).isEqualTo("none");
    }

    /** Another crew of division north, as long as the work goes on. */
    private void withOtherCrew(String name, Consumer<String> work) {
        String other = "field-north-" + name;
        jdbc.sql("""
                        insert into tr_org_unit (id, parent, division, kind, name, source, source_id, active, updated_at)
                        select :other, parent, division, kind, 'The other crew', source, null, true, updated_at from tr_org_unit
                        where id = :crew and not exists (select 1 from tr_org_unit where id = :other)
                        """).param("other", other).param("crew", "field-north").update();
        active(other, true);
        try {
            work.accept(other);
        } finally {
            active(other, false);
        }
    }

    private void active(String group, boolean active) {
        jdbc.sql("update tr_org_unit set active = :active where id = :id")
                .param("active", active)
                .param("id", group)
                .update();
    }

    private static Answer reassign(Assignment visit, String group) {
        return post(visit, "dispatcher", "assign", "{\"group\":\"" + group + "\",\"reason\":\"somebody is ill\"}");
    }

    private static String group(Assignment visit) {
        return get(visit, "dispatcher", "/appointment")
                .is(200)
                .body()
                .at("/appointment/group")
                .asText("none");
    }

    private int booked(String group, JsonNode slot) {
        return jdbc.sql(
                        "select count(*) from tr_appointment where field_group = :group and state in ('PROPOSED', 'CONFIRMED')"
                                + " and starts_at = cast(:at as timestamp with time zone)")
                .param("group", group)
                .param("at", slot.path("start").asText())
                .query(Integer.class)
                .single();
    }

    @Test
    void confirmedTimeGoesAlongToACrewThatHasAPlaceForIt() {
        withOtherCrew("idle", other -> {
            Assignment visit = send(NORTH);
            JsonNode slot = untouched(visit, "crew");
            visit.post("appointment", span(slot)).is(200);
            assertThat(reassign(visit, other).is(200).body().path("appointmentStart"))
                    .isEqualTo(slot.path("start"));
            assertThat(state(visit, "dispatcher")).isEqualTo("CONFIRMED");
            assertThat(group(visit)).isEqualTo(other);
            assertThat(booked("field-north", slot)).isZero();
            assertThat(booked(other, slot)).isOne();
            // A time that is no slot goes along always.
            Assignment odd = send(NORTH);
            String own = span("2026-03-21T01:00:00Z", "2026-03-21T02:00:00Z");
            odd.post("appointment", own).is(200);
            reassign(odd, other).is(200);
            assertThat(state(odd, "dispatcher")).isEqualTo("CONFIRMED");
        });
    }

    /** No crew gets more visits than it has places: the time that was promised has to be agreed anew, and all who must know are told. */
    @Test
    void confirmedTimeIsAskedAnewWhereTheOtherCrewIsFull() {
        withOtherCrew("busy", other -> {
            Assignment first = send(NORTH);
            JsonNode slot = untouched(first, "crew");
            List<Assignment> full = new ArrayList<>();
            for (int i = 0; i < PLACES; i++) {
                Assignment visit = send(NORTH);
                reassign(visit, other).is(200);
                post(visit, "dispatcher", "appointment", span(slot)).is(200);
                full.add(visit);
            }
            first.post("appointment", span(slot)).is(200);
            JsonNode result = first.doors()
                    .call(
                            "dispatcher",
                            "POST",
                            "/api/v1/field-activities:reassign",
                            "{\"ids\":[\"" + first.id() + "\"],\"group\":\"" + other + "\",\"reason\":\"ill\"}")
                    .is(200)
                    .body()
                    .at("/results/0");
            assertThat(result.path("done").asBoolean()).isTrue();
            assertThat(result.path("detail").asText()).contains("is full at this crew: agree another one");
            JsonNode view = get(first, "dispatcher", "").is(200).body();
            assertThat(view.path("group").asText()).isEqualTo(other);
            assertThat(view.path("appointmentStart").isTextual()).isFalse();
            assertThat(view.at("/preliminaryVisit/start")).isEqualTo(slot.path("start"));
            assertThat(view.path("crewNote").asText()).contains("Agree another one");
            assertThat(state(first, "dispatcher")).isEqualTo("PROPOSED");
            assertThat(group(first)).isEqualTo("none");
            assertThat(history(first, "dispatcher")).last().isEqualTo("PROPOSED SLOT_FULL dispatcher");
            assertThat(booked(other, slot)).isEqualTo(PLACES);
            assertThat(booked("field-north", slot)).isZero();
            assertThat(jdbc.sql("select name from tr_milestone where order_id = :order order by seq")
                            .param("order", first.story().orderId())
                            .query(String.class)
                            .list())
                    .containsSubsequence("APPOINTMENT_MADE", "APPOINTMENT_TO_RENEW");
            // It is agreed anew as soon as there is a place.
            post(first, "dispatcher", "appointment", span(slot)).isProblem(409, "slot-taken");
            post(full.get(0), "dispatcher", "appointment/cancel", "{\"reason\":\"the customer is away\"}")
                    .is(200);
            post(first, "dispatcher", "appointment", span(slot)).is(200);
            assertThat(state(first, "dispatcher")).isEqualTo("CONFIRMED");
            assertThat(group(first)).isEqualTo(other);
        });
    }

    /** A time that the customer confirmed before there was a crew is the appointment where the crew has none to make. */
    @Test
    void timeConfirmedBeforeThereWasACrewIsItsAppointment() {
        Assignment visit = send(SOUTH);
        String user = "dispatcher-south";
        JsonNode slot = untouched(visit, user);
        jdbc.sql("update tr_visit set appointment_by_crew = false where id = :id")
                .param("id", visit.id())
                .update();
        JsonNode proposed = post(visit, user, "preliminary-visit", with(span(slot), "\"group\":\"field-south\""))
                .is(200)
                .body();
        assertThat(proposed.path("appointmentStart").isTextual()).isFalse();
        jdbc.sql("update tr_appointment set state = 'CONFIRMED' where visit_id = :id")
                .param("id", visit.id())
                .update();
        JsonNode assigned = post(visit, user, "assign", "{\"group\":\"field-south\"}")
                .is(200)
                .body();
        assertThat(assigned.path("step").asText()).isEqualTo("WORK");
        assertThat(assigned.path("appointmentStart")).isEqualTo(slot.path("start"));
    }

    @Test
    void onlyTheSignerOrADispatcherChangesTheTime() {
        Assignment visit = send(NORTH);
        post(visit, "crew2", "claim", "{}").is(200);
        JsonNode slot = untouched(visit, "crew");
        visit.post("appointment", span(slot)).isProblem(409, "already-signed");
        post(visit, "crew2", "appointment", span(slot)).is(200);
        visit.post("appointment/cancel", "{\"reason\":\"x\"}").isProblem(409, "already-signed");
        visit.post("appointment/no-show", "{}").isProblem(409, "already-signed");
        post(visit, "dispatcher", "appointment/cancel", "{\"reason\":\"the customer called\"}")
                .is(200);
        assertThat(history(visit, "crew"))
                .containsExactly("CONFIRMED null crew2", "CANCELLED the customer called dispatcher");
    }
}
