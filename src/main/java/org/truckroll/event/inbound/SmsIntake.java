// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import com.twilio.security.RequestValidator;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.lifecycle.PublicAddress;

/**
 * Takes SMS from Twilio's webhook (GEO-10). The signature is checked over the address as it is configured, never over that of the request, which a
 * proxy may have written. Twilio signs no time: a request that is played back brings a MessageSid that is known, for as long as its event is kept,
 * and changes nothing.
 */
@Service
public class SmsIntake {

    private static final Logger log = LoggerFactory.getLogger(SmsIntake.class);

    /** Where the numbers' webhooks point to; the number's name follows. */
    public static final String PATH = "/hooks/sms/";

    private static final Pattern SID = Pattern.compile("[A-Z]{2}[0-9a-fA-F]{32}");
    private static final int LONGEST_SENDER = 64;

    /** What came of a request. */
    public enum Outcome {
        TAKEN,
        /** Unknown number, or the signature is wrong; nobody learns which. */
        REFUSED,
        /** Signed, but no SMS. */
        MALFORMED,
        OFF
    }

    private final InboundProperties settings;
    private final InboundDoor door;
    private final SourceDivisions divisions;
    private final Function<String, URI> address;
    private final Clock clock;

    @Autowired
    SmsIntake(
            InboundProperties settings,
            InboundDoor door,
            SourceDivisions divisions,
            PublicAddress address,
            Clock clock) {
        this(settings, door, divisions, address::of, clock);
    }

    SmsIntake(
            InboundProperties settings,
            InboundDoor door,
            SourceDivisions divisions,
            Function<String, URI> address,
            Clock clock) {
        this.settings = settings;
        this.door = door;
        this.divisions = divisions;
        this.address = address;
        this.clock = clock;
    }

    /**
     * Takes one request; its event is stored when this returns.
     *
     * @param query as it came, without the question mark
     * @param form the body as it came
     */
    public Outcome take(String name, @Nullable String query, String form, String signature) {
        InboundProperties.SmsNumber number = settings.sms().get(name);
        Optional<Map<String, String>> fields = fields(form);
        String url = address.apply(PATH + name) + (query == null ? "" : "?" + query);
        if (number == null
                || fields.isEmpty()
                || signature.isBlank()
                || !new RequestValidator(number.authToken()).validate(url, fields.get(), signature)) {
            log.warn(
                    "SMS refused, its signature does not prove the sender: number={}",
                    number == null ? "unknown" : name);
            return Outcome.REFUSED;
        }
        return door.open(Inbound.Kind.SMS) ? take(name, number, fields.get()) : Outcome.OFF;
    }

    private Outcome take(String name, InboundProperties.SmsNumber number, Map<String, String> fields) {
        String sid = fields.getOrDefault("MessageSid", fields.getOrDefault("SmsSid", ""));
        String from = PlainText.line(fields.getOrDefault("From", ""), LONGEST_SENDER);
        if (!SID.matcher(sid).matches() || from.isEmpty()) {
            log.warn("SMS refused, it names no message or no sender: number={}", name);
            return Outcome.MALFORMED;
        }
        if (!divisions.known(number.division())) {
            // Nobody would send it again; administrators hear of it.
            log.error("SMS is of a division that does not exist: number={} division={}", name, number.division());
        }
        InboundEvents.Receipt receipt = door.take(new Inbound(
                Inbound.Kind.SMS,
                "sms:" + name,
                sid,
                number.division(),
                from,
                null,
                text(fields),
                List.of(),
                null,
                false,
                clock.instant()));
        log.info("SMS taken: eventId={} number={} known={}", receipt.eventId(), name, receipt.known());
        return Outcome.TAKEN;
    }

    private String text(Map<String, String> fields) {
        String text = PlainText.lines(fields.getOrDefault("Body", ""), settings.maxText());
        String media = fields.getOrDefault("NumMedia", "0");
        return media.equals("0") || !media.matches("\\d{1,2}")
                ? text
                : text + "\n[" + media + " pictures lie at the provider and are not fetched.]";
    }

    /** All fields as they came, nothing trimmed; empty when the body is no form. */
    private static Optional<Map<String, String>> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        try {
            for (String pair : form.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(fields);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
