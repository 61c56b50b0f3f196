// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.security.RequestValidator;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.InboundRules;

/** Reports by REST and SMS by webhook over real HTTP (SOL24-08, SOL24-11, GEO-10, GEO-20): what is taken, what is refused. */
@ProcessTest
class InboundSourcesContractTest {

    private static final String TOKEN = "invented-auth-token-of-the-test";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @Autowired
    private InboundEvents events;

    @Autowired
    private InboundRules rules;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ObjectMapper json;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private Operators on;

    @BeforeEach
    void begin() {
        stories.begin();
        on = new Operators(jdbc, rules);
        on.offAll();
    }

    @AfterEach
    void end() {
        on.offAll();
    }

    private HttpResponse<String> post(String path, String type, String body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, String> basic(String user) {
        return Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> report(String body, Map<String, String> headers) throws Exception {
        return post("/api/v1/events", "application/json", body, headers);
    }

    private JsonNode tree(HttpResponse<String> answer) throws Exception {
        return json.readTree(answer.body());
    }

    private InboundEvent event(String id) {
        return events.get(id, Operators.EVERYWHERE).event();
    }

    @Test
    void aCustomersRequestIsTakenAt202AndStandsAsAnEvent() throws Exception {
        HttpResponse<String> answer = report(
                "{\"division\":\"north\",\"subject\":\"No water\",\"text\":\"Since noon\\nat the quay\","
                        + "\"sender\":\"Åsa Påhittad\",\"files\":[{\"name\":\"../a.png\",\"mediaType\":\"image/png\",\"content\":\"iVBORw==\"}]}",
                basic("cis"));
        assertThat(answer.statusCode()).isEqualTo(202);
        InboundEvent event = event(tree(answer).path("eventId").asText());
        assertThat(event.kind().name()).isEqualTo("CLIENT_REQUEST");
        assertThat(event.sender()).isEqualTo("cis/Åsa Påhittad");
        assertThat(event.text()).isEqualTo("Since noon\nat the quay");
        assertThat(events.get(event.id(), Operators.EVERYWHERE).parts()).hasSize(1);
        assertThat(events.part(
                                event.id(),
                                events.get(event.id(), Operators.EVERYWHERE)
                                        .parts()
                                        .get(0)
                                        .place(),
                                Operators.EVERYWHERE)
                        .name())
                .isEqualTo("a.png");
    }

    @Test
    void aMachineReportsWithItsKeyAndTheSameFaultIsTheSameEvent() throws Exception {
        String key = "fault-" + NUMBER.incrementAndGet();
        String body =
                "{\"kind\":\"MACHINE\",\"dedupeKey\":\"" + key + "\",\"division\":\"north\",\"text\":\"level low\"}";
        Map<String, String> header = Map.of("X-Api-Key", "cis:demo");
        HttpResponse<String> first = report(body, header);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(tree(first).path("known").asBoolean()).isFalse();
        HttpResponse<String> again = report(body.replace("low", "lower"), header);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(tree(again).path("known").asBoolean()).isTrue();
        assertThat(tree(again).path("eventId")).isEqualTo(tree(first).path("eventId"));
        assertThat(event(tree(first).path("eventId").asText()).kind().name()).isEqualTo("MACHINE");
    }

    @Test
    void aWrongKeyAPersonsPasswordAndAnotherPathAreRefused() throws Exception {
        String body = "{\"division\":\"north\",\"text\":\"x\"}";
        assertThat(report(body, Map.of()).statusCode()).isEqualTo(401);
        assertThat(report(body, Map.of("X-Api-Key", "cis:wrong")).statusCode()).isEqualTo(401);
        assertThat(report(body, Map.of("X-Api-Key", "cis")).statusCode()).isEqualTo(401);
        assertThat(report(body, Map.of("X-Api-Key", "dispatcher:demo")).statusCode())
                .isEqualTo(401);
        assertThat(post("/api/v1/subscriptions", "application/json", "{}", Map.of("X-Api-Key", "cis:demo"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatCannotBeReadIsRefusedWithEachFault() throws Exception {
        HttpResponse<String> answer =
                report("{\"kind\":\"MACHINE\",\"text\":\" \",\"files\":[{\"content\":\"%%%\"}]}", basic("cis"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("/text", "/dedupeKey", "/files/0/content");
        assertThat(report("{\"kind\":\"MAIL\",\"text\":\"x\",\"division\":\"north\"}", basic("cis"))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> elsewhere = report("{\"division\":\"nowhere\",\"text\":\"x\"}", basic("cis"));
        assertThat(elsewhere.statusCode()).isEqualTo(422);
        assertThat(elsewhere.body()).contains("unknown-division");
        HttpResponse<String> point = report("{\"servicePointId\":\"SP-NONE\",\"text\":\"x\"}", basic("cis"));
        assertThat(point.statusCode()).isEqualTo(422);
        assertThat(point.body()).contains("unknown-service-point");
    }

    /** SOL24-09: a client of a customer announces no works. */
    @Test
    void aClientCannotAnnounceWorks() throws Exception {
        long before = count();
        assertThat(report("{\"kind\":\"SERVICE_NOTICE\",\"division\":\"north\",\"text\":\"x\"}", basic("cis"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void oneSenderIsStoppedAtItsLimitAndToldWhenToComeAgain() throws Exception {
        String sender = "flood " + NUMBER.incrementAndGet();
        String body = "{\"kind\":\"MACHINE\",\"dedupeKey\":\"KEY\",\"division\":\"north\",\"sender\":\"" + sender
                + "\",\"text\":\"x\"}";
        jdbc.sql("delete from tr_inbound_quota").update();
        assertThat(report(body.replace("KEY", sender.replace(' ', '-') + "-1"), basic("cis"))
                        .statusCode())
                .isEqualTo(202);
        jdbc.sql("update tr_inbound_quota set taken = 200").update();
        long before = count();
        HttpResponse<String> refused = report(body.replace("KEY", sender.replace(' ', '-') + "-2"), basic("cis"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 3600);
        assertThat(count()).as("nothing is stored of what is refused").isEqualTo(before);
        HttpResponse<String> known = report(body.replace("KEY", sender.replace(' ', '-') + "-1"), basic("cis"));
        assertThat(known.statusCode()).as("what is known does not count").isEqualTo(202);
    }

    private long count() {
        return jdbc.sql("select count(*) from tr_inbound_event")
                .query(Long.class)
                .single();
    }

    private Map<String, String> sms(String from, String text) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("MessageSid", "SM%032d".formatted(NUMBER.incrementAndGet() + System.nanoTime()));
        fields.put("From", from);
        fields.put("Body", text);
        return fields;
    }

    private HttpResponse<String> send(Map<String, String> fields, String token) throws Exception {
        String url = "http://127.0.0.1:" + port + "/hooks/sms/desk";
        StringBuilder signed = new StringBuilder(url);
        fields.forEach((name, value) -> signed.append(name).append(value));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        String signature =
                Base64.getEncoder().encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(new RequestValidator(token).validate(url, fields, signature)).isTrue();
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post(
                "/hooks/sms/desk", "application/x-www-form-urlencoded", form, Map.of("X-Twilio-Signature", signature));
    }

    @Test
    void aSignedSmsIsTakenWithoutALoginAndASpoofedOneIsNot() throws Exception {
        Map<String, String> sms = sms("+46701740600", "Röken luktar & stiger");
        HttpResponse<String> answer = send(sms, TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<Response/>");
        send(sms, TOKEN);
        assertThat(jdbc.sql("select body from tr_inbound_event where source = 'sms:desk' and message_id = :sid")
                        .param("sid", sms.get("MessageSid"))
                        .query(String.class)
                        .list())
                .containsExactly("Röken luktar & stiger");
        long before = count();
        assertThat(send(sms("+46701740600", "spoofed"), TOKEN + "x").statusCode())
                .isEqualTo(403);
        assertThat(count()).isEqualTo(before);
    }

    /** GEO-26: the way of an answer by SMS from Twilio to the event it speaks of. */
    @Test
    void anOperatorTakesChargeByAnswering() throws Exception {
        on.call("crew", 1);
        String id =
                on.receive(events, org.truckroll.event.Inbound.Kind.MAIL, "somebody@example.com", "Alarm", "Pump 7");
        Token.of(stories.engine(), InboundEvents.PROCESS, id).runJob("serviceTask_readEvent");
        Map<String, String> sms = sms(Operators.PHONE_OF_CREW, event(id).code() + "a");
        assertThat(send(sms, TOKEN).statusCode()).isEqualTo(200);
        String answer = jdbc.sql("select id from tr_inbound_event where source = 'sms:desk' and message_id = :sid")
                .param("sid", sms.get("MessageSid"))
                .query(String.class)
                .single();
        Token.of(stories.engine(), InboundEvents.PROCESS, answer).runJob("serviceTask_readEvent");
        assertThat(event(answer).handling()).isEqualTo(InboundEvent.Handling.REPLY);
        assertThat(event(id).state()).isEqualTo(InboundEvent.State.ONWORK);
        assertThat(event(id).operator()).isEqualTo("crew");
    }
}
