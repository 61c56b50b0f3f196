// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.imageio.ImageIO;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Assignment;
import org.truckroll.shared.Json;

/** What the crews' page needs of the server: photos of a visit, and that what is sent twice counts once. */
@ProcessTest
class CrewPhotoContractTest {

    private static final String METER = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String PLACED = "?takenAt=2026-03-02T09:50:00Z&latitude=63.8258&longitude=20.263&accuracy=12";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper mapper = new ObjectMapper();

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Json json;

    @LocalServerPort
    private int port;

    private Assignment visit;

    @BeforeEach
    void sendACrew() {
        stories.begin();
        visit = stories.doors(port).send(METER, "DISABLE", "TURN_OFF_METER");
    }

    private static byte[] picture(String format, int shade) {
        try {
            BufferedImage picture = new BufferedImage(16, 12, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(3, 3, shade);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(picture, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, String user, HttpResponse.BodyHandler<T> handler) {
        try {
            String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
            return http.send(request.header("Authorization", "Basic " + login).build(), handler);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/api/v1/field-activities/" + visit.id() + path));
    }

    private record Answer(int status, JsonNode body) {

        void isProblem(int expected, String name) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            assertThat(body.path("type").asText()).isEqualTo("urn:truckroll:problem:" + name);
        }
    }

    private Answer answer(HttpResponse<String> response) {
        try {
            return new Answer(response.statusCode(), mapper.readTree(response.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Answer photo(String user, String parameters, String type, byte[] content) {
        return answer(send(
                request("/photos" + parameters).header("Content-Type", type).POST(BodyPublishers.ofByteArray(content)),
                user,
                BodyHandlers.ofString()));
    }

    private Answer post(String user, String step, String body, @Nullable String key) {
        HttpRequest.Builder request = request("/" + step).header("Content-Type", "application/json");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return answer(send(request.POST(BodyPublishers.ofString(body)), user, BodyHandlers.ofString()));
    }

    private List<String> milestones() {
        return jdbc.sql("select name from tr_milestone where order_id = :order")
                .param("order", visit.story().orderId())
                .query(String.class)
                .list();
    }

    @Test
    void keepsAPhotoWithTimeAndPlaceForThoseWhoSeeTheVisit() throws IOException {
        visit.post("claim", "").is(200);

        Answer kept = photo("crew", PLACED, "image/jpeg", picture("jpg", 1));

        assertThat(kept.status()).as(kept.body().toString()).isEqualTo(201);
        assertThat(kept.body().path("takenAt").asText()).isEqualTo("2026-03-02T09:50:00Z");
        assertThat(kept.body().path("latitude").asDouble()).isEqualTo(63.8258);
        assertThat(kept.body().path("accuracy").asInt()).isEqualTo(12);
        assertThat(kept.body().path("person").asText()).isEqualTo("crew");
        assertThat(kept.body().path("width").asInt()).isEqualTo(16);
        for (String user : List.of("crew2", "dispatcher")) {
            Answer list = answer(send(request("/photos"), user, BodyHandlers.ofString()));
            assertThat(list.body().path("items")).hasSize(1);
            assertThat(list.body().path("items").get(0)).isEqualTo(kept.body());
            HttpResponse<byte[]> picture =
                    send(request("/photos/" + kept.body().path("id").asText()), user, BodyHandlers.ofByteArray());
            assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/jpeg");
            assertThat(picture.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(picture.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
                    .isEqualTo(16);
        }
        answer(send(request("/photos"), "crew-south", BodyHandlers.ofString())).isProblem(404, "not-found");
        answer(send(request("/photos/" + kept.body().path("id").asText()), "crew-south", BodyHandlers.ofString()))
                .isProblem(404, "not-found");
        answer(send(request("/photos"), "analyst", BodyHandlers.ofString())).isProblem(403, "forbidden");
        answer(send(request("/photos/other"), "crew", BodyHandlers.ofString())).isProblem(404, "not-found");
    }

    @Test
    void keepsTheSamePhotoOnceAndNotMoreThanAllowed() {
        visit.post("claim", "").is(200);
        Answer first = photo("crew", PLACED, "image/png", picture("png", 0));

        Answer again = photo("crew", PLACED, "image/png", picture("png", 0));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        for (int shade = 1; shade < 20; shade++) {
            assertThat(photo("crew", "", "image/png", picture("png", shade * 999))
                            .status())
                    .isEqualTo(201);
        }
        photo("crew", "", "image/png", picture("png", 77)).isProblem(409, "too-many-photos");
        assertThat(photo("crew", PLACED, "image/png", picture("png", 0)).status())
                .isEqualTo(200);
    }

    @Test
    void refusesPhotosOfThoseWhoHaveNotSigned() {
        photo("crew", "", "image/jpeg", picture("jpg", 1)).isProblem(409, "not-signed");
        visit.post("claim", "").is(200);
        photo("crew2", "", "image/jpeg", picture("jpg", 1)).isProblem(409, "already-signed");
        photo("dispatcher", "", "image/jpeg", picture("jpg", 1)).isProblem(409, "already-signed");
        photo("crew-south", "", "image/jpeg", picture("jpg", 1)).isProblem(404, "not-found");
        photo("cis", "", "image/jpeg", picture("jpg", 1)).isProblem(403, "forbidden");
    }

    @Test
    void refusesWhatIsNoPhotoOrTooLarge() {
        visit.post("claim", "").is(200);
        photo("crew", "", "image/jpeg", "<html>".getBytes(StandardCharsets.UTF_8))
                .isProblem(415, "photo-not-readable");
        photo("crew", "", "image/png", new byte[0]).isProblem(400, "invalid-request");
        assertThat(photo("crew", "", "image/svg+xml", "<svg/>".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(415);
        photo("crew", "", "image/jpeg", new byte[1024 * 1024 + 1]).isProblem(413, "payload-too-large");
        assertThat(jdbc.sql("select count(*) from tr_visit_photo where visit_id = :visit")
                        .param("visit", visit.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void refusesATimeOrPlaceThatCannotBe() {
        visit.post("claim", "").is(200);
        for (String parameters : List.of(
                "?takenAt=2036-01-01T00:00:00Z",
                "?takenAt=2016-01-01T00:00:00Z",
                "?latitude=63.8",
                "?latitude=90.1&longitude=20",
                "?latitude=63&longitude=-180.5",
                "?accuracy=5",
                "?latitude=63&longitude=20&accuracy=-1")) {
            photo("crew", parameters, "image/jpeg", picture("jpg", 1)).isProblem(422, "photo-not-possible");
        }
        photo("crew", "?takenAt=yesterday", "image/jpeg", picture("jpg", 1)).isProblem(400, "invalid-request");
    }

    @Test
    void takesPhotosForADayAfterTheReport() {
        visit.complete("{\"mode\":\"TURNED_OFF\"}").is(200);
        assertThat(photo("crew", "", "image/jpeg", picture("jpg", 1)).status()).isEqualTo(201);

        ClockUtil.setCurrentTime(
                Date.from(ClockUtil.getCurrentTime().toInstant().plus(Duration.ofHours(25))));

        photo("crew", "", "image/jpeg", picture("jpg", 9999)).isProblem(409, "already-ended");
    }

    @Test
    void countsOnceWhatATelephoneSendsTwice() {
        String onSite = "{\"status\":\"ON_SITE\"}";
        String report = "{\"mode\":\"TURNED_OFF\",\"remarks\":\"quiet\"}";
        assertThat(post("crew", "claim", "", "k1").status()).isEqualTo(200);
        assertThat(post("crew", "claim", "", "k1").status()).isEqualTo(200);
        assertThat(post("crew", "status", onSite, "k2").status()).isEqualTo(200);
        assertThat(post("crew", "status", onSite, "k2").status()).isEqualTo(200);
        assertThat(post("crew", "status", onSite, null).status())
                .as("the same again without a key")
                .isEqualTo(200);
        assertThat(milestones()).containsOnlyOnce("ON_SITE");
        Answer first = post("crew", "complete", report, "k3");
        assertThat(first.status()).as(first.body().toString()).isEqualTo(200);

        Answer again = post("crew", "complete", report, "k3");

        assertThat(again.status()).as(again.body().toString()).isEqualTo(200);
        assertThat(again.body().path("state").asText()).isEqualTo("COMPLETED");
        assertThat(post("crew", "claim", "", "k1").status())
                .as("also after the end")
                .isEqualTo(200);
        post("crew", "complete", report, null).isProblem(409, "already-ended");
        post("crew", "complete", report, "k4").isProblem(409, "already-ended");
    }

    @Test
    void refusesAKeyThatWasUsedForSomethingElse() {
        post("crew", "claim", "", "k1");
        post("crew", "status", "{\"status\":\"EN_ROUTE\"}", "k1").isProblem(409, "idempotency-key-reused");
        post("dispatcher", "claim", "", "k1").isProblem(409, "idempotency-key-reused");
        post("crew-south", "claim", "", "k1").isProblem(404, "not-found");
        post("crew", "claim", "", " ").isProblem(400, "invalid-request");
        post("crew", "claim", "", "k".repeat(201)).isProblem(400, "invalid-request");
    }

    @Test
    void remembersNoKeyOfARefusal() {
        post("crew", "complete", "{\"mode\":\"READ\"}", "k1").isProblem(422, "completion-not-possible");

        assertThat(post("crew", "complete", "{\"mode\":\"TURNED_OFF\"}", "k1").status())
                .isEqualTo(200);
    }

    @Test
    void showsWhomToCallOnlyWhileASignedVisitIsOpen() {
        jdbc.sql("delete from tr_order_contact where order_id = :order")
                .param("order", visit.story().orderId())
                .update();
        jdbc.sql(
                        "insert into tr_order_contact (order_id, name, phone) values (:order, 'Ines Invented', '+46701740605')")
                .param("order", visit.story().orderId())
                .update();
        assertThat(contact()).isNull();
        post("crew", "claim", "", null);
        assertThat(contact()).isEqualTo("+46701740605");
        post("crew", "fail", "{\"reason\":\"NO_ACCESS\"}", null);
        assertThat(contact()).isNull();
    }

    private @Nullable String contact() {
        return visit.view()
                .is(200)
                .body()
                .path("site")
                .path("contact")
                .path("phone")
                .asText(null);
    }
}
