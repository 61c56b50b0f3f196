// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.HttpEncodingAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.notification.carrier.CarrierWorld.Knows;
import org.truckroll.shared.ProblemHandler;

/** What providers tell us later, over real HTTP: spoofed, repeated, altered, too early (pitfall 8). */
class ProviderHooksTest {

    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final String TOKEN = "auth-token-of-ours";
    private static final String DELIVERY = "0199b0e6-0000-7abc-8def-0123456789ab";
    private static final String STATUS = "/hooks/providers/sms/status?delivery=" + DELIVERY;
    private static final String PUBLIC = "https://orders.example.org" + STATUS;

    @Import({CarrierWorld.class, ProblemHandler.class})
    @ImportAutoConfiguration({
        ServletWebServerFactoryAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        HttpEncodingAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class
    })
    static class Server {}

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static ServletWebServerApplicationContext server;

    private Knows knows;
    private JdbcClient jdbc;

    @BeforeAll
    static void start() {
        String p = "--truckroll.notification.providers.";
        server = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Server.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.config.location=optional:classpath:/none/",
                        "--truckroll.public-base-url=https://orders.example.org/",
                        p + "sms.kind=twilio",
                        p + "sms.account-sid=" + ACCOUNT,
                        p + "sms.auth-token=" + TOKEN,
                        p + "sms.from=+46700000009",
                        p + "tellus.kind=tellustalk",
                        p + "tellus.user=natbolaget",
                        p + "tellus.password=secret-of-ours",
                        p + "tellus.report-token=invented-token-1234567",
                        "--truckroll.notification.order.sms=sms,tellus");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        knows = server.getBean(Knows.class);
        knows.known.clear();
        knows.taken.clear();
        knows.named.clear();
        jdbc = server.getBean(JdbcClient.class);
        jdbc.sql("delete from tr_receipt").update();
    }

    private static Map<String, String> status(String sid, String status) {
        return new TreeMap<>(Map.of(
                "MessageSid",
                sid,
                "SmsSid",
                sid,
                "MessageStatus",
                status,
                "SmsStatus",
                status,
                "AccountSid",
                ACCOUNT,
                "From",
                "+46700000009",
                "To",
                "+46700000001",
                "ApiVersion",
                "2010-04-01"));
    }

    /** As Twilio describes it: the address, then each field with its value, sorted by name; HMAC-SHA1 under the token of the account. */
    private static String signature(String url, Map<String, String> fields, String token) {
        try {
            var text = new StringBuilder(url);
            new TreeMap<>(fields).forEach((name, value) -> text.append(name).append(value));
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int post(Map<String, String> fields, String signature) throws Exception {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(STATUS, "application/x-www-form-urlencoded", body, signature);
    }

    private static int send(String path, String type, String body, String signature) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getWebServer().getPort() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("X-Twilio-Signature", signature);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private long stored() {
        return jdbc.sql("select count(*) from tr_receipt").query(Long.class).single();
    }

    @ParameterizedTest
    @CsvSource({
        "sent, SENT",
        "delivered, DELIVERED",
        "read, DELIVERED",
        "undelivered, UNDELIVERED",
        "failed, UNDELIVERED",
        "canceled, UNDELIVERED"
    })
    void takesASignedStatus(String status, Receipt.State state) throws Exception {
        knows.known.add("SM1");
        Map<String, String> fields = status("SM1", status);
        assertThat(post(fields, signature(PUBLIC, fields, TOKEN))).isEqualTo(204);
        assertThat(knows.taken).containsExactly(new Receipt("sms", "SM1", state, "Twilio: " + status));
    }

    /** Also of a message whose SID never reached us. */
    @Test
    void namesTheMessageByOurOwnIdInTheSignedAddress() throws Exception {
        Map<String, String> fields = status("SM1", "delivered");
        String signature = signature(PUBLIC, fields, TOKEN);
        assertThat(post(fields, signature)).isEqualTo(204);
        assertThat(knows.named).containsOnly(Map.entry(DELIVERY, "sms SM1"));
        knows.named.clear();
        String form = "application/x-www-form-urlencoded";
        String body = "MessageSid=SM1&SmsSid=SM1&MessageStatus=delivered&SmsStatus=delivered&AccountSid=" + ACCOUNT
                + "&From=%2B46700000009&To=%2B46700000001&ApiVersion=2010-04-01";
        String other = DELIVERY.replace('b', 'c');
        assertThat(send(STATUS.replace(DELIVERY, other), form, body, signature))
                .as("about another message")
                .isEqualTo(403);
        assertThat(send("/hooks/providers/sms/status", form, body, signature))
                .as("about none")
                .isEqualTo(403);
        assertThat(send("/hooks/providers/sms/status", form, body + "&delivery=" + other, signature))
                .as("named beside the signature")
                .isEqualTo(403);
        assertThat(send(STATUS + "%27--", form, body, signature)).as("no id").isEqualTo(403);
        assertThat(knows.named).isEmpty();
        assertThat(send(STATUS, form, body, signature)).isEqualTo(204);
    }

    @Test
    void keepsTheReasonOfAFailure() throws Exception {
        knows.known.add("SM1");
        Map<String, String> fields = status("SM1", "undelivered");
        fields.put("ErrorCode", "30003");
        assertThat(post(fields, signature(PUBLIC, fields, TOKEN))).isEqualTo(204);
        assertThat(knows.taken).extracting(Receipt::detail).containsExactly("Twilio: undelivered, error 30003");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "accepted", "sending", "scheduled", "of tomorrow"})
    void passesOverWhatIsNoNews(String status) throws Exception {
        Map<String, String> fields = status("SM1", status);
        assertThat(post(fields, signature(PUBLIC, fields, TOKEN))).isEqualTo(204);
        assertThat(stored()).isZero();
    }

    @Test
    void signsOverAllFieldsAsTheyCame() throws Exception {
        knows.known.add("SM1");
        Map<String, String> fields = status("SM1", "delivered");
        fields.put("FieldOfTomorrow", "  blanks and Ö & = stay  ");
        fields.put("Empty", "");
        assertThat(post(fields, signature(PUBLIC, fields, TOKEN))).isEqualTo(204);
        assertThat(knows.taken).hasSize(1);
    }

    @Test
    void refusesWhatTwilioHasNotSigned() throws Exception {
        knows.known.add("SM1");
        Map<String, String> fields = status("SM1", "delivered");
        String signature = signature(PUBLIC, fields, TOKEN);
        assertThat(post(fields, null)).as("no signature").isEqualTo(403);
        assertThat(post(fields, "")).as("empty signature").isEqualTo(403);
        assertThat(post(fields, signature(PUBLIC, fields, "another token"))).isEqualTo(403);
        String ours = "http://127.0.0.1:" + server.getWebServer().getPort() + STATUS;
        assertThat(post(fields, signature(ours, fields, TOKEN)))
                .as("signed over the address of the request")
                .isEqualTo(403);
        Map<String, String> altered = status("SM2", "delivered");
        assertThat(post(altered, signature)).as("altered field").isEqualTo(403);
        Map<String, String> added = status("SM1", "delivered");
        added.put("ErrorCode", "1");
        assertThat(post(added, signature)).as("added field").isEqualTo(403);
        Map<String, String> stranger = status("SM1", "delivered");
        stranger.put("AccountSid", "ACffffffffffffffffffffffffffffffff");
        assertThat(post(stranger, signature(PUBLIC, stranger, TOKEN)))
                .as("another account")
                .isEqualTo(403);
        assertThat(stored()).isZero();
        assertThat(post(fields, signature)).isEqualTo(204);
    }

    @Test
    void tellsNobodyWhichProvidersThereAre() throws Exception {
        Map<String, String> fields = status("SM1", "delivered");
        String form = "application/x-www-form-urlencoded";
        for (String provider : new String[] {"nobody", "tellus"}) {
            String url = PUBLIC.replace("/sms/", "/" + provider + "/");
            assertThat(send(STATUS.replace("/sms/", "/" + provider + "/"), form, "a=b", signature(url, fields, TOKEN)))
                    .isEqualTo(403);
        }
    }

    @Test
    void countsARepeatedStatusOnce() throws Exception {
        knows.known.add("SM1");
        Map<String, String> fields = status("SM1", "delivered");
        for (int i = 0; i < 3; i++) {
            assertThat(post(fields, signature(PUBLIC, fields, TOKEN))).isEqualTo(204);
        }
        assertThat(knows.taken).hasSize(1);
    }

    @Test
    void keepsAStatusThatIsFasterThanOurOwnNote() throws Exception {
        Map<String, String> fields = status("SM9", "delivered");
        assertThat(post(fields, signature(PUBLIC, fields, TOKEN))).isEqualTo(204);
        assertThat(knows.taken).isEmpty();
        knows.known.add("SM9");
        server.getBean(Receipts.class).settle("sms", "SM9");
        assertThat(knows.taken).extracting(Receipt::providerId).containsExactly("SM9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"job_id\":\"7\",\"status\":\"success\",\"to_address\":\"sms:+46700000001\"}",
                "[{\"job_id\":7,\"status\":\"success\"},{\"job_id\":\"7\",\"status\":\"\"},{\"status\":\"failed\"}]"
            })
    void takesAReportOfTellusTalk(String report) throws Exception {
        knows.known.add("7");
        assertThat(report("tellus", "invented-token-1234567", report)).isEqualTo(204);
        assertThat(knows.taken).containsExactly(new Receipt("tellus", "7", Receipt.State.DELIVERED, "success"));
    }

    @Test
    void refusesAReportWithoutItsSecret() throws Exception {
        String report = "{\"job_id\":\"7\",\"status\":\"failed\"}";
        assertThat(report("tellus", "guessed-token-12345678", report)).isEqualTo(403);
        assertThat(report("nobody", "invented-token-1234567", report)).isEqualTo(403);
        assertThat(report("sms", "invented-token-1234567", report)).isEqualTo(403);
        assertThat(report("tellus", "invented-token-1234567", "<xml/>")).isEqualTo(400);
        assertThat(report("tellus", "invented-token-1234567", "17")).isEqualTo(400);
        assertThat(stored()).isZero();
    }

    private static int report(String provider, String token, String body) throws Exception {
        return send("/hooks/providers/" + provider + "/reports/" + token, "application/json", body, null);
    }
}
