// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.pixie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpFateContract;
import org.truckroll.notification.carrier.Messages;

/** Pixie over https (EVADO-18, EVADO-20). */
class PixieCarrierTest extends HttpFateContract {

    private final PixieCarrier carrier = new PixieCarrier(peer.calls());

    @Override
    protected Carrier carrier() {
        return carrier;
    }

    @Override
    protected CarrierSettings settings() {
        return Messages.settings(
                "pixie",
                "url",
                peer.url("/sendsms.asp"),
                "account",
                "10000001",
                "password",
                "secret-of-ours",
                "sender",
                "Elnatet",
                "refused-codes",
                "301, 302",
                "timeout",
                "PT15S",
                "ssl-bundle",
                "peer");
    }

    @Test
    void sendsAccountAndTextInTheBodyAndNeverInTheAddress() {
        peer.answers(200, "<?xml version=\"1.0\"?><response code=\"0\" description=\"OK\"/>");
        assertThat(carry()).isEqualTo(new Carried.Accepted(null));
        assertThat(peer.last().method()).isEqualTo("POST");
        assertThat(peer.last().target()).isEqualTo("/sendsms.asp");
        List<String> fields = Arrays.stream(peer.last().body().split("&"))
                .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
                .toList();
        assertThat(fields)
                .containsExactly(
                        "account=10000001",
                        "pwd=secret-of-ours",
                        "receivers=46700000001",
                        "sender=Elnatet",
                        "message=" + Messages.TEXT);
    }

    @Test
    void tellsErrorsByTheirCode() {
        peer.answers(200, "<response code=\"402\" description=\"Too long sender name for +46700000001\"/>");
        assertThat(carry()).isEqualTo(new Carried.Failed("Pixie's code 402", null));
        peer.answers(200, "<response code=\"302\" description=\"No such receiver\"/>");
        assertThat(carry()).isEqualTo(new Carried.Refused("Pixie's code 302"));
    }

    @Test
    void readsNoFilesForXmlOfOthers() {
        peer.answers(
                200, "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><response code=\"0\">&f;</response>");
        assertThat(carry()).isInstanceOf(Carried.Unclear.class);
    }

    @Test
    void refusesATextThatPixieWouldCut() {
        assertThat(carrier.carry(Messages.sms("x".repeat(751)), settings())).isInstanceOf(Carried.Refused.class);
        assertThat(peer.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Elnätet", "LongerThanEleven", ""})
    void refusesASenderThatPixieWouldNotTake(String sender) {
        assertThatThrownBy(() -> carrier.check(Messages.with(settings(), "sender", sender)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("providers.main.sender");
    }

    @Test
    void refusesAPasswordInTheAddress() {
        CarrierSettings open =
                Messages.with(settings(), "url", "https://smsserver.pixie.se/sendsms?account=1&pwd=secret-of-ours");
        assertThatThrownBy(() -> carrier.check(open))
                .hasMessageContaining("providers.main.url")
                .hasMessageNotContaining("secret-of-ours");
    }
}
