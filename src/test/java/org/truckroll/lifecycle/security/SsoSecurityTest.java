// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngines;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** People log in at a real issuer only; passwords are of no use here any more (HCDC-24, HCDC-25, HCDC-38, HCDC-39). */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:sso-security",
            "camunda.bpm.job-execution.enabled=false",
            "truckroll.security.oidc.client-id=" + Issuer.CLIENT,
            "truckroll.security.oidc.client-secret=" + Issuer.SECRET,
            "truckroll.security.oidc.local-login=false",
        })
@ActiveProfiles("demo")
@DirtiesContext
class SsoSecurityTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Issuer issuer;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private JdbcClient jdbc;

    private SecurityServer server;
    private SsoBrowser browser;
    private int port;

    @BeforeAll
    static void startIssuer() {
        issuer = new Issuer();
        for (String login : List.of("dispatcher", "crew", "crew-south", "stranger")) {
            issuer.person("id-" + login, Map.of("preferred_username", login));
        }
    }

    @AfterAll
    static void stopIssuer() {
        issuer.close();
    }

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry properties) {
        properties.add("truckroll.security.oidc.issuer-uri", () -> issuer.url());
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        // The webapps look their engine up in a static register, where another application may have taken the name.
        ProcessEngines.registerProcessEngine(engine);
        this.port = port;
        issuer.knows(port);
        server = new SecurityServer(port);
        browser = new SsoBrowser(port);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void tasklistShowsTheTasksOfWhoLoggedInAtTheIssuer() throws Exception {
        runtime.startProcessInstanceByKey(
                "staff-leave", "crew2", Map.of("successorNamed", false, "reason", "moves away", "by", "test"));
        browser.open("/camunda/app/tasklist/default/").logIn("id-dispatcher");

        assertThat(browser.path()).isEqualTo("/camunda/app/tasklist/default/");
        assertThat(browser.status()).isEqualTo(200);
        URI asked = browser.takeVisited().stream()
                .filter(address -> address.getPath().equals("/oauth2/authorize"))
                .findFirst()
                .orElseThrow();
        assertThat(asked.getQuery())
                .contains("response_type=code")
                .contains("code_challenge_method=S256")
                .contains("code_challenge=")
                .contains("state=")
                .contains("nonce=");
        assertThat(json(browser.call("/camunda/api/admin/auth/user/default", Map.of()))
                        .path("userId")
                        .asText())
                .isEqualTo("dispatcher");
        String tasks = "/camunda/api/engine/engine/default/task?maxResults=5&processInstanceBusinessKey=crew2";
        assertThat(json(browser.call(tasks, Map.of()))).hasSize(1);

        SsoBrowser other = new SsoBrowser(port);
        other.open("/camunda/app/tasklist/").logIn("id-crew");
        assertThat(json(other.call(tasks, Map.of())))
                .as("the crew has nothing to do with it")
                .isEmpty();
    }

    @Test
    void pagesOfOurOwnOpenWithTheSameLogin() throws Exception {
        browser.open("/sso/login?to=/field/").logIn("id-crew");
        assertThat(browser.path()).isEqualTo("/field/");
        assertThat(browser.status()).isEqualTo(200);
        JsonNode session = json(browser.call("/session", Map.of()));
        assertThat(session.path("id").asText()).isEqualTo("crew");
        assertThat(browser.call(
                                "/api/v1/field-activities",
                                Map.of(Sessions.HEADER, session.path("token").asText()))
                        .statusCode())
                .isEqualTo(200);
        browser.open("/sso/login?to=/desk/people.html");
        assertThat(browser.at().getPath()).as("the issuer asks nobody twice").isEqualTo("/desk/people.html");
    }

    @Test
    void strangersAndDisabledPeopleAreToldWhyTheyStayOutside() {
        browser.open("/sso/login?to=/desk/").logIn("id-stranger");
        assertThat(browser.path()).isEqualTo("/desk/sso.html?why=unknown&as=stranger");
        assertThat(browser.status()).isEqualTo(200);
        assertThat(browser.hasCookie(Sessions.COOKIE)).isFalse();
        assertThat(browser.call("/session", Map.of()).statusCode()).isEqualTo(401);

        jdbc.sql("update tr_person set active = false where id = 'crew-south'").update();
        SsoBrowser disabled = new SsoBrowser(port);
        disabled.open("/camunda/app/tasklist/").logIn("id-crew-south");
        assertThat(disabled.path()).isEqualTo("/desk/sso.html?why=off&as=crew-south");
        assertThat(disabled.call("/camunda/api/admin/auth/user/default", Map.of())
                        .statusCode())
                .isNotEqualTo(200);
        jdbc.sql("update tr_person set active = true where id = 'crew-south'").update();
    }

    @Test
    void sessionEndsWithTheLoginThatIsSwitchedOff() {
        browser.open("/sso/login?to=/desk/").logIn("id-crew-south");
        assertThat(browser.call("/session", Map.of()).statusCode()).isEqualTo(200);
        jdbc.sql("update tr_person set active = false where id = 'crew-south'").update();
        assertThat(browser.call("/session", Map.of()).statusCode()).isEqualTo(401);
        assertThat(browser.call("/camunda/api/engine/engine/default/task", Map.of())
                        .statusCode())
                .isEqualTo(401);
        jdbc.sql("update tr_person set active = true where id = 'crew-south'").update();
    }

    @Test
    void answersNobodyAskedForOpenNothing() {
        browser.open("/sso/login?to=/desk/");
        URI login = browser.at();
        browser.open("/sso/callback?code=invented&state=invented");
        assertThat(browser.path()).isEqualTo("/desk/sso.html?why=failed");
        assertThat(browser.hasCookie(Sessions.COOKIE)).isFalse();

        // The answer meant for one browser, opened in another one.
        browser.open("/sso/login?to=/desk/").takeVisited();
        browser.logIn("id-crew");
        URI answer = browser.takeVisited().stream()
                .filter(address -> address.getPath().equals(Sso.CALLBACK))
                .findFirst()
                .orElseThrow();
        assertThat(browser.hasCookie(Sessions.COOKIE)).isTrue();
        SsoBrowser thief = new SsoBrowser(port);
        thief.open(answer);
        assertThat(thief.path()).isEqualTo("/desk/sso.html?why=failed");
        assertThat(thief.hasCookie(Sessions.COOKIE)).isFalse();
        assertThat(login.getPath()).isEqualTo("/login");
    }

    @Test
    void loginLeadsToPagesOfOursOnly() {
        browser.open("/sso/login?to=https://elsewhere.example/desk/").logIn("id-crew");
        assertThat(browser.at().getHost()).isEqualTo("127.0.0.1");
        assertThat(browser.path()).isEqualTo("/desk/");
        for (String page : List.of(
                "//elsewhere.example/desk/",
                "/desk//elsewhere.example",
                "/desk/../engine-rest",
                "/api/v1/people",
                "/desk\\elsewhere")) {
            assertThat(SsoRequests.page(page)).as(page).isEqualTo("/desk/");
        }
        assertThat(SsoRequests.page("/desk/people.html?id=a%20b")).isEqualTo("/desk/people.html?id=a%20b");
    }

    @Test
    void passwordsOfPeopleOpenNothingAndThoseOfClientsDo() {
        server.get("dispatcher", "/api/v1/service-orders").isProblem(401, "unauthorized");
        server.get("dispatcher", "/engine-rest/task").isProblem(401, "unauthorized");
        assertThat(server.get("cis", "/api/v1/service-orders").status()).isEqualTo(200);
        server.post(null, "/session", "{\"user\":\"dispatcher\",\"password\":\"demo\"}")
                .isProblem(403, "password-login-off");
        assertThat(server.get(null, "/sso").json().path("on").asBoolean()).isTrue();
        assertThat(server.get(null, "/sso").json().path("passwords").asBoolean())
                .isFalse();
    }

    @Test
    void tasklistTakesNoPasswordEither() throws Exception {
        assertThat(engine.getIdentityService().checkPassword("dispatcher", "demo"))
                .isFalse();
        // Its page leads to the issuer, so nobody even gets the token that its login form sends.
        assertThat(new Tasklist(server).logIn("dispatcher", "demo")).isEqualTo(403);
    }

    @Test
    void nobodyGetsAPasswordHere() throws Exception {
        browser.open("/sso/login?to=/desk/");
        issuer.person("id-admin", Map.of("preferred_username", "admin"));
        browser.logIn("id-admin");
        String token = json(browser.call("/session", Map.of())).path("token").asText();
        HttpRequest.Builder patch = server.request("/api/v1/people/crew2")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"password\":\"Correct-Horse-1\"}"))
                .header("Content-Type", "application/json");
        HttpResponse<String> answer =
                browser.send(patch.header(Sessions.HEADER, token).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains("kept-by-issuer");

        browser.open("/camunda/app/admin/default/");
        assertThat(browser.status()).isEqualTo(200);
        HttpResponse<String> created = browser.send(server.request("/camunda/api/engine/engine/default/user/create")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"profile\":{\"id\":\"newcomer\",\"firstName\":\"Nils\",\"lastName\":\"Newman\"},\"credentials\":{\"password\":\"Correct-Horse-1\"}}"))
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN"))
                .build());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(409);
        assertThat(engine.getIdentityService()
                        .createUserQuery()
                        .userId("newcomer")
                        .count())
                .isZero();
    }

    @Test
    void logoutEndsTheSessionsHereAndAtTheIssuer() {
        browser.open("/camunda/app/tasklist/default/").logIn("id-dispatcher");
        assertThat(browser.call("/sso/logout", Map.of("Sec-Fetch-Site", "cross-site"))
                        .headers()
                        .firstValue("Location"))
                .as("a foreign page logs nobody out")
                .hasValueSatisfying(address -> assertThat(address).endsWith("/desk/sso.html?why=stay"));
        assertThat(browser.call("/session", Map.of()).statusCode()).isEqualTo(200);

        browser.takeVisited();
        browser.open("/sso/logout");
        assertThat(browser.takeVisited()).anySatisfy(address -> {
            assertThat(address.getPath()).isEqualTo("/connect/logout");
            assertThat(address.getQuery()).contains("id_token_hint=");
        });
        assertThat(browser.path()).isEqualTo("/desk/sso.html?why=out");
        assertThat(browser.call("/session", Map.of()).statusCode()).isEqualTo(401);
        browser.open("/camunda/app/tasklist/default/");
        assertThat(browser.at().getPath()).as("the issuer asks again").isEqualTo("/login");
    }
}
