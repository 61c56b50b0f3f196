// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.pixie;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Channel;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpAnswers;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Setting;
import org.truckroll.notification.carrier.Xml;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * SMS by Pixie (EVADO-18). Account and password go in the body of a form over https, never in an address. It gives no id and no receipts: what it
 * took is SENT, and stays so.
 */
@Component
class PixieCarrier implements Carrier {

    private static final int LONGEST_TEXT = 750;
    private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9 ._-]{1,11}|\\+?[0-9]{3,15}");
    private static final Set<String> KEYS =
            Set.of("url", "account", "password", "sender", "refused-codes", Setting.TIMEOUT, Setting.SSL_BUNDLE);

    private final ProviderCalls calls;

    PixieCarrier(ProviderCalls calls) {
        this.calls = calls;
    }

    @Override
    public String kind() {
        return "pixie";
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
        settings.require("account");
        settings.require("password");
        if (!SENDER.matcher(settings.require("sender")).matches()) {
            throw Setting.wrong(settings, "sender", "is a number, or up to 11 letters and digits of ASCII");
        }
        Setting.timeout(settings);
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        if (!Setting.isNumber(message.to())) {
            return new Carried.Refused("The address is not a telephone number in the form of E.164.");
        }
        if (message.text().length() > LONGEST_TEXT) {
            return new Carried.Refused("The text is longer than " + LONGEST_TEXT + " characters.");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("account", settings.require("account"));
        form.put("pwd", settings.require("password"));
        form.put("receivers", message.to().substring(1));
        form.put("sender", settings.require("sender"));
        form.put("message", message.text());
        ProviderCalls.Answer answer =
                calls.call(ProviderCalls.Request.of(settings.name(), "POST", url(settings), Setting.timeout(settings))
                        .trusting(settings.find(Setting.SSL_BUNDLE).orElse(null))
                        .body("application/x-www-form-urlencoded; charset=utf-8", encoded(form)));
        Optional<Carried> notTaken = HttpAnswers.notTaken(answer);
        return notTaken.isPresent() ? notTaken.get() : read(((ProviderCalls.Answered) answer).body(), settings);
    }

    /** {@code <response code="0" description="..."/>}: anything but 0 is an error, and the SMS was not taken. */
    private static Carried read(String body, CarrierSettings settings) {
        Element root = Xml.read(body).map(Document::getDocumentElement).orElse(null);
        if (root == null || !root.getTagName().equals("response") || !root.hasAttribute("code")) {
            return new Carried.Unclear("Pixie's answer cannot be read.");
        }
        String code = root.getAttribute("code").strip();
        if (code.equals("0")) {
            return new Carried.Accepted(null);
        }
        String detail = "Pixie's code " + (code.length() > 20 ? code.substring(0, 20) : code);
        return refused(settings).contains(code) ? new Carried.Refused(detail) : new Carried.Failed(detail, null);
    }

    private static Set<String> refused(CarrierSettings settings) {
        return Arrays.stream(settings.find("refused-codes").orElse("").split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    private static URI url(CarrierSettings settings) {
        URI url = Setting.https(settings, "url", "https://smsserver.pixie.se/sendsms.asp");
        if (url.getRawQuery() != null) {
            throw Setting.wrong(settings, "url", "has no query: account and password have their own settings");
        }
        return url;
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
