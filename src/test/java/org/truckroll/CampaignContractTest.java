// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.shared.Ids;

/** Campaigns as a partner and a dispatcher see them, over HTTP. */
@ProcessTest
class CampaignContractTest {

    private static final String PATH = "/api/v1/campaigns";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @Test
    void acceptsOnceAndShowsProgress() throws Exception {
        ObjectNode body = campaign(points(3));
        body.withArray("servicePointIds").add("SP-NOWHERE");
        body.put("cohortSize", 2);
        body.put("name", "Spring round");
        body.putObject("canary").put("size", 1).put("maxFailureRate", 0.5);
        body.putObject("pacing")
                .put("ordersPerMinute", 120)
                .putObject("perHeadEnd")
                .put("scripted", 60);

        HttpResponse<String> made = post("cis", PATH, body.toString());
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode campaign = JSON.readTree(made.body());
        String path = made.headers().firstValue("Location").orElseThrow();
        assertThat(path).isEqualTo(PATH + "/" + campaign.path("id").asText());
        assertThat(campaign.path("state").asText()).isEqualTo("RUNNING");
        assertThat(campaign.path("requester").asText()).isEqualTo("cis");
        assertThat(campaign.path("division").asText()).isEqualTo("north");
        assertThat(campaign.path("name").asText()).isEqualTo("Spring round");

        assertThat(post("cis", PATH, body.toString()).statusCode()).isEqualTo(200);
        body.put("name", "Another name");
        HttpResponse<String> reused = post("cis", PATH, body.toString());
        assertThat(reused.statusCode()).isEqualTo(409);
        assertThat(type(reused)).isEqualTo("external-id-reused");
        assertThat(JSON.readTree(reused.body()).path("conflictsWith").asText())
                .isEqualTo(campaign.path("id").asText());

        token(campaign).runJob("serviceTask_releaseOrders");
        JsonNode progress = json(get("cis", path)).path("progress");
        assertThat(progress.at("/items/total").asInt()).isEqualTo(4);
        assertThat(progress.at("/items/refused").asInt()).isEqualTo(1);
        assertThat(progress.at("/items/waiting").asInt()).isEqualTo(2);
        assertThat(progress.at("/items/released").asInt()).isEqualTo(1);
        assertThat(progress.at("/items/open").asInt()).isEqualTo(1);
        assertThat(progress.at("/canary/state").asText()).isEqualTo("RUNNING");
        assertThat(progress.path("lastMinute").asInt()).isEqualTo(1);
        assertThat(progress.path("expectedReleaseEnd").isNull()).isTrue();
        assertThat(progress.at("/cohorts/1/items/total").asInt()).isEqualTo(2);
        JsonNode headEnd = progress.at("/headEnds/1");
        assertThat(headEnd.path("headEnd").asText()).isEqualTo("scripted");
        assertThat(headEnd.path("ordersPerMinute").asInt()).isEqualTo(60);
        assertThat(progress.at("/failures/ended").asInt()).isZero();
        assertThat(json(get("cis", PATH + "?state=RUNNING&limit=1"))
                        .at("/items/0/id")
                        .asText())
                .isEqualTo(campaign.path("id").asText());
    }

    @Test
    void listsItemsByStateAndCohortInPages() throws Exception {
        List<String> points = points(3);
        ObjectNode body = campaign(List.of());
        body.remove("servicePointIds");
        ArrayNode cohorts = body.putArray("cohorts");
        cohorts.addObject().put("name", "hill").putArray("servicePointIds").add(points.get(0));
        ArrayNode items = cohorts.addObject().put("name", "valley").putArray("items");
        items.addObject().put("servicePointId", points.get(1)).put("externalId", "own-" + points.get(1));
        items.addObject()
                .put("servicePointId", points.get(2))
                .putObject("collection")
                .put("amountDue", 12.5)
                .put("currency", "SEK");
        JsonNode campaign = json(post("cis", PATH, body.toString()));
        String path = PATH + "/" + campaign.path("id").asText() + "/items";
        token(campaign).runJob("serviceTask_releaseOrders");

        JsonNode hill = json(get("cis", path + "?cohort=hill&state=RELEASED&orderState=acknowledged"));
        assertThat(hill.path("items")).hasSize(1);
        JsonNode first = hill.at("/items/0");
        assertThat(first.path("externalId").asText())
                .isEqualTo(body.path("externalId").asText() + "-1");
        JsonNode order = json(
                get("cis", "/api/v1/service-orders/" + first.path("orderId").asText()));
        assertThat(order.path("externalId").asText())
                .isEqualTo(first.path("externalId").asText());
        assertThat(order.path("requester").asText()).isEqualTo("cis");
        assertThat(order.path("reason").asText()).isEqualTo("ROUND");

        List<String> numbers = new ArrayList<>();
        String next = "http://127.0.0.1:" + port + path + "?limit=2";
        for (int pages = 0; !next.isEmpty(); pages++) {
            assertThat(pages).isLessThan(2);
            JsonNode page = json(send("cis", HttpRequest.newBuilder(URI.create(next))));
            page.path("items").forEach(item -> numbers.add(item.path("number").asText()));
            next = page.path("next").isNull() ? "" : page.path("next").asText();
        }
        assertThat(numbers).containsExactly("1", "2", "3");
        JsonNode valley = json(get("cis", path + "?cohort=valley&state=WAITING"));
        assertThat(valley.path("items").findValuesAsText("servicePointId"))
                .containsExactly(points.get(1), points.get(2));
        assertThat(valley.at("/items/0/externalId").asText()).isEqualTo("own-" + points.get(1));
        assertThat(valley.at("/items/1/collection/amountDue").decimalValue()).isEqualByComparingTo("12.5");
        assertThat(get("cis", path + "?state=GONE").statusCode()).isEqualTo(400);
        assertThat(get("cis", path + "?orderState=GONE").statusCode()).isEqualTo(400);
        assertThat(get("cis", path + "?cursor=QUJD").statusCode()).isEqualTo(400);
    }

    @Test
    void dispatcherPausesResumesAndStops() throws Exception {
        JsonNode campaign = json(post("cis", PATH, campaign(points(2)).toString()));
        String path = PATH + "/" + campaign.path("id").asText();
        assertThat(post("dispatcher", path + ":pause", "{\"reason\":\"\"}").statusCode())
                .isEqualTo(400);
        JsonNode paused = json(post("dispatcher", path + ":pause", "{\"reason\":\"Storm\"}"));
        assertThat(paused.path("state").asText()).isEqualTo("PAUSED");
        assertThat(paused.at("/pause/code").asText()).isEqualTo("BY_PERSON");
        assertThat(paused.at("/pause/reason").asText()).isEqualTo("Storm");
        assertThat(paused.path("changedBy").asText()).isEqualTo("dispatcher");
        assertThat(json(post("dispatcher", path + ":pause", ""))
                        .at("/pause/reason")
                        .asText())
                .as("paused already: nothing changes")
                .isEqualTo("Storm");

        JsonNode resumed = json(post("dispatcher", path + ":resume", ""));
        assertThat(resumed.path("state").asText()).isEqualTo("RUNNING");
        assertThat(resumed.path("pause").isNull()).isTrue();
        JsonNode stopped = json(post("cis", path + ":stop", ""));
        assertThat(stopped.path("state").asText()).isEqualTo("STOPPED");
        assertThat(stopped.at("/progress/items/stopped").asInt()).isEqualTo(2);
        assertThat(post("cis", path + ":stop", "").statusCode()).isEqualTo(200);
        HttpResponse<String> late = post("cis", path + ":resume", "");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(type(late)).isEqualTo("campaign-ended");
    }

    @Test
    void isForThoseWhoMayAndOfTheirDivision() throws Exception {
        ObjectNode body = campaign(points(1));
        assertThat(post("dispatcher", PATH, body.toString()).statusCode()).isEqualTo(403);
        assertThat(post("crew", PATH, body.toString()).statusCode()).isEqualTo(403);
        assertThat(get("crew", PATH).statusCode()).isEqualTo(403);

        String path =
                PATH + "/" + json(post("cis", PATH, body.toString())).path("id").asText();
        assertThat(get("dispatcher", path).statusCode()).isEqualTo(200);
        assertThat(get("cis-south", path).statusCode()).isEqualTo(404);
        assertThat(get("cis-south", path + "/items").statusCode()).isEqualTo(404);
        assertThat(post("cis-south", path + ":stop", "").statusCode()).isEqualTo(404);
        assertThat(post("crew", path + ":stop", "").statusCode()).isEqualTo(403);
        assertThat(get("cis-south", PATH + "?limit=500").body())
                .doesNotContain(path.substring(path.lastIndexOf('/') + 1));
    }

    @Test
    void belongsToOneDivision() throws Exception {
        String south = stories.at("{\"division\":\"south\"}").pointId;
        String north = stories.at("{}").pointId;
        HttpResponse<String> both =
                post("cis", PATH, campaign(List.of(south, north)).toString());
        assertThat(both.statusCode()).isEqualTo(422);
        assertThat(type(both)).isEqualTo("several-divisions");

        JsonNode seen =
                json(post("cis-south", PATH, campaign(List.of(south, north)).toString()));
        assertThat(seen.path("division").asText()).isEqualTo("south");
        assertThat(seen.at("/progress/items/refused").asInt())
                .as("a foreign point is as unknown as one that does not exist")
                .isEqualTo(1);
        HttpResponse<String> none =
                post("cis-south", PATH, campaign(List.of(north)).toString());
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(type(none)).isEqualTo("unknown-service-point");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"externalId":""}                                    | 400 | invalid-request | /externalId
                    {"type":null}                                        | 400 | invalid-request | /type
                    {"type":"DANCE"}                                     | 422 | unknown-type    | /type
                    {"servicePointIds":[]}                               | 400 | invalid-request | /cohorts
                    {"servicePointIds":["A",""]}                         | 400 | invalid-request | /servicePointIds/1
                    {"servicePointIds":["A","B","A"]}                    | 400 | invalid-request | /servicePointIds/2
                    {"cohorts":[{"servicePointIds":["A"]}]}              | 400 | invalid-request | /cohorts
                    {"items":[{"servicePointId":"B","externalId":"x"},{"servicePointId":"C","externalId":"x"}]} | 400 | invalid-request | /items/1/externalId
                    {"items":[{"servicePointId":"B","collection":{"currency":"kr"}}]} | 400 | invalid-request | /items/0/collection/currency
                    {"cohortSize":0}                                     | 400 | invalid-request | /cohortSize
                    {"order":{"priority":101}}                           | 400 | invalid-request | /order/priority
                    {"order":{"requestedDate":"soon"}}                   | 400 | invalid-request | /order/requestedDate
                    {"order":{"colour":"red"}}                           | 400 | invalid-request | /order/colour
                    {"order":{"replyTo":"ftp://example.org/"}}           | 422 | callback-refused | /order/replyTo
                    {"canary":{}}                                        | 400 | invalid-request | /canary/size
                    {"canary":{"size":1,"maxFailureRate":1.1}}           | 400 | invalid-request | /canary/maxFailureRate
                    {"pacing":{"ordersPerMinute":0}}                     | 400 | invalid-request | /pacing/ordersPerMinute
                    {"pacing":{"perHeadEnd":{"scripted":-1}}}            | 400 | invalid-request | /pacing/perHeadEnd/scripted
                    {"failureRate":{"max":-0.1}}                         | 400 | invalid-request | /failureRate/max
                    {"failureRate":{"window":5,"minimum":6}}             | 400 | invalid-request | /failureRate/minimum
                    {"startAt":"tomorrow"}                               | 400 | invalid-request | /startAt
                    """)
    void refusalNamesTheFault(String change, int status, String type, String pointer) throws Exception {
        ObjectNode body = campaign(points(1));
        body.setAll((ObjectNode) JSON.readTree(change));
        HttpResponse<String> refused = post("cis", PATH, body.toString());
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(type(refused)).isEqualTo(type);
        assertThat(JSON.readTree(refused.body()).path("errors").findValuesAsText("pointer"))
                .contains(pointer);
    }

    @Test
    void takesThousandsOfPointsInOneBody() throws Exception {
        List<String> ids = new ArrayList<>(points(1));
        IntStream.range(0, 20_000)
                .mapToObj(i -> "SP-" + i + "-" + "x".repeat(50))
                .forEach(ids::add);
        String body = campaign(ids).toString();
        assertThat(body.length()).isGreaterThan(1024 * 1024);
        HttpResponse<String> made = post("cis", PATH, body);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(made.body()).at("/progress/items/refused").asInt())
                .isEqualTo(20_000);
        ids.addAll(IntStream.range(0, 30_000).mapToObj(i -> "SP-" + i).toList());
        assertThat(post("cis", PATH, campaign(ids).toString()).statusCode()).isEqualTo(400);
        assertThat(post("cis", PATH, "{\"name\":\"" + "x".repeat(17 * 1024 * 1024) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    private List<String> points(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}").pointId)
                .toList();
    }

    private static ObjectNode campaign(List<String> points) {
        ObjectNode body = JSON.createObjectNode();
        body.put("externalId", "C-" + Ids.next()).put("type", "INVESTIGATE");
        body.putObject("order").put("reason", "ROUND");
        points.forEach(body.putArray("servicePointIds")::add);
        return body;
    }

    private Token token(JsonNode campaign) {
        return Token.of(stories.engine(), "campaign", campaign.path("id").asText());
    }

    private static String type(HttpResponse<String> refused) throws Exception {
        return JSON.readTree(refused.body()).path("type").asText().replace("urn:truckroll:problem:", "");
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> get(String user, String path) throws Exception {
        return send(user, HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    private HttpResponse<String> post(String user, String path, String body) throws Exception {
        return send(
                user,
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(String user, HttpRequest.Builder request) throws Exception {
        String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        return http.send(
                request.header("Authorization", "Basic " + login).build(), HttpResponse.BodyHandlers.ofString());
    }
}
