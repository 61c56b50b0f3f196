// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Bearer tokens of a configured issuer (api.md, "Authentication"). */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:token-security",
            "camunda.bpm.job-execution.enabled=false",
            "truckroll.security.jwt.audience=truckroll",
            "truckroll.security.jwt.user-claim=preferred_username"
        })
@ActiveProfiles("demo")
@DirtiesContext
class TokenSecurityTest {

    private static HttpServer issuer;
    private static RSAKey key;

    private SecurityServer server;

    @BeforeAll
    static void startIssuer() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        issuer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        serve(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + address() + "\",\"jwks_uri\":\"" + address() + "/keys\"}");
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
        issuer.start();
    }

    @AfterAll
    static void stopIssuer() {
        issuer.stop(0);
    }

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry properties) {
        properties.add("truckroll.security.jwt.issuer-uri", TokenSecurityTest::address);
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        server = new SecurityServer(port);
    }

    @Test
    void takesIdAndGroupsFromTheToken() throws JOSEException {
        assertThat(get("/engine-rest/task?maxResults=1", token(key, "truckroll", "olga", "head-end-ops"))
                        .status())
                .isEqualTo(200);
        assertThat(get("/actuator/metrics", token(key, "truckroll", "olga", "head-end-ops"))
                        .status())
                .isEqualTo(200);
        get("/actuator/metrics", token(key, "truckroll", "olga", "field-north")).isProblem(403, "forbidden");
    }

    @Test
    void letsATokenSpeakForAKnownApiClientOnly() throws JOSEException {
        assertThat(get("/engine-rest/engine", token(key, "truckroll", "cis", "api-clients"))
                        .status())
                .isEqualTo(200);
        get("/engine-rest/engine", token(key, "truckroll", "unknown", "api-clients"))
                .isProblem(401, "unauthorized");
    }

    /** HCDC-36: the issuer may not have heard of it yet. */
    @Test
    void refusesTheTokenOfAPersonWhoIsSwitchedOff() throws JOSEException {
        String token = token(key, "truckroll", "crew2", "field-north");
        assertThat(get("/api/v1/field-activities", token).status()).isEqualTo(200);
        assertThat(server.post("people-admin", "/api/v1/people/crew2:disable", "{}")
                        .status())
                .isEqualTo(200);

        get("/api/v1/field-activities", token).isProblem(401, "unauthorized");
        get("/engine-rest/engine", token).isProblem(401, "unauthorized");
    }

    @Test
    void refusesTokensOfOthers() throws JOSEException {
        get("/engine-rest/engine", token(key, "another", "olga", "head-end-ops"))
                .isProblem(401, "unauthorized");
        RSAKey forged = new RSAKeyGenerator(2048).keyID("k1").generate();
        get("/engine-rest/engine", token(forged, "truckroll", "olga", "head-end-ops"))
                .isProblem(401, "unauthorized");
        get("/engine-rest/engine", "nonsense").isProblem(401, "unauthorized");
    }

    @Test
    void stillTakesPasswords() {
        assertThat(server.get("crew", "/engine-rest/engine").status()).isEqualTo(200);
    }

    private SecurityServer.Answer get(String path, String token) {
        return server.send(null, server.request(path).header("Authorization", "Bearer " + token));
    }

    private static String token(RSAKey signer, String audience, String user, String... groups) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(address())
                        .audience(audience)
                        .subject("0815")
                        .claim("preferred_username", user)
                        .claim("groups", List.of(groups))
                        .expirationTime(new Date(System.currentTimeMillis() + 60_000))
                        .build());
        token.sign(new RSASSASigner(signer));
        return token.serialize();
    }

    private static String address() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private static void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        issuer.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
