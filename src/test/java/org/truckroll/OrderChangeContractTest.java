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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.field.Visit;

/** Amendment, cancellation and found work as a partner sees them, over HTTP (api.md 2). */
@ProcessTest
class OrderChangeContractTest {

    private static final String MANUAL = "{\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    record Answer(int status, JsonNode json) {

        String problem() {
            return json.path("type").asText().replace("urn:truckroll:problem:", "");
        }

        List<String> pointers() {
            return json.path("errors").findValuesAsText("pointer");
        }
    }

    private Answer send(String user, String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
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

    private Answer patch(String user, Story story, String body) {
        return send(user, "PATCH", "/api/v1/service-orders/" + story.orderId(), MERGE_PATCH, body);
    }

    private Answer cancel(String user, Story story, String body) {
        return send(
                user, "POST", "/api/v1/service-orders/" + story.orderId() + "/cancellation", "application/json", body);
    }

    @Test
    void amendsByMergePatchAndByPlainJson() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        Answer answer = patch("cis", story, """
                {"requestedDate":"2026-03-09T08:00:00Z","priority":90,"notes":"dog","contact":{"name":"A","phone":"+46","email":"a@example.org"}}
                """);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asText()).isEqualTo(story.orderId());
        assertThat(answer.json().path("requestedDate").asText()).isEqualTo("2026-03-09T08:00:00Z");
        assertThat(answer.json().path("priority").asInt()).isEqualTo(90);
        assertThat(answer.json().path("notes").asText()).isEqualTo("dog");
        assertThat(answer.json().path("milestones").findValuesAsText("name")).contains("AMENDED");

        Answer plain = send(
                "cis", "PATCH", "/api/v1/service-orders/" + story.orderId(), "application/json", "{\"notes\":null}");
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.json().path("notes").isNull()).isTrue();
        assertThat(plain.json().path("priority").asInt())
                .as("not given, not changed")
                .isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"colour":"red"}                                  | 400 | invalid-request | /colour
                    {"priority":101}                                  | 400 | invalid-request | /priority
                    {"priority":-1}                                   | 400 | invalid-request | /priority
                    {"priority":"50"}                                 | 400 | invalid-request | /priority
                    {"priority":1.5}                                  | 400 | invalid-request | /priority
                    {"requestedDate":"tomorrow"}                      | 400 | invalid-request | /requestedDate
                    {"requestedDate":"2026-03-09"}                    | 400 | invalid-request | /requestedDate
                    {"requestedDate":1}                               | 400 | invalid-request | /requestedDate
                    {"notes":7}                                       | 400 | invalid-request | /notes
                    {"notes":"a\\u0000b"}                             | 400 | invalid-request | /notes
                    {"contact":"Ada"}                                 | 400 | invalid-request | /contact
                    {"contact":{"fax":"1"}}                           | 400 | invalid-request | /contact/fax
                    {"contact":{"phone":46}}                          | 400 | invalid-request | /contact/phone
                    {"collection":null}                               | 400 | invalid-request | /collection
                    {"collection":{"paid":"yes"}}                     | 400 | invalid-request | /collection/paid
                    {"collection":{"paid":null}}                      | 400 | invalid-request | /collection/paid
                    {"collection":{"colour":1}}                       | 400 | invalid-request | /collection/colour
                    []                                                | 400 | invalid-request | ''
                    {"collection":{"amountDue":"1.00"}}               | 422 | not-amendable   | /collection/amountDue
                    {"collection":{"paid":true}}                      | 422 | not-amendable   | /collection/paid
                    {"type":"CUT"}                                    | 422 | not-amendable   | /type
                    {"servicePointId":"SP-1"}                         | 422 | not-amendable   | /servicePointId
                    {"externalId":"SR-2"}                             | 422 | not-amendable   | /externalId
                    {"replyTo":"https://x.example/"}                  | 422 | not-amendable   | /replyTo
                    {"permanent":true}                                | 422 | not-amendable   | /permanent
                    """)
    void refusesAnAmendmentWithItsPointer(String body, int status, String problem, String pointer) {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        Answer answer = patch("cis", story, body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.pointers()).contains(pointer);
        assertThat(story.order().priority()).isEqualTo(50);
    }

    @Test
    void refusesOtherContentTypesAndBrokenBodies() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        String path = "/api/v1/service-orders/" + story.orderId();
        assertThat(send("cis", "PATCH", path, "text/plain", "{}").status()).isEqualTo(415);
        assertThat(patch("cis", story, "{").status()).isEqualTo(400);
        assertThat(patch("cis", story, "").status()).isEqualTo(400);
        assertThat(patch("cis", story, "{\"priority\":1,\"priority\":2}").status())
                .isEqualTo(400);
    }

    @Test
    void changesOnlyWhatTheCallerMaySeeAndChange() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        assertThat(patch("cis-south", story, "{}").status()).isEqualTo(404);
        assertThat(cancel("cis-south", story, "{}").status()).isEqualTo(404);
        assertThat(patch("crew", story, "{}").status()).isEqualTo(403);
        assertThat(cancel("crew", story, "{}").status()).isEqualTo(403);
        assertThat(send("cis", "PATCH", "/api/v1/service-orders/unknown", MERGE_PATCH, "{}")
                        .status())
                .isEqualTo(404);
        assertThat(send("cis", "POST", "/api/v1/service-orders/unknown/cancellation", "application/json", "{}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void cancelsAndThenTheOrderIsCancelled() {
        Story story = stories.at(MANUAL).ordered("ENABLE").assess("E15", "TURN_ON_METER");
        Answer answer = cancel("cis", story, "{\"reason\":\"moved elsewhere\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("state").asText()).isEqualTo("assessingCancellation");
        assertThat(answer.json().at("/activities/0/state").asText()).isEqualTo("CANCELLED");
        assertThat(answer.json().at("/activities/0/outcome").asText()).isEqualTo("WITHDRAWN");
        assertThat(cancel("cis", story, "{}").status()).isEqualTo(202);
        Answer visit = send(
                "crew",
                "POST",
                "/api/v1/field-activities/"
                        + stories.activities().of(story.orderId()).get(0).id() + "/complete",
                "application/json",
                "{\"mode\":\"TURNED_ON\",\"performedAt\":\"2026-03-02T09:00:00Z\"}");
        assertThat(visit.status()).isEqualTo(409);
        assertThat(visit.problem()).isEqualTo("already-ended");
        story.walk("G01 CANCELLED: cancelled CANCELLED");
        Answer ended = cancel("cis", story, "{}");
        assertThat(ended.status()).isEqualTo(409);
        assertThat(ended.problem()).isEqualTo("already-ended");
        assertThat(patch("cis", story, "{\"priority\":1}").problem()).isEqualTo("already-ended");
    }

    @Test
    void namesTheActivityThatCannotBeTakenBack() {
        Story story = stories.at(MANUAL)
                .ordered("ENABLE")
                .assess("E15", "TURN_ON_METER")
                .signed();
        stories.field().status(story.activity().id(), Stories.CREW, Visit.Status.EN_ROUTE);
        Answer answer = cancel("cis", story, "{\"reason\":\"too late\"}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("past-point-of-no-return");
        assertThat(answer.json().path("activityId").asText())
                .isEqualTo(story.activity().id());
        assertThat(answer.json().path("action").asText()).isEqualTo("TURN_ON_METER");
        assertThat(answer.json().at("/activity/kind").asText()).isEqualTo("FIELD");
        story.report(story.report("TURNED_ON", Map.of("read", ""))).walk("E20 DONE: completed DONE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"why":"x"}                 | 400 | /why
                    {"reason":7}                | 400 | /reason
                    {"reason":"a\\u0000b"}      | 400 | /reason
                    """)
    void refusesACancellationWithItsPointer(String body, int status, String pointer) {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        Answer answer = cancel("cis", story, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.pointers()).containsExactly(pointer);
        assertThat(cancel("cis", story, "{\"reason\":\"" + "x".repeat(201) + "\"}")
                        .pointers())
                .containsExactly("/reason");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"finding":"x"}                                                              | 400 | invalid-request | /externalId
                    {"externalId":"F1"}                                                          | 400 | invalid-request | /finding
                    {"externalId":"F1","finding":" "}                                            | 400 | invalid-request | /finding
                    {"externalId":"F1","finding":"x","supply":"ON"}                              | 400 | invalid-request | /evidence
                    {"externalId":"F1","finding":"x","supply":"HALF"}                            | 400 | invalid-request | /supply
                    {"externalId":"F1","finding":"x","colour":"red"}                             | 400 | invalid-request | /colour
                    {"externalId":"F1","finding":"x","performedAt":"2030-01-01T00:00:00Z"}       | 400 | invalid-request | /performedAt
                    {"externalId":"F1","finding":"x","readings":[{"registerId":"1"}]}            | 400 | invalid-request | /readings/0
                    {"externalId":"F1","finding":"x","readings":[{"value":"-1","at":"2026-03-01T00:00:00Z"}]} | 400 | invalid-request | /readings/0
                    {"externalId":"F1","finding":"x","type":"CUT"}                               | 422 | unknown-type    | /type
                    """)
    void refusesAFindingWithItsPointer(String body, int status, String problem, String pointer) {
        Answer answer = send("crew", "POST", "/api/v1/found-work", "application/json", body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.pointers()).contains(pointer);
    }

    @Test
    void takesAFindingOnceAndOnlyFromPeopleInTheField() {
        Story story = stories.at(MANUAL);
        String body = "{\"externalId\":\"FH-" + story.pointId + "\",\"servicePointId\":\"" + story.pointId
                + "\",\"finding\":\"no seal\"}";
        assertThat(send("cis", "POST", "/api/v1/found-work", "application/json", body)
                        .status())
                .isEqualTo(403);
        Answer first = send("crew", "POST", "/api/v1/found-work", "application/json", body);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().path("known").asBoolean()).isFalse();
        assertThat(send("crew", "POST", "/api/v1/found-work", "application/json", body)
                        .json()
                        .path("known")
                        .asBoolean())
                .isTrue();
        Answer other =
                send("crew", "POST", "/api/v1/found-work", "application/json", body.replace("no seal", "a bypass"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.problem()).isEqualTo("external-id-reused");
    }
}
