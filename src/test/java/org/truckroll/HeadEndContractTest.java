// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The head ends over REST: how they stand, a planned outage, and what was said about a command. */
@ProcessTest
class HeadEndContractTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @Test
    void pausedHeadEndHoldsCommandsShowsInHealthAndGoesOnWhenResumed() throws Exception {
        assertThat(call("operator", "PUT", "/scripted/pause", "{\"reason\":\"new release\"}")
                        .path("paused")
                        .asBoolean())
                .isTrue();
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        stories.send();
        assertThat(ScriptedHeadEnd.INSTANCE.received()).isEmpty();

        JsonNode held = call("dispatcher", "GET", "/scripted", null);
        assertThat(held.path("pausedBy").asText()).isEqualTo("operator");
        assertThat(held.path("reason").asText()).isEqualTo("new release");
        assertThat(held.path("waiting").asInt()).isPositive();
        JsonNode health = JSON.readTree(
                        send("operator", "GET", "/actuator/health", null).body())
                .path("components")
                .path("headEnds");
        assertThat(health.path("status").asText())
                .as("no node is taken out of service for it")
                .isEqualTo("UP");
        assertThat(health.path("details").path("scripted").path("state").asText())
                .isEqualTo("PAUSED");

        assertThat(call("operator", "DELETE", "/scripted/pause", null)
                        .path("paused")
                        .asBoolean())
                .isFalse();
        story.send();
        assertThat(ScriptedHeadEnd.INSTANCE.received()).hasSize(1);
        assertThat(story.command().attempts()).as("being held is no try").isEqualTo(1);
    }

    @Test
    void refusesWhatIsNotKnownNotSaidOrNotAllowed() throws Exception {
        assertThat(status("operator", "PUT", "/nowhere/pause", "{\"reason\":\"x\"}"))
                .isEqualTo(404);
        assertThat(status("operator", "GET", "/nowhere", null)).isEqualTo(404);
        assertThat(status("operator", "PUT", "/scripted/pause", "{\"reason\":\" \"}"))
                .isEqualTo(422);
        assertThat(status("operator", "PUT", "/scripted/pause", "{}")).isEqualTo(422);
        assertThat(status("dispatcher", "PUT", "/scripted/pause", "{\"reason\":\"x\"}"))
                .isEqualTo(403);
        assertThat(status("dispatcher", "DELETE", "/scripted/pause", null)).isEqualTo(403);
        assertThat(status("crew", "GET", "", null)).isEqualTo(403);
        assertThat(call("operator", "GET", "/scripted", null).path("paused").asBoolean())
                .isFalse();
    }

    @Test
    void keepsEveryTalkAndShowsItsWordsToOperatorsOnly() throws Exception {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        String id = story.activity().id();
        ScriptedHeadEnd.INSTANCE.reacts(500, "{\"title\":\"out of memory\"}");
        story.send();
        story.token().fireTimer("event_retryTime").runJob("event_retryTime");
        story.send();

        JsonNode history = JSON.readTree(
                        send("operator", "GET", "/api/v1/commands/" + id, null).body())
                .path("history");
        assertThat(history).hasSize(2);
        assertThat(history.get(0).path("reaction").asText()).isEqualTo("Unreachable");
        assertThat(history.get(0).path("sent").asText()).contains("POST /commands", id, "REMOTE_CONNECT");
        assertThat(history.get(0).path("came").asText()).isEqualTo("HTTP 500 {\"title\":\"out of memory\"}");
        assertThat(history.get(1).path("reaction").asText()).isEqualTo("Accepted");
        assertThat(history.get(1).hasNonNull("startedAt")).isTrue();

        JsonNode others = JSON.readTree(
                        send("cis", "GET", "/api/v1/commands/" + id, null).body())
                .path("history");
        assertThat(others).hasSize(2);
        assertThat(others.get(0).path("reaction").asText()).isEqualTo("Unreachable");
        assertThat(others.get(0).has("sent")).isFalse();
        assertThat(others.get(0).has("came")).isFalse();
    }

    @Test
    void mostUrgentCommandGoesFirstAlsoWhenItBecameUrgentLater() throws Exception {
        stories.gate().pause("scripted", "operator", "to let them queue up");
        Story plain = connect();
        Story other = connect();
        Story urgent = connect();
        assertThat(send("cis", "PATCH", "/api/v1/service-orders/" + urgent.orderId(), "{\"priority\":90}")
                        .statusCode())
                .isEqualTo(200);
        stories.gate().resume("scripted", "operator");
        stories.send();
        assertThat(ScriptedHeadEnd.INSTANCE.received())
                .extracting(received -> received.body().path("commandId").asText())
                .containsExactly(
                        urgent.activity().id(),
                        plain.activity().id(),
                        other.activity().id());
    }

    private Story connect() {
        return stories.at("{\"device\":{\"commission\":\"COMMISSIONED\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
    }

    private JsonNode call(String user, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(user, method, "/api/v1/head-ends" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private int status(String user, String method, String path, String body) throws Exception {
        return send(user, method, "/api/v1/head-ends" + path, body).statusCode();
    }

    private HttpResponse<String> send(String user, String method, String path, String body) throws Exception {
        String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Basic " + login)
                        .header(
                                "Content-Type",
                                method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
