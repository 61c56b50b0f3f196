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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.serviceorder.OrderState;

/** An analyst sees over REST what a changed table would have decided, before it is released. */
@ProcessTest
class ReplayTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENABLE = "next-action-enable.dmn";

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    /** One answer of the server. */
    private record Answer(int status, JsonNode body) {}

    @Test
    void sameTablesMakeNoDifference() throws Exception {
        stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);

        JsonNode report = replay("analyst", "orders=1", null, null).body();

        assertThat(report.path("orders").asInt()).isEqualTo(1);
        assertThat(report.path("decisions").asInt()).isEqualTo(5);
        assertThat(report.path("unchanged").asInt()).isEqualTo(5);
        assertThat(report.path("differences")).isEmpty();
        assertThat(report.path("errors")).isEmpty();
        assertThat(report.path("skipped")).isEmpty();
    }

    @Test
    void guardsSeeInReplayWhatTheySawThen() throws Exception {
        stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .walk(
                        "E15 TURN_ON_METER: NO_ACCESS",
                        "E15 TURN_ON_METER: NO_ACCESS",
                        "G12 FIELD_EXHAUSTED: CANCEL",
                        "PERSON CANCELLED: cancelled CANCELLED");

        JsonNode report = replay("analyst", "orders=1", null, null).body();

        assertThat(report.path("unchanged").asInt()).isEqualTo(3);
        assertThat(report.path("differences")).isEmpty();
        assertThat(report.path("skipped")).hasSize(1);
        assertThat(report.at("/skipped/0/reason").asText()).isEqualTo("ended by a person");
    }

    @Test
    void changedRowIsNamedWithItsDifferencesAndWhatFollows() throws Exception {
        var order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);

        JsonNode report = replay("analyst", "orders=1&type=ENABLE", ENABLE, without("E12"))
                .body();

        assertThat(report.path("differences")).hasSize(1);
        JsonNode difference = report.at("/differences/0");
        assertThat(difference.path("orderId").asText()).isEqualTo(order.orderId());
        assertThat(difference.path("step").asInt()).isEqualTo(3);
        assertThat(difference.path("before")).isEqualTo(JSON.readTree("""
                {"rule": "E12", "action": "REMOTE_CONNECT", "channel": "COMMAND", "code": null}
                """));
        assertThat(difference.path("after")).isEqualTo(JSON.readTree("""
                {"rule": "E15", "action": "TURN_ON_METER", "channel": "FIELD", "code": null}
                """));
        assertThat(difference.path("mattered")).isEqualTo(JSON.readTree("{\"sw\": \"OFF\"}"));
        assertThat(difference.path("followsDifference").asBoolean()).isFalse();
        assertThat(report.path("following").asInt()).isEqualTo(2);
        assertThat(report.path("unchanged").asInt()).isEqualTo(4);
        assertThat(report.path("byRule"))
                .isEqualTo(JSON.readTree("[{\"before\": \"E12\", \"after\": \"E15\", \"decisions\": 1}]"));
        assertThat(stories.orders().get(order.orderId()).state()).isEqualTo(OrderState.COMPLETED);
        assertThat(stories.decisions().of(order.orderId())).hasSize(5);
    }

    @Test
    void laterDifferenceIsMarkedAsFollowing() throws Exception {
        stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);
        String table =
                table().replace("\"REMOTE_CONNECT\"", "\"ARM\"").replace("\"ON_DEMAND_READ_SCALAR\"", "\"PING\"");

        JsonNode report = replay("analyst", "orders=1", ENABLE, table).body();

        assertThat(report.path("differences"))
                .extracting(one -> one.path("step").asInt() + " "
                        + one.path("followsDifference").asBoolean())
                .containsExactly("3 false", "4 true");
    }

    @Test
    void tableWithoutMatchingRowIsTold() throws Exception {
        stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);

        JsonNode report = replay("analyst", "orders=1", ENABLE, without("E20")).body();

        assertThat(report.path("errors")).hasSize(1);
        assertThat(report.at("/errors/0/step").asInt()).isEqualTo(5);
        assertThat(report.at("/errors/0/reason").asText()).isEqualTo("no row of next-action-enable matches");
    }

    @Test
    void factUnknownAtTheTimeIsToldInsteadOfGuessed() throws Exception {
        var order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);
        jdbc.sql("update tr_decision set facts = replace(facts, '\"sw\":', '\"swOfOld\":') where order_id = :order")
                .param("order", order.orderId())
                .update();

        JsonNode report = replay("analyst", "orders=1", null, null).body();

        assertThat(report.path("skipped")).hasSize(5);
        assertThat(report.at("/skipped/0/reason").asText()).isEqualTo("not known at the time of the record: sw");
    }

    @Test
    void misspeltNameIsRefusedAndNothingIsEvaluated() throws Exception {
        String misspelt = table().replaceFirst("<text>canConnect</text>", "<text>canConect</text>");

        Answer answer = replay("analyst", "orders=1", ENABLE, misspelt);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("type").asText()).isEqualTo("urn:truckroll:problem:models-refused");
        assertThat(answer.body().path("problems").toString()).contains("canConect", ENABLE);
        assertThat(answer.body().has("differences")).isFalse();
    }

    @Test
    void fileThatIsNoModelAndNumberOutOfRangeAreRefused() throws Exception {
        assertThat(replay("analyst", "orders=1", "notes.txt", "hello").status()).isEqualTo(422);
        assertThat(replay("analyst", "orders=0", null, null).status()).isEqualTo(400);
        assertThat(replay("analyst", "orders=1001", null, null).status()).isEqualTo(400);
    }

    @Test
    void onlyAnalystsReplay() throws Exception {
        assertThat(replay("dispatcher", "orders=1", null, null).status()).isEqualTo(403);
        assertThat(replay("cis", "orders=1", null, null).status()).isEqualTo(403);
    }

    @Test
    void recordsAreJsonUnlessTextIsAskedFor() throws Exception {
        var order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);

        var any = get(order.orderId(), "*/*");
        var text = get(order.orderId(), "text/plain");

        assertThat(any.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        JsonNode first = JSON.readTree(any.body()).get(0);
        assertThat(first.path("rule").asText()).isEqualTo("E04");
        assertThat(first.at("/facts/nextAction").asText()).isEqualTo("INSTALL_METER");
        assertThat(first.at("/mattered/dev").asText()).isEqualTo("NONE");
        assertThat(first.at("/passedOver/0")).isEqualTo(JSON.readTree("""
                {"rule": "E01", "because": {"spStatus": "ACTIVE"}}
                """));
        assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(text.body()).contains("  E04  There is no meter").hasLineCount(5);
        assertThat(get("0", "text/plain").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String orderId, String accept) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1/service-orders/%s/decisions"
                                        .formatted(port, orderId)))
                                .header("Authorization", basic("cis"))
                                .header("Accept", accept)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private Answer replay(String who, String query, String fileName, String file) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/v1/models:replay?%s".formatted(port, query)))
                .header("Authorization", basic(who));
        if (file == null) {
            request.POST(HttpRequest.BodyPublishers.noBody());
        } else {
            String boundary = "----rows";
            request.header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(HttpRequest.BodyPublishers.ofString("""
                            --%1$s\r
                            Content-Disposition: form-data; name="file"; filename="%2$s"\r
                            Content-Type: application/octet-stream\r
                            \r
                            %3$s\r
                            --%1$s--\r
                            """.formatted(boundary, fileName, file)));
        }
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private static String basic(String who) {
        return "Basic " + Base64.getEncoder().encodeToString((who + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    private static String table() throws Exception {
        return Files.readString(Path.of("processes", ENABLE));
    }

    /** The table with one row taken out. */
    static String without(String rule) throws Exception {
        String table = table();
        String changed = table.replaceFirst("(?s)\\s*<rule id=\"rule_" + rule + "\">.*?</rule>", "");
        assertThat(changed).isNotEqualTo(table);
        return changed;
    }
}
