// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** The page of people-admins in a real browser: somebody comes, signs work, and leaves without leaving a dead order (HCDC-26, HCDC-46). */
@PageTest
class PeoplePageIT {

    private static final String PASSWORD = "Correct-Horse-1";

    @LocalServerPort
    private int port;

    @TempDir
    private Path profile;

    private PageBrowser desk;

    @BeforeAll
    static void findBrowser() {
        PageBrowser.require();
    }

    @BeforeEach
    void sitDown() {
        desk = PageBrowser.desk(port, profile, "people");
        desk.go("/desk/people.html");
        desk.type("input[name=user]", "people-admin");
        desk.type("input[name=password]", "demo");
        desk.press("Log in");
        desk.find("tr[data-person=crew]");
    }

    @AfterEach
    void getUp() {
        desk.close();
    }

    private RestClient.ResponseSpec as(String user, String password, String path, Map<String, String> body) {
        return RestClient.create("http://127.0.0.1:" + port)
                .post()
                .uri("/api/v1" + path)
                .headers(headers -> headers.setBasicAuth(user, password))
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .onStatus(HttpStatusCode::isError, (request, response) -> {});
    }

    private JsonNode visits(String user, String password) {
        return RestClient.create("http://127.0.0.1:" + port)
                .get()
                .uri("/api/v1/field-activities?state=OPEN")
                .headers(headers -> headers.setBasicAuth(user, password))
                .retrieve()
                .body(JsonNode.class)
                .path("items");
    }

    @Test
    void takesSomebodyOnAndLetsHimGoWithoutADeadOrder() {
        assertThat(desk.text()).doesNotContain("Cora South");
        desk.click("#add");
        desk.type("dialog input[name=id]", "nils");
        desk.type("dialog input[name=givenName]", "Nils");
        desk.type("dialog input[name=familyName]", "Ny");
        desk.type("dialog .rows input", "+46 70 174 06 77");
        desk.click("dialog input[name='group:field-north']");
        desk.type("dialog input[name=password]", "weak");
        desk.click("dialog button.main");
        desk.awaitText("The password does not follow the rule: it must ");
        desk.awaitText("have 10 characters or more");
        desk.type("dialog input[name=password]", PASSWORD);
        desk.click("dialog button.main");
        desk.find("tr[data-person=nils]");
        desk.picture("1-added");

        as(
                        "cis",
                        "demo",
                        "/service-orders",
                        Map.of(
                                "externalId",
                                "P-1",
                                "type",
                                "ENABLE",
                                "servicePointId",
                                "SP-DEMO-1",
                                "reason",
                                "MOVE_IN"))
                .toBodilessEntity();
        String visit = new WebDriverWait(desk.driver, Duration.ofSeconds(60))
                .until(page -> visits("nils", PASSWORD).path(0).path("id").asText(null));
        assertThat(as("nils", PASSWORD, "/field-activities/" + visit + "/claim", Map.of())
                        .toBodilessEntity()
                        .getStatusCode()
                        .value())
                .isEqualTo(200);

        desk.click("tr[data-person=nils] [data-do='people.disable']");
        desk.awaitText("Go on?");
        desk.click("dialog button.main");
        desk.awaitText("Open work: 1");
        desk.choose("dialog select[name=to]", "person:crew2");
        desk.type("dialog input[name=reason]", "moves away");
        desk.picture("2-open-work");
        desk.click("dialog button.main");
        desk.awaitText("Work with a new owner: 1");

        assertThat(as("nils", PASSWORD, "/field-activities/" + visit + "/claim", Map.of())
                        .toBodilessEntity()
                        .getStatusCode()
                        .value())
                .isEqualTo(401);
        assertThat(visits("crew2", "demo").path(0).path("assignee").asText()).isEqualTo("crew2");
    }

    @Test
    void addsACrewToTheTreeInEveryLanguage() {
        desk.click("[data-do='people.unit.add']");
        desk.type("dialog input[name=name]", "Night crew");
        desk.click("dialog button.main");
        desk.awaitText("Night crew is saved.");
        for (String language : new String[] {"sv", "pl", "pt", "zh", "it"}) {
            desk.choose("#language", language);
            desk.awaitText("Night crew");
            desk.find("tr[data-person=crew]");
            assertThat(desk.text()).doesNotContainPattern("\\bpeople\\.[a-z]");
        }
    }
}
