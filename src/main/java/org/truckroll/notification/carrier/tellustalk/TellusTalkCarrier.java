// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.tellustalk;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Channel;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpAnswers;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.ReceiptSource;
import org.truckroll.notification.carrier.Setting;
import org.truckroll.shared.Json;

/**
 * SMS, fax and mail by TellusTalk (EVADO-18, GEO-46): {@code POST /send/v1} with JSON, answered by the id of a job; what became of it stands in
 * {@code GET /logs/v2?job_id=}. The provider knows no key of ours: an unclear answer is not repeated.
 */
@Component
class TellusTalkCarrier implements Carrier, ReceiptSource {

    private static final Set<String> KEYS = Set.of(
            "url",
            "user",
            "password",
            "sender-text",
            "sender-number",
            "report-token",
            "ask",
            "delivered",
            "undelivered",
            "fields.",
            Setting.TIMEOUT,
            Setting.SSL_BUNDLE);

    private final ProviderCalls calls;
    private final Json json;

    TellusTalkCarrier(ProviderCalls calls, Json json) {
        this.calls = calls;
        this.json = json;
    }

    @Override
    public String kind() {
        return "tellustalk";
    }

    @Override
    public Set<Channel> channels(CarrierSettings settings) {
        return Set.of(Channel.SMS, Channel.FAX, Channel.MAIL);
    }

    @Override
    public Set<String> keys() {
        return KEYS;
    }

    @Override
    public void check(CarrierSettings settings) {
        Setting.https(settings, "url", TellusTalk.USUAL_URL);
        settings.require("user");
        settings.require("password");
        Setting.timeout(settings);
        Setting.flag(settings, "ask");
        if (settings.find("sender-text").isPresent()
                && settings.find("sender-number").isPresent()) {
            throw Setting.wrong(settings, "sender-text", "and sender-number exclude each other");
        }
        if (settings.find("report-token").filter(token -> token.length() < 20).isPresent()) {
            throw Setting.wrong(settings, "report-token", "has at least 20 characters: it is all that proves a report");
        }
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        if (message.channel() != Channel.MAIL && !Setting.isNumber(message.to())) {
            return new Carried.Refused("The address is not a telephone number in the form of E.164.");
        }
        ProviderCalls.Answer answer = calls.call(
                request("POST", "/send/v1", settings).body("application/json", json.write(body(message, settings))));
        Optional<Carried> notTaken = HttpAnswers.notTaken(answer);
        if (notTaken.isEmpty()) {
            return job(((ProviderCalls.Answered) answer).body());
        }
        // 400 may be about our account as well as about this message: somebody else may carry it.
        return answer instanceof ProviderCalls.Answered said && Set.of(413, 422).contains(said.status())
                ? new Carried.Refused("HTTP " + said.status())
                : notTaken.get();
    }

    private Carried job(String body) {
        String id = TellusTalk.tree(json, body)
                .map(answer -> answer.path("job_id").asText(""))
                .orElse("");
        return id.isBlank() || id.length() > 200
                ? new Carried.Unclear("TellusTalk's answer names no job.")
                : new Carried.Accepted(id);
    }

    private static Map<String, Object> body(Outgoing message, CarrierSettings settings) {
        Map<String, Object> body = new LinkedHashMap<>();
        settings.values().forEach((key, value) -> {
            if (key.startsWith("fields.")) {
                body.put(key.substring("fields.".length()), value);
            }
        });
        settings.find("sender-text").ifPresent(text -> sender(body, "text", text));
        settings.find("sender-number").ifPresent(number -> sender(body, "number", number));
        body.put("to", List.of(scheme(message.channel()) + message.to()));
        body.put("text", message.text());
        if (message.subject() != null) {
            body.put("subject", message.subject());
        }
        if (!message.attachments().isEmpty() && message.channel() != Channel.SMS) {
            body.put(
                    "attachments",
                    message.attachments().stream()
                            .map(TellusTalkCarrier::attachment)
                            .toList());
        }
        return body;
    }

    private static void sender(Map<String, Object> body, String source, String value) {
        body.put("sms_originator_source", source);
        body.put("sms_originator_" + source, value);
    }

    private static String scheme(Channel channel) {
        return channel == Channel.MAIL ? "email:" : channel.name().toLowerCase(Locale.ROOT) + ":";
    }

    private static Map<String, String> attachment(Attached file) {
        String content = Base64.getEncoder().encodeToString(file.content());
        return Map.of("name", file.name(), "href", "data:" + file.mediaType() + ";base64," + content);
    }

    @Override
    public boolean asks(CarrierSettings settings) {
        return settings.find("ask").isEmpty() ? settings.find("report-token").isEmpty() : Setting.flag(settings, "ask");
    }

    @Override
    public Optional<Told> ask(String jobId, CarrierSettings settings) {
        String query = "/logs/v2?job_id=" + URLEncoder.encode(jobId, StandardCharsets.UTF_8);
        ProviderCalls.Answer answer = calls.call(request("GET", query, settings).header("Accept", "application/json"));
        if (!(answer instanceof ProviderCalls.Answered said) || said.status() != 200) {
            return Optional.empty();
        }
        return TellusTalk.tree(json, said.body()).stream()
                .flatMap(log -> TellusTalk.entries(log).stream())
                .filter(entry -> ofJob(entry, jobId))
                .map(entry -> TellusTalk.told(entry, settings))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The log of a filter that the provider did not understand holds other jobs, too. */
    private static boolean ofJob(JsonNode entry, String jobId) {
        return jobId.equals(entry.path("job_id").asText(jobId));
    }

    private static ProviderCalls.Request request(String method, String path, CarrierSettings settings) {
        String base =
                Setting.https(settings, "url", TellusTalk.USUAL_URL).toString().replaceAll("/+$", "");
        return ProviderCalls.Request.of(settings.name(), method, URI.create(base + path), Setting.timeout(settings))
                .trusting(settings.find(Setting.SSL_BUNDLE).orElse(null))
                .basic(settings.require("user").toLowerCase(Locale.ROOT), settings.require("password"));
    }
}
