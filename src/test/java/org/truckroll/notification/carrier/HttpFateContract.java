// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.lifecycle.connect.ProviderPeer;
import org.truckroll.notification.Channel;

/**
 * What every carrier over HTTP makes of a provider that fails, against a real https server: whether a message may be sent again hangs on it (never
 * twice in effect).
 */
@Timeout(60)
public abstract class HttpFateContract {

    protected final ProviderPeer peer = new ProviderPeer();

    protected abstract Carrier carrier();

    /** With the address of the peer, trusting it, with patience for a slow machine. */
    protected abstract CarrierSettings settings();

    @AfterEach
    void close() {
        peer.close();
    }

    protected Carried carry(CarrierSettings settings) {
        carrier().check(settings);
        return carrier().carry(Messages.sms(Messages.TEXT), settings);
    }

    protected Carried carry() {
        return carry(settings());
    }

    @Test
    void failedSurelyWhenNobodyListens() {
        assertThat(carry(Messages.with(settings(), "url", ProviderPeer.nobody())))
                .isInstanceOf(Carried.Failed.class);
    }

    @Test
    void failedSurelyWhenTheServerIsNotTrusted() {
        peer.answers(200, "");
        assertThat(carry(Messages.without(settings(), "ssl-bundle"))).isInstanceOf(Carried.Failed.class);
        assertThat(peer.asked()).isEmpty();
    }

    @Test
    void isUnclearWhenTheRequestWasReadAndNothingCame() {
        peer.keepsSilent();
        assertThat(carry(Messages.with(settings(), "timeout", "PT3S"))).isInstanceOf(Carried.Unclear.class);
        assertThat(peer.asked()).as("sent once").hasSize(1);
    }

    @Test
    void isUnclearWhenTheProviderHangsUp() {
        peer.hangsUp();
        assertThat(carry()).isInstanceOf(Carried.Unclear.class);
        assertThat(peer.asked()).as("sent once").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "500, Unclear",
        "502, Unclear",
        "504, Unclear",
        "303, Unclear",
        "503, Failed",
        "429, Failed",
        "401, Failed",
        "403, Failed",
        "404, Failed",
        "302, Failed",
        "307, Failed"
    })
    void tellsByStatusWhetherItMayHaveBeenTaken(int status, String fate) {
        peer.answers(status, "", "Location", peer.url("/elsewhere"));
        assertThat(carry().getClass().getSimpleName()).isEqualTo(fate);
        assertThat(peer.asked()).as("sent once, and followed nowhere").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429", "503"})
    void passesOnHowLongTheProviderWantsToBeLeftAlone(int status) {
        peer.answers(status, "slow down", "Retry-After", "37");
        assertThat(carry()).isEqualTo(new Carried.Failed("HTTP " + status, Duration.ofSeconds(37)));
    }

    @ParameterizedTest
    @CsvSource({"'<html>Welcome'", "'{\"ok\":'", "''", "'[]'", "'\"\"'", "'null'"})
    void isUnclearWhenASuccessCannotBeRead(String garbage) {
        peer.answers(200, garbage);
        assertThat(carry()).isInstanceOf(Carried.Unclear.class);
    }

    @Test
    void isUnclearWhenASuccessHasNoEnd() {
        peer.answers(200, "x".repeat(200_000));
        assertThat(carry()).isInstanceOf(Carried.Unclear.class);
    }

    @Test
    void saysNothingOfAddressTextOrSecrets() {
        peer.answers(400, "{\"message\":\"" + Messages.NUMBER + " " + Messages.TEXT.replace("\"", "'") + "\"}");
        assertThat(carry().toString()).doesNotContain(Messages.NUMBER, "Avbrott", "secret-of-ours");
        assertThat(settings().toString()).doesNotContain("secret-of-ours");
    }

    @Test
    void refusesWhatIsNoNumber() {
        var message = Messages.to(Channel.SMS, "0700-000 001");
        assertThat(carrier().carry(message, settings())).isInstanceOf(Carried.Refused.class);
        assertThat(peer.asked()).isEmpty();
    }

    @Test
    void refusesToSpeakUnencrypted() {
        var plain = Messages.with(settings(), "url", "http://sms.example/send");
        assertThatThrownBy(() -> carrier().check(plain))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("truckroll.notification.providers.main.url")
                .hasMessageContaining("https");
    }
}
