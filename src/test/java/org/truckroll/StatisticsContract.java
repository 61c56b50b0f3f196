// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;
import org.truckroll.insight.FactCheck;
import org.truckroll.insight.Statistics;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/** Statistics over HTTP: numbers, days, who sees what, and every refusal (HCDC-31 to 34, CALL-10, CALL-13). */
abstract class StatisticsContract {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/api/v1/statistics/activities";
    private static final String TURNED_OFF = "{\"mode\":\"TURNED_OFF\"}";

    @Autowired
    Stories stories;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    private OrderEvents events;

    @Autowired
    private Statistics statistics;

    @Autowired
    private FactCheck check;

    @Autowired
    private Json json;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    /** A fact as the database keeps it; what a test does not name is nothing. */
    void fact(
            String kind,
            String division,
            @Nullable String group,
            @Nullable String person,
            String day,
            Map<String, ?> more) {
        Instant end = LocalDate.parse(day)
                .atStartOfDay()
                .toInstant(java.time.ZoneOffset.UTC)
                .plus(Duration.ofHours(10));
        Map<String, Object> columns = new java.util.LinkedHashMap<>();
        columns.put("id", UUID.randomUUID().toString());
        columns.put("kind", kind);
        columns.put("order_id", UUID.randomUUID().toString());
        columns.put("division", division);
        columns.put("city", division);
        columns.put("order_type", "ENABLE");
        columns.put("category", "OTHER");
        columns.put("outcome", "DONE");
        columns.put("received_at", SqlTime.toSql(end));
        columns.put("ended_at", SqlTime.toSql(end));
        columns.put("zone", "Europe/Stockholm");
        columns.put("on_day", LocalDate.parse(day));
        columns.put("visits", 1);
        columns.put("failed_visits", 0);
        columns.put("breaches", 0);
        if (group != null) {
            columns.put("field_group", group);
        }
        if (person != null) {
            columns.put("person", person);
        }
        columns.putAll(more);
        jdbc.sql("insert into tr_activity_fact (" + String.join(", ", columns.keySet()) + ") values (:"
                        + String.join(", :", columns.keySet()) + ")")
                .params(columns)
                .update();
    }

    HttpResponse<String> ask(@Nullable String user, String method, String query, @Nullable String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH + query))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (accept != null) {
            request.header("Accept", accept);
        }
        if (user != null) {
            byte[] login = (user + ":demo").getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode answer(String user, String query) {
        HttpResponse<String> answer = ask(user, "GET", query, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refused(@Nullable String user, String query, int status, String name, String words) {
        HttpResponse<String> answer = ask(user, "GET", query, null);
        assertThat(answer.statusCode()).as(query + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:truckroll:problem:" + name, words);
    }

    private static JsonNode row(JsonNode answer, String key) {
        for (JsonNode row : answer.path("rows")) {
            if (row.path("key").asText().equals(key)) {
                return row;
            }
        }
        throw new AssertionError("No row " + key + " in " + answer);
    }

    private static List<String> keys(JsonNode answer) {
        return answer.path("rows").findValuesAsText("key");
    }

    Assignment send() {
        return stories.doors(port)
                .send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    private static void now(String instant) {
        ClockUtil.setCurrentTime(Date.from(Instant.parse(instant)));
    }

    @Test
    void countsAndMeasuresByGroup() {
        for (int seconds : List.of(60, 120, 180, 600)) {
            fact(
                    "VISIT",
                    "north",
                    "field-n1",
                    "n-anna",
                    "2011-02-03",
                    Map.of(
                            "to_sign",
                            seconds,
                            "to_site",
                            2 * seconds,
                            "at_site",
                            30,
                            "handled",
                            2 * seconds + 30,
                            "paused",
                            30,
                            "category",
                            "INSTALL"));
        }
        fact("VISIT", "north", "field-n1", "n-bo", "2011-02-04", Map.of("category", "REMOVE", "breaches", 2));
        fact("VISIT", "north", "field-n1", "n-bo", "2011-02-04", Map.of("category", "MOVE"));
        fact("VISIT", "north", "field-n1", "n-bo", "2011-02-04", Map.of("category", "EXCHANGE"));
        fact("VISIT", "north", "field-n1", "n-bo", "2011-02-04", Map.of("category", "INSTALL", "outcome", "NOT_DONE"));
        fact("VISIT", "north", "field-n1", "n-bo", "2011-02-04", Map.of("category", "REMOVE", "outcome", "WITHDRAWN"));
        fact(
                "ORDER",
                "north",
                "field-n1",
                "n-bo",
                "2011-02-05",
                Map.of("to_done", 86400, "first_time_fix", true, "paused", 400));
        fact(
                "ORDER",
                "north",
                "field-n1",
                "n-bo",
                "2011-02-05",
                Map.of("to_done", 86402, "first_time_fix", false, "breaches", 1));
        fact("ORDER", "north", "field-n1", "n-bo", "2011-02-05", Map.of("outcome", "CANCELLED"));
        fact("ORDER", "north", null, null, "2011-02-05", Map.of("outcome", "NOT_DONE"));

        JsonNode answer = answer("dispatcher", "?groupBy=group&from=2011-02-01&to=2011-02-28");

        assertThat(keys(answer)).containsExactlyInAnyOrder("field-n1", "null");
        assertThat(row(answer, "field-n1").toString())
                .isEqualTo(
                        "{\"division\":\"north\",\"key\":\"field-n1\",\"name\":null,"
                                + "\"visits\":{\"done\":7,\"notDone\":1,\"withdrawn\":1},"
                                + "\"work\":{\"install\":4,\"remove\":1,\"move\":1,\"exchange\":1,\"other\":0},"
                                + "\"orders\":{\"done\":2,\"notDone\":0,\"cancelled\":1},"
                                + "\"firstTimeFix\":{\"orders\":2,\"fixed\":1},\"breaches\":3,"
                                + "\"pauses\":{\"visits\":4,\"visitSeconds\":120,\"orders\":1,\"orderSeconds\":400},\"durations\":{"
                                + "\"offeredToSigned\":{\"count\":4,\"median\":150,\"p90\":474,\"mean\":240},"
                                + "\"signedToOnSite\":{\"count\":4,\"median\":300,\"p90\":948,\"mean\":480},"
                                + "\"onSiteToDone\":{\"count\":4,\"median\":30,\"p90\":30,\"mean\":30},"
                                + "\"signedToDone\":{\"count\":4,\"median\":330,\"p90\":978,\"mean\":510},"
                                + "\"signedToDoneWithoutPauses\":{\"count\":4,\"median\":300,\"p90\":948,\"mean\":480},"
                                + "\"receivedToDone\":{\"count\":2,\"median\":86401,\"p90\":86402,\"mean\":86401},"
                                + "\"receivedToDoneWithoutPauses\":{\"count\":2,\"median\":86201,\"p90\":86362,\"mean\":86201}}}");
        assertThat(row(answer, "null").path("durations").path("offeredToSigned").toString())
                .isEqualTo("{\"count\":0,\"median\":null,\"p90\":null,\"mean\":null}");
        assertThat(keys(answer("dispatcher", "?groupBy=person&from=2011-02-01&to=2011-02-28")))
                .containsExactly("n-anna", "n-bo", "null");
        assertThat(keys(answer("dispatcher", "?groupBy=person&from=2011-02-03&to=2011-02-03")))
                .containsExactly("n-anna");
        JsonNode city = row(answer("dispatcher", "?groupBy=city&from=2011-02-01&to=2011-02-28"), "north");
        assertThat(city.path("visits").path("done").asInt()).isEqualTo(7);
        assertThat(city.path("orders").path("notDone").asInt()).isEqualTo(1);
        assertThat(keys(answer("dispatcher", "?groupBy=area&from=2011-02-01&to=2011-02-28")))
                .containsExactly("null");
        assertThat(keys(answer("dispatcher", "?groupBy=group&from=2011-02-01&to=2011-02-28&type=DISABLE")))
                .isEmpty();
    }

    @Test
    void orderDoneWithOneVisitIsFirstTimeFixAndOneWithTwoIsNot() {
        String installed = "E04 INSTALL_METER: INSTALLED device={} read";
        String[] rest = {
            "E09 COMMISSION: SUCCESS",
            "E12 REMOTE_CONNECT: SUCCESS switch=ON",
            "E16 ON_DEMAND_READ_SCALAR: SUCCESS read",
            "E20 DONE: completed DONE"
        };
        now("2032-05-07T10:00:00Z");
        stories.at("{}").ordered("ENABLE").walk(installed).walk(rest);
        stories.at("{}")
                .ordered("ENABLE")
                .walk("E04 INSTALL_METER: NO_ACCESS", installed)
                .walk(rest);
        stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .walk(
                        "E12 REMOTE_CONNECT: SUCCESS switch=ON",
                        "E16 ON_DEMAND_READ_SCALAR: SUCCESS read",
                        "E20 DONE: completed DONE");

        JsonNode answer = answer("dispatcher", "?groupBy=group&from=2032-05-07&to=2032-05-07");

        JsonNode crews = row(answer, "field-north");
        assertThat(crews.path("name").asText()).isEqualTo("Crews north");
        assertThat(crews.path("visits").toString()).isEqualTo("{\"done\":2,\"notDone\":1,\"withdrawn\":0}");
        assertThat(crews.path("work").path("install").asInt()).isEqualTo(2);
        assertThat(crews.path("orders").toString()).isEqualTo("{\"done\":2,\"notDone\":0,\"cancelled\":0}");
        assertThat(crews.path("firstTimeFix").toString()).isEqualTo("{\"orders\":2,\"fixed\":1}");
        assertThat(crews.path("durations").path("receivedToDone").path("count").asInt())
                .isEqualTo(2);
        JsonNode nobody = row(answer, "null");
        assertThat(nobody.path("orders").path("done").asInt()).isEqualTo(1);
        assertThat(nobody.path("firstTimeFix").path("orders").asInt()).isZero();
    }

    /** The night in which clocks go back: 02:30 comes twice and is one day; midnight is that of the division (HCDC-34). */
    @ParameterizedTest
    @CsvSource({
        "2033-10-29T21:59:59Z, 2033-10-29",
        "2033-10-29T22:00:00Z, 2033-10-30",
        "2033-10-30T00:30:00Z, 2033-10-30",
        "2033-10-30T01:30:00Z, 2033-10-30",
        "2033-10-30T22:59:59Z, 2033-10-30",
        "2033-10-30T23:00:00Z, 2033-10-31",
        "2034-03-25T23:00:00Z, 2034-03-26",
        "2034-03-26T21:59:59Z, 2034-03-26",
        "2034-03-26T22:00:00Z, 2034-03-27",
    })
    void workCountsOnTheDayOfItsDivision(String end, LocalDate day) {
        now("2033-06-01T10:00:00Z");
        Assignment visit = send();
        now(end);
        visit.complete(TURNED_OFF).is(200);
        LocalDate before = day.minusDays(1);
        LocalDate after = day.plusDays(1);

        assertThat(jdbc.sql("select on_day from tr_activity_fact where id = :id")
                        .param("id", visit.id())
                        .query(LocalDate.class)
                        .single())
                .isEqualTo(day);
        int on = done(day, day);
        assertThat(on).isPositive();
        assertThat(done(before, after)).isEqualTo(done(before, before) + on + done(after, after));
    }

    private int done(LocalDate from, LocalDate to) {
        int done = 0;
        for (JsonNode row : answer("dispatcher", "?groupBy=group&from=" + from + "&to=" + to)
                .path("rows")) {
            done += row.path("visits").path("done").asInt();
        }
        return done;
    }

    /** HCDC-33. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 2026-03-31, 2026-04-01",
        "2026-01-15, 2026-04-14, 2026-04-15",
        "2025-12-01, 2026-02-28, 2026-03-01",
        "2023-12-01, 2024-02-29, 2024-03-01",
        "2026-11-30, 2027-02-27, 2027-02-28",
    })
    void takesThreeCalendarMonthsAndNotADayMore(String from, String last, String tooLate) {
        answer("dispatcher", "?groupBy=city&from=" + from + "&to=" + last);
        refused(
                "dispatcher",
                "?groupBy=city&from=" + from + "&to=" + tooLate,
                400,
                "invalid-request",
                "at most three calendar months: from " + from + " the last day is " + last + ".");
    }

    @Test
    void refusesWhatIsNoQuestion() {
        String time = "&from=2026-01-01&to=2026-01-31";
        refused(
                "dispatcher",
                "?from=2026-01-01&to=2026-01-31",
                400,
                "invalid-request",
                "'groupBy' must be one of [city, area, group, person]");
        refused("dispatcher", "?groupBy=street" + time, 400, "invalid-request", "'groupBy' must be one of");
        refused("dispatcher", "?groupBy=CITY" + time, 400, "invalid-request", "'groupBy' must be one of");
        refused("dispatcher", "?groupBy=city&to=2026-01-31", 400, "bad-request", "'from'");
        refused("dispatcher", "?groupBy=city&from=2026-01-31", 400, "bad-request", "'to'");
        refused(
                "dispatcher",
                "?groupBy=city&from=2026-01-32&to=2026-01-31",
                400,
                "invalid-request",
                "Parameter 'from' must be a date");
        refused(
                "dispatcher",
                "?groupBy=city&from=2026-01-01T00:00:00Z&to=2026-01-31",
                400,
                "invalid-request",
                "Parameter 'from' must be a date");
        refused(
                "dispatcher",
                "?groupBy=city&from=2026-01-02&to=2026-01-01",
                400,
                "invalid-request",
                "'to' must not be before 'from'");
        refused(
                "dispatcher",
                "?groupBy=city&from=1999-12-31&to=2000-01-01",
                400,
                "invalid-request",
                "days from 2000-01-01");
        refused(
                "dispatcher",
                "?groupBy=city&from=%2B999999999-12-01&to=%2B999999999-12-31",
                400,
                "invalid-request",
                "days from 2000-01-01");
        refused(
                "dispatcher",
                "?groupBy=city&type=DANCE" + time,
                400,
                "invalid-request",
                "There is no order type 'DANCE'");
        refused(
                "dispatcher",
                "?groupBy=city&division=south" + time,
                404,
                "not-found",
                "There is no division 'south' that you may see.");
        refused(
                "dispatcher",
                "?groupBy=city&division=nowhere" + time,
                404,
                "not-found",
                "There is no division 'nowhere'");
        assertThat(ask("dispatcher", "GET", "?groupBy=city" + time, "image/png").statusCode())
                .isEqualTo(406);
        assertThat(ask("dispatcher", "POST", "?groupBy=city" + time, null).statusCode())
                .isEqualTo(403);
        assertThat(ask("dispatcher", "DELETE", "?groupBy=city" + time, null).statusCode())
                .isEqualTo(403);
        HttpResponse<String> table = ask("dispatcher", "GET", "?groupBy=street" + time, "text/csv");
        assertThat(table.statusCode()).isEqualTo(400);
        assertThat(table.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crew", "crew-south", "operator", "approver", "cis", "cis-south"})
    void numbersAreNotForEverybody(String user) {
        for (String dimension : List.of("city", "area", "group", "person")) {
            refused(user, "?groupBy=" + dimension + "&from=2026-01-01&to=2026-01-31", 403, "forbidden", "");
        }
    }

    @Test
    void numbersAreForThoseWhoLogIn() {
        assertThat(ask(null, "GET", "?groupBy=city&from=2026-01-01&to=2026-01-31", null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void personsAreCountedForThoseWhoLeadThemOnly() {
        fact("VISIT", "north", "field-n1", "n-anna", "2015-02-03", Map.of());
        fact("VISIT", "south", "field-s1", "s-anna", "2015-02-03", Map.of());
        String time = "&from=2015-02-01&to=2015-02-28";

        assertThat(keys(answer("dispatcher", "?groupBy=person" + time))).containsExactly("n-anna");
        assertThat(keys(answer("dispatcher", "?groupBy=group" + time))).containsExactly("field-n1");
        assertThat(keys(answer("admin", "?groupBy=person" + time))).containsExactly("n-anna", "s-anna");
        assertThat(keys(answer("admin", "?groupBy=person&division=south" + time)))
                .containsExactly("s-anna");
        assertThat(keys(answer("analyst", "?groupBy=group" + time))).containsExactly("field-n1", "field-s1");
        refused("analyst", "?groupBy=person" + time, 403, "forbidden", "for dispatchers and work leaders");
        refused("dispatcher", "?groupBy=person&division=south" + time, 404, "not-found", "");
    }

    /** Whose groups say more than one thing: a dispatcher of one division who drives for another is no leader there. */
    @Test
    void leaderOfOneDivisionIsNoneOfAnother() {
        fact("VISIT", "north", "field-n1", "n-anna", "2016-02-03", Map.of());
        fact("VISIT", "south", "field-s1", "s-anna", "2016-02-03", Map.of());
        Statistics.Question persons = new Statistics.Question(
                Statistics.Dimension.PERSON, LocalDate.parse("2016-02-01"), LocalDate.parse("2016-02-28"), null, null);
        Statistics.Question south =
                new Statistics.Question(Statistics.Dimension.PERSON, persons.from(), persons.to(), "south", null);
        for (String leading : List.of("dispatchers-north", "work-leaders-north")) {
            Caller both = new Caller(
                    "x", Caller.Kind.PERSON, Set.of(leading, "field-south"), Set.of("north", "south"), Set.of());
            assertThat(statistics.answer(persons, both).rows())
                    .extracting(Statistics.Row::key)
                    .containsExactly("n-anna");
            assertThatThrownBy(() -> statistics.answer(south, both))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.name()).isEqualTo("not-found"));
            Caller auditor = new Caller(
                    "y", Caller.Kind.PERSON, Set.of(leading, "auditors"), Set.of("north", "south"), Set.of());
            assertThat(statistics.answer(persons, auditor).divisions()).containsExactly("north");
            assertThatThrownBy(() -> statistics.answer(south, auditor))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.name()).isEqualTo("forbidden"));
        }
    }

    @Test
    void givesTableForSpreadsheetThatRunsNothing() {
        fact("VISIT", "north", "field-n1", "=2+5", "2017-02-03", Map.of("to_sign", 61));
        fact("VISIT", "north", "field-n1", "@SUM(A1,\"x\")", "2017-02-03", Map.of());
        fact("VISIT", "north", "field-n1", "-7", "2017-02-03", Map.of());
        fact("VISIT", "north", "field-n1", null, "2017-02-03", Map.of());

        HttpResponse<String> table =
                ask("dispatcher", "GET", "?groupBy=person&from=2017-02-01&to=2017-02-28", "text/csv");

        assertThat(table.statusCode()).isEqualTo(200);
        assertThat(table.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(table.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"statistics-person-2017-02-01-2017-02-28.csv\"");
        assertThat(table.body()).endsWith("\r\n");
        List<String> lines = List.of(table.body().split("\r\n"));
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0))
                .startsWith("division,key,name,visitsDone,")
                .contains(",breaches,visitsPaused,visitPauses,ordersPaused,orderPauses,offeredToSignedCount,")
                .endsWith(",receivedToDoneCount,receivedToDoneMedian,receivedToDoneP90,receivedToDoneMean"
                        + ",receivedToDoneWithoutPausesCount,receivedToDoneWithoutPausesMedian"
                        + ",receivedToDoneWithoutPausesP90,receivedToDoneWithoutPausesMean");
        String rest = ",,1,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,";
        String nothing = "0,,,,0,,,,0,,,,0,,,,0,,,,0,,,,0,,,";
        assertThat(lines.subList(1, 5))
                .containsExactlyInAnyOrder(
                        "north,'=2+5" + rest + "1,61,61,61,0,,,,0,,,,0,,,,0,,,,0,,,,0,,,",
                        "north,\"'@SUM(A1,\"\"x\"\")\"" + rest + nothing,
                        "north,'-7" + rest + nothing,
                        "north," + rest + nothing);
        for (String line : lines) {
            assertThat(line.replaceAll("\"[^\"]*(\"\"[^\"]*)*\"", "x").split(",", -1))
                    .hasSize(49);
        }
        assertThat(ask(
                                "dispatcher",
                                "GET",
                                "?groupBy=city&from=2017-02-01&to=2017-02-28",
                                "text/html, text/csv;q=0.9, application/json;q=0.5")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("text/csv;charset=UTF-8");
        for (String accept : List.of("*/*", "application/json", "text/csv;q=0.5, application/json")) {
            assertThat(ask("dispatcher", "GET", "?groupBy=city&from=2017-02-01&to=2017-02-28", accept)
                            .headers()
                            .firstValue("Content-Type"))
                    .contains("application/json");
        }
    }

    /** A limit of the visit counts with the visit, one of the order with the order, a warning not at all. */
    @Test
    void countsBrokenLimits() {
        now("2038-05-07T10:00:00Z");
        Assignment visit = send();
        var order = visit.story().order();
        stories.inTransaction(() -> {
            events.record(
                    OrderEvent.Type.JEOPARDY,
                    order,
                    Map.of("jeopardy", "ORDER_WARN", "slaState", "WARN", "clock", "ORDER"));
            events.record(
                    OrderEvent.Type.JEOPARDY,
                    order,
                    Map.of("jeopardy", "ORDER_OVERDUE", "slaState", "OVERDUE", "clock", "ORDER"));
            for (String clock : List.of("UNSIGNED", "HANDLING")) {
                events.record(
                        OrderEvent.Type.JEOPARDY,
                        order,
                        Map.of("slaState", "OVERDUE", "clock", clock, "activityId", visit.id()));
            }
            return events.record(
                    OrderEvent.Type.JEOPARDY,
                    order,
                    Map.of("slaState", "WARN", "clock", "ACCEPTANCE", "activityId", visit.id()));
        });
        visit.complete(TURNED_OFF).is(200);

        assertThat(row(answer("dispatcher", "?groupBy=group&from=2038-05-07&to=2038-05-07"), "field-north")
                        .path("breaches")
                        .asInt())
                .isEqualTo(2);

        stories.inTransaction(() -> {
            stories.orders().end(order.id(), org.truckroll.serviceorder.OrderState.COMPLETED, "DONE");
            return order;
        });

        assertThat(row(answer("dispatcher", "?groupBy=group&from=2038-05-07&to=2038-05-07"), "field-north")
                        .path("breaches")
                        .asInt())
                .isEqualTo(3);
    }

    /**
     * Requirements 1.14 no. 4: time in which a clock stood still is shown, and follows from the facts of the clocks, also where the work ends
     * while the clock stands still.
     */
    @Test
    void measuresWithAndWithoutPauses() {
        now("2039-05-07T10:00:00Z");
        Assignment visit = send();
        String order = visit.story().orderId();
        String ofOrder = jdbc.sql("select id from tr_clock where order_id = :order and kind = 'ORDER'")
                .param("order", order)
                .query(String.class)
                .single();
        clock(visit, ofOrder, "pause", "{\"reason\":\"CUSTOMER_NOT_AT_HOME\"}");
        now("2039-05-07T13:00:00Z");
        clock(visit, ofOrder, "resume", "");
        visit.post("claim", "{}").is(200);
        // As if the division had a limit for the handling of its visits.
        String ofVisit = "handling-" + visit.id();
        jdbc.sql("""
                        insert into tr_clock (id, kind, subject_kind, subject_id, order_id, service_point_id, division, order_type, action, step,
                            priority, rule, hours, holidays, stands_still, edition, state, sla_state, started_at, token, pauses, paused_seconds,
                            version)
                        select :clock, 'HANDLING', 'VISIT', :visit, order_id, service_point_id, division, order_type, 'TURN_OFF_METER', 'WORK',
                            priority, 'T00', '', '', '', edition, 'RUNNING', 'OK', :start, false, 0, 0, 0
                        from tr_clock where id = :order
                        """)
                .param("clock", ofVisit)
                .param("visit", visit.id())
                .param("start", SqlTime.toSql(Instant.parse("2039-05-07T13:00:00Z")))
                .param("order", ofOrder)
                .update();
        now("2039-05-07T14:00:00Z");
        clock(visit, ofVisit, "pause", "{\"reason\":\"MATERIAL\"}");
        now("2039-05-07T14:30:00Z");
        visit.complete(TURNED_OFF).is(200);
        now("2039-05-07T15:00:00Z");
        clock(visit, ofOrder, "pause", "{\"reason\":\"CUSTOMER_ASKED\"}");
        now("2039-05-07T16:00:00Z");
        stories.inTransaction(() -> {
            stories.orders().end(order, org.truckroll.serviceorder.OrderState.COMPLETED, "DONE");
            return order;
        });

        List<String> ids = List.of(visit.id(), order);
        assertThat(facts(ids))
                .extracting(fact -> fact.get("HANDLED"), fact -> fact.get("TO_DONE"), fact -> fact.get("PAUSED"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(5400, null, 1800),
                        org.assertj.core.groups.Tuple.tuple(null, 21600, 14400));
        JsonNode crews = row(answer("dispatcher", "?groupBy=group&from=2039-05-07&to=2039-05-07"), "field-north");
        assertThat(crews.path("pauses").toString())
                .isEqualTo("{\"visits\":1,\"visitSeconds\":1800,\"orders\":1,\"orderSeconds\":14400}");
        assertThat(crews.at("/durations/signedToDone/median").asInt()).isEqualTo(5400);
        assertThat(crews.at("/durations/signedToDoneWithoutPauses/median").asInt())
                .isEqualTo(3600);
        assertThat(crews.at("/durations/receivedToDone/median").asInt()).isEqualTo(21600);
        assertThat(crews.at("/durations/receivedToDoneWithoutPauses/median").asInt())
                .isEqualTo(7200);

        // The clocks have stopped since: the same numbers follow from what stands there now.
        assertThat(differences(ids)).isEmpty();
        jdbc.sql("update tr_activity_fact set paused = paused + 1 where id in (:ids)")
                .param("ids", ids)
                .update();
        assertThat(differences(ids))
                .containsExactlyInAnyOrder("VISIT " + visit.id() + " [paused]", "ORDER " + order + " [paused]");
        check.rebuild(difference -> {});
        assertThat(differences(ids)).isEmpty();
    }

    private static void clock(Assignment visit, String id, String act, String body) {
        visit.doors()
                .call("dispatcher", "POST", "/api/v1/clocks/" + id + ":" + act, body)
                .is(200);
    }

    /** The numbers can be made again from what else is on record: a check finds what differs, a rebuild puts it right. */
    @Test
    void factsAreFoundWrongAndMadeAgain() {
        Assignment first = send();
        first.post("claim", "{}").is(200);
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofHours(3))));
        first.complete(TURNED_OFF).is(200);
        Assignment second = send();
        second.post("fail", "{\"reason\":\"NO_ACCESS\"}").is(200);
        Assignment third = send();
        assertThat(third.withdraw()).isTrue();
        String order = stories.at("{}")
                .ordered("ENABLE")
                .walk(ExplanationTest.FOUNDING)
                .orderId();
        List<String> ids = List.of(first.id(), second.id(), third.id(), order);
        assertThat(differences(ids)).isEmpty();
        List<Map<String, Object>> before = facts(ids);
        assertThat(before).hasSize(4);

        jdbc.sql("update tr_activity_fact set at_site = 1, person = 'somebody' where id = :id")
                .param("id", first.id())
                .update();
        jdbc.sql("delete from tr_activity_fact where id = :id")
                .param("id", second.id())
                .update();
        jdbc.sql("update tr_activity_fact set on_day = :day where id = :id")
                .param("day", LocalDate.parse("2026-03-01"))
                .param("id", third.id())
                .update();
        jdbc.sql(
                        "update tr_activity_fact set first_time_fix = null, to_done = to_done + 1, city = 'as it was then' where id = :id")
                .param("id", order)
                .update();

        assertThat(differences(ids))
                .containsExactlyInAnyOrder(
                        "VISIT " + first.id() + " [person, at_site]",
                        "VISIT " + second.id() + " []",
                        "VISIT " + third.id() + " [on_day]",
                        "ORDER " + order + " [to_done, first_time_fix]");
        check.rebuild(difference -> {});

        assertThat(differences(ids)).isEmpty();
        before.get(ids.indexOf(order)).put("CITY", "as it was then");
        assertThat(facts(ids)).isEqualTo(before);
    }

    private List<String> differences(List<String> ids) {
        List<String> found = new ArrayList<>();
        check.check(difference -> {
            if (ids.contains(difference.id())) {
                found.add(difference.kind() + " " + difference.id() + " " + difference.columns());
            }
        });
        return found;
    }

    private List<Map<String, Object>> facts(List<String> ids) {
        return ids.stream()
                .map(id -> jdbc.sql("select * from tr_activity_fact where id = :id")
                        .param("id", id)
                        .query()
                        .singleRow())
                .toList();
    }
}
