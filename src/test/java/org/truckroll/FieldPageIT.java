// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.shared.SqlTime;

/** A crew with a telephone in its hand: the page {@code /field} in a real browser, with and without a network (EVADO-03, HCDC-05, PTT-06). */
@PageTest
class FieldPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String METER = """
            {"id":"%s","kind":"MANUAL","condition":"OK","switch":"ON",
             "registers":[{"id":"1","kind":"SCALAR"},{"id":"2","kind":"SCALAR"}]}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private PageBrowser phone;

    @BeforeAll
    static void findBrowser() {
        PageBrowser.require();
    }

    @BeforeEach
    void takeATelephone() {
        phone = PageBrowser.phone(port, folder.resolve("profile"), "field");
    }

    @AfterEach
    void putItAway() {
        phone.close();
        // What one story leaves open is not in the lists of the next.
        jdbc.sql("update tr_visit set status = 'CANCELLED', completed_at = created_at where completed_at is null")
                .update();
    }

    @Test
    void crewInstallsAMeterFromSigningToTheReport() throws Exception {
        send("cis", "PUT", "/simulator/head-end/meters/M-FIELD-1", """
                {"enrolled":true,"switch":"OFF","reading":"12.3"}""", 201);
        String order = order("FIELD-1", "ENABLE", "null");
        String visit = awaitVisit(order);
        phone.go("/field");
        phone.driver.setPermission("geolocation", "granted");
        phone.driver.executeCdpCommand(
                "Emulation.setGeolocationOverride", Map.of("latitude", 63.8258, "longitude", 20.263, "accuracy", 9));

        logIn("crew");
        phone.awaitText("Unsigned in my group");
        phone.find("[data-visit='" + visit + "']");
        phone.picture("1-lists");
        assertThat(transferred()).as("bytes of the page before its data").isLessThan(100_000);
        open(visit);
        phone.awaitText("Key at the shop");
        assertThat(phone.text()).contains("Install the meter", "none in place").doesNotContain("Ines Invented");
        phone.press("Sign this visit");
        phone.awaitText("Ines Invented");
        phone.picture("2-signed");

        phone.press("Appointment");
        phone.set("[name=start]", "2031-05-05T10:00");
        phone.set("[name=end]", "2031-05-05T12:00");
        phone.press("Book this time");
        phone.awaitText("10:00");
        awaitNothingWaits();
        phone.network(false);
        Instant before = Instant.now();
        phone.click("[data-status=EN_ROUTE]");
        phone.find("[data-status=EN_ROUTE][aria-pressed=true]");
        phone.awaitText("1 waiting");
        Instant after = Instant.now();
        phone.network(true);
        phone.click("[data-status=ON_SITE]");
        phone.find("[data-status=ON_SITE][aria-pressed=true]");
        awaitNothingWaits();
        assertThat(view(visit).path("state").asText()).isEqualTo("ON_SITE");
        assertThat(view(visit).path("appointmentStart").asText())
                .as("typed by the clock of the division")
                .isEqualTo("2031-05-05T08:00:00Z");
        assertThat(phone.text())
                .containsPattern("10:00.AM–12:00.PM · confirmed")
                .containsOnlyOnce("All times are those of Europe/Stockholm.");
        assertThat(jdbc.sql("select at from tr_work_event where visit_id = :visit and kind = 'EN_ROUTE'")
                        .param("visit", visit)
                        .query((rs, row) -> SqlTime.read(rs, "at"))
                        .single())
                .as("when it was pressed, not when it arrived")
                .isBetween(before.minusMillis(1), after);

        phone.driver
                .findElement(org.openqa.selenium.By.cssSelector(".photos input[type=file]"))
                .sendKeys(photograph().getPath());
        phone.find(".thumbs .mark.sent");
        phone.picture("3-photo");
        JsonNode photo = send("dispatcher", "GET", "/api/v1/field-activities/" + visit + "/photos", "", 200)
                .path("items")
                .get(0);
        assertThat(photo.path("latitude").asDouble()).isEqualTo(63.8258);
        assertThat(photo.path("width").asInt())
                .as("made small on the telephone")
                .isEqualTo(1600);
        assertThat(photo.path("person").asText()).isEqualTo("crew");

        phone.press("Report");
        phone.awaitText("The number of the new device is required");
        phone.type("[name=newId]", "M-FIELD-1");
        phone.type("[name='new:1']", "twelve");
        phone.press("Report");
        phone.awaitText("is not a number");
        phone.type("[name='new:1']", "12,3");
        phone.picture("4-report");
        fitsTheTelephone();
        phone.press("Report");
        phone.awaitText("Done");

        JsonNode ended =
                awaitOrder(order, node -> "completed".equals(node.path("state").asText()));
        assertThat(ended.path("outcome").asText()).isEqualTo("DONE");
        phone.picture("5-done");
    }

    @Test
    void crewWorksWithoutANetworkAndEverythingArrivesOnceItIsBack() throws Exception {
        String visit = awaitVisit(order("FIELD-2", "EXCHANGE", METER.formatted("M-OLD-2")));
        logIn("crew");
        open(visit);
        phone.find(".claim");
        awaitServiceWorker();

        phone.network(false);
        phone.press("Sign this visit");
        phone.awaitText("No network");
        phone.click("[data-status=ON_SITE]");
        phone.find("[data-status=ON_SITE][aria-pressed=true]");
        phone.type("[name=deviceId]", "M-OLD-9");
        phone.awaitText("On record is M-OLD-2");
        phone.type("[name=deviceId]", "M-OLD-2");
        phone.type("[name='old:1']", "100,5");
        phone.type("[name='old:2']", "7");
        phone.picture("6-offline");

        phone.driver.navigate().refresh();
        phone.awaitText("2 waiting");
        assertThat(phone.find("[name='old:1']").getDomProperty("value"))
                .as("typed before the page was dropped")
                .isEqualTo("100,5");
        phone.type("[name=newId]", "M-NEW-2");
        phone.choose("[name=kind]", "MANUAL");
        phone.type("[name='new:1']", "0");
        phone.press("Report");
        phone.awaitText("3 waiting");
        phone.awaitText("You reported: Exchanged");
        phone.click("#net");
        phone.awaitText("Waiting and sent");
        phone.picture("7-queue");
        assertThat(view(visit).path("state").asText()).as("at the server").isEqualTo("OFFERED");

        phone.network(true);
        phone.awaitText("Nothing waits: everything has been sent.");
        phone.picture("8-sent");
        JsonNode seen = view(visit);
        assertThat(seen.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(seen.path("outcome").asText()).isEqualTo("EXCHANGED");
        assertThat(jdbc.sql("select count(*) from tr_visit_write where visit_id = :visit")
                        .param("visit", visit)
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void refusalSaysWhyAndWhatToDoAndHoldsWhatComesAfter() throws Exception {
        String visit = awaitVisit(order("FIELD-3", "DISABLE", METER.formatted("M-OLD-3")));
        logIn("crew");
        open(visit);
        phone.find(".claim");
        phone.network(false);
        phone.press("Sign this visit");
        phone.click("[data-status=EN_ROUTE]");
        phone.awaitText("2 waiting");
        send("crew2", "POST", "/api/v1/field-activities/" + visit + "/claim", "", 200);

        phone.network(true);
        phone.awaitText("1 refused");
        phone.awaitText("Somebody else has signed this work.");
        phone.awaitText("Discard this; if you are at the place, call your dispatcher.");
        phone.awaitText("waits for the refused one before it");
        phone.picture("9-refused");

        phone.press("Discard");
        phone.awaitText("It is not sent, and cannot be brought back.");
        phone.press("Discard");
        phone.awaitText("1 refused");
        phone.awaitText("On my way");
        phone.press("Discard");
        phone.press("Discard");
        phone.awaitText("Online");
        assertThat(view(visit).path("assignee").asText()).isEqualTo("crew2");
        assertThat(view(visit).path("state").asText()).isEqualTo("CLAIMED");
    }

    @Test
    void refusedReportIsCorrectedAndSentAgain() throws Exception {
        String visit = awaitVisit(order("FIELD-4", "READ", METER.formatted("M-OLD-4")));
        logIn("crew");
        sign(visit);
        phone.type("[name=deviceId]", "M-OTHER");
        phone.type("[name='read:1']", "10");
        phone.press("Report");
        phone.awaitText("These registers are missing: 2");
        phone.type("[name='read:2']", "20");
        phone.press("Report");
        phone.awaitText("1 refused");
        phone.awaitText("M-OLD-4 is in place");
        assertThat(phone.text()).as("no good news beside the refusal").doesNotContain("on its way");
        phone.picture("10-refused-report");

        phone.press("Correct it");
        phone.find("[name=deviceId]");
        assertThat(phone.find("[name='read:2']").getDomProperty("value")).isEqualTo("20");
        phone.type("[name=deviceId]", "M-OLD-4");
        phone.press("Report");

        phone.awaitText("Done");
        assertThat(view(visit).path("outcome").asText()).isEqualTo("READ");
    }

    @Test
    void numberOfTheDeviceIsScannedWhereTheBrowserCan() throws Exception {
        String visit = awaitVisit(order("FIELD-10", "DISABLE", METER.formatted("M-OLD-10")));
        phone.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                window.BarcodeDetector = class { async detect() { return [{rawValue: ' M-OLD-10 '}]; } };"""));
        logIn("crew");
        sign(visit);
        phone.press("Turned off");

        phone.press("Scan");

        phone.await(page -> "M-OLD-10".equals(phone.find("[name=deviceId]").getDomProperty("value")));
        assertThat(phone.shows("video")).isFalse();
        assertThat(phone.text()).contains("On record: M-OLD-10");
    }

    @Test
    void nothingOfThePersonStaysAfterLogout() throws Exception {
        String visit = awaitVisit(order("FIELD-5", "DISABLE", METER.formatted("M-OLD-5")));
        logIn("crew");
        sign(visit);
        phone.awaitText("Ines Invented");
        awaitNothingWaits();
        awaitServiceWorker();
        String cookie = phone.driver.manage().getCookieNamed("TRUCKROLL_LOGIN").getValue();
        phone.network(false);
        phone.click("[data-status=EN_ROUTE]");
        phone.awaitText("1 waiting");
        jdbc.sql("update tr_visit set assignee = 'crew2' where id = :visit")
                .param("visit", visit)
                .update();
        phone.network(true);
        phone.awaitText("1 refused");

        phone.click(".menu summary");
        phone.press("Log out");
        phone.awaitText("Not everything has been sent");
        phone.picture("11-logout-unsent");
        phone.press("Cancel");
        phone.press("Log out");
        phone.press("Delete it and log out");

        phone.awaitText("Nothing of yours is left on this telephone.");
        phone.picture("12-logged-out");
        assertThat(left()).isEqualTo("[] [] {} {} 0");
        assertThat(phone.text()).doesNotContain("Ines", "Påhittade");
        assertThat(phone.driver.manage().getCookieNamed("TRUCKROLL_LOGIN")).isNull();
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/session"))
                                        .header("Cookie", "TRUCKROLL_LOGIN=" + cookie)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        phone.driver.navigate().back();
        phone.driver.navigate().refresh();
        phone.find("input[type=password]");
        assertThat(phone.text()).doesNotContain("Ines", "Påhittade");
    }

    @Test
    void logoutWithoutANetworkEmptiesTheTelephoneAtOnceAndTellsTheServerLater() throws Exception {
        awaitVisit(order("FIELD-6", "DISABLE", METER.formatted("M-OLD-6")));
        logIn("crew");
        phone.find(".cards a");
        phone.network(false);
        phone.click(".menu summary");
        phone.press("Log out");
        phone.awaitText("The server is told of the logout when there is a network again");
        assertThat(left()).isEqualTo("[] [] {\"truckroll.leaving\":\"1\"} {} 0");

        phone.network(true);
        phone.go("/field/");
        phone.find("input[type=password]");

        phone.await(page -> left().endsWith(" {} {} 1"));
        assertThat(rows()).isZero();
        assertThat(phone.driver.manage().getCookieNamed("TRUCKROLL_LOGIN")).isNull();
    }

    @Test
    void workWaitsForItsOwnPersonWhenTheLoginEnds() throws Exception {
        String visit = awaitVisit(order("FIELD-7", "DISABLE", METER.formatted("M-OLD-7")));
        logIn("crew");
        open(visit);
        phone.find(".claim");
        jdbc.sql("delete from tr_session").update();

        phone.press("Sign this visit");
        phone.awaitText("Your login has ended.");
        phone.picture("13-login-ended");
        phone.driver.navigate().refresh();
        phone.find("input[type=password]");
        assertThat(phone.text()).as("hidden until somebody logs in").doesNotContain("Påhittade");
        fillIn("crew2");
        phone.awaitText("Carl North has unsent work on this telephone (1).");
        phone.picture("14-others-work");
        phone.press("Keep it; Carl North logs in");
        phone.awaitText("Log in as Carl North");
        assertThat(view(visit).path("assignee").asText("")).isIn("", "null");
        fillIn("crew");

        awaitNothingWaits();
        assertThat(view(visit).path("assignee").asText()).isEqualTo("crew");
    }

    @Test
    void crewMakesTheAppointmentFirstWhereTheRuleSaysSo() throws Exception {
        String visit = awaitVisit(order("FIELD-8", "DISABLE", METER.formatted("M-OLD-8")));
        jdbc.sql("update tr_visit set step = 'TEST', status = 'ON_SITE', assignee = 'crew' where id = :visit")
                .param("visit", visit)
                .update();
        logIn("crew");
        open(visit);
        phone.find(".test .passed");
        assertThat(phone.text())
                .contains("Test on site", "Passed", "Not passed")
                .doesNotContain("How did it end?");
        phone.picture("15-test");

        jdbc.sql("update tr_visit set step = 'APPOINTMENT', status = 'CLAIMED' where id = :visit")
                .param("visit", visit)
                .update();
        phone.driver.navigate().refresh();
        phone.find("[name=start]");
        assertThat(phone.text())
                .contains("Make the appointment", "Not done: no access")
                .doesNotContain("Turned off");
        assertThat(phone.shows("[data-status]")).isFalse();
        phone.picture("16-appointment");
    }

    /** HCDC-07: a customer waits at home for a confirmed time only; and what is under way is of today, whatever was agreed. */
    @Test
    void listsSayHowFirmATimeIsAndWhatIsOfToday() throws Exception {
        String visit = awaitVisit(order("FIELD-11", "DISABLE", METER.formatted("M-OLD-11")));
        String path = "/api/v1/field-activities/" + visit;
        send("crew", "POST", path + "/claim", "", 200);
        send("dispatcher", "POST", path + "/preliminary-visit", "{\"start\":\"2031-05-05T08:00:00Z\"}", 200);
        logIn("crew");
        phone.find("#mine .mark.time.PROPOSED");
        assertThat(phone.find("#mine").getText()).contains("proposed, not confirmed");

        send("crew", "POST", path + "/appointment", "{\"start\":\"2031-05-05T08:00:00Z\"}", 200);
        phone.press("Load again");
        phone.find("#later .mark.time.CONFIRMED");
        assertThat(phone.find("#mine").getText()).contains("Nothing of yours is for today.");
        assertThat(phone.text()).doesNotContain("You have signed nothing");
        phone.picture("18-later");

        send("crew", "POST", path + "/status", "{\"status\":\"ON_SITE\"}", 200);
        phone.press("Load again");
        phone.find("#mine .mark.on_site");
        assertThat(phone.shows("#later")).isFalse();
    }

    @Test
    void speaksSixLanguages() throws Exception {
        String visit = awaitVisit(order("FIELD-9", "EXCHANGE", METER.formatted("M-OLD-9")));
        jdbc.sql("update tr_visit set crew_note = :note where id = :visit")
                .param(
                        "note",
                        "The time that was confirmed to the customer is full here. Agree another one: 2026-03-04 08:00 – 2026-03-04 12:00")
                .param("visit", visit)
                .update();
        logIn("crew");
        sign(visit);
        phone.find("form.report");
        for (Map.Entry<String, String> word : Map.of(
                        "sv", "Byt mätaren",
                        "pl", "Wymień licznik",
                        "pt", "Substituir o contador",
                        "zh", "更换电表",
                        "it", "Sostituire il contatore",
                        "en", "Exchange the meter")
                .entrySet()) {
            phone.click(".menu summary");
            phone.choose(".menu select", word.getKey());
            phone.awaitText(word.getValue());
            assertThat(phone.script("return document.documentElement.lang")).isEqualTo(word.getKey());
            assertThat(phone.text())
                    .doesNotContainPattern("\\b(visit|report|device|readings|net|do|photo|list)\\.[a-z]");
            if (word.getKey().equals("en")) {
                assertThat(phone.text()).contains("A crew takes the old meter out", "(EXCHANGE)");
            } else {
                // What the rule says, and the type of the order, are words too.
                assertThat(phone.text())
                        .contains("2026-03-04 08:00 – 2026-03-04 12:00")
                        .doesNotContain("crew takes", "EXCHANGE", "confirmed to the customer");
            }
            fitsTheTelephone();
            phone.picture("17-" + word.getKey());
            phone.driver.navigate().refresh();
            phone.awaitText(word.getValue());
        }
    }

    // What people do and see

    private void logIn(String user) {
        phone.go("/field");
        fillIn(user);
        phone.find("#net");
    }

    private void open(String visit) {
        phone.click("[data-visit='" + visit + "']");
    }

    private void sign(String visit) {
        open(visit);
        phone.press("Sign this visit");
    }

    private void fillIn(String user) {
        phone.type("input[name=user]", user);
        phone.type("input[name=password]", "demo");
        phone.press("Log in");
    }

    private void awaitNothingWaits() {
        phone.await(page -> "Online".equals(phone.find("#net").getText()));
    }

    private void awaitServiceWorker() {
        phone.await(page -> Boolean.TRUE.equals(phone.script("return navigator.serviceWorker.controller !== null")));
    }

    private void fitsTheTelephone() {
        assertThat((Long) phone.script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(PageBrowser.PHONE_WIDTH);
    }

    private long transferred() {
        return ((Number) phone.script("""
                        return performance.getEntriesByType('resource').filter(entry => entry.name.includes('/field/'))
                          .filter(entry => !entry.name.endsWith('sw.js'))
                          .reduce((sum, entry) => sum + entry.decodedBodySize, 0)""")).longValue();
    }

    /** Databases, caches, local and session storage and service workers of the telephone. */
    private String left() {
        return String.valueOf(phone.driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()]).then(found => done(
                  `[${found[0].map(one => one.name)}] [${found[1]}] ${JSON.stringify({...localStorage})} ${JSON.stringify({...sessionStorage})} ${found[2].length}`))"""));
    }

    /** All that the telephone's database holds. */
    private long rows() {
        return ((Number) phone.driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                indexedDB.open('truckroll-field').onsuccess = async (event) => {
                  const db = event.target.result;
                  const counts = [...db.objectStoreNames].map(name => new Promise(resolve => {
                    db.transaction(name).objectStore(name).count().onsuccess = (counted) => resolve(counted.target.result);
                  }));
                  done((await Promise.all(counts)).reduce((sum, count) => sum + count, 0));
                };""")).longValue();
    }

    private File photograph() throws Exception {
        BufferedImage picture = new BufferedImage(4000, 3000, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 4000; x += 3) {
            for (int y = 0; y < 3000; y += 3) {
                picture.setRGB(x, y, x * y);
            }
        }
        Path file = Files.createTempFile(folder, "photo", ".jpg");
        ImageIO.write(picture, "jpg", file.toFile());
        return file.toFile();
    }

    // What the neighbours do

    private String order(String externalId, String type, String device) throws Exception {
        String point = "SP-" + externalId;
        send("cis", "PUT", "/api/v1/service-points/" + point, """
                {"id":"%s","division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON",
                 "area":"north.city.hill","timeZone":"Europe/Stockholm",
                 "address":{"street":"Påhittade gatan 9","postalCode":"00000","city":"Exempelstad"},
                 "flags":{"accessNotes":"Key at the shop"},"device":%s}""".formatted(point, device), 201);
        return send("cis", "POST", "/api/v1/service-orders", """
                {"externalId":"%s","type":"%s","servicePointId":"%s","reason":"MOVE_IN",
                 "contact":{"name":"Ines Invented","phone":"+46 70 174 06 05"}}""".formatted(externalId, type, point), 201)
                .path("id")
                .asText();
    }

    private String awaitVisit(String order) throws Exception {
        return visit(awaitOrder(order, found -> visit(found).isPresent())).orElseThrow();
    }

    /** The visit, when its crew can see it. */
    private Optional<String> visit(JsonNode order) {
        for (JsonNode activity : order.path("activities")) {
            if ("FIELD".equals(activity.path("kind").asText())
                    && "OPEN".equals(activity.path("state").asText())) {
                String id = activity.path("id").asText();
                return jdbc.sql("select task_id from tr_visit where id = :id and task_id is not null")
                        .param("id", id)
                        .query(String.class)
                        .optional()
                        .map(task -> id);
            }
        }
        return Optional.empty();
    }

    private JsonNode awaitOrder(String id, Predicate<JsonNode> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        JsonNode order = send("cis", "GET", "/api/v1/service-orders/" + id, "", 200);
        while (!condition.test(order) && Instant.now().isBefore(end)) {
            Thread.sleep(200);
            order = send("cis", "GET", "/api/v1/service-orders/" + id, "", 200);
        }
        assertThat(condition.test(order)).as("after %s of %s", PATIENCE, order).isTrue();
        return order;
    }

    private JsonNode view(String visit) throws Exception {
        return send("dispatcher", "GET", "/api/v1/field-activities/" + visit, "", 200);
    }

    private JsonNode send(String user, String method, String path, String body, int expected) throws Exception {
        String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Basic " + login)
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return answer.body().isBlank() ? json.nullNode() : json.readTree(answer.body());
    }
}
