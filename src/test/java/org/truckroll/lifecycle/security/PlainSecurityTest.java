// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgUnit;
import org.truckroll.people.OrgUnits;
import org.truckroll.people.People;
import org.truckroll.people.People.ApiClient;

/** A server outside the demo: nothing of the demo opens a door, logins come from the configuration. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:plain-security",
            "camunda.bpm.job-execution.enabled=false",
            "truckroll.security.admin-password=first-admin-password",
            "truckroll.people.divisions.west=West",
            "truckroll.people.field-groups.west1.division=west",
            "truckroll.security.clients.billing.secret=billing-secret-value",
            "truckroll.security.clients.billing.divisions=west",
            "truckroll.security.clients.hes.secret-hash=$2a$04$Gc6kbZQ8PvN1.n6Zz2kqGuHbGJ4qB3jVwQ0P0oT6gT3ZQ0b6kO1iS",
            "truckroll.security.clients.hes.head-ends=metering"
        })
@ActiveProfiles("plain")
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext
class PlainSecurityTest {

    @Autowired
    private IdentityService identities;

    @Autowired
    private People people;

    @Autowired
    private OrgUnits units;

    @Autowired
    private EngineAccess access;

    @Autowired
    private Logins logins;

    private SecurityServer server;

    @BeforeAll
    void connect(@LocalServerPort int port) {
        server = new SecurityServer(port);
    }

    @Test
    void createsOneAdministratorWithThePasswordOfTheConfiguration(CapturedOutput output) {
        assertThat(server.get("admin:first-admin-password", "/engine-rest/engine")
                        .status())
                .isEqualTo(200);
        assertThat(identities.createUserQuery().list())
                .extracting(User::getId)
                .contains("admin")
                .doesNotContain("crew");

        access.start();

        assertThat(output).doesNotContain("Administrator was created");
    }

    @Test
    void refusesThePasswordOfTheDemo() {
        User user = identities.newUser("left-over");
        user.setPassword("demo");
        ((IdentityServiceImpl) identities).saveUser(user, true);
        people.putClient(new ApiClient(
                "cis", new BCryptPasswordEncoder(4).encode("demo"), Set.of("west"), Set.of(), null, true));
        try {
            server.get("left-over", "/engine-rest/engine").isProblem(401, "unauthorized");
            server.get("cis", "/engine-rest/engine").isProblem(401, "unauthorized");
            assertThat(identities.checkPassword("left-over", "demo")).isFalse();
        } finally {
            identities.deleteUser("left-over");
        }
    }

    @Test
    void knowsTheClientsOfTheConfiguration() {
        assertThat(server.get("billing:billing-secret-value", "/engine-rest/engine")
                        .status())
                .isEqualTo(200);
        assertThat(logins.client("billing").orElseThrow())
                .isEqualTo(new Caller("billing", Caller.Kind.CLIENT, Set.of("api-clients"), Set.of("west"), Set.of()));
        assertThat(logins.client("hes").orElseThrow().headEnds()).containsExactly("metering");
        server.get("hes:wrong", "/engine-rest/engine").isProblem(401, "unauthorized");
    }

    @Test
    void locksOutAClientThatLeftTheConfiguration() {
        people.putClient(new ApiClient(
                "former", new BCryptPasswordEncoder(4).encode("former-secret"), Set.of(), Set.of(), null, true));

        access.start();

        assertThat(people.client("former").orElseThrow().enabled()).isFalse();
        server.get("former:former-secret", "/engine-rest/engine").isProblem(401, "unauthorized");
    }

    @Test
    void takesBackAnAdministratorThatADemoLeftBehind() {
        User admin = identities.createUserQuery().userId("admin").singleResult();
        admin.setPassword("demo");
        ((IdentityServiceImpl) identities).saveUser(admin, true);

        access.start();

        assertThat(identities.checkPassword("admin", "first-admin-password")).isTrue();
    }

    @Test
    void createsDivisionsAndCrewsOfTheConfiguration() {
        assertThat(people.divisions()).containsExactly("west");
        assertThat(units.groups())
                .containsExactly(new OrgUnit(
                        "field-west1",
                        "city-west",
                        "west",
                        OrgUnit.Kind.GROUP,
                        "Crews west1",
                        OrgUnit.CONFIGURATION,
                        null,
                        true));
        assertThat(identities
                        .createGroupQuery()
                        .groupIdIn("dispatchers-west", "field-west1")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void closesSimulatorsAndApiPages() {
        server.get(null, "/simulator/head-end/log").isProblem(401, "unauthorized");
        server.get("admin:first-admin-password", "/simulator/head-end/log").isProblem(403, "forbidden");
        for (String page : List.of("/v3/api-docs", "/swagger-ui/index.html")) {
            server.get(null, page).isProblem(401, "unauthorized");
            assertThat(server.get("admin:first-admin-password", page).status()).isEqualTo(200);
        }
    }

    @Test
    void slowsDownGuessing() {
        for (int i = 0; i < 3; i++) {
            server.get("admin:guess-" + i, "/engine-rest/engine").isProblem(401, "unauthorized");
        }
        User admin = identities.createUserQuery().userId("admin").singleResult();

        assertThat(identities.checkPassword("admin", "first-admin-password"))
                .as("locked for a while")
                .isFalse();
        identities.unlockUser(admin.getId());
        assertThat(identities.checkPassword("admin", "first-admin-password")).isTrue();
    }

    @Test
    void slowsDownGuessingAtTheLoginOfThePagesAndSendsItsCookieOverHttpsOnly() {
        for (int i = 0; i < 3; i++) {
            server.post(null, "/session", "{\"user\":\"admin\",\"password\":\"guess-" + i + "\"}")
                    .isProblem(401, "unauthorized");
        }
        String login = "{\"user\":\"admin\",\"password\":\"first-admin-password\"}";
        server.post(null, "/session", login).isProblem(401, "unauthorized");

        identities.unlockUser("admin");

        SecurityServer.Answer answer = server.post(null, "/session", login);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
    }
}
