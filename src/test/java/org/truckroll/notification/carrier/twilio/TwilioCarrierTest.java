// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpFateContract;
import org.truckroll.notification.carrier.Messages;
import org.truckroll.notification.carrier.PublicUrl;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.ReceiptSource.Told;

/** Twilio's Messages API by its own library, over our client (EVADO-18). */
class TwilioCarrierTest extends HttpFateContract {

    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final String SID = "SM0123456789abcdef0123456789abcdef";

    private final TwilioCarrier carrier = carrier("https://orders.example.org/");

    private TwilioCarrier carrier(String ours) {
        return new TwilioCarrier(peer.calls(), new PublicUrl(ours == null ? null : URI.create(ours)), Messages.JSON);
    }

    @Override
    protected Carrier carrier() {
        return carrier;
    }

    @Override
    protected CarrierSettings settings() {
        return Messages.settings(
                "twilio",
                "url",
                peer.url(""),
                "account-sid",
                ACCOUNT,
                "auth-token",
                "secret-of-ours",
                "from",
                "+46700000009",
                "timeout",
                "PT15S",
                "ssl-bundle",
                "peer");
    }

    @Test
    void sendsAnSmsAndKeepsItsSid() {
        peer.answers(201, message("queued", null));
        assertThat(carry()).isEqualTo(new Carried.Accepted(SID));
        assertThat(peer.last().method()).isEqualTo("POST");
        assertThat(peer.last().target()).isEqualTo("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json");
        assertThat(peer.last().headers().getFirst("Authorization")).isEqualTo(basic(ACCOUNT, "secret-of-ours"));
        assertThat(fields())
                .containsExactlyInAnyOrder(
                        "To=" + Messages.NUMBER,
                        "From=+46700000009",
                        "Body=" + Messages.TEXT,
                        "StatusCallback=https://orders.example.org/hooks/providers/main/status?delivery=0190-delivery");
    }

    @Test
    void sendsByAServiceWithAnApiKeyAndAsksWhereTwilioCannotReachUs() {
        peer.answers(201, message("accepted", null));
        CarrierSettings service = Messages.with(
                Messages.with(
                        Messages.with(Messages.without(settings(), "from"), "api-key", "SK01"),
                        "api-secret",
                        "secret-of-ours-2"),
                "messaging-service",
                "MG0123456789abcdef0123456789abcdef");
        TwilioCarrier inside = carrier(null);
        inside.check(service);
        assertThat(inside.carry(Messages.sms("Hej"), service)).isEqualTo(new Carried.Accepted(SID));
        assertThat(peer.last().headers().getFirst("Authorization")).isEqualTo(basic("SK01", "secret-of-ours-2"));
        assertThat(fields())
                .containsExactlyInAnyOrder(
                        "To=" + Messages.NUMBER, "MessagingServiceSid=MG0123456789abcdef0123456789abcdef", "Body=Hej");
        assertThat(inside.asks(service)).isTrue();
        assertThat(carrier.asks(service)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 21211, Refused",
        "400, 21610, Refused",
        "400, 21614, Refused",
        "400, 21606, Failed",
        "400, 99999, Failed",
        "401, 20003, Failed",
        "429, 20429, Failed"
    })
    void tellsARecipientThatCannotBeReachedFromATroubleOfOurs(int status, int code, String fate) {
        peer.answers(
                status,
                "{\"code\":" + code + ",\"message\":\"about +46700000001\",\"more_info\":\"\",\"status\":" + status
                        + "}");
        Carried carried = carry();
        assertThat(carried.getClass().getSimpleName()).isEqualTo(fate);
        assertThat(carried.toString()).contains("HTTP " + status, "Twilio's error " + code);
    }

    @Test
    void asksForAMessage() {
        peer.answers(200, message("undelivered", 30003));
        assertThat(carrier.ask(SID, settings()))
                .contains(new Told(Receipt.State.UNDELIVERED, "Twilio: undelivered, error 30003"));
        assertThat(peer.last().target()).isEqualTo("/2010-04-01/Accounts/" + ACCOUNT + "/Messages/" + SID + ".json");
        peer.answers(200, message("queued", null));
        assertThat(carrier.ask(SID, settings())).isEmpty();
        peer.answers(404, "{\"code\":20404,\"message\":\"gone\",\"status\":404}");
        assertThat(carrier.ask(SID, settings())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "account-sid, 17, account-sid",
        "messaging-service, MG0123456789abcdef0123456789abcdef, from",
        "api-key, SK01, api-key",
        "timeout, soon, timeout",
        "ask, perhaps, ask"
    })
    void refusesSettingsThatCannotWork(String key, String value, String named) {
        assertThatThrownBy(() -> carrier.check(Messages.with(settings(), key, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("truckroll.notification.providers.main." + named);
    }

    private List<String> fields() {
        return Arrays.stream(peer.last().body().split("&"))
                .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
                .toList();
    }

    private static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String message(String status, Integer error) {
        return "{\"sid\":\"" + SID + "\",\"account_sid\":\"" + ACCOUNT + "\",\"status\":\"" + status
                + "\",\"error_code\":" + error + ",\"direction\":\"outbound-api\",\"num_segments\":\"1\""
                + ",\"date_created\":\"Sun, 22 Nov 2026 12:00:00 +0000\"}";
    }
}
