// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.truckroll.Application;

/** Orders and commands of the whole product over GXF: notified, fetched, lost, forgotten, unknown (SOM-10). */
@SpringBootTest(
        classes = Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:gxf;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.max-wait=500",
            "truckroll.command.time-factor=0.003",
            "truckroll.command.match-delays=PT0.2S,PT0.2S,PT0.5S,PT1S",
            "truckroll.head-ends.gxf.adapter=gxf",
            "truckroll.head-ends.gxf.options.organisation=utility",
            "truckroll.head-ends.gxf.options.manufacturer=KFM",
            "truckroll.head-ends.gxf.options.protocol=DSMR",
            "truckroll.head-ends.gxf.options.protocolversion=4.2.2",
            "truckroll.security.clients.platform.secret=demo-demo-demo",
            "truckroll.security.clients.platform.head-ends=gxf",
        })
@ActiveProfiles("demo")
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GxfStoryIT {

    private static final GxfPlatform PLATFORM = new GxfPlatform().as("platform", "demo-demo-demo");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String SCALAR = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final String CLOCK = "<ns:GetSpecificAttributeValueResponse><c:Result xmlns:c=\""
            + GxfPlatform.COMMON + "\">OK</c:Result><ns:AttributeValueData>clock</ns:AttributeValueData>"
            + "</ns:GetSpecificAttributeValueResponse>";

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void platform(DynamicPropertyRegistry registry) {
        registry.add("truckroll.head-ends.gxf.url", () -> PLATFORM.url().toString());
    }

    @AfterEach
    void speakAgain() {
        PLATFORM.speaking();
    }

    private record Names(String point, String meter) {}

    private Names point(String commission, String switchControl, String position) throws Exception {
        int number = COUNT.incrementAndGet();
        var names = new Names("SP-" + number, String.format("TEST102400000%04d", number));
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("id", names.meter());
        device.put("kind", "SMART");
        device.put("condition", "OK");
        device.put("switch", position);
        device.put("commission", commission);
        device.put("headEnd", "gxf");
        device.put(
                "capabilities",
                Map.of(
                        "switch",
                        switchControl,
                        "onDemandReadScalar",
                        true,
                        "onDemandReadInterval",
                        false,
                        "ping",
                        true));
        device.put("registers", List.of(Map.of("id", "1", "kind", "SCALAR", "readingType", SCALAR)));
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("division", "north");
        point.put("category", "METER");
        point.put("commodity", "ELECTRICITY");
        point.put("status", "ACTIVE");
        point.put("supply", "ON");
        point.put("area", "north.city.hill");
        point.put("timeZone", "Europe/Amsterdam");
        point.put("device", device);
        HttpResponse<String> put = send("cis", "PUT", "/api/v1/service-points/" + names.point(), json(point));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        return names;
    }

    private void actualRead(String value) {
        PLATFORM.result(
                "ActualMeterReads",
                "<ns:ActualMeterReadsResponse><ns:LogTime>" + Instant.now() + "</ns:LogTime>"
                        + "<ns:ActiveEnergyImport unit=\"KWH\">" + value + "</ns:ActiveEnergyImport>"
                        + "</ns:ActualMeterReadsResponse>");
    }

    private String command(Names names, String command) throws Exception {
        HttpResponse<String> started = send(
                "cis",
                "POST",
                "/api/v1/commands",
                json(Map.of("deviceId", names.meter(), "servicePointId", names.point(), "command", command)));
        assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
        return JSON.readTree(started.body()).path("id").asText();
    }

    private JsonNode done(String id) {
        return until(
                "/api/v1/commands/" + id,
                command -> "DONE".equals(command.path("state").asText()));
    }

    @Test
    void fetchesTheResultOfWhichItIsNotified() throws Exception {
        Names names = point("COMMISSIONED", "NONE", "ON");
        PLATFORM.devices.add(names.meter());
        actualRead("4711.5");
        int notified = PLATFORM.notified.size();
        JsonNode command = done(command(names, "ON_DEMAND_READ_SCALAR"));
        assertThat(command.path("outcome").asText()).isEqualTo("SUCCESS");
        assertThat(command.at("/reply/readings/0/value").asText()).isEqualTo("4711.5");
        assertThat(PLATFORM.notified.subList(notified, PLATFORM.notified.size()))
                .containsExactly(200);
        assertThat(asked(names)).containsExactly("ActualMeterReadsRequest", "ActualMeterReadsAsyncRequest");
    }

    @Test
    void asksWhenTheNotificationIsLost() throws Exception {
        Names names = point("COMMISSIONED", "NONE", "ON");
        PLATFORM.devices.add(names.meter());
        PLATFORM.result("GetSpecificAttributeValue", CLOCK).silent();
        JsonNode command = done(command(names, "PING"));
        assertThat(command.path("outcome").asText()).isEqualTo("SUCCESS");
        assertThat(asked(names))
                .containsExactly("GetSpecificAttributeValueRequest", "GetSpecificAttributeValueAsyncRequest");
    }

    @Test
    void sendsAgainWhatThePlatformHasForgotten() throws Exception {
        Names names = point("COMMISSIONED", "NONE", "ON");
        PLATFORM.devices.add(names.meter());
        PLATFORM.result("GetSpecificAttributeValue", CLOCK).silent();
        String id = command(names, "PING");
        until(
                "/api/v1/commands/" + id,
                view -> "ACCEPTED".equals(view.path("state").asText()));
        PLATFORM.restart();
        PLATFORM.speaking();
        JsonNode command = done(id);
        assertThat(command.path("outcome").asText()).isEqualTo("SUCCESS");
        assertThat(asked(names))
                .startsWith("GetSpecificAttributeValueRequest", "GetSpecificAttributeValueAsyncRequest")
                .endsWith("GetSpecificAttributeValueRequest", "GetSpecificAttributeValueAsyncRequest");
    }

    @Test
    void enrolsADeviceThatThePlatformDoesNotKnow() throws Exception {
        Names names = point("COMMISSIONED", "NONE", "ON");
        actualRead("12.5");
        JsonNode order = ends(order(names, "ENABLE"), "completed");
        assertThat(order.path("outcome").asText()).isEqualTo("DONE");
        assertThat(asked(names))
                .containsExactly(
                        "ActualMeterReadsRequest",
                        "AddDeviceRequest",
                        "AddDeviceAsyncRequest",
                        "ActualMeterReadsRequest",
                        "ActualMeterReadsAsyncRequest");
    }

    @Test
    void sendsACrewSinceThereIsNoSwitch() throws Exception {
        Names names = point("COMMISSIONED", "REMOTE", "OFF");
        PLATFORM.devices.add(names.meter());
        String order = order(names, "ENABLE");
        JsonNode view = until(
                "/api/v1/service-orders/" + order,
                found -> found.path("activities").findValuesAsText("kind").contains("FIELD"));
        assertThat(view.path("activities").findValuesAsText("action"))
                .as("nobody asks for what the protocol has no word for")
                .containsExactly("TURN_ON_METER");
        JsonNode point = JSON.readTree(send("cis", "GET", "/api/v1/service-points/" + names.point(), null)
                .body());
        assertThat(point.at("/device/capabilities/switch").asText()).isEqualTo("NONE");
        assertThat(asked(names)).isEmpty();
    }

    @Test
    void letsNobodySpeakForTheHeadEndButItsOwnClient() throws Exception {
        String path = "/api/v1/head-ends/gxf/gxf-notifications";
        String message = GxfPlatform.notification(
                "utility|||TEST1024000009999|||20261122060000001", "TEST1024000009999", "OK", "ADD_METER");
        assertThat(notify(null, path, message).statusCode()).isEqualTo(401);
        assertThat(notify("cis", path, message).statusCode()).isEqualTo(403);
        assertThat(notify("platform", "/api/v1/head-ends/simulator/gxf-notifications", message)
                        .statusCode())
                .isEqualTo(403);
        assertThat(notify("operator", "/api/v1/head-ends/simulator/gxf-notifications", message)
                        .statusCode())
                .as("another protocol")
                .isEqualTo(404);
        assertThat(send("platform", "GET", path, null).statusCode()).isIn(403, 405);
    }

    @Test
    void answersAnAlarmWithoutMakingWorkOfIt() throws Exception {
        String uid = "utility|||TEST1024000009998|||20261122060000002";
        HttpResponse<String> answer = notify(
                "platform",
                "/api/v1/head-ends/gxf/gxf-notifications",
                GxfPlatform.notification(uid, "TEST1024000009998", "OK", "PUSH_NOTIFICATION_ALARM"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(answer.body()).contains("SendNotificationResponse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<x/>",
                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>",
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>",
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                        + "<SendNotificationRequest xmlns=\"urn:other\"/></s:Body></s:Envelope>",
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                        + "<n:SendNotificationRequest xmlns:n=\"http://www.opensmartgridplatform.org/schemas/"
                        + "smartmetering/sm-notification/2014/10\"><n:Notification/></n:SendNotificationRequest>"
                        + "</s:Body></s:Envelope>"
            })
    void turnsDownWhatIsNoNotification(String message) throws Exception {
        HttpResponse<String> answer = notify("platform", "/api/v1/head-ends/gxf/gxf-notifications", message);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 500);
        assertThat(answer.body()).doesNotContain("root:", "Exception");
    }

    @Test
    void turnsDownANotificationThatIsTooLong() throws Exception {
        HttpResponse<String> answer =
                notify("platform", "/api/v1/head-ends/gxf/gxf-notifications", "<x>" + "y".repeat(70_000) + "</x>");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("too long");
    }

    private String order(Names names, String type) throws Exception {
        HttpResponse<String> accepted = send(
                "cis",
                "POST",
                "/api/v1/service-orders",
                json(Map.of("externalId", "GXF-" + names.point(), "type", type, "servicePointId", names.point())));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(201);
        return JSON.readTree(accepted.body()).path("id").asText();
    }

    private JsonNode ends(String order, String state) {
        return until(
                "/api/v1/service-orders/" + order,
                view -> state.equals(view.path("state").asText()));
    }

    private static List<String> asked(Names names) {
        var asked = new ArrayList<String>();
        for (GxfPlatform.Asked one : PLATFORM.asked) {
            if (one.text().contains(">" + names.meter() + "<")) {
                asked.add(one.body().name());
            }
        }
        return asked;
    }

    private JsonNode until(String path, Predicate<JsonNode> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        Supplier<JsonNode> look = () -> {
            try {
                return JSON.readTree(send("cis", "GET", path, null).body());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        JsonNode last = look.get();
        while (!condition.test(last)) {
            assertThat(System.nanoTime()).as("waited in vain: %s", last).isLessThan(end);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            last = look.get();
        }
        return last;
    }

    private static String json(Object value) throws IOException {
        return JSON.writeValueAsString(value);
    }

    private HttpResponse<String> notify(@Nullable String user, String path, String message)
            throws IOException, InterruptedException {
        return send(user, "POST", path, message, "text/xml; charset=utf-8");
    }

    private HttpResponse<String> send(@Nullable String user, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return send(user, method, path, body, "application/json");
    }

    private HttpResponse<String> send(
            @Nullable String user, String method, String path, @Nullable String body, String type)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (user != null) {
            String password = user.equals("platform") ? "demo-demo-demo" : "demo";
            byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
