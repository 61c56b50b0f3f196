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
import java.util.stream.Stream;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Persons' decisions over HTTP, with the refusals (api.md 3, SOM-13); the engine's own REST keeps the same rules. */
@ProcessTest
class HumanActivityContractTest {

    private static final String LIFE_SUPPORT =
            "{\"flags\":{\"lifeSupport\":true},\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";
    private static final String UNKNOWN_SUPPLY = "{\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String TO_READ = """
            {"device":{"kind":"MANUAL","switch":"ON","registers":[{"id":"1","kind":"SCALAR"},{"id":"2","kind":"SCALAR"}]}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @Test
    void twoPersonsApproveAtTheSameAddressOneAfterTheOther() throws Exception {
        Story story = stories.at(LIFE_SUPPORT).ordered("CUT").assess("G06", "APPROVE_LIFE_SUPPORT");
        String path = "/api/v1/human-activities/" + story.activity().id();
        JsonNode waiting = get("approver", path, 200);
        assertThat(waiting.path("groups")).extracting(JsonNode::asText).containsExactly("collections-approvers");
        assertThat(waiting.path("decisions")).extracting(JsonNode::asText).containsExactly("APPROVED", "DENIED");
        assertThat(waiting.path("approvals")).isEmpty();

        JsonNode half = post(
                "approver",
                path + "/decision",
                "{\"decision\":\"APPROVED\",\"evidence\":\"letter 12\",\"remarks\":\"Generator brought.\"}",
                200);
        assertThat(half.path("state").asText()).isEqualTo("OPEN");
        JsonNode first = half.path("approvals").path(0);
        assertThat(first.path("by").asText()).isEqualTo("approver");
        assertThat(first.path("evidence").asText()).isEqualTo("letter 12");
        assertThat(first.path("remarks").asText()).isEqualTo("Generator brought.");
        assertThat(first.path("at").asText()).isNotBlank();

        refused("approver", path + "/decision", "{\"decision\":\"APPROVED\"}", 409, "same-person");
        refused("approver", path + "/decision", "{\"decision\":\"DENIED\"}", 409, "same-person");
        refused("approver", path + "/claim", "", 409, "same-person");
        refused("dispatcher", path + "/decision", "{\"decision\":\"APPROVED\"}", 404, "not-found");
        refused("crew", path + "/decision", "{\"decision\":\"APPROVED\"}", 403, "forbidden");

        JsonNode whole = post("approver2", path + "/decision", "{\"decision\":\"APPROVED\"}", 200);
        assertThat(whole.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(whole.path("outcome").asText()).isEqualTo("APPROVED");
        assertThat(whole.path("completedBy").asText()).isEqualTo("approver2");
        assertThat(whole.path("approvals"))
                .extracting(approval -> approval.path("by").asText())
                .containsExactly("approver", "approver2");
        refused("approver2", path + "/decision", "{\"decision\":\"DENIED\"}", 409, "already-ended");

        JsonNode events = get("cis", "/api/v1/service-orders/" + story.orderId() + "/events", 200);
        assertThat(events.toString())
                .contains("APPROVED by approver: Generator brought. Evidence: letter 12", "APPROVED by approver2");
    }

    @Test
    void theEnginesRestAndTasklistRefuseTheSamePersonToo() throws Exception {
        Story story = stories.at(LIFE_SUPPORT).ordered("CUT").assess("G06", "APPROVE_LIFE_SUPPORT");
        Token human =
                Token.of(stories.engine(), "human-activity", story.activity().id());
        String first = "/engine-rest/task/" + human.task("userTask_decide").getId();
        engine("approver", first + "/claim", "{\"userId\":\"approver\"}", 204);
        engine("approver", first + "/complete", "{\"variables\":{\"decision\":{\"value\":\"APPROVED\"}}}", 204);

        Task second = human.task("userTask_approveSecond");
        String path = "/engine-rest/task/" + second.getId();
        refused("approver", path + "/claim", "{\"userId\":\"approver\"}", 409, "same-person");
        refused(
                "approver",
                path + "/complete",
                "{\"variables\":{\"decision\":{\"value\":\"APPROVED\"}}}",
                409,
                "same-person");
        refused(
                "approver",
                path + "/submit-form",
                "{\"variables\":{\"decision\":{\"value\":\"APPROVED\"}}}",
                409,
                "same-person");
        engine("approver2", path + "/claim", "{\"userId\":\"approver2\"}", 204);
        refused(
                "approver",
                path + "/complete",
                "{\"variables\":{\"decision\":{\"value\":\"APPROVED\"}}}",
                409,
                "already-signed");
        engine("approver2", path + "/submit-form", "{\"variables\":{\"decision\":{\"value\":\"DENIED\"}}}", 204);
        story.walk("PERSON CANCELLED: cancelled DENIED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"decision\":\"VISIT_AGAIN\"}                                                      | 422 | decision-not-allowed | /decision",
                "{\"decision\":null}                                                                 | 422 | decision-not-allowed | /decision",
                "{}                                                                                  | 422 | decision-not-allowed | /decision",
                "{\"decision\":\"COMPLETED\",\"facts\":{\"supply\":\"ON\"}}                          | 422 | decision-not-allowed | /evidence",
                "{\"decision\":\"COMPLETED\",\"facts\":{\"supply\":\"ON\"},\"evidence\":\"  \"}      | 422 | decision-not-allowed | /evidence",
                "{\"decision\":\"COMPLETED\"}                                                        | 422 | decision-not-allowed | /facts/supply",
                "{\"decision\":\"COMPLETED\",\"facts\":{\"switch\":\"ON\"},\"evidence\":\"x\"}       | 422 | decision-not-allowed | /facts",
                "{\"decision\":\"COMPLETED\",\"facts\":{\"noDevice\":true},\"evidence\":\"x\"}       | 422 | decision-not-allowed | /facts",
                "{\"decision\":\"CANCEL\",\"facts\":{\"supply\":\"ON\"},\"evidence\":\"x\"}          | 422 | decision-not-allowed | /facts",
                "{\"decision\":\"CANCEL\",\"readings\":[{\"registerId\":\"1\",\"value\":\"1\",\"at\":\"2026-03-02T10:00:00Z\"}]} | 422 | decision-not-allowed | /readings",
                "{\"decission\":\"CANCEL\"}                                                          | 400 | invalid-request      | /decission",
            })
    void refusesWhatThisDecisionCannotBe(String body, int status, String problem, String pointer) throws Exception {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        String path = "/api/v1/human-activities/" + story.activity().id();
        JsonNode refusal = refused("dispatcher", path + "/decision", body, status, problem);
        assertThat(refusal.path("errors"))
                .extracting(error -> error.path("pointer").asText())
                .contains(pointer);
        JsonNode still = get("dispatcher", path, 200);
        assertThat(still.path("state").asText()).isEqualTo("OPEN");
        assertThat(still.path("assignee").isNull() || still.path("assignee").isMissingNode())
                .isTrue();
    }

    @Test
    void tellsWhoDecidedAndWhy() throws Exception {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        String path = "/api/v1/human-activities/" + story.activity().id();
        post("dispatcher", path + "/decision", """
                {"decision":"COMPLETED","facts":{"supply":"ON"},"evidence":"called the tenant","remarks":"Light burns."}
                """, 200);
        JsonNode done = get("dispatcher", path, 200);
        assertThat(done.path("completedBy").asText()).isEqualTo("dispatcher");
        assertThat(done.path("evidence").asText()).isEqualTo("called the tenant");
        assertThat(done.path("remarks").asText()).isEqualTo("Light burns.");
        assertThat(get("cis", "/api/v1/service-orders/" + story.orderId() + "/events", 200)
                        .toString())
                .contains("COMPLETED by dispatcher: Light burns. Evidence: called the tenant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"decision\":\"ESTIMATE\"}",
                "{\"decision\":\"ESTIMATE\",\"readings\":[]}",
                "{\"decision\":\"ESTIMATE\",\"readings\":[{\"registerId\":\"1\",\"value\":\"10\",\"at\":\"2026-03-02T10:00:00Z\"}]}",
                "{\"decision\":\"ESTIMATE\",\"readings\":[{\"registerId\":\"1\",\"value\":\"10\",\"at\":\"2026-03-02T10:00:00Z\"},{\"registerId\":\"2\",\"at\":\"2026-03-02T10:00:00Z\"}]}",
                "{\"decision\":\"ESTIMATE\",\"readings\":[{\"registerId\":\"1\",\"value\":\"10\",\"at\":\"2026-03-02T10:00:00Z\"},{\"registerId\":\"2\",\"value\":\"1E+99\",\"at\":\"2026-03-02T10:00:00Z\"}]}",
            })
    void refusesAnEstimateWithHoles(String body) throws Exception {
        String path = exhausted();
        JsonNode refusal = refused("dispatcher", path + "/decision", body, 422, "decision-not-allowed");
        assertThat(refusal.path("errors"))
                .allMatch(error -> error.path("pointer").asText().startsWith("/readings"));
    }

    @Test
    void takesACompleteEstimate() throws Exception {
        String path = exhausted();
        post("dispatcher", path + "/decision", """
                {"decision":"ESTIMATE","readings":[{"registerId":"1","value":"10","at":"2026-03-02T10:00:00Z"},
                 {"registerId":"2","value":"20.5","at":"2026-03-02T10:00:00Z"}],"remarks":"as last year"}
                """, 200);
        assertThat(get("dispatcher", path, 200).path("outcome").asText()).isEqualTo("ESTIMATE");
    }

    @Test
    void everyDecisionOfAnExhaustedVisitIsTaken() throws Exception {
        for (String word : List.of("VISIT_AGAIN", "REMOTE_AGAIN", "PARTIAL", "CANCEL")) {
            String path = exhausted();
            JsonNode done = post("dispatcher", path + "/decision", "{\"decision\":\"" + word + "\"}", 200);
            assertThat(done.path("outcome").asText()).isEqualTo(word);
        }
    }

    @Test
    void decisionThatIsNotNeededAnyMoreHasEnded() throws Exception {
        Story story = stories.at(UNKNOWN_SUPPLY).ordered("ENABLE").assess("G14", "COMPLETE_DATA");
        String path = "/api/v1/human-activities/" + story.activity().id();
        story.change("{\"supply\":\"ON\"}");
        assertThat(get("dispatcher", path, 200).path("outcome").asText()).isEqualTo("WITHDRAWN");
        refused("dispatcher", path + "/decision", "{\"decision\":\"CANCEL\"}", 409, "already-ended");
        refused("dispatcher", path + "/claim", "", 409, "already-ended");
    }

    @Test
    void signedWorkIsDecidedByWhoSignedIt() throws Exception {
        Story story = stories.at(LIFE_SUPPORT).ordered("CUT").assess("G06", "APPROVE_LIFE_SUPPORT");
        String path = "/api/v1/human-activities/" + story.activity().id();
        assertThat(post("approver", path + "/claim", "", 200).path("assignee").asText())
                .isEqualTo("approver");
        refused("approver2", path + "/decision", "{\"decision\":\"APPROVED\"}", 409, "already-signed");
        assertThat(list("approver2", "group=collections-approvers&state=OPEN&assignee=approver"))
                .contains(story.activity().id());
        assertThat(list("dispatcher", "state=OPEN"))
                .doesNotContain(story.activity().id());
    }

    private String exhausted() {
        Story story = stories.at(TO_READ)
                .ordered("ENABLE")
                .walk("E19 READ_METER: NO_ACCESS", "E19 READ_METER: NO_ACCESS")
                .assess("G12", "FIELD_EXHAUSTED");
        return "/api/v1/human-activities/" + story.activity().id();
    }

    private Stream<String> ids(JsonNode page) {
        return Stream.iterate(0, index -> index < page.path("items").size(), index -> index + 1)
                .map(index -> page.path("items").path(index).path("id").asText());
    }

    private List<String> list(String user, String query) throws Exception {
        return ids(get(user, "/api/v1/human-activities?limit=500&" + query, 200))
                .toList();
    }

    private JsonNode get(String user, String path, int status) throws Exception {
        return send(user, "GET", path, null, status);
    }

    private JsonNode post(String user, String path, String body, int status) throws Exception {
        return send(user, "POST", path, body, status);
    }

    private void engine(String user, String path, String body, int status) throws Exception {
        send(user, "POST", path, body, status);
    }

    private JsonNode refused(String user, String path, String body, int status, String problem) throws Exception {
        JsonNode answer = send(user, "POST", path, body, status);
        assertThat(answer.path("type").asText()).isEqualTo("urn:truckroll:problem:" + problem);
        return answer;
    }

    private JsonNode send(String user, String method, String path, String body, int status)
            throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Basic " + login)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s %s: %s", user, method, path, answer.body())
                .isEqualTo(status);
        return answer.body().isEmpty()
                ? stories.json().createObjectNode()
                : stories.json().readTree(answer.body());
    }
}
