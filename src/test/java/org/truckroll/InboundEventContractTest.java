// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.InboundRules;

/** An operator who has nothing but REST (GEO-36, GEO-37; docs/events.md). */
@ProcessTest
class InboundEventContractTest {

    private static final String EVENTS = "/api/v1/inbound-events";
    private static final String WATCH = "ev-watch";

    @Autowired
    private Stories stories;

    @Autowired
    private InboundRules rules;

    @Autowired
    private IdentityService identities;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private Operators on;

    @BeforeEach
    void begin() {
        stories.begin();
        on = new Operators(jdbc, rules);
        on.offAll();
        if (identities.createUserQuery().userId(WATCH).count() == 0) {
            User user = identities.newUser(WATCH);
            user.setPassword("demo");
            ((IdentityServiceImpl) identities).saveUser(user, true);
            identities.createMembership(WATCH, "operators-north");
        }
        on.call(WATCH, 1);
        on.call("crew", 1);
    }

    @AfterEach
    void end() {
        on.offAll();
    }

    private HttpResponse<byte[]> send(String login, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private JsonNode json(HttpResponse<byte[]> answer, int status) throws IOException {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return stories.json().readTree(answer.body());
    }

    private JsonNode post(String id, String action, @Nullable String body, int status) throws Exception {
        return json(send(WATCH, "POST", EVENTS + "/" + id + "/" + action, body), status);
    }

    private String pending(Inbound.Kind kind) {
        String id = on.receive(stories.events(), kind, "somebody@example.com", "Alarm", "Pump 7 stands still");
        Token.of(stories.engine(), InboundEvents.PROCESS, id).runJob("serviceTask_readEvent");
        return id;
    }

    @Test
    void operatorTakesSavesAndForwards() throws Exception {
        String id = pending(Inbound.Kind.MAIL);
        JsonNode listed = json(send(WATCH, "GET", EVENTS + "?state=PENDING&kind=MAIL&limit=500", null), 200)
                .path("items");
        assertThat(listed.findValuesAsText("id")).contains(id);
        assertThat(listed.get(0).has("text")).as("a list carries no texts").isFalse();

        assertThat(post(id, "take-charge", null, 200).path("operator").asText()).isEqualTo(WATCH);
        assertThat(json(send(WATCH, "GET", EVENTS + "?mine=true&state=ONWORK", null), 200)
                        .path("items")
                        .findValuesAsText("id"))
                .containsExactly(id);
        assertThat(post(id, "save", "{\"note\":\"on my way\"}", 200)
                        .path("returnAt")
                        .asText())
                .isEqualTo(Stories.NOW.plusSeconds(900).toString());
        JsonNode refused = post(id, "forward", "{\"recipients\":[\"nobody\"]}", 422);
        assertThat(refused.path("type").asText()).isEqualTo("urn:truckroll:problem:unknown-recipient");
        assertThat(refused.at("/errors/0/pointer").asText()).isEqualTo("/recipients");

        JsonNode done = post(id, "forward", "{\"recipients\":[\"crew\"],\"text\":\"Please look\"}", 200);
        assertThat(done.path("state").asText()).isEqualTo("ACK");
        assertThat(done.path("note").asText()).isEqualTo("on my way");
        assertThat(done.path("log").findValuesAsText("kind"))
                .containsExactly(
                        "RECEIVED", "RULED", "TOLD", "TOLD", "ALERTED", "TAKEN", "SAVED", "FORWARDED", "ARCHIVED");
        assertThat(post(id, "archive", null, 409).path("type").asText())
                .isEqualTo("urn:truckroll:problem:already-archived");
    }

    @Test
    void eventGoesBackAndIsArchivedWithoutTakingItFirst() throws Exception {
        String id = pending(Inbound.Kind.MAIL);
        post(id, "take-charge", null, 200);
        assertThat(post(id, "give-back", "{\"note\":\"no car\"}", 200)
                        .path("state")
                        .asText())
                .isEqualTo("PENDING");
        assertThat(post(id, "save", "{}", 409).path("type").asText()).isEqualTo("urn:truckroll:problem:not-your-event");
        assertThat(post(id, "archive", "{\"note\":\"false alarm\"}", 200)
                        .path("archivedBy")
                        .asText())
                .isEqualTo(WATCH);
    }

    /** Strangers sent them. */
    @Test
    void filesAreSavedAndNeverShown() throws Exception {
        String id = stories.events()
                .receive(new Inbound(
                        Inbound.Kind.MAIL,
                        "test",
                        "files-" + System.nanoTime(),
                        "north",
                        "somebody@example.com",
                        "Alarm",
                        "see there",
                        List.of(new Inbound.Part(
                                "page.html", "text/html", "<script>1</script>".getBytes(StandardCharsets.UTF_8))),
                        "From: x\r\n\r\nraw".getBytes(StandardCharsets.UTF_8),
                        false,
                        Stories.NOW))
                .eventId();
        HttpResponse<byte[]> original = send(WATCH, "GET", EVENTS + "/" + id + "/original", null);
        assertThat(original.body()).asString(StandardCharsets.UTF_8).isEqualTo("From: x\r\n\r\nraw");
        assertThat(original.headers().firstValue("Content-Type")).contains("message/rfc822");
        assertThat(original.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");

        HttpResponse<byte[]> part = send(WATCH, "GET", EVENTS + "/" + id + "/parts/0", null);
        assertThat(part.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(part.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(part.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(send(WATCH, "GET", EVENTS + "/" + id + "/parts/1", null).statusCode())
                .isEqualTo(404);
        Token.of(stories.engine(), InboundEvents.PROCESS, id).runJob("serviceTask_readEvent");
    }

    @Test
    void othersReadOrNothing() throws Exception {
        String id = pending(Inbound.Kind.MAIL);
        json(send("dispatcher", "GET", EVENTS + "/" + id, null), 200);
        json(send("dispatcher", "POST", EVENTS + "/" + id + "/take-charge", null), 403);
        json(send("dispatcher-south", "GET", EVENTS + "/" + id, null), 404);
        json(send("cis", "GET", EVENTS + "/" + id, null), 403);
        json(send(WATCH, "GET", EVENTS + "?state=LATER", null), 400);
    }
}
