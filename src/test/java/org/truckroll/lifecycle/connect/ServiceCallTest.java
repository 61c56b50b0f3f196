// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.Connectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;
import org.truckroll.shared.RefusedAddressException;

/** {@code service-call} and the client behind it, against real sockets (service-orders.md 7.4, api.md 4). */
@Timeout(20)
@ExtendWith(OutputCaptureExtension.class)
class ServiceCallTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    private final Neighbour neighbour = new Neighbour();
    private final ServiceEndpoints endpoints = new ServiceEndpoints();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();
    private HttpCalls calls = calls(List.of());
    private ConnectorServiceCalls service = new ConnectorServiceCalls(calls);

    @BeforeEach
    void registerHeadEnd() {
        endpoints.register("head-end", ServiceEndpoint.at(neighbour.url("/he")));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
        neighbour.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, OK",
        "202, OK",
        "204, OK",
        "429, BUSY",
        "503, BUSY",
        "404, NOT_FOUND",
        "409, REFUSED",
        "422, REFUSED",
        "405, UNSUPPORTED",
        "501, UNSUPPORTED",
        "400, INVALID",
        "401, INVALID",
        "403, INVALID",
        "410, INVALID",
        "302, INVALID",
        "500, TRANSIENT",
        "502, TRANSIENT",
        "504, TRANSIENT"
    })
    void tellsOutcomeByStatus(int status, CallOutcome outcome) {
        neighbour.answers(Neighbour.status(status, status == 204 ? "" : "{\"a\":\"å\"}"));
        CallResult result = call("{}");
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.detail()).isNull();
        assertThat(result.body()).isEqualTo(status == 204 ? null : "{\"a\":\"å\"}");
    }

    @Test
    void sendsWhatTheNeighbourNeeds() {
        neighbour.answers(Neighbour.status(202, "ok", "X-Trace", "7"));
        CallResult result =
                service.call("head-end", "commands?dry=1", "post", "{\"n\":\"ö\"}", Map.of("X-Request", "r1"), "cmd-1");
        Neighbour.Asked asked = neighbour.last();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.target()).isEqualTo("/he/commands?dry=1");
        assertThat(asked.body()).isEqualTo("{\"n\":\"ö\"}");
        assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(asked.headers().getFirst("Accept")).isEqualTo("application/json");
        assertThat(asked.headers().getFirst("X-Request")).isEqualTo("r1");
        assertThat(asked.headers().getFirst("Idempotency-Key")).isEqualTo("cmd-1");
        assertThat(result.headers()).containsEntry("x-trace", "7");
    }

    @Test
    void repeatsTheIdempotencyKeyOnEveryRetryAndRetriesNothingByItself() {
        neighbour.answers(Neighbour.status(503, "busy", "Retry-After", "0"));
        call("{}");
        neighbour.answers(exchange -> exchange.close());
        assertThat(call("{}").outcome()).isEqualTo(CallOutcome.TRANSIENT);
        neighbour.answers(Neighbour.status(202, ""));
        call("{}");
        assertThat(neighbour.asked)
                .hasSize(3)
                .allSatisfy(asked ->
                        assertThat(asked.headers().get("Idempotency-Key")).containsExactly("cmd-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "0, 0",
        "'Sat, 21 Nov 2026 12:01:30 GMT', 90",
        "'Saturday, 21-Nov-26 12:01:30 GMT', 90",
        "'Sat, 21 Nov 2026 11:00:00 GMT', 0"
    })
    void readsRetryAfterAsSecondsAndAsDate(String value, long seconds) {
        neighbour.answers(Neighbour.status(429, "slow down", "Retry-After", value));
        assertThat(call("{}").retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "99999999999999999999", "1.5"})
    void ignoresRetryAfterThatCannotBeRead(String value) {
        neighbour.answers(Neighbour.status(429, "slow down", "Retry-After", value));
        CallResult result = call("{}");
        assertThat(result.outcome()).isEqualTo(CallOutcome.BUSY);
        assertThat(result.retryAfter()).isNull();
    }

    @Test
    void freesTheThreadWhenTheNeighbourHangs() throws Exception {
        endpoint("hang", accepting(socket -> {}), 300, 5000);
        long started = System.nanoTime();
        CallResult result = service.call("hang", "/", "POST", "{}", Map.of(), null);
        assertThat(result.outcome()).isEqualTo(CallOutcome.TRANSIENT);
        assertThat(result.status()).isZero();
        assertThat(result.detail()).isEqualTo("no answer within PT0.3S");
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    @Test
    void cutsABodyThatDripsAtTheTotalDeadline() throws Exception {
        endpoint(
                "drip",
                accepting(socket -> {
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(50);
                    }
                }),
                500,
                700);
        long started = System.nanoTime();
        CallResult result = service.call("drip", "/", "GET", null, Map.of(), null);
        assertThat(result.outcome()).isEqualTo(CallOutcome.TRANSIENT);
        assertThat(result.detail()).isEqualTo("no complete answer within PT0.7S");
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(600), Duration.ofSeconds(3));
    }

    @Test
    void waitsForAFreeConnectionNoLongerThanTheDeadline() throws Exception {
        HttpCalls narrow = new HttpCalls(
                properties(1),
                endpoints,
                new AddressGuard(new OutboundProperties(List.of())),
                null,
                NOON,
                () -> meters);
        toClose.add(narrow);
        var threads = Executors.newCachedThreadPool();
        toClose.add(threads::shutdownNow);
        endpoint("hang", accepting(socket -> {}), 1500, 600);
        Callable<CallResult> one =
                () -> new ConnectorServiceCalls(narrow).call("hang", "/", "GET", null, Map.of(), null);
        for (Future<CallResult> result : threads.invokeAll(List.of(one, one, one))) {
            assertThat(result.get().outcome()).isEqualTo(CallOutcome.TRANSIENT);
        }
    }

    @Test
    void tellsConnectionFailuresApart() throws Exception {
        int freePort;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        endpoint("nobody", URI.create("http://127.0.0.1:" + freePort), 500, 1000);
        endpoint("unknown", URI.create("http://nowhere.invalid"), 500, 15000);
        URI plain = accepting(socket -> {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        endpoint("plain", URI.create("https://127.0.0.1:" + plain.getPort()), 500, 1000);
        endpoint("rude", accepting(Socket::close), 500, 1000);
        assertThat(detail("nobody")).isEqualTo("connection refused");
        assertThat(detail("unknown")).isEqualTo("host cannot be resolved");
        assertThat(detail("plain")).isEqualTo("no secure connection");
        assertThat(detail("rude")).isEqualTo("connection broken");
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        endpoints.register(
                "head-end", ServiceEndpoint.at(neighbour.url("")).withMaxResponseSize(DataSize.ofKilobytes(10)));
        neighbour.answers(Neighbour.status(200, "x".repeat(10 * 1024)));
        assertThat(call("{}").outcome()).isEqualTo(CallOutcome.OK);
        neighbour.answers(Neighbour.status(200, "x".repeat(10 * 1024 + 1)));
        CallResult tooLong = call("{}");
        assertThat(tooLong.outcome()).isEqualTo(CallOutcome.INVALID);
        assertThat(tooLong.status()).isEqualTo(200);
        assertThat(tooLong.detail()).isEqualTo("the answer is longer than 10240B");
        assertThat(tooLong.body()).isNull();
        neighbour.answers(Neighbour.status(503, "x".repeat(50_000)));
        assertThat(call("{}").outcome()).isEqualTo(CallOutcome.BUSY);
    }

    @Test
    void stopsReadingABodyWithoutEnd() throws Exception {
        endpoint(
                "flood",
                accepting(socket -> {
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        out.write(block);
                    }
                }),
                2000,
                10000);
        CallResult result = service.call("flood", "/", "GET", null, Map.of(), null);
        assertThat(result.outcome()).isEqualTo(CallOutcome.INVALID);
        assertThat(result.detail()).contains("longer than");
    }

    @Test
    void authenticatesAsConfigured() {
        neighbour.answers(Neighbour.status(200, ""));
        ServiceEndpoint bare = ServiceEndpoint.at(neighbour.url("/"));
        endpoints.register("head-end", bare.with(new ServiceEndpoint.Basic("truckroll", "pä:ss")));
        call("{}");
        assertThat(neighbour.last().headers().getFirst("Authorization")).isEqualTo("Basic dHJ1Y2tyb2xsOnDDpDpzcw==");
        endpoints.register("head-end", bare.with(new ServiceEndpoint.Bearer("abc")));
        call("{}");
        assertThat(neighbour.last().headers().getFirst("Authorization")).isEqualTo("Bearer abc");
        endpoints.register("head-end", bare.with(new ServiceEndpoint.ApiKey("X-Meter", "k1")));
        call("{}");
        assertThat(neighbour.last().headers().getFirst("X-Meter")).isEqualTo("k1");
        assertThatThrownBy(() -> service.call("head-end", "/", "POST", "{}", Map.of("x-meter", "other"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comes from the endpoint's configuration");
    }

    @Test
    void neverLogsSecretsQueriesOrBodies(CapturedOutput output) {
        Logger logger = (Logger) LoggerFactory.getLogger("org.truckroll");
        Level before = logger.getLevel();
        logger.setLevel(Level.TRACE);
        try {
            neighbour.answers(Neighbour.status(500, "answer-55512", "Set-Cookie", "c=cookie-55512"));
            ServiceEndpoint endpoint = ServiceEndpoint.at(neighbour.url("/he"));
            endpoints.register("head-end", endpoint.with(new ServiceEndpoint.ApiKey("X-Meter", "apikey-55512")));
            Map<String, String> headers = Map.of(
                    "Authorization", "Bearer bearer-55512",
                    "Proxy-Authorization", "proxy-55512",
                    "Cookie", "cookie-55512",
                    "webhook-signature", "v1,signature-55512",
                    "X-Access-Token", "token-55512",
                    "X-Plain", "shown-value");
            service.call("head-end", "/p?q=query-55512", "POST", "body-55512", headers, "idem-55512");
            HttpCalls open = calls(List.of("127.0.0.0/8"));
            new ConnectorServiceCalls(open)
                    .post(neighbour.url("/hook/path-55512?q=query-55512"), new byte[0], headers, Duration.ofSeconds(2));
        } finally {
            logger.setLevel(before);
        }
        assertThat(neighbour.asked).hasSize(2);
        assertThat(output.getAll())
                .contains("call started endpoint=head-end")
                .contains("Authorization=***")
                .contains("X-Meter=***")
                .contains("X-Plain=shown-value")
                .contains("endpoint=callback")
                .doesNotContain("55512");
    }

    @Test
    void countsCallsByEndpointAndOutcome() {
        neighbour.answers(Neighbour.status(404, ""));
        call("{}");
        assertThat(meters.get("truckroll.connect.calls")
                        .tags("endpoint", "head-end", "outcome", "NOT_FOUND")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refusesMisuse() {
        assertThatThrownBy(() -> service.call("haed-end", "/", "POST", "{}", Map.of(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown endpoint \"haed-end\"")
                .hasMessageContaining("[head-end]");
        for (String path : List.of("/../admin", "a/%2e%2E/b", "..", "x#y", "a b", "/.%2e?x")) {
            assertThatThrownBy(() -> service.call("head-end", path, "POST", "{}", Map.of(), null))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String path : List.of("@evil.example/", ":99/", "//evil.example/", "?http://evil.example")) {
            service.call("head-end", path, "POST", "{}", Map.of(), null);
            assertThat(neighbour.last().target()).as(path).startsWith("/he");
        }
        for (Map<String, String> headers :
                List.of(Map.of("X-A", "1\r\nX-B: 2"), Map.of("X A", "1"), Map.of("Host", "evil.example"))) {
            assertThatThrownBy(() -> service.call("head-end", "/", "POST", "{}", headers, null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> service.call("head-end", "/", "FETCH", "{}", Map.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
        CallRequest request = request();
        assertThatThrownBy(() -> request.setRequestParameter("idempotencykey", "x"))
                .isInstanceOf(ConnectorRequestException.class)
                .hasMessageContaining("unknown parameter \"idempotencykey\"")
                .hasMessageContaining("idempotencyKey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x.example", "http://u:p@x.example", "http://x.example/?q=1", "http:///x"})
    void refusesToRegisterAnEndpointThatIsNone(String url) {
        assertThatThrownBy(() -> ServiceEndpoint.at(URI.create(url))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesAMapAsJsonAndTellsTheConnectorsParameters() {
        neighbour.answers(Neighbour.status(429, "later", "Retry-After", "3"));
        CallRequest request = request();
        request.setRequestParameter("endpoint", "head-end");
        request.setRequestParameter("payload", Map.of("deviceId", "M-77"));
        request.setRequestParameter("timeout", "PT2S");
        CallResponse response = request.execute();
        assertThat(neighbour.last().method()).isEqualTo("POST");
        assertThat(neighbour.last().target()).isEqualTo("/he");
        assertThat(neighbour.last().body()).isEqualTo("{\"deviceId\":\"M-77\"}");
        assertThat(response.getResponseParameters())
                .containsEntry("statusCode", 429)
                .containsEntry("response", "later")
                .containsEntry("outcome", "BUSY")
                .containsEntry("retryAfterSeconds", 3L)
                .containsEntry("detail", null)
                .containsKey("headers");
    }

    @Test
    void takesATimeoutOfItsOwnForOneCall() throws Exception {
        endpoint("hang", accepting(socket -> {}), 10_000, 20_000);
        CallRequest request = request();
        request.setRequestParameter("endpoint", "hang");
        request.setRequestParameter("timeout", 250L);
        CallResponse response = request.execute();
        assertThat(response.<String>getResponseParameter("outcome")).isEqualTo("TRANSIENT");
    }

    @Test
    void carriesFiftyCallsAtOnce() throws Exception {
        neighbour.answers(exchange -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Neighbour.status(200, "ok").to(exchange);
        });
        var threads = Executors.newFixedThreadPool(50);
        toClose.add(threads::shutdownNow);
        long started = System.nanoTime();
        List<Callable<CallResult>> fifty = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String key = "k" + i;
            fifty.add(() -> service.call("head-end", "/", "POST", "{}", Map.of(), key));
        }
        for (Future<CallResult> result : threads.invokeAll(fifty)) {
            assertThat(result.get().outcome()).isEqualTo(CallOutcome.OK);
        }
        assertThat(neighbour.asked).hasSize(50);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void refusesCallbackIntoThePrivateNetwork() {
        assertThatThrownBy(() -> service.post(neighbour.url("/"), new byte[0], Map.of(), Duration.ofSeconds(1)))
                .isInstanceOf(RefusedAddressException.class);
        assertThat(neighbour.asked).isEmpty();
        assertThat(meters.get("truckroll.connect.calls")
                        .tags("endpoint", "callback", "outcome", "ADDRESS_REFUSED")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refusesCallbackToANameThatChangedItsMind() {
        var answers = new ArrayList<>(List.of("93.184.215.14", "127.0.0.1"));
        var guard = new AddressGuard(new OutboundProperties(List.of()), host ->
                new InetAddress[] {InetAddress.getByName(answers.remove(0))});
        HttpCalls rebound = new HttpCalls(properties(10), endpoints, guard, null, NOON, () -> null);
        toClose.add(rebound);
        URI url = URI.create("http://rebind.example:" + neighbour.port() + "/");
        guard.check(url);
        assertThatThrownBy(() ->
                        new ConnectorServiceCalls(rebound).post(url, new byte[0], Map.of(), Duration.ofSeconds(1)))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessage("host rebind.example leads to a loopback address");
        assertThat(answers).isEmpty();
        assertThat(neighbour.asked).isEmpty();
    }

    @Test
    void connectsCallbackToTheCheckedAddress() {
        var guard = new AddressGuard(new OutboundProperties(List.of("127.0.0.0/8")), host ->
                new InetAddress[] {InetAddress.getByName("127.0.0.1")});
        HttpCalls pinned = new HttpCalls(properties(10), endpoints, guard, null, NOON, () -> null);
        toClose.add(pinned);
        neighbour.answers(Neighbour.status(410, "gone"));
        CallResult result = new ConnectorServiceCalls(pinned)
                .post(
                        URI.create("http://cis.example:" + neighbour.port() + "/answers"),
                        "{}".getBytes(StandardCharsets.UTF_8),
                        Map.of("webhook-id", "m1"),
                        Duration.ofSeconds(2));
        assertThat(result.status()).isEqualTo(410);
        assertThat(neighbour.last().headers().getFirst("Host")).isEqualTo("cis.example:" + neighbour.port());
        assertThat(neighbour.last().headers().getFirst("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void lendsNoTrustedConnectionToAnOutsider() {
        endpoints.register("head-end", ServiceEndpoint.at(URI.create("http://localhost:" + neighbour.port())));
        // Passes the check of the form, since a local name may be ::1; only the look-up finds it out.
        var guard = new AddressGuard(
                new OutboundProperties(List.of("::1")), host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")});
        HttpCalls both = new HttpCalls(properties(10), endpoints, guard, null, NOON, () -> null);
        toClose.add(both);
        var calls = new ConnectorServiceCalls(both);
        assertThat(calls.call("head-end", "/", "POST", "{}", Map.of(), null).outcome())
                .isEqualTo(CallOutcome.OK);
        assertThatThrownBy(() -> calls.post(
                        URI.create("http://localhost:" + neighbour.port() + "/"),
                        new byte[0],
                        Map.of(),
                        Duration.ofSeconds(1)))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessage("host localhost leads to a loopback address");
        assertThat(neighbour.asked).hasSize(1);
    }

    private CallResult call(String body) {
        return service.call("head-end", "/commands", "POST", body, Map.of(), "cmd-1");
    }

    private String detail(String endpoint) {
        CallResult result = service.call(endpoint, "/", "POST", "{}", Map.of(), null);
        assertThat(result.outcome()).isEqualTo(CallOutcome.TRANSIENT);
        return String.valueOf(result.detail());
    }

    private CallRequest request() {
        ServiceCallConnector connector = Connectors.getConnector("service-call");
        return connector.createRequest().over(calls);
    }

    private void endpoint(String name, URI url, long response, long total) {
        endpoints.register(
                name,
                ServiceEndpoint.at(url)
                        .within(Duration.ofSeconds(2), Duration.ofMillis(response), Duration.ofMillis(total)));
    }

    private HttpCalls calls(List<String> allowed) {
        var made = new HttpCalls(
                properties(50), endpoints, new AddressGuard(new OutboundProperties(allowed)), null, NOON, () -> meters);
        toClose.add(made);
        return made;
    }

    static ConnectProperties properties(int perRoute) {
        return new ConnectProperties(
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                200,
                perRoute,
                DataSize.ofMegabytes(1),
                Map.of());
    }

    @FunctionalInterface
    private interface Talk {
        void with(Socket socket) throws IOException, InterruptedException;
    }

    private URI accepting(Talk talk) throws IOException {
        var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        toClose.add(listening);
        var acceptor = new Thread(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    toClose.add(socket);
                    talk.with(socket);
                } catch (IOException | InterruptedException gone) {
                    // The client has hung up or the test is over.
                    continue;
                }
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }
}
