// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.RefusedAddressException;

/**
 * The one HTTP client behind both connectors: pooled, never redirected, never retried, without cookies, with a
 * deadline over all of a call and a limit on its answer. Failures are results; only a refused address is thrown.
 */
class HttpCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpCalls.class);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern ENCODING =
            Pattern.compile("^<\\?xml[^>]{0,60}encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,30})[\"']");
    private static final String SENT = "truckroll.sent";
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final ServiceEndpoints endpoints;
    private final Limits defaults;
    private final AddressGuard guard;
    private final Clock clock;
    private final Supplier<@Nullable MeterRegistry> meters;
    private final Tokens tokens;
    private final ConnectProperties properties;
    private final @Nullable SslBundles bundles;
    private final Map<String, CloseableHttpClient> byBundle = new ConcurrentHashMap<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final CloseableHttpClient trusted;
    private final CloseableHttpClient guarded;
    private final ScheduledThreadPoolExecutor deadlines;

    HttpCalls(
            ConnectProperties properties,
            ServiceEndpoints endpoints,
            AddressGuard guard,
            @Nullable SslBundles bundles,
            Clock clock,
            Supplier<@Nullable MeterRegistry> meters) {
        this.endpoints = endpoints;
        this.defaults = properties.limits();
        this.guard = guard;
        this.properties = properties;
        this.bundles = bundles;
        this.tokens = new Tokens(clock, this::call);
        this.clock = clock;
        this.meters = meters;
        // Two pools: an outsider's address must never ride on a connection that was opened for a trusted endpoint.
        this.trusted = client(properties, SystemDefaultDnsResolver.INSTANCE, null);
        this.guarded = client(properties, new GuardedResolver(guard), null);
        this.deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "connect-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        this.deadlines.setRemoveOnCancelPolicy(true);
    }

    Limits defaults() {
        return defaults;
    }

    ServiceEndpoints endpoints() {
        return endpoints;
    }

    Tokens tokens() {
        return tokens;
    }

    /**
     * Makes the call once; a second time only with a new token, when the neighbour no longer takes the old one.
     *
     * @throws RefusedAddressException when a guarded call leads where it must not
     */
    CallResult call(HttpCall call) {
        long started = System.nanoTime();
        try {
            CallResult result =
                    call.identity() != null && call.identity().credentials() instanceof ServiceEndpoint.OAuth2 oauth2
                            ? exchange(call, oauth2)
                            : exchange(call);
            measure(call, result.outcome().name(), started);
            return result;
        } catch (RefusedAddressException e) {
            measure(call, "ADDRESS_REFUSED", started);
            log.warn("call refused endpoint={} method={} reason=\"{}\"", call.name(), call.method(), e.reason());
            throw e;
        }
    }

    private CallResult exchange(HttpCall call, ServiceEndpoint.OAuth2 oauth2) {
        long end = System.nanoTime() + call.limits().total().toNanos();
        Tokens.Answer answer = tokens.get(oauth2, call, left(end));
        CallResult result = exchange(call, answer, end);
        if (result.status() != 401 || !(answer instanceof Tokens.Token token)) {
            return result;
        }
        tokens.forget(oauth2, call, token);
        return exchange(call, tokens.get(oauth2, call, left(end)), end);
    }

    private CallResult exchange(HttpCall call, Tokens.Answer answer, long end) {
        if (answer instanceof Tokens.Token token) {
            return exchange(call.as(
                    new ServiceEndpoint.Bearer(token.value()), call.limits().left(left(end))));
        }
        Tokens.None none = (Tokens.None) answer;
        return failed(call, none.outcome(), 0, none.detail(), none.retryAfter(), false);
    }

    private static Duration left(long end) {
        return Duration.ofMillis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }

    private CallResult exchange(HttpCall call) {
        if (call.guarded()) {
            guard.checkForm(call.uri());
        }
        HttpUriRequestBase request = request(call);
        if (log.isDebugEnabled()) {
            log.debug(
                    "call started endpoint={} method={} target={} headers={}",
                    call.name(),
                    call.method(),
                    call.target(),
                    call.shownHeaders());
        }
        var late = new AtomicBoolean();
        HttpClientContext context = HttpClientContext.create();
        Future<?> deadline = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                call.limits().total().toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            CallResult result = client(call).execute(request, context, response -> read(call, request, response));
            log.debug(
                    "call answered endpoint={} method={} target={} status={} outcome={}",
                    call.name(),
                    call.method(),
                    call.target(),
                    result.status(),
                    result.outcome());
            return result;
        } catch (TooLongException e) {
            return failed(
                    call,
                    e.outcome,
                    e.status,
                    "the answer is longer than " + call.limits().maxResponse());
        } catch (RefusedAddressException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (late.get()) {
                return failed(
                        call,
                        CallOutcome.TRANSIENT,
                        0,
                        "no complete answer within " + call.limits().total(),
                        null,
                        sent(context));
            }
            if (e instanceof RuntimeException programming) {
                throw programming;
            }
            log.debug(
                    "call broken endpoint={} exception={}",
                    call.name(),
                    e.getClass().getName());
            return failed(call, CallOutcome.TRANSIENT, 0, reason(call, e), null, sent(context));
        } finally {
            deadline.cancel(false);
        }
    }

    private static CallResult failed(HttpCall call, CallOutcome outcome, int status, String detail) {
        return failed(call, outcome, status, detail, null, true);
    }

    private static boolean sent(HttpClientContext context) {
        return Boolean.TRUE.equals(context.getAttribute(SENT));
    }

    private static CallResult failed(
            HttpCall call,
            CallOutcome outcome,
            int status,
            String detail,
            @Nullable Duration retryAfter,
            boolean sent) {
        log.warn(
                "call failed endpoint={} method={} target={} outcome={} detail=\"{}\"",
                call.name(),
                call.method(),
                call.target(),
                outcome,
                detail);
        return new CallResult(outcome, status, null, Map.of(), retryAfter, detail, sent);
    }

    private static String reason(HttpCall call, Exception e) {
        if (e instanceof UnknownHostException) {
            return "host cannot be resolved";
        }
        if (e instanceof ConnectionRequestTimeoutException) {
            return "no free connection to this host";
        }
        if (e instanceof ConnectTimeoutException) {
            return "no connection within " + call.limits().connect();
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer within " + call.limits().response();
        }
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        return e instanceof SSLException ? "no secure connection" : "connection broken";
    }

    // Only the request's own connect timeout differs from call to call; its successor is set per route.
    @SuppressWarnings("deprecation")
    private static HttpUriRequestBase request(HttpCall call) {
        var request = new HttpUriRequestBase(call.method(), call.uri());
        request.setConfig(RequestConfig.custom()
                .setConnectTimeout(timeout(call.limits().connect()))
                .setResponseTimeout(timeout(call.limits().response()))
                .setConnectionRequestTimeout(timeout(call.limits().total()))
                .build());
        call.headers().forEach(request::setHeader);
        call.credentials().forEach(request::setHeader);
        byte[] body = call.body();
        if (body != null || WITH_BODY.contains(call.method())) {
            request.setEntity(new ByteArrayEntity(body == null ? new byte[0] : body, null));
        }
        return request;
    }

    private CallResult read(HttpCall call, HttpUriRequestBase request, ClassicHttpResponse response)
            throws IOException {
        int status = response.getCode();
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.merge(header.getName(), String.valueOf(header.getValue()), (one, two) -> one + ", " + two);
        }
        String body = null;
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            int most = (int) call.limits().maxResponse().toBytes();
            byte[] bytes = bytes(entity, most);
            if (bytes.length > most) {
                // Otherwise the client would read the rest, to use the connection again.
                request.cancel();
                throw new TooLongException(status);
            }
            body = new String(bytes, charset(entity, bytes));
        }
        Header retryAfter = response.getFirstHeader("Retry-After");
        return new CallResult(
                CallOutcome.ofStatus(status),
                status,
                body,
                headers,
                retryAfter == null ? null : retryAfter(String.valueOf(retryAfter.getValue())),
                null,
                true);
    }

    private static byte[] bytes(HttpEntity entity, int most) throws IOException {
        // Not closed here: closing drains what is left.
        InputStream content = entity.getContent();
        return content == null ? new byte[0] : content.readNBytes(most + 1);
    }

    private static Charset charset(HttpEntity entity, byte[] bytes) {
        ContentType type = ContentType.parseLenient(entity.getContentType());
        Charset named = type == null ? null : type.getCharset();
        if (named != null || type == null || !type.getMimeType().endsWith("xml")) {
            return named == null ? StandardCharsets.UTF_8 : named;
        }
        // RFC 7303: without a charset parameter the XML declaration counts.
        int start = Math.min(bytes.length, 100);
        Matcher declared = ENCODING.matcher(new String(bytes, 0, start, StandardCharsets.ISO_8859_1));
        try {
            return declared.find() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private @Nullable Duration retryAfter(String value) {
        String text = value.trim();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant date = DateUtils.parseStandardDate(text);
        if (date == null) {
            return null;
        }
        Duration wait = Duration.between(clock.instant(), date);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void measure(HttpCall call, String outcome, long started) {
        MeterRegistry registry = meters.get();
        if (registry != null) {
            registry.timer("truckroll.connect.calls", "endpoint", call.name(), "outcome", outcome)
                    .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }

    private CloseableHttpClient client(HttpCall call) {
        String bundle = call.sslBundle();
        if (call.guarded() || bundle == null) {
            return call.guarded() ? guarded : trusted;
        }
        return byBundle.computeIfAbsent(bundle, this::clientOf);
    }

    /** A pool of its own for each bundle: a connection carries the identity of its certificate. */
    private CloseableHttpClient clientOf(String bundle) {
        if (bundles == null) {
            throw new IllegalArgumentException("there are no SSL bundles");
        }
        if (watched.add(bundle)) {
            bundles.addBundleUpdateHandler(bundle, changed -> {
                CloseableHttpClient old = byBundle.remove(bundle);
                log.info("certificates changed bundle={}", bundle);
                if (old != null) {
                    // Calls under way end by their own deadline.
                    deadlines.schedule(
                            () -> old.close(CloseMode.GRACEFUL), Limits.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
                }
            });
        }
        SslBundle certificates = bundles.getBundle(bundle);
        SslOptions options = certificates.getOptions();
        return client(
                properties,
                SystemDefaultDnsResolver.INSTANCE,
                new DefaultClientTlsStrategy(
                        certificates.createSslContext(),
                        options.getEnabledProtocols(),
                        options.getCiphers(),
                        SSLBufferMode.STATIC,
                        HttpsSupport.getDefaultHostnameVerifier()));
    }

    private static CloseableHttpClient client(
            ConnectProperties properties, DnsResolver resolver, @Nullable TlsSocketStrategy tls) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(tls)
                .setMaxConnTotal(properties.maxConnections())
                .setMaxConnPerRoute(properties.maxConnectionsPerRoute())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(properties.connectTimeout()))
                        .setSocketTimeout(timeout(properties.responseTimeout()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setUserAgent("Truckroll")
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), SENT, (request, scope, chain) -> {
                    // The connection stands: from here on nobody knows what the other side has seen.
                    scope.clientContext.setAttribute(SENT, true);
                    return chain.proceed(request, scope);
                })
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                // A certificate of ours would otherwise tie each connection to one caller and keep it from reuse.
                .disableConnectionState()
                .build();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.ofMilliseconds(duration.toMillis());
    }

    @Override
    public void close() {
        CallsHandover.closed(this);
        deadlines.shutdownNow();
        trusted.close(CloseMode.IMMEDIATE);
        guarded.close(CloseMode.IMMEDIATE);
        byBundle.values().forEach(client -> client.close(CloseMode.IMMEDIATE));
    }

    /** The only place where an outsider's host name becomes an address. */
    private record GuardedResolver(AddressGuard guard) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return guard.resolve(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        // A 2xx that cannot be read is not repeated blindly: a person looks at the other side.
        private final CallOutcome outcome;
        private final int status;

        TooLongException(int status) {
            this.status = status;
            this.outcome = status >= 200 && status < 300 ? CallOutcome.INVALID : CallOutcome.ofStatus(status);
        }
    }
}
