// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.shared.Json;

/** A customer with a telephone and the link to his visit: the page in a real browser, in all its languages (HCDC-06, HCDC-07). */
@ProcessTest
class CustomerPageIT {

    private static final String NORTH = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final List<String> LANGUAGES = List.of("sv", "pl", "pt", "zh", "it", "en");

    /** Each test has minutes of its own, far from those of others: what one asks for does not count against another. */
    private static int hours = 10;

    @Autowired
    private Stories stories;

    @Autowired
    private Json json;

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
        stories.begin();
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofHours(++hours))));
        phone = PageBrowser.phone(port, folder.resolve("profile"), "customer");
    }

    @AfterEach
    void putItAway() {
        phone.close();
    }

    private Assignment send() {
        return stories.doors(port).send(NORTH, "DISABLE", "TURN_OFF_METER");
    }

    private static Answer post(Assignment visit, String step, String body) {
        return visit.doors().call("dispatcher", "POST", "/api/v1/field-activities/" + visit.id() + "/" + step, body);
    }

    private static String link(Assignment visit) {
        return URI.create(post(visit, "customer-link", "{}")
                        .is(201)
                        .body()
                        .path("url")
                        .asText())
                .getPath();
    }

    private static JsonNode appointment(Assignment visit) {
        return visit.doors()
                .call("crew", "GET", "/api/v1/field-activities/" + visit.id() + "/appointment", null)
                .is(200)
                .body()
                .path("appointment");
    }

    /** A free slot that nobody else of the tests takes: as late as there is. */
    private static String propose(Assignment visit) {
        JsonNode slots = visit.doors()
                .call("dispatcher", "GET", "/api/v1/field-activities/" + visit.id() + "/slots", null)
                .is(200)
                .body()
                .path("items");
        JsonNode slot = slots.get(slots.size() - 3);
        post(visit, "preliminary-visit", "{\"start\":" + slot.path("start") + ",\"end\":" + slot.path("end") + "}")
                .is(200);
        return slot.path("start").asText();
    }

    private List<String> offered() {
        List<String> offered = new ArrayList<>();
        phone.driver
                .findElements(org.openqa.selenium.By.cssSelector("#slot option"))
                .forEach(option -> offered.add(option.getDomProperty("value")));
        return offered;
    }

    private void fitsTheTelephone() {
        assertThat((Long) phone.script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(PageBrowser.PHONE_WIDTH);
        // Buttons that a thumb can hit.
        assertThat(
                        (Boolean)
                                phone.script(
                                        "return [...document.querySelectorAll('button, select')].every(one => one.getBoundingClientRect().height >= 40)"))
                .isTrue();
    }

    @Test
    void customerConfirmsMovesAndCancels() {
        Assignment visit = send();
        String start = propose(visit);
        String page = link(visit);
        phone.go(page);
        phone.awaitText("This time is proposed.");
        assertThat(phone.text()).contains("The supply is turned off", "Choose another time");
        fitsTheTelephone();
        phone.picture("1-proposed");
        phone.press("Confirm this time");
        phone.awaitText("This time is confirmed. Thank you.");
        assertThat(appointment(visit).path("state").asText()).isEqualTo("CONFIRMED");
        assertThat(appointment(visit).path("start").asText()).isEqualTo(start);
        assertThat(phone.driver.getCurrentUrl()).endsWith("?lang=en");
        fitsTheTelephone();
        phone.picture("2-confirmed");
        // Reloading what was answered confirms nothing twice.
        phone.driver.navigate().refresh();
        phone.awaitText("This time is confirmed.");

        List<String> offered = offered();
        assertThat(offered).hasSizeGreaterThan(10).noneMatch(slot -> slot.startsWith(start));
        phone.choose("#slot", offered.get(offered.size() - 1));
        phone.press("Take this time");
        phone.await(shown -> appointment(visit)
                .path("start")
                .asText()
                .equals(offered.get(offered.size() - 1).split("/")[0]));
        phone.awaitText("This time is confirmed.");

        phone.press("Cancel");
        phone.awaitText("The appointment was cancelled.");
        assertThat(appointment(visit).path("state").asText()).isEqualTo("CANCELLED");
        phone.picture("3-cancelled");
        phone.choose("#slot", offered.get(offered.size() - 2));
        phone.press("Take this time");
        phone.awaitText("This time is confirmed.");
        post(visit, "appointment/cancel", "{\"reason\":\"the van broke down\"}").is(200);
        // What stands on a page that was not reloaded is not true any more: it is said, and nothing is done.
        phone.press("Cancel");
        phone.awaitText("Something has changed meanwhile.");
        phone.picture("4-changed");
    }

    @Test
    void pageOfALinkThatIsUnknownReplacedExpiredOrOfAVisitThatIsOverSaysSo() {
        Assignment visit = send();
        propose(visit);
        String replaced = link(visit);
        String page = link(visit);
        phone.go(page.substring(0, page.length() - 1) + (page.endsWith("A") ? "B" : "A"));
        phone.awaitText("This page is not available");
        fitsTheTelephone();
        phone.picture("5-gone");
        String gone = phone.text();
        phone.go(replaced);
        phone.awaitText("The link is not known or no longer valid.");
        assertThat(phone.text()).as("nobody learns that it was one").isEqualTo(gone);

        phone.go(page);
        phone.awaitText("This time is proposed.");
        Instant then = Stories.now();
        ClockUtil.setCurrentTime(Date.from(then.plus(Duration.ofDays(31))));
        phone.driver.navigate().refresh();
        phone.awaitText("The link is not known or no longer valid.");
        ClockUtil.setCurrentTime(Date.from(then));

        phone.go(page);
        phone.awaitText("This time is proposed.");
        visit.post("claim", "{}").is(200);
        visit.post("status", "{\"status\":\"EN_ROUTE\"}").is(200);
        phone.press("Confirm this time");
        phone.awaitText("The time can no longer be changed.");
        assertThat(phone.shows("form")).isFalse();
        visit.post("complete", "{\"mode\":\"TURNED_OFF\"}").is(200);
        phone.driver.navigate().to(phone.driver.getCurrentUrl());
        phone.awaitText("This visit is over.");
        phone.picture("6-over");
    }

    @Test
    void speaksAllItsLanguages() throws IOException {
        Assignment visit = send();
        propose(visit);
        phone.go(link(visit));
        JsonNode english = words("en");
        for (String language : LANGUAGES) {
            JsonNode words = words(language);
            if (!phone.driver.getPageSource().contains("<html lang=\"" + language + "\"")) {
                phone.press(words.path("name").asText());
            }
            phone.awaitText(words.path("proposed").asText());
            assertThat(phone.script("return document.documentElement.lang")).isEqualTo(language);
            assertThat(phone.text())
                    .contains(
                            words.path("title").asText(),
                            words.path("TURN_OFF").asText(),
                            words.path("confirm").asText(),
                            words.path("cancelWhy").asText());
            if (!language.equals("en")) {
                assertThat(phone.text())
                        .doesNotContain(
                                english.path("proposed").asText(),
                                english.path("local").asText(),
                                english.path("choose").asText(),
                                english.path("cancelWhy").asText());
            }
            fitsTheTelephone();
            phone.picture("7-" + language);
        }
        phone.press(words("it").path("name").asText());
        phone.press(words("it").path("confirm").asText());
        phone.awaitText(words("it").path("confirmed").asText());
    }

    private static JsonNode words(String language) throws IOException {
        try (InputStream in = CustomerPageIT.class.getResourceAsStream("/visit/" + language + ".json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
