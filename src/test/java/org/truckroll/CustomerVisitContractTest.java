// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;
import org.truckroll.shared.Json;

/** The page that a customer reaches by his link: no login, no script, and nothing about him on it. */
@ProcessTest
class CustomerVisitContractTest {

    private static final String SECRET_STREET = "Hemliga gatan 7";
    private static final String NORTH =
            "{\"address\":{\"street\":\"" + SECRET_STREET + "\"},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String SOUTH =
            "{\"division\":\"south\",\"area\":\"south.town\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final Pattern OPTION = Pattern.compile("<option value=\"([^\"]+)\">");
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    /** Each test has a minute of its own: what one asks for does not count against another. */
    private static int minutes;

    @BeforeEach
    void begin() {
        stories.begin();
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofMinutes(++minutes))));
    }

    private Assignment send(String point) {
        return stories.doors(port).send(point, "DISABLE", "TURN_OFF_METER");
    }

    private static URI link(Assignment visit, String user) {
        return URI.create(visit.doors()
                .call(user, "POST", "/api/v1/field-activities/" + visit.id() + "/customer-link", "{}")
                .is(201)
                .body()
                .path("url")
                .asText());
    }

    private static HttpResponse<String> get(URI page, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(page);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private static HttpResponse<String> wish(URI page, String wish, @Nullable String slot) {
        String body = "lang=en&wish=" + wish
                + (slot == null ? "" : "&slot=" + URLEncoder.encode(slot, StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> offered(HttpResponse<String> page) {
        List<String> slots = new ArrayList<>();
        Matcher option = OPTION.matcher(page.body());
        while (option.find()) {
            slots.add(option.group(1));
        }
        return slots;
    }

    private static String state(Assignment visit, String user) {
        return visit.doors()
                .call(user, "GET", "/api/v1/field-activities/" + visit.id() + "/appointment", null)
                .is(200)
                .body()
                .at("/appointment/state")
                .asText("none");
    }

    private static String body(String slot) {
        String[] parts = slot.split("/");
        return "{\"start\":\"" + parts[0] + "\",\"end\":\"" + parts[1] + "\"}";
    }

    @Test
    void customerChoosesMovesAndCancelsWithoutLogin() {
        Assignment visit = send(NORTH);
        URI page = link(visit, "dispatcher");
        HttpResponse<String> empty = get(page);
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.body()).contains("No time is agreed yet", "The supply is turned off");
        List<String> slots = offered(empty);
        assertThat(slots).hasSizeGreaterThan(10);

        HttpResponse<String> chosen = wish(page, "move", slots.get(6));
        assertThat(chosen.statusCode()).isEqualTo(303);
        HttpResponse<String> confirmed =
                get(page.resolve(chosen.headers().firstValue("Location").orElseThrow()));
        assertThat(confirmed.body())
                .contains("This time is confirmed", "visit.ics")
                .doesNotContain("value=\"confirm\"");
        assertThat(offered(confirmed)).doesNotContain(slots.get(6));
        assertThat(visit.view().body().path("appointmentStart").asText())
                .isEqualTo(slots.get(6).split("/")[0]);

        assertThat(wish(page, "move", slots.get(7)).statusCode()).isEqualTo(303);
        assertThat(visit.view().body().path("appointmentStart").asText())
                .isEqualTo(slots.get(7).split("/")[0]);
        assertThat(wish(page, "cancel", null).statusCode()).isEqualTo(303);
        assertThat(state(visit, "crew")).isEqualTo("CANCELLED");
        assertThat(visit.view().body().path("state").asText()).isEqualTo("OFFERED");
        assertThat(get(page).body()).contains("was cancelled");
        assertThat(wish(page, "cancel", null).statusCode()).isEqualTo(409);
        assertThat(jdbc.sql("select name from tr_milestone where order_id = :order order by seq")
                        .param("order", visit.story().orderId())
                        .query(String.class)
                        .list())
                .containsSubsequence("APPOINTMENT_MADE", "APPOINTMENT_MADE", "APPOINTMENT_CANCELLED");
    }

    @Test
    void customerConfirmsWhatTheDispatcherProposedAndTheCrewHasIt() {
        Assignment visit = send(SOUTH);
        URI page = link(visit, "dispatcher-south");
        // No crew, no time: nothing to choose.
        assertThat(get(page).body()).contains("We will contact you").doesNotContain("<form");
        String times = "{\"start\":\"2026-03-17T12:00:00Z\",\"end\":\"2026-03-17T13:00:00Z\"}";
        visit.doors()
                .call(
                        "dispatcher-south",
                        "POST",
                        "/api/v1/field-activities/" + visit.id() + "/assign",
                        "{\"group\":\"field-south\",\"preliminaryVisit\":" + times + "}")
                .is(200);
        assertThat(get(page).body()).contains("This time is proposed", "value=\"confirm\"", "13:00\u201314:00");
        assertThat(wish(page, "confirm", null).statusCode()).isEqualTo(303);
        assertThat(state(visit, "crew-south")).isEqualTo("CONFIRMED");
        // Twice is no harm.
        assertThat(wish(page, "confirm", null).statusCode()).isEqualTo(303);
        visit.doors()
                .call("crew-south", "POST", "/api/v1/field-activities/" + visit.id() + "/appointment", times)
                .is(200);
        assertThat(state(visit, "crew-south")).isEqualTo("CONFIRMED");
        visit.doors()
                .call("crew-south", "POST", "/api/v1/field-activities/" + visit.id() + "/claim", "{}")
                .is(200);
        visit.doors()
                .call(
                        "crew-south",
                        "POST",
                        "/api/v1/field-activities/" + visit.id() + "/status",
                        "{\"status\":\"EN_ROUTE\"}")
                .is(200);
        assertThat(get(page).body()).contains("can no longer be changed here").doesNotContain("<form");
        assertThat(wish(page, "cancel", null).statusCode()).isEqualTo(409);
        assertThat(state(visit, "crew-south")).isEqualTo("CONFIRMED");
    }

    @Test
    void takesOnlyWhatIsOffered() {
        Assignment visit = send(NORTH);
        URI page = link(visit, "dispatcher");
        String slot = offered(get(page)).get(8);
        while (send(NORTH).post("appointment", body(slot)).status() == 200) {
            // Until it is full, whoever else has a place already.
        }
        HttpResponse<String> taken = wish(page, "move", slot);
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.body()).contains("Somebody else has just taken this time");
        assertThat(offered(taken)).isNotEmpty().doesNotContain(slot);
        for (String odd :
                List.of("2026-03-20T10:00:00Z/2026-03-20T11:00:00Z", "2027-03-03T07:00:00Z/2027-03-03T11:00:00Z")) {
            assertThat(wish(page, "move", odd).statusCode()).as(odd).isEqualTo(422);
        }
        // Offered a day before at the latest.
        assertThat(wish(page, "move", "2026-03-03T07:00:00Z/2026-03-03T11:00:00Z")
                        .statusCode())
                .isIn(409, 422);
        assertThat(wish(page, "move", "2026-03-01T07:00:00Z/2026-03-01T11:00:00Z")
                        .statusCode())
                .isEqualTo(409);
        assertThat(wish(page, "move", "<script>").statusCode()).isEqualTo(400);
        assertThat(wish(page, "move", null).statusCode()).isEqualTo(400);
        assertThat(wish(page, "burn", null).statusCode()).isEqualTo(400);
        assertThat(wish(page, "confirm", null).statusCode()).isEqualTo(409);
        assertThat(state(visit, "crew")).isEqualTo("none");
    }

    @Test
    void pageTellsNothingAboutTheCustomerAndRunsNoScript() {
        Assignment visit = send(NORTH);
        URI page = link(visit, "dispatcher");
        wish(page, "move", offered(get(page)).get(9));
        HttpResponse<String> answer = get(page);
        assertThat(answer.body())
                .doesNotContain(
                        "<script",
                        SECRET_STREET,
                        visit.story().pointId,
                        visit.story().orderId(),
                        visit.id(),
                        "onclick");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(answer.headers().firstValue("X-Robots-Tag")).hasValue("noindex");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        HttpResponse<String> style = get(page.resolve("visit.css"));
        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        // Only the hash is kept.
        String token = page.getPath().substring(page.getPath().lastIndexOf('/') + 1);
        assertThat(token).hasSize(43);
        assertThat(jdbc.sql("select token_hash from tr_visit_link where visit_id = :visit")
                        .param("visit", visit.id())
                        .query(String.class)
                        .single())
                .isEqualTo(Json.sha256(token))
                .isNotEqualTo(token);
    }

    @Test
    void calendarHoldsTheTime() {
        Assignment visit = send(NORTH);
        URI page = link(visit, "dispatcher");
        URI calendar = URI.create(page + "/visit.ics?lang=zh");
        assertThat(get(calendar).statusCode()).isEqualTo(404);
        visit.post("appointment", "{\"start\":\"2026-03-17T12:00:00Z\",\"end\":\"2026-03-17T13:00:00Z\"}")
                .is(200);
        HttpResponse<String> answer = get(calendar);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/calendar");
        assertThat(answer.body())
                .startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
                .contains("\r\nDTSTART:20260317T120000Z\r\nDTEND:20260317T130000Z\r\nSUMMARY:\u4e0a\u95e8: ")
                .endsWith("END:VEVENT\r\nEND:VCALENDAR\r\n")
                .doesNotContain(SECRET_STREET);
        assertThat(answer.body().split("\r\n")).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
    }

    @Test
    void linkEndsWithTimeAndWithANewOneAndShowsTheEndOfTheVisit() {
        Assignment visit = send(NORTH);
        URI first = link(visit, "dispatcher");
        URI second = link(visit, "dispatcher");
        assertThat(get(first).statusCode()).isEqualTo(404);
        assertThat(get(second).statusCode()).isEqualTo(200);
        HttpResponse<String> unknown = get(second.resolve("A".repeat(43)));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo(get(first).body());
        assertThat(wish(first, "cancel", null).statusCode()).isEqualTo(404);
        assertThat(get(second.resolve("%3Cscript%3E")).body()).doesNotContain("script>");
        visit.withdraw();
        assertThat(get(second).body()).contains("This visit is over").doesNotContain("<form");
        assertThat(wish(second, "move", "2026-03-17T12:00:00Z/2026-03-17T13:00:00Z")
                        .statusCode())
                .isEqualTo(409);
        visit.doors()
                .call("dispatcher", "POST", "/api/v1/field-activities/" + visit.id() + "/customer-link", "{}")
                .isProblem(409, "already-ended");
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-04-02T10:00:00Z")));
        assertThat(get(second).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sv-SE,sv;q=0.9,en;q=0.8 |    | sv | Din tid
            de,pl;q=0.5             |    | pl | Twoja wizyta
            pt-BR                   |    | pt | A sua visita
            zh-CN                   |    | zh | \u60a8\u7684\u4e0a\u95e8\u9884\u7ea6
            it                      |    | it | Il Suo appuntamento
            de                      |    | en | Your appointment
            ;;;q=                   |    | en | Your appointment
            sv                      | it | it | Il Suo appuntamento
            sv                      | xx | sv | Din tid
            """)
    void speaksTheLanguageOfItsReader(String accepted, @Nullable String chosen, String language, String title) {
        URI page = link(send(NORTH), "dispatcher");
        HttpResponse<String> answer =
                get(chosen == null ? page : URI.create(page + "?lang=" + chosen), "Accept-Language", accepted);
        assertThat(answer.body()).contains("<html lang=\"" + language + "\">", title);
    }

    @Test
    void whoAsksTooOftenWaits() {
        URI page = link(send(NORTH), "dispatcher");
        for (int i = 0; i < 60; i++) {
            assertThat(get(page.resolve("B".repeat(43))).statusCode()).isEqualTo(404);
        }
        HttpResponse<String> refused = get(page);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofMinutes(1))));
        assertThat(get(page).statusCode()).isEqualTo(200);
    }
}
