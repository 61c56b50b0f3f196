// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Setting;
import org.truckroll.shared.Json;

/** Access tokens for XOAUTH2 (RFC 6749 4.4 and 6): asked for when needed, kept until a minute before their end, forgotten when the server refuses them. */
@Component
class MailTokens {

    private static final Duration EARLIER = Duration.ofMinutes(1);

    private record Token(String value, Instant until) {}

    private final ProviderCalls calls;
    private final Json json;
    private final Clock clock;
    private final Map<String, Token> kept = new ConcurrentHashMap<>();

    MailTokens(ProviderCalls calls, Json json, Clock clock) {
        this.calls = calls;
        this.json = json;
        this.clock = clock;
    }

    /** Empty when none is to be had now. */
    Optional<String> get(CarrierSettings settings) {
        Token known = kept.get(settings.name());
        if (known != null && clock.instant().isBefore(known.until())) {
            return Optional.of(known.value());
        }
        Optional<Token> fresh = ask(settings);
        fresh.ifPresent(token -> kept.put(settings.name(), token));
        return fresh.map(Token::value);
    }

    void forget(CarrierSettings settings) {
        kept.remove(settings.name());
    }

    private Optional<Token> ask(CarrierSettings settings) {
        Map<String, String> form = new LinkedHashMap<>();
        settings.find("oauth2.refresh-token")
                .ifPresentOrElse(
                        refresh -> {
                            form.put("grant_type", "refresh_token");
                            form.put("refresh_token", refresh);
                        },
                        () -> form.put("grant_type", "client_credentials"));
        settings.find("oauth2.scope").ifPresent(scope -> form.put("scope", scope));
        form.put("client_id", settings.require("oauth2.client-id"));
        form.put("client_secret", settings.require("oauth2.client-secret"));
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        ProviderCalls.Answer answer =
                calls.call(ProviderCalls.Request.of(settings.name(), "POST", url(settings), Setting.timeout(settings))
                        .trusting(settings.find("oauth2.ssl-bundle").orElse(null))
                        .body("application/x-www-form-urlencoded", body));
        return answer instanceof ProviderCalls.Answered said && said.status() == 200
                ? read(said.body())
                : Optional.empty();
    }

    static URI url(CarrierSettings settings) {
        settings.require("oauth2.token-uri");
        return Setting.https(settings, "oauth2.token-uri", "");
    }

    private Optional<Token> read(String body) {
        try {
            JsonNode said = json.read(body, JsonNode.class);
            String token = said == null ? "" : said.path("access_token").asText("");
            if (token.isBlank()) {
                return Optional.empty();
            }
            Duration life = Duration.ofSeconds(said.path("expires_in").asLong(300));
            return Optional.of(new Token(token, clock.instant().plus(life).minus(EARLIER)));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }
}
