// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.tellustalk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.notification.Channel;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpFateContract;
import org.truckroll.notification.carrier.Messages;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.ReceiptSource.Told;

/** TellusTalk's send and log calls (EVADO-18, GEO-46). */
class TellusTalkCarrierTest extends HttpFateContract {

    private final TellusTalkCarrier carrier = new TellusTalkCarrier(peer.calls(), Messages.JSON);

    @Override
    protected Carrier carrier() {
        return carrier;
    }

    @Override
    protected CarrierSettings settings() {
        return Messages.settings(
                "tellustalk",
                "url",
                peer.url("/"),
                "user",
                "Natbolaget",
                "password",
                "secret-of-ours",
                "sender-text",
                "Elnatet",
                "fields.sms_max_parts",
                "4",
                "timeout",
                "PT15S",
                "ssl-bundle",
                "peer");
    }

    @Test
    void sendsAnSmsAndKeepsTheJob() {
        peer.answers(200, "{\"job_id\":\"20261122-7\"}");
        assertThat(carry()).isEqualTo(new Carried.Accepted("20261122-7"));
        assertThat(peer.last().target()).isEqualTo("/send/v1");
        String login = "natbolaget:secret-of-ours";
        assertThat(peer.last().headers().getFirst("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        JsonNode body = Messages.JSON.read(peer.last().body(), JsonNode.class);
        assertThat(body.path("to").path(0).asText()).isEqualTo("sms:" + Messages.NUMBER);
        assertThat(body.path("text").asText()).isEqualTo(Messages.TEXT);
        assertThat(body.path("sms_originator_source").asText()).isEqualTo("text");
        assertThat(body.path("sms_originator_text").asText()).isEqualTo("Elnatet");
        assertThat(body.path("sms_max_parts").asText()).isEqualTo("4");
        assertThat(body.has("attachments")).isFalse();
    }

    @Test
    void sendsAFaxWithItsPages() {
        peer.answers(200, "{\"job_id\":7}");
        var fax = Messages.with(Messages.to(Channel.FAX, "+4680000001"), Messages.pdf());
        assertThat(carrier.carry(fax, settings())).isEqualTo(new Carried.Accepted("7"));
        JsonNode body = Messages.JSON.read(peer.last().body(), JsonNode.class);
        assertThat(body.path("to").path(0).asText()).isEqualTo("fax:+4680000001");
        JsonNode page = body.path("attachments").path(0);
        assertThat(page.path("name").asText()).isEqualTo("skiss å.pdf");
        String[] href = page.path("href").asText().split(",", 2);
        assertThat(href[0]).isEqualTo("data:application/pdf;base64");
        assertThat(Base64.getDecoder().decode(href[1])).isEqualTo(Messages.pdf().content());
    }

    @ParameterizedTest
    @CsvSource({"413", "422"})
    void refusesWhatTellusTalkCallsWrong(int status) {
        peer.answers(status, "invalid recipient");
        assertThat(carry()).isEqualTo(new Carried.Refused("HTTP " + status));
    }

    /** Else a fault of our account would make every message undelivered without asking the next provider. */
    @Test
    void leavesToTheNextProviderWhatTellusTalkDoesNotUnderstand() {
        peer.answers(400, "bad request");
        assertThat(carry()).isInstanceOf(Carried.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"success, DELIVERED", "failed, UNDELIVERED", "blocked, UNDELIVERED", "Failed, UNDELIVERED"})
    void readsTheLogOfAJob(String status, Receipt.State state) {
        peer.answers(
                200,
                "[{\"id\":\"1\",\"job_id\":\"other\",\"status\":\"success\"},{\"id\":\"2\",\"job_id\":\"a/b 1\",\"status\":\""
                        + status + "\",\"address\":\"sms:+46700000001\"}]");
        assertThat(carrier.ask("a/b 1", settings())).map(Told::state).contains(state);
        assertThat(peer.last().method()).isEqualTo("GET");
        assertThat(peer.last().target()).isEqualTo("/logs/v2?job_id=a%2Fb+1");
    }

    @ParameterizedTest
    @CsvSource({
        "'[]'",
        "'[{\"job_id\":\"1\",\"status\":\"\"}]'",
        "'[{\"job_id\":\"1\",\"status\":\"queued\"}]'",
        "garbage"
    })
    void waitsWhileTheLogHasNoLastWord(String log) {
        peer.answers(200, log);
        assertThat(carrier.ask("1", settings())).isEmpty();
        peer.answers(500, "");
        assertThat(carrier.ask("1", settings())).isEmpty();
    }

    @Test
    void asksOnlyWhereNoReportsCome() {
        assertThat(carrier.asks(settings())).isTrue();
        CarrierSettings reported = Messages.with(settings(), "report-token", "invented-token-1234567");
        assertThat(carrier.asks(reported)).isFalse();
        assertThat(carrier.asks(Messages.with(reported, "ask", "true"))).isTrue();
    }

    @Test
    void wantsATokenThatNobodyGuesses() {
        assertThatThrownBy(() -> carrier.check(Messages.with(settings(), "report-token", "short")))
                .hasMessageContaining("providers.main.report-token");
    }
}
