// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.twilio;

import com.twilio.security.RequestValidator;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Providers;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.ReceiptSource.Told;
import org.truckroll.notification.carrier.Receipts;

/**
 * Takes Twilio's status callbacks. The signature is made over our public address and all fields as they came; it has no time in it, so one that is
 * sent again is harmless by itself: a state of a message counts once.
 */
@Component
public class TwilioStatus {

    private static final Logger log = LoggerFactory.getLogger(TwilioStatus.class);
    private static final Pattern DELIVERY = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern CODE = Pattern.compile("[0-9]{1,6}");

    private final Providers providers;
    private final Receipts receipts;

    TwilioStatus(Providers providers, Receipts receipts) {
        this.providers = providers;
        this.receipts = receipts;
    }

    /** Whether Twilio has signed this about the delivery for the provider; false also when there is no such provider. */
    public boolean trusts(String provider, String deliveryId, Map<String, String> fields, String signature) {
        Optional<Providers.Route> route =
                providers.find(provider).filter(known -> known.carrier() instanceof TwilioCarrier);
        if (route.isEmpty() || !DELIVERY.matcher(deliveryId).matches()) {
            return false;
        }
        CarrierSettings settings = route.get().settings();
        Optional<URI> address = ((TwilioCarrier) route.get().carrier()).callback(settings, deliveryId);
        return address.isPresent()
                && settings.require("account-sid").equals(fields.get("AccountSid"))
                && new RequestValidator(settings.require("auth-token"))
                        .validate(address.get().toString(), fields, signature);
    }

    /** Stores what a trusted callback says; when this returns it is safe. */
    public void receive(String provider, String deliveryId, Map<String, String> fields) {
        String sid = fields.getOrDefault("MessageSid", fields.getOrDefault("SmsSid", ""));
        String status = fields.getOrDefault("MessageStatus", fields.getOrDefault("SmsStatus", ""));
        if (sid.isBlank() || sid.length() > 200) {
            log.info("Status names no message: provider={}", provider);
            return;
        }
        told(status, fields.getOrDefault("ErrorCode", ""))
                .ifPresent(told -> receipts.record(provider, deliveryId, sid, told.state(), told.detail()));
    }

    /** What a status of Twilio means; empty for those before a carrier had the message. */
    static Optional<Told> told(String status, String error) {
        String detail = CODE.matcher(error).matches() && !error.equals("0")
                ? "Twilio: " + status + ", error " + error
                : "Twilio: " + status;
        return switch (status) {
            case "sent" -> Optional.of(new Told(Receipt.State.SENT, detail));
            case "delivered", "read" -> Optional.of(new Told(Receipt.State.DELIVERED, detail));
            case "undelivered", "failed", "canceled" -> Optional.of(new Told(Receipt.State.UNDELIVERED, detail));
            default -> Optional.empty();
        };
    }
}
