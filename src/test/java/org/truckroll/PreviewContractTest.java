// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The contract of {@code POST /api/v1/service-orders:preview} (api.md 2): the answer, and the same refusals as for the order itself. */
@ProcessTest
class PreviewContractTest {

    private static final String PREVIEW = "/api/v1/service-orders:preview";
    private static final String ORDERS = "/api/v1/service-orders";

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
    void tellsTheWholeWay() throws Exception {
        Story story = stories.at("{device:{commission:'COMMISSIONED',switch:'ON'}}");
        JsonNode answer = post("cis", PREVIEW, body(story, "{type:'DISABLE',permanent:true}"), 200);
        assertThat(answer.path("path"))
                .extracting(step -> step.path("rule").asText() + " " + step.path("action").asText() + " "
                        + step.path("channel").asText())
                .containsExactly(
                        "D04 REMOTE_DISCONNECT COMMAND",
                        "D06 ON_DEMAND_READ_SCALAR COMMAND",
                        "D10 DECOMMISSION COMMAND",
                        "D11 DISCONNECT_SP_AT_SOURCE_AND_REMOVE FIELD",
                        "D11b DEACTIVATE_POINT DATA",
                        "D12 DONE END");
        assertThat(answer.path("path"))
                .allSatisfy(step -> assertThat(step.path("reason").asText()).isNotBlank());
        assertThat(answer.path("visits").asInt()).isEqualTo(1);
        assertThat(answer.path("commands").asInt()).isEqualTo(3);
        assertThat(answer.path("outcome").asText()).isEqualTo("DONE");
        assertThat(answer.path("earliestFinish").asText()).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(answer.path("conflicts").isArray()).isTrue();
        assertThat(answer.path("conflicts")).isEmpty();
        assertThat(stories.orders().openAt(story.pointId)).isEmpty();
    }

    @Test
    void stopsWhereAPersonMustDecide() throws Exception {
        Story story = stories.at("{flags:{lifeSupport:true},device:{kind:'MANUAL',switch:'ON'}}");
        JsonNode answer = post("cis", PREVIEW, body(story, "{type:'CUT'}"), 200);
        assertThat(answer.path("path")).extracting(step -> step.path("action").asText())
                .containsExactly("APPROVE_LIFE_SUPPORT");
        assertThat(answer.path("outcome").isNull() || answer.path("outcome").isMissingNode())
                .isTrue();
        assertThat(answer.path("earliestFinish").isNull() || answer.path("earliestFinish").isMissingNode())
                .isTrue();
    }

    @Test
    void namesTheCodeOfAnEnd() throws Exception {
        Story story = stories.at("{status:'ABANDONED'}");
        JsonNode answer = post("cis", PREVIEW, body(story, "{type:'READ'}"), 200);
        assertThat(answer.path("path").path(0).path("code").asText()).isEqualTo("SP_ABANDONED");
        assertThat(answer.path("outcome").asText()).isEqualTo("SP_ABANDONED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "400 | invalid-request | {type:null}",
                "400 | invalid-request | {type:'READ',externalId:''}",
                "400 | invalid-request | {type:'READ',requestedDate:'tomorrow'}",
                "400 | invalid-request | {type:'READ',priority:101}",
                "400 | invalid-request | {type:'CUT',collection:{amountDue:-1}}",
                "400 | invalid-request | {type:'READ',unheardOf:1}",
                "422 | unknown-type | {type:'FLY'}",
                "422 | unknown-service-point | {type:'READ',servicePointId:'SP-NOWHERE'}",
                "422 | callback-refused | {type:'READ',replyTo:'ftp://example.org/'}",
            })
    void isRefusedAsTheOrderWouldBe(int status, String problem, String asked) throws Exception {
        Story story = stories.at("{}");
        String body = body(story, asked);
        JsonNode preview = post("cis", PREVIEW, body, status);
        JsonNode order = post("cis", ORDERS, body, status);
        assertThat(preview.path("type").asText()).isEqualTo("urn:truckroll:problem:" + problem);
        assertSameRefusal(preview, order);
    }

    private static void assertSameRefusal(JsonNode preview, JsonNode order) {
        for (String part : List.of("type", "title", "status", "detail", "errors")) {
            assertThat(preview.path(part)).as(part).isEqualTo(order.path(part));
        }
    }

    @Test
    void aPointOfAnotherDivisionIsUnknown() throws Exception {
        Story story = stories.at("{division:'example'}");
        String body = body(story, "{type:'READ'}");
        assertSameRefusal(post("cis", PREVIEW, body, 422), post("cis", ORDERS, body, 422));
    }

    @Test
    void onlyWhoMayOrderMayAsk() throws Exception {
        Story story = stories.at("{}");
        String body = body(story, "{type:'READ'}");
        for (String user : List.of("crew", "dispatcher")) {
            assertSameRefusal(post(user, PREVIEW, body, 403), post(user, ORDERS, body, 403));
        }
    }

    /** Refused, merged, superseding or queued (7.5): said for every open order, and none of it done. */
    @ParameterizedTest
    @CsvSource({
        "ENABLE,     ENABLE,    O09, REFUSE,    duplicate-order",
        "ENABLE,     CUT,       O04, REFUSE,    opposing-order",
        "DISABLE,    ENABLE,    O06, MERGE,     ",
        "CUT,        RECONNECT, O03, SUPERSEDE, ",
        "ENABLE,     READ,      O10, QUEUE,     ",
    })
    void namesTheOrdersThatStandAgainstIt(String open, String asked, String rule, String verdict, String problem)
            throws Exception {
        Story story = stories.at("{device:{kind:'MANUAL',switch:'ON'}}").ordered(open);
        JsonNode answer = post("cis", PREVIEW, body(story, "{type:'" + asked + "'}"), 200);
        assertThat(answer.path("conflicts")).hasSize(1);
        JsonNode conflict = answer.path("conflicts").path(0);
        assertThat(conflict.path("orderId").asText()).isEqualTo(story.orderId());
        assertThat(conflict.path("type").asText()).isEqualTo(open);
        assertThat(conflict.path("rule").asText()).isEqualTo(rule);
        assertThat(conflict.path("verdict").asText()).isEqualTo(verdict);
        assertThat(conflict.path("problem").asText("")).isEqualTo(problem == null ? "" : problem);
        assertThat(answer.path("path")).isNotEmpty();
        assertThat(stories.orders().openAt(story.pointId)).hasSize(1);
        assertThat(story.order().type()).isEqualTo(open);
        assertThat(story.decisions()).isEmpty();
    }

    @Test
    void namesEveryOpenOrderTheStrictestFirst() throws Exception {
        Story story = stories.at("{device:{kind:'MANUAL',switch:'ON'}}").ordered("ENABLE");
        String first = story.orderId();
        String second = story.ordered("READ").orderId();
        JsonNode answer = post("cis", PREVIEW, body(story, "{type:'ENABLE'}"), 200);
        assertThat(answer.path("conflicts"))
                .extracting(conflict -> conflict.path("orderId").asText() + " "
                        + conflict.path("verdict").asText())
                .containsExactly(first + " REFUSE", second + " QUEUE");
    }

    /** It is a question about the facts, not about this order: asked again it is answered again, and known ids do not matter. */
    @Test
    void mayBeAskedUnderAKnownExternalId() throws Exception {
        Story story = stories.at("{device:{kind:'MANUAL',switch:'ON'}}");
        String body = body(story, "{type:'READ'}");
        assertThat(post("cis", PREVIEW, body, 200)).isEqualTo(post("cis", PREVIEW, body, 200));
        post("cis", ORDERS, body, 201);
        assertThat(post("cis", PREVIEW, body, 200).path("path")).hasSize(2);
    }

    private String body(Story story, String asked) {
        ObjectNode body = stories.json().createObjectNode();
        body.put("externalId", "SR-P-" + story.pointId);
        body.put("servicePointId", story.pointId);
        body.setAll(Stories.object(asked));
        return body.toString();
    }

    private JsonNode post(String user, String path, String body, int status) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Basic " + login)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s %s: %s", user, path, body, answer.body())
                .isEqualTo(status);
        return stories.json().readTree(answer.body());
    }
}
