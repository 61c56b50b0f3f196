// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Date;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.truckroll.lifecycle.security.SecurityServer.Answer;

/** The login of our own pages: what it opens, what it does not, and how it ends; and the files of the pages. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.datasource.url=jdbc:h2:mem:sessions", "camunda.bpm.job-execution.enabled=false"})
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext
class SessionContractTest {

    private static final String VISITS = "/api/v1/field-activities";

    @Autowired
    private IdentityService identities;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Sessions sessions;

    private SecurityServer server;

    /** A browser that has logged in. */
    private record Browser(String cookie, String proof) {

        HttpRequest.Builder call(HttpRequest.Builder request) {
            return request.header("Cookie", cookie).header(Sessions.HEADER, proof);
        }
    }

    @BeforeAll
    void connect(@LocalServerPort int port) {
        server = new SecurityServer(port);
    }

    @AfterEach
    void returnToThePresent() {
        ClockUtil.reset();
    }

    private Answer login(String user, String password, @Nullable String cookie) {
        HttpRequest.Builder request = server.request("/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}"));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        return server.send(null, request);
    }

    private Browser browser(String user) {
        Answer answer = login(user, "demo", null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new Browser(cookie(answer), answer.json().path("token").asText());
    }

    private static String cookie(Answer answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private Answer get(Browser browser, String path) {
        return server.send(null, browser.call(server.request(path)));
    }

    @Test
    void givesTheBrowserACookieThatNoScriptAndNoOtherSiteCanUse() {
        Answer answer = login("crew", "demo", null);

        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("TRUCKROLL_LOGIN=")
                .contains("; Path=/", "; Max-Age=43200", "; HttpOnly", "; SameSite=Strict")
                .as("plain HTTP in the demo")
                .doesNotContain("Secure");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.json().path("id").asText()).isEqualTo("crew");
        assertThat(answer.json().path("name").asText()).isEqualTo("Carl North");
        assertThat(answer.json().path("groups").toString()).isEqualTo("[\"field-north\"]");
        assertThat(answer.json().path("divisions").toString()).isEqualTo("[\"north\"]");
        String token = cookie(answer).split("=", 2)[1];
        assertThat(answer.body()).as("the page never sees the cookie").doesNotContain(token);
        assertThat(jdbc.sql("select token_hash || person || login_mark from tr_session")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.contains(token));
        assertThat(server.send(null, server.request("/session").header("Cookie", cookie(answer)))
                        .json())
                .isEqualTo(answer.json());
    }

    @Test
    void worksBelowTheApiWithTheRightsOfThePerson() {
        Browser crew = browser("crew");

        assertThat(get(crew, VISITS).status()).isEqualTo(200);
        get(crew, "/api/v1/models").isProblem(403, "forbidden");
        get(crew, "/tmf-api/serviceOrdering/v4/serviceOrder").isProblem(401, "unauthorized");
        get(crew, "/engine-rest/task").isProblem(401, "unauthorized");
    }

    @Test
    void refusesACallThatDoesNotProveItsPage() {
        Browser crew = browser("crew");
        Browser other = browser("crew");

        server.send(null, server.request(VISITS).header("Cookie", crew.cookie()))
                .isProblem(403, "session-not-proven");
        server.send(
                        null,
                        server.request(VISITS + "/x/claim")
                                .header("Cookie", crew.cookie())
                                .POST(BodyPublishers.noBody()))
                .isProblem(403, "session-not-proven");
        get(new Browser(crew.cookie(), other.proof()), VISITS).isProblem(403, "session-not-proven");
        get(new Browser(crew.cookie(), ""), VISITS).isProblem(403, "session-not-proven");
    }

    /** MAINT-36: pages show it at their foot. What else is told of the server is not theirs. */
    @Test
    void pagesLearnTheVersionAndNothingElseOfTheServer() {
        Browser crew = browser("crew");

        assertThat(get(crew, "/actuator/info").status()).isEqualTo(200);
        get(new Browser(crew.cookie(), ""), "/actuator/info").isProblem(403, "session-not-proven");
        server.get(null, "/actuator/info").isProblem(401, "unauthorized");
        get(crew, "/actuator/metrics").isProblem(401, "unauthorized");
    }

    @Test
    void asksAPageForItsOwnLoginAndNotByTheDialogOfTheBrowser() {
        Answer answer = server.send(null, server.request(VISITS).header(Sessions.HEADER, ""));

        answer.isProblem(401, "unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Session");
        assertThat(server.get(null, VISITS)
                        .headers()
                        .firstValue("WWW-Authenticate")
                        .orElseThrow())
                .startsWith("Basic");
        assertThat(server.get(null, "/session")
                        .isProblem(401, "unauthorized")
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crew wrong", "nobody demo", "cis demo"})
    void refusesWrongLoginsAndMachines(String login) {
        Answer answer = login(login.split(" ")[0], login.split(" ")[1], null);

        answer.isProblem(401, "unauthorized");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void refusesALoginThatAFormOfAnotherSiteCouldSend() {
        for (String type : new String[] {"application/x-www-form-urlencoded", "text/plain"}) {
            Answer answer = server.send(
                    null,
                    server.request("/session")
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString("{\"user\":\"crew\",\"password\":\"demo\"}")));
            assertThat(answer.status()).as(answer.body()).isEqualTo(415);
        }
        server.post(null, "/session", "{\"user\":\"crew\"}").isProblem(400, "invalid-request");
    }

    @Test
    void adoptsNoTokenThatSomebodyPlanted() {
        String planted = "TRUCKROLL_LOGIN=chosen-by-somebody-else";
        Answer answer = login("crew", "demo", planted);
        assertThat(cookie(answer)).isNotEqualTo(planted);
        server.send(null, server.request("/session").header("Cookie", planted)).isProblem(401, "session-expired");

        Browser before = new Browser(cookie(answer), answer.json().path("token").asText());
        Answer again = login("dispatcher", "demo", before.cookie());
        assertThat(cookie(again)).isNotEqualTo(before.cookie());
        get(before, VISITS).isProblem(401, "session-expired");
    }

    @Test
    void endsAtLogoutWhichNeedsTheProofToo() {
        Browser crew = browser("crew");
        server.send(
                        null,
                        server.request("/session")
                                .header("Cookie", crew.cookie())
                                .DELETE())
                .isProblem(403, "session-not-proven");
        assertThat(get(crew, VISITS).status()).isEqualTo(200);

        Answer out = server.send(null, crew.call(server.request("/session")).DELETE());

        assertThat(out.status()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("TRUCKROLL_LOGIN=;", "Max-Age=0");
        get(crew, VISITS).isProblem(401, "session-expired");
        get(crew, "/session").isProblem(401, "session-expired");
    }

    @Test
    void endsWhenNobodyUsesIt() {
        Browser crew = browser("crew");
        forward(Duration.ofHours(3));
        assertThat(get(crew, VISITS).status()).isEqualTo(200);
        forward(Duration.ofHours(3));
        assertThat(get(crew, VISITS).status()).as("used meanwhile").isEqualTo(200);

        forward(Duration.ofHours(4));

        get(crew, VISITS).isProblem(401, "session-expired");
    }

    @Test
    void endsAfterTheLongestTimeHoweverMuchItIsUsed() {
        Browser crew = browser("crew");
        for (int hour = 0; hour < 11; hour++) {
            forward(Duration.ofHours(1));
            assertThat(get(crew, VISITS).status()).isEqualTo(200);
        }

        forward(Duration.ofHours(1));

        get(crew, VISITS).isProblem(401, "session-expired");
        sessions.sweep();
        assertThat(jdbc.sql("select count(*) from tr_session")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void endsWithThePasswordAndFollowsTheGroupsOfItsPerson() {
        User person = identities.newUser("temp");
        person.setPassword("first-password");
        ((IdentityServiceImpl) identities).saveUser(person, true);
        identities.createMembership("temp", "field-south");
        Answer answer = login("temp", "first-password", null);
        Browser browser =
                new Browser(cookie(answer), answer.json().path("token").asText());
        assertThat(get(browser, VISITS).status()).isEqualTo(200);

        identities.deleteMembership("temp", "field-south");
        get(browser, VISITS).isProblem(403, "forbidden");

        User changed = identities.createUserQuery().userId("temp").singleResult();
        changed.setPassword("second-password");
        ((IdentityServiceImpl) identities).saveUser(changed, true);
        get(browser, VISITS).isProblem(401, "session-expired");
        login("temp", "first-password", null).isProblem(401, "unauthorized");

        answer = login("temp", "second-password", null);
        identities.deleteUser("temp");
        get(new Browser(cookie(answer), answer.json().path("token").asText()), VISITS)
                .isProblem(401, "session-expired");
    }

    @Test
    void letsALoginOfTheRequestGoBeforeTheCookie() {
        Browser crew = browser("crew");

        Answer answer = server.send("analyst", server.request("/api/v1/models").header("Cookie", crew.cookie()));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void servesThePagesToEverybodyAndLetsThemLoadNothingFromElsewhere() {
        for (String page : new String[] {"/desk/", "/desk/desk.js", "/desk/i18n/zh.json", "/field/sw.js"}) {
            Answer answer = server.get(null, page);
            assertThat(answer.status()).as(page).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-cache");
        }
        assertThat(server.get(null, "/desk").headers().firstValue("Location").orElse(""))
                .endsWith("/desk/");
        assertThat(server.get(null, "/desk/nothing.js").status()).isEqualTo(404);
        assertThat(server.post(null, "/desk/", "{}").status()).isIn(401, 403);
        assertThat(server.get(null, "/field/sw.js").body()).doesNotContain("@version@");
    }

    @Test
    void sendsAFileAgainOnlyWhenItsContentIsAnother() {
        String tag =
                server.get(null, "/desk/desk.js").headers().firstValue("ETag").orElseThrow();

        Answer again = server.send(null, server.request("/desk/desk.js").header("If-None-Match", tag));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    private static void forward(Duration time) {
        ClockUtil.setCurrentTime(
                Date.from(ClockUtil.getCurrentTime().toInstant().plus(time)));
    }
}
