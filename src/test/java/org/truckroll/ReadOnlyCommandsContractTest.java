// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What third parties may ask of meters without an order, over real HTTP with their own logins (api.md 4, SOM-10). */
@ProcessTest
class ReadOnlyCommandsContractTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READER = "meter-shop";

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    private Story story;

    private record Answer(int status, JsonNode body, String retryAfter) {

        String problem() {
            return body.path("type").asText().replace("urn:truckroll:problem:", "");
        }
    }

    @BeforeEach
    void begin() {
        stories.begin();
        story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}");
    }

    @Test
    void readerStartsACommandAndSeesWhatBecameOfIt() {
        Answer started = post(READER, body("PING"));
        assertThat(started.status()).isEqualTo(201);
        String id = started.body().path("id").asText();
        stories.replies().receive("scripted", story.reply(id, "SUCCESS", Map.of("switch", "ON")));
        Answer seen = get(READER, "/api/v1/commands/" + id);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.body().path("reply").path("switch").asText()).isEqualTo("ON");
        assertThat(ids(get(READER, "/api/v1/commands?deviceId=" + story.device().id())))
                .containsExactly(id);
    }

    @Test
    void readerSeesNothingElse() {
        String other = post("cis", body("PING")).body().path("id").asText();
        assertThat(get(READER, "/api/v1/commands/" + other).status()).isEqualTo(404);
        assertThat(ids(get(READER, "/api/v1/commands?deviceId=" + story.device().id())))
                .isEmpty();
        assertThat(ids(get(READER, "/api/v1/commands?requester=cis"))).isEmpty();
        assertThat(get(READER, "/api/v1/service-points/" + story.pointId).status())
                .isEqualTo(403);
        assertThat(get(READER, "/api/v1/service-orders").status()).isEqualTo(403);
        assertThat(get(READER, "/api/v1/drift").status()).isEqualTo(403);
        assertThat(get("cis", "/api/v1/commands/" + other).status()).isEqualTo(200);
        assertThat(get("crew", "/api/v1/commands/" + other).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"REMOTE_DISCONNECT", "REMOTE_CONNECT", "ARM", "COMMISSION", "DECOMMISSION", "EXPLODE"})
    void nobodySwitchesWithoutAnOrder(String command) {
        Answer refused = post(READER, body(command));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("command-not-allowed");
    }

    @Test
    void deviceOfAnotherDivisionIsUnknown() {
        Story south =
                stories.at("{\"division\":\"south\",\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}");
        Answer refused = post(READER, "{\"deviceId\":\"" + south.device().id() + "\",\"command\":\"PING\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("unknown-device");
        assertThat(post("cis", "{\"deviceId\":\"" + south.device().id() + "\",\"command\":\"PING\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void deviceThatIsNotCommissionedCannotBeAsked() {
        Story waiting = stories.at("{\"device\":{\"switch\":\"ON\"}}");
        Answer refused = post(READER, "{\"servicePointId\":\"" + waiting.pointId + "\",\"command\":\"PING\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("not-capable");
    }

    @Test
    void commandOfAnOrderGoesFirst() {
        story.ordered("INVESTIGATE").assess("I01", "PING");
        Answer refused = post(READER, body("ON_DEMAND_READ_SCALAR"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("device-busy");
        assertThat(refused.retryAfter()).isEqualTo("60");

        story.send();
        stories.replies().receive("scripted", story.reply(story.activity().id(), "SUCCESS", Map.of("switch", "ON")));
        assertThat(post(READER, body("ON_DEMAND_READ_SCALAR")).status()).isEqualTo(201);
    }

    @Test
    void callerIsToldWhenItsQuotaIsUsedUpAndWhenToComeAgain() {
        // What this caller asked before is older than an hour.
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofHours(5))));
        assertThat(post(READER, body("PING")).status()).isEqualTo(201);
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofMinutes(20))));
        for (int i = 1; i < 60; i++) {
            assertThat(post(READER, body("PING")).status()).as("command %s", i).isEqualTo(201);
        }
        Answer refused = post(READER, body("PING"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.problem()).isEqualTo("quota-exceeded");
        assertThat(refused.body().path("quota").asInt()).isEqualTo(60);
        assertThat(refused.retryAfter())
                .isEqualTo(String.valueOf(Duration.ofMinutes(40).toSeconds()));
        assertThat(post("operator", body("PING")).status()).as("another caller").isEqualTo(201);

        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(Duration.ofMinutes(40))));
        assertThat(post(READER, body("PING")).status()).isEqualTo(201);
        assertThat(post(READER, body("PING")).status()).isEqualTo(429);
    }

    @Test
    void commandsAreListedNewestFirstPageByPage() {
        String first = post("operator", body("PING")).body().path("id").asText();
        String second = post("operator", body("ON_DEMAND_READ_SCALAR"))
                .body()
                .path("id")
                .asText();
        String mine =
                "/api/v1/commands?requester=operator&deviceId=" + story.device().id();
        assertThat(ids(get("dispatcher", mine))).containsExactly(second, first);
        Answer page = get("operator", mine + "&limit=1&state=READY");
        assertThat(ids(page)).containsExactly(second);
        String next = page.body().path("next").asText();
        assertThat(ids(get("operator", next.substring(next.indexOf("/api/"))))).containsExactly(first);
        assertThat(ids(get("operator", mine + "&state=DONE"))).isEmpty();
        assertThat(ids(get("operator", mine + "&from=" + Stories.now().plusSeconds(1))))
                .isEmpty();
        assertThat(get("operator", "/api/v1/commands?state=PERHAPS").status()).isEqualTo(400);
        assertThat(get("operator", "/api/v1/commands?limit=501").status()).isEqualTo(400);
        assertThat(ids(get("crew-south", mine))).as("crews see none").isEmpty();
    }

    private String body(String command) {
        return "{\"deviceId\":\"" + story.device().id() + "\",\"command\":\"" + command + "\"}";
    }

    private static List<String> ids(Answer answer) {
        return answer.body().path("items").findValuesAsText("id");
    }

    private Answer get(String login, String path) {
        return send(login, HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    private Answer post(String login, String body) {
        return send(
                login,
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/commands"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static Answer send(String login, HttpRequest.Builder request) {
        String basic = Base64.getEncoder().encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer = HTTP.send(
                    request.header("Authorization", "Basic " + basic).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body()),
                    answer.headers().firstValue("Retry-After").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
