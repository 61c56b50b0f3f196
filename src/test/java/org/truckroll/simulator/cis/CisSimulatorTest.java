// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.simulator.SimulatorServer;

class CisSimulatorTest {

    private static final String ANSWERS = "/simulator/cis/answers";
    private static final String FAULTS = "/simulator/cis/faults";
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"subject\":\"SO-1\", \"data\":{\"amountDue\":1250.00,\"city\":\"Umeå\"}}";

    private static SimulatorServer server;

    @BeforeAll
    static void start() {
        server = SimulatorServer.start("jdbc:h2:mem:cis;DB_CLOSE_DELAY=-1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void heal() {
        server.put(FAULTS, "{\"status\":200}");
        server.delete(ANSWERS);
    }

    @Test
    void keepsDeliveriesInOrder() {
        deliver(EVENT, "msg-1", sign("demo-secret", "msg-1", EVENT));
        deliver(EVENT.replace("SO-1", "SO-2"), "msg-2", "v1,AAAA");
        assertThat(server.post(ANSWERS, "plain words", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(204);

        var answers = server.json(ANSWERS);

        assertThat(answers).hasSize(3);
        var first = answers.get(0);
        assertThat(first.path("receivedAt").asText()).endsWith("Z");
        assertThat(first.path("webhookId").asText()).isEqualTo("msg-1");
        assertThat(first.path("webhookTimestamp").asText()).isEqualTo("1795248000");
        assertThat(first.path("webhookSignature").asText()).startsWith("v1,");
        assertThat(first.path("signatureValid").asBoolean()).isTrue();
        assertThat(first.path("body").path("data").path("city").asText()).isEqualTo("Umeå");
        assertThat(first.path("rawBody").asText()).isEqualTo(EVENT);
        assertThat(answers.get(1).path("signatureValid").isBoolean()).isTrue();
        assertThat(answers.get(1).path("signatureValid").asBoolean()).isFalse();
        assertThat(answers.get(2).path("signatureValid").isNull()).isTrue();
        assertThat(answers.get(2).path("body").asText()).isEqualTo("plain words");
    }

    @Test
    void showsAmountsAsTheyWereWritten() {
        server.post(ANSWERS, EVENT, "Content-Type", "application/cloudevents+json; charset=UTF-8");

        assertThat(server.get(ANSWERS).body()).contains("\"amountDue\":1250.00");
    }

    @Test
    void findsBySubject() {
        deliver(EVENT, "msg-1", "");
        deliver(EVENT.replace("SO-1", "SO-2"), "msg-2", "");
        server.post(ANSWERS, "1", "ce-subject", "SO-3");

        assertThat(server.json(ANSWERS + "?subject=SO-2")).hasSize(1);
        assertThat(server.json(ANSWERS + "?subject=SO-3")).hasSize(1);
        assertThat(server.json(ANSWERS + "?subject=SO-4")).isEmpty();
        assertThat(server.delete(ANSWERS).statusCode()).isEqualTo(204);
        assertThat(server.json(ANSWERS)).isEmpty();
    }

    @Test
    void oneValidSignatureOfSeveralIsEnough() {
        deliver(EVENT, "msg-1", "v1,AAAA v1a,BBBB " + sign("demo-secret", "msg-1", EVENT));
        deliver(EVENT, "msg-2", sign("demo-secret", "msg-1", EVENT));

        assertThat(server.json(ANSWERS).get(0).path("signatureValid").asBoolean())
                .isTrue();
        assertThat(server.json(ANSWERS).get(1).path("signatureValid").asBoolean())
                .isFalse();
    }

    @Test
    void readsEncodedSecret() {
        var key = Base64.getEncoder().encodeToString("sixteen bytes ok".getBytes(StandardCharsets.UTF_8));
        var signature = new WebhookSignature("whsec_" + key);

        assertThat(signature.judge(
                        "msg-1",
                        "1795248000",
                        EVENT.getBytes(StandardCharsets.UTF_8),
                        sign("sixteen bytes ok", "msg-1", EVENT)))
                .isTrue();
    }

    @Test
    void agreesWithThePublishedExampleOfStandardWebhooks() {
        var signature = new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(signature.judge(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330",
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="))
                .isTrue();
    }

    @Test
    void failsAsOftenAsTold() {
        assertThat(server.put(FAULTS, "{\"status\":503,\"times\":2}").statusCode())
                .isEqualTo(200);

        assertThat(deliver(EVENT, "msg-1", "")).isEqualTo(503);
        var between = server.json(FAULTS);
        assertThat(between.path("status").asInt()).isEqualTo(503);
        assertThat(between.path("times").asInt()).isEqualTo(1);
        assertThat(between.path("refused").asInt()).isEqualTo(1);
        assertThat(deliver(EVENT, "msg-1", "")).isEqualTo(503);
        assertThat(deliver(EVENT, "msg-1", "")).isEqualTo(204);

        assertThat(server.json(ANSWERS)).hasSize(1);
        assertThat(server.json(FAULTS).path("status").asInt()).isZero();
        assertThat(server.json(FAULTS).path("refused").asInt()).isEqualTo(2);
    }

    @Test
    void isGoneUntilToldOtherwise() {
        server.put(FAULTS, "{\"status\":410}");
        for (var i = 0; i < 4; i++) {
            assertThat(deliver(EVENT, "msg-1", "")).isEqualTo(410);
        }
        server.put(FAULTS, "{\"status\":0}");

        assertThat(deliver(EVENT, "msg-1", "")).isEqualTo(204);
        assertThat(server.json(FAULTS).path("refused").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|/status",
                "{'status':42}|/status",
                "{'status':'bad'}|/status",
                "{'status':503,'times':0}|/times",
                "{'status':503,'time':1}|/time"
            })
    void refusesFaultThatMakesNoSense(String body, String pointer) {
        var answer = server.put(FAULTS, body.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(SimulatorServer.parse(answer.body())
                        .path("errors")
                        .get(0)
                        .path("pointer")
                        .asText())
                .isEqualTo(pointer);
    }

    private static int deliver(String body, String id, String signature) {
        return server.post(
                        ANSWERS,
                        body,
                        "Content-Type",
                        "application/cloudevents+json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        "1795248000",
                        "webhook-signature",
                        signature)
                .statusCode();
    }

    private static String sign(String secret, String id, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signed = mac.doFinal((id + ".1795248000." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
