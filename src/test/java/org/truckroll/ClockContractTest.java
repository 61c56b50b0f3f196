// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The clocks over HTTP: who sees them, who pauses them, and what is refused. */
@ProcessTest
class ClockContractTest {

    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    private Story story;
    private String clock;

    @BeforeEach
    void begin() {
        stories.begin();
        story = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        clock = get("dispatcher", ofOrder()).json().at("/items/0/id").asText();
    }

    record Answer(int status, JsonNode json) {

        String problem() {
            return json.path("type").asText().replace("urn:truckroll:problem:", "");
        }
    }

    private Answer send(String user, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8)))
                .method(method, BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), stories.json().readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer get(String user, String path) {
        return send(user, "GET", path, "");
    }

    private Answer pause(String user, String body) {
        return send(user, "POST", "/api/v1/clocks/" + clock + ":pause", body);
    }

    private Answer resume(String user) {
        return send(user, "POST", "/api/v1/clocks/" + clock + ":resume", "");
    }

    private String ofOrder() {
        return "/api/v1/service-orders/" + story.orderId() + "/clocks";
    }

    @Test
    void clocksOfAnOrderTellItsLimits() {
        JsonNode items = get("cis", ofOrder()).json().path("items");
        assertThat(items).hasSize(2);
        JsonNode order = items.get(0);
        assertThat(order.path("kind").asText()).isEqualTo("ORDER");
        assertThat(order.path("subject").asText()).isEqualTo(story.orderId());
        assertThat(order.path("state").asText()).isEqualTo("RUNNING");
        assertThat(order.path("slaState").asText()).isEqualTo("OK");
        assertThat(order.at("/limit/rule").asText()).isEqualTo("T05");
        assertThat(order.at("/limit/breach").asText()).isEqualTo("PT48H");
        assertThat(order.path("warnAt").asText()).isEqualTo("2026-03-03T22:00:00Z");
        assertThat(order.path("breachAt").asText()).isEqualTo("2026-03-04T10:00:00Z");
        assertThat(order.path("events")).isEmpty();
        assertThat(items.get(1).path("kind").asText()).isEqualTo("UNSIGNED");
        assertThat(items.get(1).path("subject").asText())
                .isEqualTo(story.activity().id());
        assertThat(order.has("token") || order.has("version") || order.has("edition"))
                .as("what is nobody else's business")
                .isFalse();
    }

    @Test
    void dispatcherPausesAndResumes() {
        Answer paused = pause("dispatcher", "{\"reason\":\"CUSTOMER_NOT_AT_HOME\"}");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("state").asText()).isEqualTo("PAUSED");
        assertThat(paused.json().path("pausedBy").asText()).isEqualTo("dispatcher");
        assertThat(paused.json().path("breachAt").isNull()).isTrue();
        assertThat(paused.json().at("/events/0/reason").asText()).isEqualTo("CUSTOMER_NOT_AT_HOME");
        Answer twice = pause("dispatcher", "{\"reason\":\"WEATHER\"}");
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.problem()).isEqualTo("clock-paused");

        Answer resumed = resume("dispatcher");
        assertThat(resumed.status()).isEqualTo(200);
        assertThat(resumed.json().path("state").asText()).isEqualTo("RUNNING");
        assertThat(resumed.json().path("breachAt").asText()).isEqualTo("2026-03-04T10:00:00Z");
        assertThat(resume("dispatcher").problem()).isEqualTo("clock-running");
        assertThat(get("dispatcher", "/api/v1/clocks/" + clock).json().path("events"))
                .hasSize(2);
    }

    @Test
    void clockThatHasStoppedIsLeftAlone() {
        story.visit("TURNED_ON", java.util.Map.of("read", ""));
        story.walk("E20 DONE: completed DONE");
        assertThat(pause("dispatcher", "{\"reason\":\"WEATHER\"}").problem()).isEqualTo("clock-stopped");
        assertThat(resume("dispatcher").problem()).isEqualTo("clock-stopped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400",
                "{\"reason\":null} | 400",
                "{\"reason\":\"\"} | 400",
                "{\"reason\":\"dog in the yard\"} | 400",
                "{\"reason\":\"A\"} | 400",
                "{\"reason\":\"WEATHER\",\"colour\":\"red\"} | 400",
                "[] | 400"
            })
    void pauseWithoutAProperReasonIsRefused(String body, int status) {
        assertThat(pause("dispatcher", body).status()).isEqualTo(status);
        assertThat(get("dispatcher", "/api/v1/clocks/" + clock)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("RUNNING");
    }

    @ParameterizedTest
    @CsvSource({"cis,403", "crew,403", "crew-south,403", "operator,403", "nobody,401"})
    void pauseIsForTheDispatchersOfTheDivision(String user, int status) {
        assertThat(pause(user, "{\"reason\":\"WEATHER\"}").status()).isEqualTo(status);
        assertThat(resume(user).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"crew,403", "nobody,401"})
    void whoHasNoOverviewSeesNoClocks(String user, int status) {
        assertThat(get(user, "/api/v1/clocks").status()).isEqualTo(status);
        assertThat(get(user, "/api/v1/clocks/" + clock).status()).isEqualTo(status);
        assertThat(get(user, ofOrder()).status()).isEqualTo(status);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(get("dispatcher", "/api/v1/clocks/none").status()).isEqualTo(404);
        assertThat(get("dispatcher", "/api/v1/service-orders/none/clocks").status())
                .isEqualTo(404);
        assertThat(send("dispatcher", "POST", "/api/v1/clocks/none:resume", "").status())
                .isEqualTo(404);
    }

    @Test
    void listShowsWhatRunsByKindAndState() {
        JsonNode page = get("dispatcher", "/api/v1/clocks?kind=UNSIGNED&slaState=OK&limit=500")
                .json();
        assertThat(page.path("items").findValuesAsText("kind")).isNotEmpty().containsOnly("UNSIGNED");
        assertThat(page.path("items").findValuesAsText("division")).containsOnly("north");
        assertThat(get("dispatcher", "/api/v1/clocks?kind=LUNCH").status()).isEqualTo(400);
        JsonNode first = get("dispatcher", "/api/v1/clocks?limit=1").json();
        assertThat(first.path("items")).hasSize(1);
        assertThat(first.path("next").asText()).contains("cursor=");
    }
}
