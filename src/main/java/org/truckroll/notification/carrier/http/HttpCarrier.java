// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import org.truckroll.notification.Channel;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.notification.ProviderCalls.Answered;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpAnswers;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Setting;
import org.truckroll.shared.Json;

/**
 * A provider that takes a message by one HTTP call (46elks, iP1 and their kind): address, method, body and headers are templates, the answer is
 * read by expressions. Everything is looked at when the server starts.
 */
@Component
class HttpCarrier implements Carrier {

    private static final Logger log = LoggerFactory.getLogger(HttpCarrier.class);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Outgoing SAMPLE =
            new Outgoing("sample", Channel.SMS, "+46700000000", "sample", "sample", List.of());
    private static final Set<String> KEYS = Set.of(
            "url",
            "method",
            "content-type",
            "body",
            "headers.",
            "values.",
            "user",
            "password",
            "token",
            "channels",
            "success",
            "refused",
            "failed",
            "id",
            "idempotent",
            Setting.ALLOW_UNENCRYPTED,
            Setting.TIMEOUT,
            Setting.SSL_BUNDLE);

    private final ProviderCalls calls;
    private final Json json;

    HttpCarrier(ProviderCalls calls, Json json) {
        this.calls = calls;
        this.json = json;
    }

    @Override
    public String kind() {
        return "http";
    }

    @Override
    public Set<Channel> channels(CarrierSettings settings) {
        return Arrays.stream(settings.find("channels").orElse("SMS").split(","))
                .map(name -> channel(settings, name.strip().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private static Channel channel(CarrierSettings settings, String name) {
        Setting.oneOf(settings, "channels", name, Set.of("SMS", "MAIL", "FAX"));
        return Channel.valueOf(name);
    }

    @Override
    public Set<String> keys() {
        return KEYS;
    }

    /** Only where the operator knows that the provider takes one {id} once. */
    @Override
    public boolean idempotent(CarrierSettings settings) {
        return Setting.flag(settings, "idempotent");
    }

    @Override
    public void check(CarrierSettings settings) {
        channels(settings);
        Setting.timeout(settings);
        Setting.oneOf(settings, "method", method(settings), Set.of("GET", "POST", "PUT"));
        if (method(settings).equals("GET") && settings.find("body").isPresent()) {
            throw Setting.wrong(settings, "body", "does not go with the method GET");
        }
        if (settings.find("user").isPresent() != settings.find("password").isPresent()
                || settings.find("user").isPresent() && settings.find("token").isPresent()) {
            throw Setting.wrong(settings, "user", "and password, or token, or none of them");
        }
        for (String key : Set.of("success", "refused", "failed", "id")) {
            try {
                probe(settings, key);
            } catch (IllegalArgumentException e) {
                throw Setting.wrong(settings, key, String.valueOf(e.getMessage()));
            }
        }
        encrypted(settings);
        request(SAMPLE, settings);
        if (idempotent(settings) && settings.values().values().stream().noneMatch(value -> value.contains("{id}"))) {
            throw Setting.wrong(settings, "idempotent", "needs {id} in url, body or headers");
        }
    }

    /** Plain http only when it is allowed, and then said (EVADO-20). */
    private static void encrypted(CarrierSettings settings) {
        String url = settings.require("url");
        if (url.substring(0, (url + "?").indexOf('?')).replace("{id}", "").contains("{")) {
            throw Setting.wrong(settings, "url", "may have {id} alone before the question mark: the rest is logged");
        }
        if (url.matches("/[^/].*")) {
            // A path of this server: the simulators of the demo. It does not leave the machine.
            return;
        }
        if (url.toLowerCase(Locale.ROOT).startsWith("http://") && Setting.flag(settings, Setting.ALLOW_UNENCRYPTED)) {
            log.warn("Provider is spoken with unencrypted: provider={}", settings.name());
        } else if (!url.toLowerCase(Locale.ROOT).startsWith("https://")) {
            throw Setting.wrong(settings, "url", "must start with https://, or allow-unencrypted must be true");
        }
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        if (message.channel() != Channel.MAIL && !Setting.isNumber(message.to())) {
            return new Carried.Refused("The address is not a telephone number in the form of E.164.");
        }
        ProviderCalls.Answer answer = calls.call(request(message, settings));
        if (!(answer instanceof Answered said)) {
            return HttpAnswers.notTaken(answer).orElseThrow();
        }
        String detail = "HTTP " + said.status();
        if (probe(settings, "refused").filter(probe -> probe.matches(said)).isPresent()) {
            return new Carried.Refused(detail);
        }
        if (probe(settings, "failed").filter(probe -> probe.matches(said)).isPresent()) {
            return new Carried.Failed(detail, said.retryAfter());
        }
        Optional<Carried> notTaken = HttpAnswers.notTaken(said);
        if (notTaken.isPresent()) {
            return notTaken.get();
        }
        return probe(settings, "success").map(probe -> probe.matches(said)).orElse(true)
                ? new Carried.Accepted(id(said, settings))
                : new Carried.Unclear(detail + ", but not the answer of a success");
    }

    private @Nullable String id(Answered said, CarrierSettings settings) {
        return probe(settings, "id")
                .flatMap(probe -> probe.value(said))
                .filter(id -> id.length() <= 200)
                .orElse(null);
    }

    private Optional<Probe> probe(CarrierSettings settings, String key) {
        return settings.find(key).map(expression -> Probe.of(expression, json));
    }

    private static ProviderCalls.Request request(Outgoing message, CarrierSettings settings) {
        Map<String, String> values = values(message, settings);
        URI url = URI.create(filled(settings, "url", values, HttpCarrier::encoded));
        ProviderCalls.Request request = ProviderCalls.Request.of(
                        settings.name(), method(settings), url, Setting.timeout(settings))
                .trusting(settings.find(Setting.SSL_BUNDLE).orElse(null));
        for (String key : settings.values().keySet()) {
            if (key.startsWith("headers.")) {
                request = request.secret(
                        key.substring("headers.".length()), filled(settings, key, values, UnaryOperator.identity()));
            }
        }
        if (settings.find("user").isPresent()) {
            request = request.basic(settings.require("user"), settings.require("password"));
        } else if (settings.find("token").isPresent()) {
            request = request.secret("Authorization", "Bearer " + settings.require("token"));
        }
        if (settings.find("body").isPresent()) {
            String type = settings.find("content-type").orElse("application/json");
            request = request.body(
                    type.contains("charset") ? type : type + "; charset=utf-8",
                    filled(settings, "body", values, written(type)));
        }
        return request;
    }

    private static String filled(
            CarrierSettings settings, String key, Map<String, String> values, UnaryOperator<String> written) {
        try {
            return Template.fill(settings.require(key), values, written);
        } catch (IllegalArgumentException e) {
            throw Setting.wrong(settings, key, "has the unknown name " + e.getMessage());
        }
    }

    private static Map<String, String> values(Outgoing message, CarrierSettings settings) {
        Map<String, String> values = new HashMap<>();
        settings.values().forEach((key, value) -> {
            if (key.startsWith("values.")) {
                values.put(key.substring("values.".length()), value);
            }
        });
        values.put("id", message.id());
        values.put("to", message.to());
        values.put("digits", message.to().startsWith("+") ? message.to().substring(1) : message.to());
        values.put("subject", message.subject() == null ? "" : message.subject());
        values.put("text", message.text());
        return values;
    }

    private static UnaryOperator<String> written(String type) {
        if (type.startsWith(FORM)) {
            return HttpCarrier::encoded;
        }
        if (type.contains("json")) {
            return value -> new String(JsonStringEncoder.getInstance().quoteAsString(value));
        }
        return type.contains("xml") ? value -> HtmlUtils.htmlEscapeDecimal(value, "UTF-8") : UnaryOperator.identity();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String method(CarrierSettings settings) {
        return settings.find("method").orElse("POST");
    }
}
