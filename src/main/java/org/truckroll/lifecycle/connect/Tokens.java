// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceEndpoint;

/**
 * OAuth2 access tokens by client credentials (RFC 6749 4.4). One fetch at a time per client: whoever comes meanwhile
 * shares what it brings, also its failure, so that a token endpoint that hangs holds every caller only once.
 */
final class Tokens {

    /** What a caller gets. */
    sealed interface Answer {}

    record Token(String value, Instant until) implements Answer {
        @Override
        public String toString() {
            return "Token[until=" + until + "]";
        }
    }

    record None(CallOutcome outcome, @Nullable Duration retryAfter, String detail) implements Answer {}

    private record Key(
            ServiceEndpoint.OAuth2 client, @Nullable String sslBundle) {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");
    // RFC 6749 5.1 lets the lifetime out; 401 tells when the guess was too long.
    private static final long USUAL_SECONDS = 300;
    private static final Duration MOST_EARLY = Duration.ofSeconds(30);

    private final Clock clock;
    private final Function<HttpCall, CallResult> calls;
    private final Map<Key, Token> known = new ConcurrentHashMap<>();
    private final Map<Key, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();

    Tokens(Clock clock, Function<HttpCall, CallResult> calls) {
        this.clock = clock;
        this.calls = calls;
    }

    /** A token for that call; waits no longer than {@code most}. */
    Answer get(ServiceEndpoint.OAuth2 client, HttpCall call, Duration most) {
        var key = new Key(client, call.sslBundle());
        Token token = known.get(key);
        if (token != null && token.until().isAfter(clock.instant())) {
            return token;
        }
        var own = new CompletableFuture<Answer>();
        CompletableFuture<Answer> others = underWay.putIfAbsent(key, own);
        return others == null ? fetch(key, call, most, own) : await(others, most);
    }

    /** The neighbour no longer takes it. */
    void forget(ServiceEndpoint.OAuth2 client, HttpCall call, Token token) {
        known.remove(new Key(client, call.sslBundle()), token);
    }

    /** As {@link #forget(ServiceEndpoint.OAuth2, HttpCall, Token)}, whichever it was. */
    void forget(ServiceEndpoint.OAuth2 client, HttpCall call) {
        known.remove(new Key(client, call.sslBundle()));
    }

    private Answer fetch(Key key, HttpCall call, Duration most, CompletableFuture<Answer> shared) {
        Answer answer = new None(CallOutcome.TRANSIENT, null, "no token: the fetch broke off");
        try {
            answer = answer(calls.apply(request(key, call, most)));
            if (answer instanceof Token token) {
                known.put(key, token);
            }
            return answer;
        } finally {
            underWay.remove(key, shared);
            shared.complete(answer);
        }
    }

    private static Answer await(CompletableFuture<Answer> others, Duration most) {
        try {
            return others.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new None(CallOutcome.TRANSIENT, null, "no token within " + most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new None(CallOutcome.TRANSIENT, null, "no token: interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpCall request(Key key, HttpCall call, Duration most) {
        ServiceEndpoint.OAuth2 client = key.client();
        String secret = client.clientSecret();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        if (client.scope() != null && !client.scope().isBlank()) {
            form.put("scope", client.scope());
        }
        ServiceEndpoint.Credentials credentials = new ServiceEndpoint.None();
        if (secret == null || client.secretInBody()) {
            form.put("client_id", client.clientId());
            if (secret != null) {
                form.put("client_secret", secret);
            }
        } else {
            // RFC 6749 2.3.1: both are form-encoded before they become HTTP Basic.
            credentials = new ServiceEndpoint.Basic(encoded(client.clientId()), encoded(secret));
        }
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        boolean secure = "https".equalsIgnoreCase(client.tokenUri().getScheme());
        return new HttpCall(
                call.name() + ".token",
                false,
                "POST",
                client.tokenUri(),
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                new HttpCall.Identity(credentials, secure ? key.sslBundle() : null),
                body.getBytes(StandardCharsets.UTF_8),
                call.limits().left(most));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer answer(CallResult result) {
        String body = result.body();
        if (result.outcome() == CallOutcome.OK && body != null) {
            Token token = token(body);
            return token != null
                    ? token
                    : new None(
                            CallOutcome.INVALID, null, "no token: the token endpoint's answer holds no bearer token");
        }
        String what = result.detail() != null ? result.detail() : "HTTP " + result.status() + error(body);
        String detail = "no token: the token endpoint: " + what;
        return switch (result.outcome()) {
            case BUSY ->
                result.status() == 429
                        ? new None(CallOutcome.BUSY, result.retryAfter(), detail)
                        : new None(CallOutcome.TRANSIENT, result.retryAfter(), detail);
            case TRANSIENT -> new None(CallOutcome.TRANSIENT, null, detail);
            // Wrong id, secret, scope or address: no try more will help, a person must look.
            case OK, NOT_FOUND, REFUSED, UNSUPPORTED, INVALID -> new None(CallOutcome.INVALID, null, detail);
        };
    }

    private @Nullable Token token(String body) {
        JsonNode answer = tree(body);
        String value = answer.path("access_token").asText("");
        if (!TOKEN.matcher(value).matches()
                || !"bearer".equalsIgnoreCase(answer.path("token_type").asText("bearer"))) {
            return null;
        }
        Duration lifetime = Duration.ofSeconds(
                Math.max(0, Math.min(answer.path("expires_in").asLong(USUAL_SECONDS), 86_400)));
        Duration early = lifetime.dividedBy(10).compareTo(MOST_EARLY) < 0 ? lifetime.dividedBy(10) : MOST_EARLY;
        return new Token(value, clock.instant().plus(lifetime).minus(early));
    }

    /** The error code of RFC 6749 5.2; the description is free text and stays out of log and task. */
    private static String error(@Nullable String body) {
        String code = body == null ? "" : tree(body).path("error").asText("");
        return ERROR.matcher(code).matches() ? " " + code : "";
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
