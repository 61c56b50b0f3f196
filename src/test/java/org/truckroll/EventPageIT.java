// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.shared.SqlTime;

/** An operator works only from the board, in a real browser (GEO-15 to GEO-19, GEO-31 to GEO-38); the report of messages (GEO-45). */
@PageTest
class EventPageIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** A key that has no text is shown as it is. */
    private static final String UNTRANSLATED =
            "\\[object|\\bnull\\b|\\bundefined\\b|NaN|\\b(nav|events|inState|inKind|severity|did|onCall|messages|delivery|channel|origin)\\.[a-zA-Z]";

    @Autowired
    private InboundEvents events;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @TempDir
    private Path downloads;

    private PageBrowser desk;

    @BeforeAll
    static void findBrowser() {
        PageBrowser.require();
    }

    @BeforeEach
    void sitDown() {
        turn("oncall", "NOT_ACTIVE");
        turn("oncall2", "NOT_ACTIVE");
        desk = PageBrowser.desk(port, downloads, "events");
    }

    @AfterEach
    void getUp() {
        desk.close();
        turn("oncall", "NOT_ACTIVE");
        turn("oncall2", "NOT_ACTIVE");
    }

    private void open(String user, String page) {
        desk.go("/desk/" + page);
        desk.type("input[name=user]", user);
        desk.type("input[name=password]", "demo");
        desk.click("form.login button.main");
        desk.await(driver -> driver.findElements(By.cssSelector("dialog[open]")).isEmpty());
    }

    private JsonNode call(String user, HttpMethod method, String path, Map<String, ?> body) {
        return RestClient.create("http://127.0.0.1:" + port)
                .method(method)
                .uri("/api/v1" + path)
                .headers(headers -> headers.setBasicAuth(user, "demo"))
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .onStatus(HttpStatusCode::isError, (request, response) -> {
                    throw new AssertionError(path + " answered " + response.getStatusCode());
                })
                .body(JsonNode.class);
    }

    private void turn(String user, String mode) {
        call(user, HttpMethod.PUT, "/my/on-call/north", Map.of("mode", mode));
    }

    /** Offered to the operators, not only stored. */
    private String mail(String subject) {
        String id = events.receive(new Inbound(
                        Inbound.Kind.MAIL,
                        "board-test",
                        "mail-" + NUMBER.incrementAndGet(),
                        "north",
                        "pump@stranger.example",
                        subject,
                        "The pump <script>document.title='broken into'</script> stands still.\nPlease come.",
                        List.of(new Inbound.Part(
                                "plan.html",
                                "text/html",
                                "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8))),
                        ("Subject: " + subject + "\r\n\r\nThe pump stands still.").getBytes(StandardCharsets.UTF_8),
                        false,
                        Instant.now()))
                .eventId();
        desk.await(page -> jdbc.sql("select count(*) from tr_inbound_event where id = :id and task_id is not null")
                        .param("id", id)
                        .query(Integer.class)
                        .single()
                == 1);
        return id;
    }

    private void waitsSince(String id, Duration age) {
        jdbc.sql("update tr_inbound_event set pending_at = :at where id = :id")
                .param("at", SqlTime.toSql(Instant.now().minus(age)))
                .param("id", id)
                .update();
    }

    private String state(String id) {
        return call("oncall", HttpMethod.GET, "/inbound-events/" + id, Map.of())
                .path("state")
                .asText();
    }

    private WebElement row(String id) {
        return desk.find("tr[data-event='" + id + "']");
    }

    private void settled() {
        desk.await(driver -> driver.findElements(By.cssSelector("#list table")).size() > 0);
        assertThat(desk.text()).doesNotContainPattern(UNTRANSLATED);
    }

    private void saved(String name, String content) throws IOException {
        Path file = downloads.resolve(name);
        desk.await(page -> Files.exists(file));
        assertThat(Files.readString(file)).contains(content);
    }

    /** GEO-16, GEO-19, GEO-31, GEO-33, GEO-36. */
    @Test
    void operatorSwitchesOnTakesChargeSavesAndArchives() throws IOException {
        String old = mail("Pump 7 stands still");
        String fresh = mail("<b>Door</b> is open");
        waitsSince(old, Duration.ofMinutes(20));

        open("oncall", "events.html");
        settled();
        desk.awaitText("Nobody is on call.");
        assertThat(desk.text()).contains("You are NOT ACTIVE");
        row(fresh);
        assertThat(desk.shows("[data-focus^='take:']"))
                .as("who is not active takes nothing")
                .isFalse();
        desk.click("[data-division=north] [data-mode=ACTIVE]");
        desk.find("[data-division=north] [data-active=true]");
        desk.awaitText("Olga North");
        assertThat(row(old).getDomAttribute("class")).contains("PENDING", "late");
        assertThat(row(old).getText()).contains("waiting 20 min");
        assertThat(row(fresh).getDomAttribute("class")).contains("PENDING").doesNotContain("late");
        assertThat(desk.text()).contains("<b>Door</b> is open");
        List<String> shown = desk.driver.findElements(By.cssSelector("tr[data-event]")).stream()
                .map(line -> line.getDomAttribute("data-event"))
                .toList();
        assertThat(shown.indexOf(old)).isLessThan(shown.indexOf(fresh));
        desk.picture("1-board");

        desk.click("[data-focus='take:" + old + "']");
        desk.find("#card [data-do=keep]");
        assertThat(state(old)).isEqualTo("ONWORK");
        assertThat(desk.find("#card .message").getText())
                .contains("<script>document.title='broken into'</script> stands still.");
        assertThat(desk.driver.getTitle()).doesNotContain("broken");
        desk.type("#card textarea", "Called the station");
        // Two rounds of asking later it still stands there.
        String asOf = desk.find("#as-of").getText();
        desk.await(page -> !desk.find("#as-of").getText().equals(asOf));
        assertThat(desk.find("#card textarea").getDomProperty("value")).isEqualTo("Called the station");
        desk.click("[data-do=keep]");
        desk.awaitText("Saved. The time begins anew.");
        desk.picture("2-on-work");
        desk.click("[data-save=original]");
        saved("event-" + old + ".eml", "The pump stands still.");
        desk.click("[data-save='parts/0']");
        saved("plan.html", "alert(1)");

        desk.click("[data-do=archive]");
        desk.awaitText("The event is archived.");
        desk.await(page -> page.findElements(By.cssSelector("tr[data-event='" + old + "']"))
                .isEmpty());
        JsonNode archived = call("oncall", HttpMethod.GET, "/inbound-events/" + old, Map.of());
        assertThat(archived.path("state").asText()).isEqualTo("ACK");
        assertThat(archived.path("note").asText()).isEqualTo("Called the station");
        desk.click("[data-view=archived]");
        row(old);
        settled();
    }

    /** GEO-17, GEO-37, GEO-38; what another operator does is seen within seconds. */
    @Test
    void operatorForwardsAndSeesWhatOthersDo() {
        turn("oncall", "ACTIVE");
        turn("oncall2", "ACTIVE");
        String forwarded = mail("To be forwarded");
        String others = mail("Taken by another one");
        open("oncall", "events.html");
        row(others);
        call("oncall2", HttpMethod.POST, "/inbound-events/" + others + "/take-charge", Map.of());
        desk.await(page -> row(others).getText().contains("Olof North"));
        desk.click("[data-focus='open:" + others + "']");
        desk.find("#card .message");
        assertThat(desk.shows("#card [data-do=archive]"))
                .as("another one's event")
                .isFalse();

        desk.click("[data-focus='open:" + forwarded + "']");
        desk.click("[data-do=forward]");
        desk.click("dialog input[name='to:oncall2']");
        desk.type("dialog textarea[name=text]", "Please look at pump 7");
        desk.picture("3-forward");
        desk.click("dialog button.main");
        desk.awaitText("Forwarded and archived.");
        assertThat(state(forwarded)).isEqualTo("ACK");
        assertThat(call("oncall", HttpMethod.GET, "/inbound-events/" + forwarded, Map.of())
                        .path("log")
                        .toString())
                .contains("FORWARDED", "oncall2");
        call("oncall2", HttpMethod.POST, "/inbound-events/" + others + "/archive", Map.of());
        desk.await(page -> page.findElements(By.cssSelector("tr[data-event='" + others + "']"))
                .isEmpty());
    }

    @Test
    void boardSpeaksAllItsLanguagesAndFitsATelephone() {
        turn("oncall", "ACTIVE");
        String id = mail("Ein sehr langer Betreff ohne Ende, damit die Zeile umbricht");
        desk.close();
        desk = PageBrowser.phone(port, downloads, "events-phone");
        open("oncall", "events.html");
        desk.click("[data-focus='open:" + id + "']");
        desk.find("#card .message");
        for (String language : List.of("sv", "pl", "pt", "zh", "it", "en")) {
            desk.choose("#language", language);
            desk.await(page -> String.valueOf(desk.script("return document.documentElement.lang"))
                    .equals(language));
            desk.find("#card .message");
            settled();
            assertThat((Long) desk.script("return document.documentElement.scrollWidth"))
                    .as(language)
                    .isLessThanOrEqualTo(PageBrowser.PHONE_WIDTH);
            desk.picture("1-" + language);
            desk.script("document.getElementById('card').scrollIntoView()");
            desk.picture("2-card-" + language);
        }
    }
}
