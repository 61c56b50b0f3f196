// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.shared.Ids;

/** Section 5 of api.md as a partner sees it, over HTTP (SOM-14). */
@ClosureTest
class SubscriptionContractTest {

    private static final String GOOD = """
            {"callback":"http://127.0.0.1:9/hook","events":["Milestone"],"secret":"s3cret"}
            """;

    @Autowired
    private World world;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void reset() {
        world.reset();
    }

    @Test
    void makesASubscriptionAndTellsWhereItIs() throws Exception {
        HttpResponse<String> made = post("cis", """
                {"callback":"http://127.0.0.1:9/hook","events":["ServiceOrderStateChange","Milestone","Jeopardy","ServicePointChange"],
                 "filter":{"type":["CUT"],"division":["north"]},"secret":"s3cret-s3cret"}
                """);
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode body = world.json(made.body());
        String location = made.headers().firstValue("Location").orElseThrow();
        assertThat(location).endsWith("/api/v1/subscriptions/" + body.path("id").asText());
        assertThat(made.body()).doesNotContain("s3cret");

        HttpResponse<String> read =
                get("cis", "/api/v1/subscriptions/" + body.path("id").asText());
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(world.json(read.body())).isEqualTo(body);
        assertThat(body.path("state").asText()).isEqualTo("ACTIVE");
        assertThat(body.at("/filter/type/0").asText()).isEqualTo("CUT");
        assertThat(body.at("/filter/division/0").asText()).isEqualTo("north");
    }

    @Test
    void tellsAGeneratedSecretOnce() throws Exception {
        JsonNode made = world.json(post("cis", "{\"callback\":\"http://127.0.0.1:9/\",\"events\":[\"Milestone\"]}")
                .body());
        assertThat(made.path("secret").asText()).startsWith("whsec_");
        JsonNode read = world.json(
                get("cis", "/api/v1/subscriptions/" + made.path("id").asText()).body());
        assertThat(read.has("secret")).isFalse();
        assertThat(get("cis", "/api/v1/subscriptions").body()).doesNotContain("whsec_");
    }

    @Test
    void listsOwnSubscriptionsInPages() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(0, world.json(post("cis", GOOD).body()).path("id").asText());
        }
        post("cis-south", GOOD);

        List<String> listed = new ArrayList<>();
        String next = "http://localhost:" + port + "/api/v1/subscriptions?limit=2";
        for (int pages = 0; !next.isEmpty(); pages++) {
            assertThat(pages).isLessThan(2);
            JsonNode page = world.json(
                    send("cis", HttpRequest.newBuilder(URI.create(next))).body());
            page.path("items").forEach(item -> listed.add(item.path("id").asText()));
            next = page.path("next").isNull() ? "" : page.path("next").asText();
        }
        assertThat(listed).isEqualTo(made);
    }

    @Test
    void hidesForeignSubscriptions() throws Exception {
        String id = world.json(post("cis", GOOD).body()).path("id").asText();
        String path = "/api/v1/subscriptions/" + id;
        assertThat(get("cis-south", path).statusCode()).isEqualTo(404);
        assertThat(delete("cis-south", path)).isEqualTo(404);
        assertThat(delete("cis", path)).isEqualTo(204);
        assertThat(delete("cis", path)).isEqualTo(404);
        assertThat(get("cis", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"events":["Milestone"]}                                                        | 400 | invalid-request  | /callback
                    {"callback":"http://127.0.0.1/"}                                                | 400 | invalid-request  | /events
                    {"callback":"http://127.0.0.1/","events":[]}                                    | 400 | invalid-request  | /events
                    {"callback":"http://127.0.0.1/ x","events":["Milestone"]}                       | 400 | invalid-request  | /callback
                    {"callback":{},"events":["Milestone"]}                                          | 400 | invalid-request  | /callback
                    {"callback":"http://127.0.0.1/","events":"Milestone"}                           | 400 | invalid-request  | /events
                    {"callback":"http://127.0.0.1/","events":["Milestone"],"scret":"x"}             | 400 | invalid-request  | /scret
                    {"callback":"http://127.0.0.1/","events":["Milestone"],"secret":" "}            | 400 | invalid-request  | /secret
                    {"callback":"http://127.0.0.1/","events":["Milestone"],"secret":"whsec_%"}      | 400 | invalid-request  | /secret
                    {"callback":"http://127.0.0.1/","events":["Milestone"],"filter":{"type":["x"]}} | 400 | invalid-request  | /filter/type/0
                    {"callback":"http://127.0.0.1/","events":["Milestone","Milestones"]}            | 422 | unknown-event    | /events/1
                    {"callback":"http://127.0.0.1/","events":["ServiceOrderAnswer"]}                | 422 | unknown-event    | /events/0
                    {"callback":"http://127.0.0.1/","events":["Milestone",null]}                    | 422 | unknown-event    | /events/1
                    {"callback":"http://127.0.0.1/","events":["Milestone"],"filter":{"division":["south","north"]}} | 422 | unknown-division | /filter/division/1
                    {"callback":"http://10.0.0.1/","events":["Milestone"]}                          | 422 | callback-refused | /callback
                    {"callback":"http://169.254.169.254/latest","events":["Milestone"]}             | 422 | callback-refused | /callback
                    {"callback":"http://[::1]/","events":["Milestone"]}                             | 422 | callback-refused | /callback
                    {"callback":"ftp://example.org/","events":["Milestone"]}                        | 422 | callback-refused | /callback
                    {"callback":"http://u:p@example.org/","events":["Milestone"]}                   | 422 | callback-refused | /callback
                    """)
    void refusesWhatItCannotServe(String body, int status, String problem, String pointer) throws Exception {
        HttpResponse<String> refused = post("cis-south", body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        JsonNode document = world.json(refused.body());
        assertThat(document.path("type").asText()).isEqualTo("urn:truckroll:problem:" + problem);
        assertThat(document.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(world.json(get("cis-south", "/api/v1/subscriptions").body()).path("items"))
                .isEmpty();
    }

    @Test
    void letsOnlySystemsSubscribe() throws Exception {
        assertThat(post("crew", GOOD).statusCode()).isEqualTo(403);
        assertThat(get("crew", "/api/v1/subscriptions").statusCode()).isEqualTo(403);
    }

    @Test
    void givesTheFeedOfTheCallersDivisionsFromAnOffsetOn() throws Exception {
        long start = world.json(get("cis", "/api/v1/events?limit=500").body())
                .path("next")
                .asLong();
        for (JsonNode page = feed("cis", start, 500); !page.path("items").isEmpty(); page = feed("cis", start, 500)) {
            start = page.path("next").asLong();
        }
        String subject = Ids.next();
        OrderEvent north = world.happen(subject, "north", 1);
        OrderEvent south = world.happen(subject, "south", 2);
        world.happen(subject, "north", 3);

        JsonNode first = feed("cis", start, 2);
        assertThat(first.path("items")).hasSize(2);
        JsonNode item = first.at("/items/0");
        assertThat(item.path("id").asText()).isEqualTo(north.eventId());
        assertThat(item.path("specversion").asText()).isEqualTo("1.0");
        assertThat(item.path("type").asText()).isEqualTo("Milestone");
        assertThat(item.path("subject").asText()).isEqualTo(subject);
        assertThat(item.at("/data/number").asInt()).isEqualTo(1);
        assertThat(item.path("offset").asLong()).isEqualTo(start + 1);
        assertThat(first.path("next").asLong()).isEqualTo(start + 2);
        JsonNode second = feed("cis", start + 2, 2);
        assertThat(second.path("items")).hasSize(1);
        assertThat(feed("cis", second.path("next").asLong(), 2))
                .isEqualTo(world.json("{\"items\":[],\"next\":" + (start + 3) + "}"));

        JsonNode foreign = feed("cis-south", start, 50);
        assertThat(foreign.path("items")).hasSize(1);
        assertThat(foreign.at("/items/0/id").asText()).isEqualTo(south.eventId());
    }

    @ParameterizedTest
    @CsvSource({"after=-1", "after=x", "limit=0", "limit=501", "limit=many"})
    void refusesOffsetsAndLimitsThatMakeNoSense(String query) throws Exception {
        assertThat(get("cis", "/api/v1/events?" + query).statusCode()).isEqualTo(400);
    }

    private JsonNode feed(String caller, long after, int limit) throws Exception {
        return world.json(
                get(caller, "/api/v1/events?after=" + after + "&limit=" + limit).body());
    }

    private HttpResponse<String> post(String caller, String body) throws Exception {
        return send(
                caller,
                HttpRequest.newBuilder(uri("/api/v1/subscriptions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String caller, String path) throws Exception {
        return send(caller, HttpRequest.newBuilder(uri(path)));
    }

    private int delete(String caller, String path) throws Exception {
        return send(caller, HttpRequest.newBuilder(uri(path)).DELETE()).statusCode();
    }

    private HttpResponse<String> send(String caller, HttpRequest.Builder request) throws Exception {
        return http.send(request.header("x-caller", caller).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
