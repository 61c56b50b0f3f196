// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.Connectors;
import org.camunda.connect.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

/** {@code http-connector} is a drop-in for Camunda's own, without its traps (camunda.md 5.2). */
@Timeout(20)
class HttpConnectorTest {

    private final Neighbour neighbour = new Neighbour();
    private final HttpCalls calls = calls("127.0.0.0/8");

    @AfterEach
    void close() {
        calls.close();
        neighbour.close();
    }

    @Test
    void isTheOnlyProviderOfItsIdAndIsFoundByTheServiceLoader() {
        Connector<?> http = Connectors.http();
        assertThat(http).isInstanceOf(HttpConnector.class);
        Set<Connector<?>> known = Set.copyOf(Connectors.getAvailableConnectors());
        assertThat(known).extracting(Connector::getId).containsExactlyInAnyOrder("http-connector", "service-call");
    }

    @Test
    void takesAndGivesTheParametersOfTheStockConnector() {
        neighbour.answers(Neighbour.status(201, "{\"ok\":true}", "X-Trace", "t1"));
        CallResponse response = request(Map.of(
                        "url", neighbour.url("/a?b=c").toString(),
                        "method", "PUT",
                        "headers", Map.of("Content-Type", "text/plain", "X-Number", 7),
                        "payload", "hällo",
                        "request-config", Map.of("socket-timeout", 3000, "connection-timeout", "1000")))
                .execute();
        Neighbour.Asked asked = neighbour.last();
        assertThat(asked.method()).isEqualTo("PUT");
        assertThat(asked.target()).isEqualTo("/a?b=c");
        assertThat(asked.body()).isEqualTo("hällo");
        assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("text/plain");
        assertThat(asked.headers().getFirst("X-Number")).isEqualTo("7");
        assertThat(response.<Integer>getResponseParameter("statusCode")).isEqualTo(201);
        assertThat(response.<String>getResponseParameter("response")).isEqualTo("{\"ok\":true}");
        assertThat(response.<Map<String, String>>getResponseParameter("headers"))
                .containsEntry("X-Trace", "t1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
    void speaksEveryMethod(String method) {
        neighbour.answers(Neighbour.status(200, ""));
        CallResponse response = request(Map.of("url", neighbour.url("/").toString(), "method", method))
                .execute();
        assertThat(response.<Integer>getResponseParameter("statusCode")).isEqualTo(200);
        assertThat(neighbour.last().method()).isEqualTo(method);
    }

    @Test
    void givesAnErrorStatusBackUnlessAskedToThrow() {
        neighbour.answers(Neighbour.status(418, "personal-data"));
        Map<String, Object> parameters = new HashMap<>(get("/"));
        assertThat(request(parameters).execute().<Integer>getResponseParameter("statusCode"))
                .isEqualTo(418);
        for (Object yes : List.of("TRUE", true, "true")) {
            parameters.put("request-config", Map.of("throw-http-error", yes));
            assertThatThrownBy(() -> request(parameters).execute())
                    .isInstanceOf(ConnectorRequestException.class)
                    .hasMessageContaining("418")
                    .hasMessageNotContaining("personal-data");
        }
        parameters.put("request-config", Map.of("throw-http-error", "FALSE"));
        assertThat(request(parameters).execute().<Integer>getResponseParameter("statusCode"))
                .isEqualTo(418);
    }

    static Stream<Object> timeouts() {
        return Stream.of(
                300,
                300L,
                "300",
                "PT0.3S",
                Duration.ofMillis(300),
                org.apache.hc.core5.util.Timeout.ofMilliseconds(300));
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void readsTimeoutsInEveryForm(Object value) throws Exception {
        try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (String name : List.of("socket-timeout", "response-timeout", "total-timeout")) {
                long started = System.nanoTime();
                CallRequest request = request(Map.of(
                        "url",
                        "http://127.0.0.1:" + hanging.getLocalPort() + "/?secret=1",
                        "method",
                        "GET",
                        "request-config",
                        Map.of(name, value)));
                assertThatThrownBy(request::execute)
                        .isInstanceOf(ConnectorRequestException.class)
                        .hasMessageContaining("within PT0.3S")
                        .hasMessageNotContaining("secret");
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "connection-timeout, 0, at least 1 ms",
        "connection-timeout, soon, neither milliseconds nor an ISO duration",
        "total-timeout, PT10M, at most PT4M",
        "redirects-enabled, true, redirects are never followed",
        "throw-http-error, maybe, neither true nor false",
        "proxy, x, not supported",
        "conection-timeout, 5, not supported"
    })
    void refusesOptionThatItCannotKeep(String name, String value, String message) {
        Map<String, Object> parameters = new HashMap<>(get("/"));
        parameters.put("request-config", Map.of(name, value));
        assertThatThrownBy(() -> request(parameters).execute())
                .isInstanceOf(ConnectorRequestException.class)
                .hasMessageContaining(message);
        assertThat(neighbour.asked).isEmpty();
    }

    @Test
    void refusesUnknownParameter() {
        assertThatThrownBy(() -> request(Map.of("configOptions", Map.of())))
                .isInstanceOf(ConnectorRequestException.class)
                .hasMessageContaining("unknown parameter \"configOptions\"")
                .hasMessageContaining("request-config");
    }

    @Test
    void refusesParameterOfTheWrongKind() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("url", neighbour.url("/").toString()),
                Map.of("method", "GET"),
                Map.of("url", "http://[bad", "method", "GET"),
                Map.of("url", neighbour.url("/").toString(), "method", "GET", "headers", "X: 1"),
                Map.of("url", neighbour.url("/").toString(), "method", "POST", "payload", 5))) {
            assertThatThrownBy(() -> request(wrong).execute()).isInstanceOf(ConnectorRequestException.class);
        }
    }

    @Test
    void followsNoRedirect() {
        neighbour.answers(
                Neighbour.status(302, "", "Location", neighbour.url("/private").toString()));
        assertThat(request(get("/")).execute().<Integer>getResponseParameter("statusCode"))
                .isEqualTo(302);
        assertThat(neighbour.asked).hasSize(1);
    }

    @Test
    void refusesPrivateAddressUnlessAllowed() {
        try (HttpCalls closed = calls("10.0.0.0/8")) {
            for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433")) {
                CallRequest request = request(
                                Map.of("url", "http://" + host + ":" + neighbour.port() + "/", "method", "GET"))
                        .over(closed);
                assertThatThrownBy(request::execute).as(host).isInstanceOf(ConnectorRequestException.class);
            }
        }
        assertThat(neighbour.asked).isEmpty();
    }

    @Test
    void runsTheInterceptorsOfTheConnector() {
        HttpConnector connector = new HttpConnector();
        connector.addRequestInterceptor(invocation -> {
            assertThat(invocation.getTarget()).isInstanceOf(HttpCall.class);
            assertThat(invocation.getTarget().toString()).doesNotContain("q=1");
            return invocation.proceed();
        });
        CallRequest request = connector.createRequest().over(calls);
        request.setRequestParameters(get("/?q=1"));
        assertThat(request.execute().<Integer>getResponseParameter("statusCode"))
                .isEqualTo(200);
    }

    private Map<String, Object> get(String path) {
        return Map.of("url", neighbour.url(path).toString(), "method", "GET");
    }

    private CallRequest request(Map<String, Object> parameters) {
        HttpConnector connector = Connectors.http();
        CallRequest request = connector.createRequest().over(calls);
        request.setRequestParameters(parameters);
        return request;
    }

    private static HttpCalls calls(String allowed) {
        return new HttpCalls(
                ServiceCallTest.properties(50),
                new ServiceEndpoints(),
                new AddressGuard(new OutboundProperties(List.of(allowed))),
                null,
                Clock.systemUTC(),
                () -> null);
    }
}
