// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Channel;
import org.truckroll.shared.Json;

/** Messages and settings for the tests of carriers; numbers and names are invented. */
public final class Messages {

    public static final Json JSON = new Json(new ObjectMapper());
    public static final String NUMBER = "+46700000001";
    public static final String TEXT = "Avbrott på Östra gatan: \"klart\" kl. 14 & 15 {id} 100 % 😀";

    private Messages() {}

    public static Outgoing sms(String text) {
        return new Outgoing("0190-delivery", Channel.SMS, NUMBER, null, text, List.of());
    }

    public static Outgoing to(Channel channel, String to) {
        return new Outgoing("0190-delivery", channel, to, "Ärende", TEXT, List.of());
    }

    public static Outgoing with(Outgoing message, Attached... files) {
        return new Outgoing(
                message.id(), message.channel(), message.to(), message.subject(), message.text(), List.of(files));
    }

    public static Attached pdf() {
        return new Attached("skiss å.pdf", "application/pdf", "%PDF-1.7 invented".getBytes(StandardCharsets.UTF_8));
    }

    /** Key, value, key, value ... */
    public static CarrierSettings settings(String kind, String... pairs) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new CarrierSettings("main", kind, values);
    }

    public static CarrierSettings with(CarrierSettings settings, String key, String value) {
        Map<String, String> values = new HashMap<>(settings.values());
        values.put(key, value);
        return new CarrierSettings(settings.name(), settings.kind(), values);
    }

    public static CarrierSettings without(CarrierSettings settings, String key) {
        Map<String, String> values = new HashMap<>(settings.values());
        values.remove(key);
        return new CarrierSettings(settings.name(), settings.kind(), values);
    }
}
