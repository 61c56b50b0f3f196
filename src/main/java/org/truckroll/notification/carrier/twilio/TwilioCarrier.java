// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import com.twilio.exception.TwilioException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.rest.api.v2010.account.MessageFetcher;
import com.twilio.type.PhoneNumber;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Channel;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpAnswers;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.PublicUrl;
import org.truckroll.notification.carrier.ReceiptSource;
import org.truckroll.notification.carrier.Setting;
import org.truckroll.shared.Json;

/**
 * SMS by Twilio's Messages API. Receipts come to the status callback, if {@code truckroll.public-base-url} is set, and are asked for where none
 * came. The API knows no key of ours: an unclear answer is not repeated.
 */
@Component
class TwilioCarrier implements Carrier, ReceiptSource {

    /** Twilio's errors that speak of the recipient or the text: no other provider would change that. */
    private static final Set<Integer> REFUSED = Set.of(
            21211, // not a valid number
            21217, // not a number
            21602, // no text
            21604, // no number
            21610, // the recipient has said STOP
            21614, // not a mobile number
            21617, // text too long
            21635); // a landline

    private static final Pattern ACCOUNT = Pattern.compile("AC[0-9a-fA-F]{32}");
    private static final Pattern SERVICE = Pattern.compile("MG[0-9a-fA-F]{32}");
    private static final Set<String> KEYS = Set.of(
            "url",
            "account-sid",
            "auth-token",
            "api-key",
            "api-secret",
            "from",
            "messaging-service",
            "ask",
            Setting.TIMEOUT,
            Setting.SSL_BUNDLE);

    private final ProviderCalls calls;
    private final PublicUrl ours;
    private final Json json;

    TwilioCarrier(ProviderCalls calls, PublicUrl ours, Json json) {
        this.calls = calls;
        this.ours = ours;
        this.json = json;
    }

    @Override
    public String kind() {
        return "twilio";
    }

    @Override
    public Set<Channel> channels(CarrierSettings settings) {
        return Set.of(Channel.SMS);
    }

    @Override
    public Set<String> keys() {
        return KEYS;
    }

    @Override
    public void check(CarrierSettings settings) {
        url(settings);
        if (!ACCOUNT.matcher(settings.require("account-sid")).matches()) {
            throw Setting.wrong(settings, "account-sid", "is AC and 32 hexadecimal digits");
        }
        // Also with an API key: the token is what Twilio signs its callbacks with.
        settings.require("auth-token");
        if (settings.find("api-key").isPresent() != settings.find("api-secret").isPresent()) {
            throw Setting.wrong(settings, "api-key", "and api-secret belong together");
        }
        Optional<String> service = settings.find("messaging-service");
        if (service.isPresent() == settings.find("from").isPresent()) {
            throw Setting.wrong(settings, "from", "or messaging-service: give one of them");
        }
        if (service.filter(sid -> !SERVICE.matcher(sid).matches()).isPresent()) {
            throw Setting.wrong(settings, "messaging-service", "is MG and 32 hexadecimal digits");
        }
        Setting.timeout(settings);
        Setting.flag(settings, "ask");
    }

    static URI url(CarrierSettings settings) {
        return Setting.https(settings, "url", "https://api.twilio.com");
    }

    /** Where Twilio tells what becomes of a message; what it signs. With our id, so that it is known also when Twilio's answer did not reach us. */
    Optional<URI> callback(CarrierSettings settings, String deliveryId) {
        return ours.of("/hooks/providers/" + settings.name() + "/status?delivery=" + deliveryId);
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        if (!Setting.isNumber(message.to())) {
            return new Carried.Refused("The address is not a telephone number in the form of E.164.");
        }
        var http = new TwilioHttp(calls, settings);
        try {
            @Nullable Message taken = creator(message, settings).create(client(http, settings));
            return taken == null || taken.getSid() == null || taken.getSid().isBlank()
                    ? new Carried.Unclear("Twilio's answer names no message.")
                    : new Carried.Accepted(taken.getSid());
        } catch (TwilioException | IllegalArgumentException e) {
            return notTaken(http.answer());
        }
    }

    private MessageCreator creator(Outgoing message, CarrierSettings settings) {
        var to = new PhoneNumber(message.to());
        MessageCreator creator = settings.find("messaging-service")
                .map(service -> new MessageCreator(to, service, message.text()))
                .orElseGet(() -> new MessageCreator(to, new PhoneNumber(settings.require("from")), message.text()));
        callback(settings, message.id()).ifPresent(creator::setStatusCallback);
        return creator;
    }

    private static TwilioRestClient client(TwilioHttp http, CarrierSettings settings) {
        String account = settings.require("account-sid");
        return new TwilioRestClient.Builder(
                        settings.find("api-key").orElse(account),
                        settings.find("api-secret").orElseGet(() -> settings.require("auth-token")))
                .accountSid(account)
                .httpClient(http)
                .build();
    }

    private Carried notTaken(ProviderCalls.@Nullable Answer answer) {
        if (answer == null) {
            return new Carried.Failed("The request could not be made.", null);
        }
        Optional<Carried> byHttp = HttpAnswers.notTaken(answer);
        if (byHttp.isEmpty()) {
            // 2xx that the library cannot read.
            return new Carried.Unclear("Twilio's answer cannot be read.");
        }
        if (!(answer instanceof ProviderCalls.Answered said) || said.status() >= 500) {
            return byHttp.get();
        }
        int code = code(said.body());
        String detail = "HTTP " + said.status() + (code == 0 ? "" : ", Twilio's error " + code);
        return REFUSED.contains(code) ? new Carried.Refused(detail) : HttpAnswers.refused(said, detail);
    }

    private int code(String body) {
        try {
            JsonNode problem = json.read(body, JsonNode.class);
            return problem == null ? 0 : problem.path("code").asInt(0);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    @Override
    public boolean asks(CarrierSettings settings) {
        return settings.find("ask").isEmpty() ? ours.publicBaseUrl() == null : Setting.flag(settings, "ask");
    }

    @Override
    public Optional<Told> ask(String sid, CarrierSettings settings) {
        try {
            @Nullable
            Message message = new MessageFetcher(sid).fetch(client(new TwilioHttp(calls, settings), settings));
            Message.Status status = message == null ? null : message.getStatus();
            return message == null || status == null
                    ? Optional.empty()
                    : TwilioStatus.told(
                            status.toString(),
                            message.getErrorCode() == null
                                    ? ""
                                    : message.getErrorCode().toString());
        } catch (TwilioException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
