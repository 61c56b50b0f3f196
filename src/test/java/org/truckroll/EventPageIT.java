// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMailUtil;
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
import org.truckroll.event.EventWork;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.lifecycle.Timers;
import org.truckroll.shared.SqlTime;

/** An operator works only from the board, in a real browser (GEO-06, GEO-15 to GEO-19, GEO-31 to GEO-45); the own notices (SOL24-13). */
@PageTest
class EventPageIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** A key that has no text is shown as it is. */
    private static final String UNTRANSLATED =
            "\\[object|\\bnull\\b|\\bundefined\\b|NaN|\\b(nav|events|inState|inKind|severity|did|onCall|oncall|messages|delivery|channel|origin|write|told|notices|book)\\.[a-zA-Z]";

    @Autowired
    private InboundEvents events;

    @Autowired
    private Timers timers;

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

    private int status(String user, String path, Map<String, ?> body) {
        return RestClient.create("http://127.0.0.1:" + port)
                .post()
                .uri("/api/v1" + path)
                .headers(headers -> headers.setBasicAuth(user, "demo"))
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange((request, response) -> response.getStatusCode().value());
    }

    /** Somebody of the address book of north. */
    private void contact(String ref, String name, String mail, String sms) {
        assertThat(status(
                        "people-admin",
                        "/contacts",
                        Map.of("division", "north", "ref", ref, "name", name, "mail", mail, "sms", sms)))
                .isIn(201, 409);
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

    /** GEO-17, GEO-37 to GEO-45, SOL24-13. */
    @Test
    void operatorForwardsToTheAddressBookAndReadsWhatBecameOfIt() throws Exception {
        turn("oncall", "ACTIVE");
        turn("oncall2", "ACTIVE");
        contact("fitter", "Fia Fitter", "fia@fitters.example", "+46 70 174 06 60");
        contact("station", "Pump station", "station@fitters.example", "+46 70 174 06 99");
        open("oncall", "events.html");
        settled();
        // It comes by itself while the operator looks at the board.
        String id = mail("Pump 9 stands still");
        assertThat(row(id).getText()).contains("Pending", "waiting 0 min", "E-mail");
        desk.click("[data-focus='take:" + id + "']");
        desk.type("#card textarea", "The fitter is asked");
        desk.click("[data-do=keep]");
        desk.awaitText("Saved. The time begins anew.");
        assertThat(status("oncall2", "/inbound-events/" + id + "/take-charge", Map.of()))
                .isEqualTo(409);

        desk.click("[data-do=forward]");
        desk.click("dialog button.main");
        assertThat(state(id)).as("nobody is chosen").isEqualTo("ONWORK");
        choose("fia", "fitter");
        choose("pump st", "station");
        assertThat(desk.find("dialog input[name='by:MAIL']").isSelected()).isTrue();
        assertThat(desk.find("dialog input[name='by:SMS']").isSelected()).isTrue();
        assertThat(desk.find("dialog input[name='by:FAX']").isEnabled())
                .as("nobody has a fax")
                .isFalse();
        desk.click("dialog input[name=content][value=new]");
        assertThat(desk.find("dialog textarea[name=text]").getDomProperty("value"))
                .contains("Please come.");
        desk.type("dialog textarea[name=text]", "Look at pump 9, please");
        desk.awaitText("22 of 700 characters by SMS");
        settled();
        desk.picture("3-forward");
        desk.click("dialog button.main");
        desk.awaitText("Forwarded and archived.");
        JsonNode archived = call("oncall", HttpMethod.GET, "/inbound-events/" + id, Map.of());
        assertThat(archived.path("state").asText()).isEqualTo("ACK");
        assertThat(archived.path("note").asText()).isEqualTo("The fitter is asked");

        desk.click("#notices [data-report]");
        desk.await(page -> desk.find("#sum").getText().contains("Did not arrive 1"));
        desk.await(page -> desk.find("#sum").getText().contains("Sent 3"));
        assertThat(desk.find("#card").getText())
                .contains(
                        "Message of an operator", "Fia Fitter", "fia@fitters.example", "Pump station", "+46701740699");
        settled();
        desk.picture("4-report");
        assertThat(PagePost.texts())
                .anyMatch(text -> text.startsWith("+46701740660 ") && text.contains("Look at pump 9, please"));
        assertThat(PagePost.mails("fia@fitters.example")).singleElement().satisfies(mail -> {
            String whole = GreenMailUtil.getWholeMessage(mail);
            assertThat(mail.getSubject()).contains("Pump 9 stands still");
            assertThat(whole).contains("Look at pump 9, please", "message/rfc822");
        });

        // What did not arrive is told to who is on call (GEO-44): a number in the head of every page leads to it.
        desk.await(page -> {
            desk.script("window.dispatchEvent(new Event('focus'))");
            return desk.shows("#bell .count");
        });
        desk.click("#bell");
        desk.awaitText("Not delivered");
        desk.picture("5-notices");
        desk.click("#read-all");
        desk.await(page -> !desk.shows("#bell .count"));
        desk.set("#quiet input[name=from]", "22:00");
        desk.click("#quiet button");
        desk.awaitText("Quiet hours begin and end at different times");
        desk.set("#quiet input[name=to]", "06:00");
        desk.click("#quiet button");
        desk.awaitText("Your quiet hours are kept.");
        desk.set("#quiet input[name=from]", "");
        desk.set("#quiet input[name=to]", "");
        desk.click("#quiet button");
        desk.awaitText("You have no quiet hours of your own.");
        assertThat(call("oncall", HttpMethod.GET, "/my/notices?unread=true", Map.of())
                        .path("items"))
                .isEmpty();
    }

    private void choose(String words, String ref) {
        desk.type("dialog input[type=search]", words);
        desk.click("dialog input[name='contact:" + ref + "']");
    }

    /** GEO-06, GEO-33, GEO-34, GEO-43: who is NOT ACTIVE touches no event, but sends. */
    @Test
    void operatorWhoIsNotActiveSendsAMessageOfTheOwn() {
        contact("garage", "Garage", "garage@fitters.example", "+46 70 174 06 61");
        String id = mail("Not for her");
        open("oncall", "events.html");
        row(id);
        desk.click("[data-focus='open:" + id + "']");
        desk.find("#card .message");
        assertThat(desk.shows("#card [data-do=archive]")).isFalse();

        desk.click("#write");
        choose("garage", "garage");
        desk.type("dialog input[name=title]", "Car 4");
        desk.type("dialog textarea[name=text]", "Car 4 needs tyres");
        desk.click("dialog input[name='by:SMS']");
        desk.picture("6-new-message");
        desk.click("dialog button.main");
        desk.awaitText("The message is on its way.");
        desk.click("#notices [data-report]");
        desk.await(page -> desk.find("#sum").getText().contains("Sent 1"));
        desk.press("The event");
        desk.find("#card .message");
        assertThat(desk.find("#card").getText()).contains("Car 4 needs tyres", "Message of an operator", "Archived");
        settled();
    }

    /** GEO-19: without any sign of its operator an event is PENDING again, and the board shows it by itself. */
    @Test
    void eventThatNobodyWorksOnIsGivenBackAndAnotherOneBecomesAnOrder() {
        turn("oncall", "ACTIVE");
        String id = mail("Forgotten");
        open("oncall", "events.html");
        desk.click("[data-focus='take:" + id + "']");
        desk.await(page -> row(id).getText().contains("given back in 15 min"));
        jdbc.sql("update tr_inbound_event set return_at = :at where id = :id")
                .param("at", SqlTime.toSql(Instant.now().minusSeconds(1)))
                .param("id", id)
                .update();
        timers.move(InboundEvents.PROCESS, id, EventWork.RETURN_TIMER, Instant.now());
        desk.await(page -> row(id).getText().contains("Pending"));
        desk.click("#card [data-do=take]");
        desk.find("#card [data-do=keep]");

        desk.click("#card [data-do=makeOrder]");
        desk.type("dialog input[name=point]", "SP-NOWHERE");
        desk.click("dialog button.main");
        desk.await(page -> !desk.find("dialog [role=alert]").getText().isEmpty());
        desk.type("dialog input[name=point]", "SP-DEMO-1");
        desk.click("dialog button.main");
        desk.awaitText("An order has it; the event is archived.");
        assertThat(call("oncall", HttpMethod.GET, "/inbound-events/" + id, Map.of())
                        .path("orderId")
                        .asText())
                .isNotEmpty();
    }

    /** GEO-17, GEO-28, GEO-37; what another operator does is seen within seconds. */
    @Test
    void operatorForwardsToWhoIsOnCallAndSeesWhatOthersDo() {
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
        desk.click("dialog input[name=to][value=colleagues]");
        desk.click("dialog input[name='to:oncall2']");
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
