// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpsExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoint.OAuth2;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

/** OAuth2 client credentials, mutual TLS and XML over {@code service-call}, against real servers. */
@Timeout(40)
@ExtendWith(OutputCaptureExtension.class)
class CredentialsTest {

    private final MovedClock clock = new MovedClock();
    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final ServiceEndpoints endpoints =
            new ServiceEndpoints(name -> bundles.getBundleNames().contains(name));
    private final HttpCalls calls = new HttpCalls(
            ServiceCallTest.properties(50),
            endpoints,
            new AddressGuard(new OutboundProperties(List.of())),
            bundles,
            clock,
            () -> null);
    private final ConnectorServiceCalls service = new ConnectorServiceCalls(calls);
    private final Neighbour headEnd = new Neighbour();
    private final Neighbour issuer = new Neighbour();

    @AfterEach
    void close() {
        calls.close();
        headEnd.close();
        issuer.close();
    }

    @Test
    void fetchesOneTokenAndKeepsItUntilItExpires() {
        oauth2(client(false));
        issues("t1", 600);
        assertThat(call().outcome()).isEqualTo(CallOutcome.OK);
        call();
        assertThat(issuer.asked).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.target()).isEqualTo("/token?tenant=9");
            assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
            assertThat(asked.headers().getFirst("Authorization"))
                    .isEqualTo("Basic dHJ1Y2slM0Fyb2xsOmRlbW8lMkZkZW1v"); // truck%3Aroll:demo%2Fdemo
            assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=commands+reads");
        });
        assertThat(headEnd.asked)
                .hasSize(2)
                .allSatisfy(asked ->
                        assertThat(asked.headers().get("Authorization")).containsExactly("Bearer t1"));
        clock.forward(Duration.ofSeconds(569));
        call();
        assertThat(issuer.asked).hasSize(1);
        issues("t2", 600);
        clock.forward(Duration.ofSeconds(2));
        call();
        assertThat(issuer.asked).hasSize(2);
        assertThat(headEnd.last().headers().getFirst("Authorization")).isEqualTo("Bearer t2");
    }

    @Test
    void sendsTheSecretInTheBodyWhereAsked() {
        oauth2(client(true));
        issues("t1", 600);
        call();
        assertThat(issuer.last().headers().getFirst("Authorization")).isNull();
        assertThat(issuer.last().body())
                .isEqualTo("grant_type=client_credentials&scope=commands+reads&client_id=truck%3Aroll"
                        + "&client_secret=demo%2Fdemo");
    }

    @Test
    void fetchesAnotherTokenOnceWhenTheNeighbourNoLongerTakesIt() {
        oauth2(client(false));
        issues("old", 3600);
        call();
        issues("new", 3600);
        headEnd.answers(exchange -> {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            Neighbour.status("Bearer new".equals(token) ? 202 : 401, "").to(exchange);
        });
        assertThat(call().status()).isEqualTo(202);
        assertThat(issuer.asked).hasSize(2);
        assertThat(headEnd.asked).hasSize(3);
        headEnd.answers(Neighbour.status(401, "never"));
        CallResult refused = call();
        assertThat(refused.outcome()).isEqualTo(CallOutcome.INVALID);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(issuer.asked).hasSize(3);
        assertThat(headEnd.asked).hasSize(5);
    }

    @Test
    void takesATokenEndpointThatIsDownForAFailureThatPasses() {
        oauth2(client(false));
        issuer.answers(Neighbour.status(503, "down", "Retry-After", "9"));
        CallResult down = call();
        assertThat(down.outcome()).isEqualTo(CallOutcome.TRANSIENT);
        assertThat(down.detail()).isEqualTo("no token: the token endpoint: HTTP 503");
        issuer.answers(Neighbour.status(429, "slow", "Retry-After", "9"));
        assertThat(call().outcome()).isEqualTo(CallOutcome.BUSY);
        assertThat(call().retryAfter()).isEqualTo(Duration.ofSeconds(9));
        issuer.close();
        CallResult gone = call();
        assertThat(gone.outcome()).isEqualTo(CallOutcome.TRANSIENT);
        assertThat(gone.detail()).startsWith("no token: the token endpoint: connection ");
        assertThat(headEnd.asked).isEmpty();
    }

    @Test
    void asksAPersonWhenTheTokenEndpointDoesNotKnowUs() {
        oauth2(client(false));
        issuer.answers(Neighbour.status(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"secret demo/demo is wrong\"}"));
        CallResult unknown = call();
        assertThat(unknown.outcome()).isEqualTo(CallOutcome.INVALID);
        assertThat(unknown.detail()).isEqualTo("no token: the token endpoint: HTTP 401 invalid_client");
        for (String odd : List.of(
                "{}",
                "<html/>",
                "[]",
                "{\"access_token\":\"a b\"}",
                "{\"access_token\":\"x\",\"token_type\":\"mac\"}")) {
            issuer.answers(Neighbour.status(200, odd));
            assertThat(call().outcome()).as(odd).isEqualTo(CallOutcome.INVALID);
        }
        assertThat(headEnd.asked).isEmpty();
    }

    @Test
    void fetchesOneTokenForManyCallersAndSharesAFailure() throws Exception {
        oauth2(client(false));
        var tries = new AtomicInteger();
        issuer.answers(exchange -> {
            tries.incrementAndGet();
            pause(400);
            Neighbour.status(200, token("t1", 600)).to(exchange);
        });
        assertThat(together(20))
                .allSatisfy(result -> assertThat(result.outcome()).isEqualTo(CallOutcome.OK));
        assertThat(tries).hasValue(1);
        clock.forward(Duration.ofHours(1));
        issuer.answers(exchange -> {
            tries.incrementAndGet();
            pause(400);
            Neighbour.status(500, "").to(exchange);
        });
        long started = System.nanoTime();
        assertThat(together(20))
                .allSatisfy(result -> assertThat(result.outcome()).isEqualTo(CallOutcome.TRANSIENT));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(4));
        assertThat(headEnd.asked).hasSize(20);
    }

    @Test
    void holdsTheDeadlineWhenTheTokenEndpointHangs() {
        issuer.answers(exchange -> pause(5000));
        endpoints.register(
                "head-end",
                ServiceEndpoint.at(headEnd.url("/he"))
                        .with(client(false))
                        .within(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(500)));
        long started = System.nanoTime();
        assertThat(call().outcome()).isEqualTo(CallOutcome.TRANSIENT);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void refusesACallersOwnAuthorization() {
        oauth2(client(false));
        assertThatThrownBy(() -> service.call("head-end", "/", "POST", "{}", Map.of("authorization", "x"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comes from the endpoint's configuration");
    }

    @Test
    void neverShowsSecretOrToken(CapturedOutput output) {
        Logger logger = (Logger) LoggerFactory.getLogger("org.truckroll");
        Level before = logger.getLevel();
        logger.setLevel(Level.TRACE);
        try {
            var client = new OAuth2(issuer.url("/token?key=q-77413"), "truckroll", "secret-77413", null, true);
            oauth2(client);
            issues("token-77413", 600);
            call();
            issuer.answers(Neighbour.status(400, "{\"error\":\"77413\"}"));
            headEnd.answers(Neighbour.status(401, ""));
            String shown = call() + " " + endpoints.get("head-end") + client;
            assertThat(shown).contains("clientId=truckroll").doesNotContain("77413");
        } finally {
            logger.setLevel(before);
        }
        assertThat(output.getAll())
                .contains("call started endpoint=head-end.token")
                .contains("Authorization=***")
                .doesNotContain("77413");
    }

    @Test
    void showsItsCertificateAndChecksTheOthers(@TempDir Path directory) throws Exception {
        var certificates = new Certificates(directory);
        KeyStore server = certificates.make("server");
        KeyStore own = certificates.make("truckroll");
        KeyStore stranger = certificates.make("stranger");
        var seen = new ArrayList<String>();
        try (var secure = new Neighbour(Certificates.bundle(server, own).createSslContext())) {
            secure.answers(exchange -> {
                var session = ((HttpsExchange) exchange).getSSLSession();
                seen.add(session.getPeerPrincipal().getName());
                Neighbour.status(200, "{\"access_token\":\"t9\",\"token_type\":\"Bearer\"}")
                        .to(exchange);
            });
            bundles.registerBundle("meters", Certificates.bundle(own, server));
            bundles.registerBundle("stranger", Certificates.bundle(stranger, server));
            bundles.registerBundle("deceived", Certificates.bundle(own, stranger));
            ServiceEndpoint endpoint = ServiceEndpoint.at(secure.url("/he"));
            endpoints.register("head-end", endpoint.withSslBundle("meters"));
            assertThat(call().outcome()).isEqualTo(CallOutcome.OK);
            assertThat(seen).containsExactly("CN=truckroll");

            // The certificate alone says who we are to the token endpoint too (RFC 8705).
            endpoints.register(
                    "head-end",
                    endpoint.withSslBundle("meters").with(new OAuth2(secure.url("/token"), "tr", null, null, false)));
            assertThat(call().outcome()).isEqualTo(CallOutcome.OK);
            assertThat(secure.asked.get(1).body()).isEqualTo("grant_type=client_credentials&client_id=tr");
            assertThat(secure.last().headers().getFirst("Authorization")).isEqualTo("Bearer t9");
            assertThat(seen).hasSize(3).containsOnly("CN=truckroll");

            for (String wrong : List.of("stranger", "deceived")) {
                endpoints.register("head-end", endpoint.withSslBundle(wrong));
                CallResult result = call();
                assertThat(result.outcome()).as(wrong).isEqualTo(CallOutcome.TRANSIENT);
                assertThat(result.status()).as(wrong).isZero();
            }
            endpoints.register("head-end", endpoint);
            assertThat(call().detail()).isEqualTo("no secure connection");
            assertThat(secure.asked).hasSize(3);

            // Renewed without a restart.
            endpoints.register("head-end", endpoint.withSslBundle("stranger"));
            bundles.updateBundle("stranger", Certificates.bundle(own, server));
            assertThat(call().outcome()).isEqualTo(CallOutcome.OK);
        }
    }

    @Test
    void refusesABundleThatIsNotThereAndOneWithoutTls() {
        ServiceEndpoint endpoint = ServiceEndpoint.at(URI.create("https://hes.example"));
        assertThatThrownBy(() -> endpoints.register("hes", endpoint.withSslBundle("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no SSL bundle \"nowhere\"");
        assertThatThrownBy(() ->
                        ServiceEndpoint.at(URI.create("http://hes.example")).withSslBundle("meters"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsAndReadsXml() {
        endpoints.register("head-end", ServiceEndpoint.at(headEnd.url("/he")));
        String fault = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><f>kläglich</f>";
        headEnd.answers(exchange -> {
            byte[] bytes = fault.getBytes(StandardCharsets.ISO_8859_1);
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(500, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        CallResult result = service.soap("head-end", "/soap", "urn:x/Do", "<a>é</a>");
        assertThat(headEnd.last().body()).isEqualTo("<a>é</a>");
        assertThat(headEnd.last().headers().getFirst("Content-Type")).isEqualTo("text/xml; charset=utf-8");
        assertThat(headEnd.last().headers().getFirst("SOAPAction")).isEqualTo("\"urn:x/Do\"");
        assertThat(result.outcome()).isEqualTo(CallOutcome.TRANSIENT);
        assertThat(result.body()).isEqualTo(fault);
    }

    private void oauth2(OAuth2 client) {
        endpoints.register("head-end", ServiceEndpoint.at(headEnd.url("/he")).with(client));
    }

    private OAuth2 client(boolean secretInBody) {
        return new OAuth2(issuer.url("/token?tenant=9"), "truck:roll", "demo/demo", "commands reads", secretInBody);
    }

    private void issues(String token, int seconds) {
        issuer.answers(Neighbour.status(200, token(token, seconds), "Content-Type", "application/json"));
    }

    private static String token(String token, int seconds) {
        return "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\",\"expires_in\":" + seconds + "}";
    }

    private CallResult call() {
        return service.call("head-end", "/commands", "POST", "{}", Map.of(), "cmd-1");
    }

    private List<CallResult> together(int count) throws Exception {
        var threads = Executors.newFixedThreadPool(count);
        try {
            var results = new ArrayList<CallResult>();
            Callable<CallResult> one = this::call;
            for (Future<CallResult> result : threads.invokeAll(Collections.nCopies(count, one))) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class MovedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-21T12:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
