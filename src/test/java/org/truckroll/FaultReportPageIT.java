// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.shared.Json;

/** A customer reports a fault by telephone browser and by REST, and follows it by a link (HOME-14, SOL24-08). */
@PageTest
class FaultReportPageIT {

    private static final List<String> LANGUAGES = List.of("sv", "pl", "pt", "zh", "it", "en");

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private PageBrowser phone;

    @BeforeAll
    static void findBrowser() {
        PageBrowser.require();
    }

    @BeforeEach
    void takeATelephone() {
        phone = PageBrowser.phone(port, folder, "report");
    }

    @AfterEach
    void putItAway() {
        phone.close();
    }

    private HttpResponse<String> send(String method, String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> form(Map<String, String> fields) throws IOException, InterruptedException {
        return send(
                "POST",
                "/report",
                "application/x-www-form-urlencoded",
                fields.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private static Map<String, String> report(String key, String place) {
        return Map.of(
                "key", key, "lang", "en", "what", "DAMAGE", "place", place, "text", "A pole leans", "consent", "yes");
    }

    private int eventsAt(String place) {
        return jdbc.sql("select count(*) from tr_inbound_event where subject = :subject")
                .param("subject", "DAMAGE: " + place)
                .query(Integer.class)
                .single();
    }

    private void fitsTheTelephone() {
        assertThat((Long) phone.script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(PageBrowser.PHONE_WIDTH);
        assertThat(
                        (Boolean)
                                phone.script(
                                        "return [...document.querySelectorAll('button, select')].every(one => one.getBoundingClientRect().height >= 40)"))
                .isTrue();
    }

    @Test
    void customerReportsAFaultAndFollowsIt() {
        phone.go("/report");
        phone.awaitText("Report a fault");
        phone.awaitText("call the emergency number now");
        fitsTheTelephone();
        phone.picture("1-form");
        assertThat(phone.script("const trap = document.querySelector('#website').getBoundingClientRect(); "
                        + "return trap.right <= 0 || trap.bottom <= 0"))
                .as("the trap is out of sight")
                .isEqualTo(true);
        phone.choose("#what", "DAMAGE");
        phone.type("#place", "Påhittade gatan 71");
        phone.type("#text", "A pole leans <b>badly</b>");
        phone.type("#contact", "nobody@example.com");
        phone.click("#consent");
        phone.press("Send the report");
        phone.awaitText("We have got it. Somebody will look at it.");
        fitsTheTelephone();
        phone.picture("2-received");
        assertThat(phone.driver.getCurrentUrl()).matches(".*/track/[A-Za-z0-9_-]{43}\\?lang=en");
        assertThat(phone.driver.getPageSource()).doesNotContain("Påhittade", "nobody@example.com", "pole");

        Map<String, Object> event = jdbc.sql(
                        "select * from tr_inbound_event where subject = 'DAMAGE: Påhittade gatan 71'")
                .query()
                .singleRow();
        assertThat(event)
                .containsEntry("KIND", "CLIENT_REQUEST")
                .containsEntry("DIVISION", "north")
                .containsEntry("SENDER", "nobody@example.com");
        assertThat(String.valueOf(event.get("BODY"))).startsWith("A pole leans <b>badly</b>");
        String token = phone.driver.getCurrentUrl().replaceAll(".*/track/([^?]+).*", "$1");
        assertThat(jdbc.sql("select count(*) from tr_tracking_link where token_hash = :token")
                        .param("token", token)
                        .query(Integer.class)
                        .single())
                .as("the token itself is not stored")
                .isZero();

        jdbc.sql("update tr_inbound_event set state = 'ONWORK' where id = :id")
                .param("id", event.get("ID"))
                .update();
        phone.driver.navigate().refresh();
        phone.awaitText("Somebody is looking at it.");
        jdbc.sql(
                        "update tr_tracking_link set expires_at = timestamp with time zone '2020-01-01 00:00:00+00:00' where token_hash = :hash")
                .param("hash", Json.sha256(token))
                .update();
        phone.driver.navigate().refresh();
        phone.awaitText("The link is not known or no longer valid.");
        String ended = phone.text();
        phone.go("/track/" + "A".repeat(43) + "?lang=en");
        phone.awaitText("The link is not known or no longer valid.");
        assertThat(phone.text()).as("nobody learns that it was one").isEqualTo(ended);
    }

    @Test
    void formSpeaksAllItsLanguages() throws IOException {
        phone.go("/report");
        for (String language : LANGUAGES) {
            JsonNode words = words(language);
            phone.go("/report?lang=" + language);
            phone.awaitText(words.path("danger").asText());
            assertThat(phone.script("return document.documentElement.lang")).isEqualTo(language);
            assertThat(phone.text())
                    .contains(
                            words.path("consent").asText(),
                            words.path("contact").asText());
            fitsTheTelephone();
            phone.picture("3-" + language);
        }
    }

    @Test
    void sameFormSentTwiceIsOneReportAndAMachineInTheTrapIsNone() throws Exception {
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = form(report(key, "Twice 1"));
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("track/");
        }
        assertThat(eventsAt("Twice 1")).isEqualTo(1);

        Map<String, String> trapped =
                new java.util.HashMap<>(report(UUID.randomUUID().toString(), "Trap 1"));
        trapped.put("website", "https://spam.example");
        HttpResponse<String> thanks = form(trapped);
        assertThat(thanks.statusCode()).isEqualTo(200);
        assertThat(thanks.body()).contains("We have got your report.");
        assertThat(eventsAt("Trap 1")).isZero();

        Map<String, String> faulty =
                new java.util.HashMap<>(report(UUID.randomUUID().toString(), " "));
        faulty.put("text", "<script>alert(1)</script>" + "x".repeat(2000));
        faulty.remove("consent");
        HttpResponse<String> again = form(faulty);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body())
                .contains("Please look at the marked fields again.", "&lt;script&gt;", "aria-invalid")
                .doesNotContain("<script");
        assertThat(again.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
    }

    @Test
    void programReportsByRestAndAsksHowFarItIs() throws Exception {
        String key = UUID.randomUUID().toString();
        String body =
                "{\"what\":\"NO_SUPPLY\",\"place\":\"Rest 1\",\"servicePointId\":\"SP-DEMO-1\",\"text\":\"Dark\",\"consent\":true}";
        HttpResponse<String> taken =
                send("POST", "/api/v1/public/fault-reports", "application/json", body, "Idempotency-Key", key);
        assertThat(taken.statusCode()).isEqualTo(201);
        JsonNode answer = new ObjectMapper().readTree(taken.body());
        assertThat(answer.path("trackingUrl").asText())
                .endsWith("/track/" + answer.path("token").asText());
        HttpResponse<String> progress =
                send("GET", "/api/v1/public/tracking/" + answer.path("token").asText(), "application/json", null);
        assertThat(progress.statusCode()).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(progress.body()).path("state").asText())
                .isEqualTo("RECEIVED");
        assertThat(progress.body()).doesNotContain("SP-DEMO-1", "Rest 1");
        assertThat(jdbc.sql("select service_point_id from tr_inbound_event where message_id = :key")
                        .param("key", key)
                        .query(String.class)
                        .single())
                .isEqualTo("SP-DEMO-1");
        // Whether a point exists is told to nobody.
        assertThat(send(
                                "POST",
                                "/api/v1/public/fault-reports",
                                "application/json",
                                body.replace("SP-DEMO-1", "SP-NOWHERE"))
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> refused =
                send("POST", "/api/v1/public/fault-reports", "application/json", "{\"what\":\"DAMAGE\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("/place", "/text", "/consent");
        assertThat(send("GET", "/api/v1/public/tracking/" + "B".repeat(43), "application/json", null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/api/v1/public/anything", "application/json", null)
                        .statusCode())
                .isEqualTo(404);
    }

    private static JsonNode words(String language) throws IOException {
        try (InputStream in = FaultReportPageIT.class.getResourceAsStream("/report/" + language + ".json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
