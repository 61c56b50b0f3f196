// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;

/** Who is on call, kept and read at the desk in a real browser (GEO-25, GEO-26, GEO-31, GEO-41, SOL24-24). */
@PageTest
class OnCallPageIT {

    private static final String UNTRANSLATED =
            "\\[object|\\bnull\\b|\\bundefined\\b|NaN|\\b(nav|events|onCall|oncall|write|notices|book|channel|line)\\.[a-zA-Z]";

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
        desk = PageBrowser.desk(port, downloads, "oncall");
        // Whatever other tests have left the switch at.
        put("oncall", "/my/on-call/north", Map.of("mode", "ROSTER"));
    }

    /** Other tests of this demo find nobody on call. */
    @AfterEach
    void getUp() {
        desk.close();
        rest(HttpMethod.GET, "/on-call/north/rotas")
                .forEach(rota -> rest(
                        HttpMethod.DELETE,
                        "/on-call/north/rotas/" + rota.path("id").asText()));
        rest(HttpMethod.GET, "/on-call/north/stand-ins")
                .forEach(standIn -> rest(
                        HttpMethod.DELETE,
                        "/on-call/north/stand-ins/" + standIn.path("id").asText()));
        put("people-admin", "/on-call/north/escalation", Map.of("repeats", 0, "steps", List.of()));
    }

    private void put(String user, String path, Map<String, ?> body) {
        RestClient.create("http://127.0.0.1:" + port)
                .put()
                .uri("/api/v1" + path)
                .headers(headers -> headers.setBasicAuth(user, "demo"))
                .body(body)
                .retrieve()
                .toBodilessEntity();
    }

    private JsonNode rest(HttpMethod method, String path) {
        return RestClient.create("http://127.0.0.1:" + port)
                .method(method)
                .uri("/api/v1" + path)
                .headers(headers -> headers.setBasicAuth("people-admin", "demo"))
                .retrieve()
                .body(JsonNode.class);
    }

    private void open(String user) {
        desk.go("/desk/oncall.html");
        desk.type("input[name=user]", user);
        desk.type("input[name=password]", "demo");
        desk.click("form.login button.main");
        desk.await(driver -> driver.findElements(By.cssSelector("dialog[open]")).isEmpty());
        desk.find("#now table");
    }

    private void settled() {
        desk.find("#escalation table");
        assertThat(desk.text()).doesNotContainPattern(UNTRANSLATED);
    }

    @Test
    void adminPlansAndOperatorsReadTakeOverAndSubscribe() {
        open("people-admin");
        desk.click("[data-do='oncall.rota.add']");
        desk.type("dialog input[name=name]", "Week");
        desk.choose("dialog .rows select", "oncall2");
        // Begun, whatever the hour is that this runs at.
        desk.set(
                "dialog input[name=firstDay]",
                LocalDate.now(ZoneOffset.UTC).minusDays(2).toString());
        desk.picture("1-rota");
        desk.click("dialog button.main");
        desk.awaitText("Saved.");
        assertThat(desk.find("#rotas [data-rota]").getText()).contains("Week", "Olof North", "08:00–08:00");
        assertThat(desk.driver.findElements(By.cssSelector("#shifts [data-person=oncall2]")))
                .isNotEmpty();

        desk.click("[data-do='oncall.escalation.change']");
        desk.press("Add a line");
        desk.type("dialog .rows input:nth-of-type(1)", "Duty");
        desk.type("dialog .rows > input:nth-last-of-type(3)", "Head");
        desk.type("dialog .rows > input:nth-last-of-type(1)", "15");
        desk.picture("2-escalation");
        desk.click("dialog button.main");
        desk.await(page -> desk.find("#escalation").getText().contains("every 15 min"));

        desk.click("#add-contact");
        desk.type("dialog input[name=name]", "Crane hire");
        desk.type("dialog input[name=ref]", "crane hire");
        desk.type("dialog input[name=mail]", "crane@hire.example");
        desk.click("dialog button.main");
        desk.await(page -> desk.find("dialog [role=alert]").getText().contains("/ref"));
        desk.type("dialog input[name=ref]", "crane-" + Instant.now().toEpochMilli());
        desk.click("dialog button.main");
        desk.await(page -> desk.find("#contacts").getText().contains("crane@hire.example"));
        settled();
        desk.picture("3-kept");
        desk.click("#logout");
        desk.find("form.login");

        open("oncall");
        assertThat(desk.find("#now").getText()).contains("Olof North");
        assertThat(desk.shows("[data-do='oncall.rota.add']"))
                .as("kept by people-admins")
                .isFalse();
        desk.click("#shifts [data-person=oncall2] button");
        desk.type("dialog input[name=reason]", "Swapped");
        desk.click("dialog button.main");
        desk.await(page -> desk.find("#stand-ins").getText().contains("Swapped"));
        assertThat(desk.find("#own .own-shifts").getText()).contains("step 1");
        desk.find("#own [data-active=true]");

        desk.click("#feed summary");
        desk.click("#feed-open");
        String address = String.valueOf(desk.find("#feed-address").getDomProperty("value"));
        assertThat(RestClient.create().get().uri(URI.create(address)).retrieve().body(String.class))
                .contains("BEGIN:VEVENT");
        settled();
        desk.picture("4-operator");
        desk.click("#feed-close");
        desk.awaitText("The address is closed.");
    }

    @Test
    void pageSpeaksAllItsLanguagesAndFitsATelephone() {
        desk.close();
        desk = PageBrowser.phone(port, downloads, "oncall-phone");
        open("oncall");
        for (String language : List.of("sv", "pl", "pt", "zh", "it", "en")) {
            desk.choose("#language", language);
            desk.await(page -> String.valueOf(desk.script("return document.documentElement.lang"))
                    .equals(language));
            settled();
            assertThat((Long) desk.script("return document.documentElement.scrollWidth"))
                    .as(language)
                    .isLessThanOrEqualTo(PageBrowser.PHONE_WIDTH);
            desk.picture("1-" + language);
        }
    }
}
