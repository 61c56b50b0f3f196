// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngines;
import org.camunda.bpm.engine.identity.Group;
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

/** The token says who is in which group, and e-mail addresses are as good as logins, beside passwords. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:sso-groups",
            "camunda.bpm.job-execution.enabled=false",
            "truckroll.security.oidc.client-id=" + Issuer.CLIENT,
            "truckroll.security.oidc.client-secret=" + Issuer.SECRET,
            "truckroll.security.oidc.user-claim=email",
            "truckroll.security.oidc.groups-claim=groups",
        })
@ActiveProfiles("demo")
@DirtiesContext
class SsoGroupsTest {

    private static Issuer issuer;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private IdentityService identities;

    @Autowired
    private JdbcClient jdbc;

    private SecurityServer server;
    private SsoBrowser browser;

    @BeforeAll
    static void startIssuer() {
        issuer = new Issuer();
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
        ProcessEngines.registerProcessEngine(engine);
        issuer.knows(port);
        server = new SecurityServer(port);
        browser = new SsoBrowser(port);
        for (String person : List.of("crew2", "dispatcher")) {
            jdbc.sql("delete from tr_contact_point where person = :id and kind = 'EMAIL'")
                    .param("id", person)
                    .update();
            jdbc.sql("insert into tr_contact_point (person, kind, address, rank_no) values (:id, 'EMAIL', :address, 9)")
                    .param("id", person)
                    .param("address", person + "@north.example")
                    .update();
        }
    }

    private List<String> groups(String person) {
        return identities.createGroupQuery().groupMember(person).list().stream()
                .map(Group::getId)
                .sorted()
                .toList();
    }

    @Test
    void tokenDecidesAboutGroupsAtEachLogin() {
        issuer.person(
                "eva",
                Map.of(
                        "email",
                        "Crew2@North.example",
                        "email_verified",
                        true,
                        "groups",
                        List.of("field-south", "work-leaders-south", "api-clients", "canteen")));
        browser.open("/sso/login?to=/field/").logIn("eva");
        assertThat(browser.path()).isEqualTo("/field/");
        assertThat(groups("crew2")).containsExactly("field-south", "work-leaders-south");
        assertThat(browser.call("/session", Map.of()).body())
                .contains("\"id\":\"crew2\"")
                .contains("\"south\"")
                .doesNotContain("north\"");

        issuer.person("eva", Map.of("email", "crew2@north.example", "groups", List.of("field-north")));
        browser.open("/sso/login?to=/field/");
        assertThat(groups("crew2")).containsExactly("field-north");
    }

    @Test
    void unprovenAddressIsNobodys() {
        issuer.person("mallory", Map.of("email", "dispatcher@north.example", "email_verified", false));
        browser.open("/sso/login?to=/desk/").logIn("mallory");
        assertThat(browser.path()).isEqualTo("/desk/sso.html?why=unknown");
        assertThat(groups("dispatcher")).contains("dispatchers-north");
    }

    @Test
    void tasklistTakesTheAddressForTheLogin() throws Exception {
        Tasklist tasklist = new Tasklist(server);
        assertThat(tasklist.logIn("dispatcher%40north.example", "wrong")).isEqualTo(401);
        assertThat(tasklist.logIn("Dispatcher%40north.example", "demo")).isEqualTo(200);
        assertThat(tasklist.get("/camunda/api/admin/auth/user/default")).contains("\"userId\":\"dispatcher\"");
        assertThat(new Tasklist(server).logIn("dispatcher", "demo")).isEqualTo(200);
    }

    @Test
    void passwordsStillWorkBesideTheIssuer() {
        assertThat(server.get("dispatcher", "/api/v1/service-orders").status()).isEqualTo(200);
        assertThat(server.get("dispatcher@north.example", "/api/v1/service-orders")
                        .status())
                .isEqualTo(200);
        assertThat(server.get(null, "/sso").json().path("passwords").asBoolean())
                .isTrue();
    }
}
