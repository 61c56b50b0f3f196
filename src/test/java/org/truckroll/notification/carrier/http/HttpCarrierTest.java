// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.notification.Channel;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.HttpFateContract;
import org.truckroll.notification.carrier.Messages;
import org.truckroll.notification.carrier.Xml;

/** A provider described by settings (EVADO-18, EVADO-20). */
class HttpCarrierTest extends HttpFateContract {

    private final HttpCarrier carrier = new HttpCarrier(peer.calls(), Messages.JSON);

    @Override
    protected Carrier carrier() {
        return carrier;
    }

    @Override
    protected CarrierSettings settings() {
        return Messages.settings(
                "http",
                "url",
                peer.url("/sms") + "?ref={id}&who={to}",
                "body",
                "{\"from\":\"{from}\",\"to\":\"{to}\",\"digits\":\"{digits}\",\"message\":\"{text}\"}",
                "values.from",
                "Elnatet",
                "values.key",
                "secret-of-ours",
                "headers.X-Api-Key",
                "{key}",
                "success",
                "json /status = created | sent",
                "refused",
                "json /error = bad-number",
                "failed",
                "json /error = no-credit",
                "id",
                "json /id",
                "timeout",
                "PT15S",
                "ssl-bundle",
                "peer");
    }

    @Test
    void fillsTheTemplatesInTheWayOfEachPlace() {
        peer.answers(200, "{\"id\":\"s70df59\",\"status\":\"created\"}");
        assertThat(carry()).isEqualTo(new Carried.Accepted("s70df59"));
        assertThat(peer.last().target()).isEqualTo("/sms?ref=0190-delivery&who=%2B46700000001");
        assertThat(peer.last().headers().getFirst("X-Api-Key")).isEqualTo("secret-of-ours");
        assertThat(peer.last().headers().getFirst("Content-Type")).startsWith("application/json");
        JsonNode body = Messages.JSON.read(peer.last().body(), JsonNode.class);
        assertThat(body.path("message").asText()).isEqualTo(Messages.TEXT);
        assertThat(body.path("digits").asText()).isEqualTo("46700000001");
    }

    @Test
    void fillsAFormAndXml() {
        peer.answers(200, "{\"id\":\"1\",\"status\":\"sent\"}");
        CarrierSettings form = Messages.with(
                Messages.with(settings(), "content-type", "application/x-www-form-urlencoded"),
                "body",
                "to={to}&message={text}");
        assertThat(carry(form)).isInstanceOf(Carried.Accepted.class);
        assertThat(peer.last().body().split("&")).hasSize(2);
        assertThat(URLDecoder.decode(peer.last().body().split("message=")[1], StandardCharsets.UTF_8))
                .isEqualTo(Messages.TEXT);
        CarrierSettings xml = Messages.with(
                Messages.with(settings(), "content-type", "text/xml"), "body", "<sms to=\"{to}\">{text}</sms>");
        assertThat(carry(xml)).isInstanceOf(Carried.Accepted.class);
        assertThat(Xml.read(peer.last().body())
                        .orElseThrow()
                        .getDocumentElement()
                        .getTextContent())
                .isEqualTo(Messages.TEXT);
    }

    @Test
    void letsNoTextBeginAHeader() {
        CarrierSettings header = Messages.with(settings(), "headers.X-Text", "{text}");
        assertThat(carrier.carry(Messages.sms("Hej\r\nX-Evil: 1"), header)).isInstanceOf(Carried.Failed.class);
        assertThat(peer.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200, '{\"error\":\"bad-number\"}', Refused",
        "400, '{\"error\":\"bad-number\"}', Refused",
        "200, '{\"error\":\"no-credit\"}', Failed",
        "500, '{\"error\":\"no-credit\"}', Failed",
        "400, '{\"error\":\"other\"}', Failed",
        "200, '{\"status\":\"lost\"}', Unclear"
    })
    void readsTheAnswerByItsExpressions(int status, String body, String fate) {
        peer.answers(status, body);
        assertThat(carry().getClass().getSimpleName()).isEqualTo(fate);
    }

    @ParameterizedTest
    @CsvSource({
        "'xml /response/@code = 0', '<response code=\"0\"/>', Accepted",
        "'xml /response/@code = 0', '<response code=\"7\"/>', Unclear",
        "'text ^OK', 'OK 17', Accepted",
        "'text ^OK', 'ERR', Unclear",
        "'header X-Result = done', '', Accepted"
    })
    void readsXmlTextAndHeaders(String success, String body, String fate) {
        peer.answers(200, body, "X-Result", "done");
        CarrierSettings other =
                Messages.without(Messages.without(Messages.without(settings(), "refused"), "failed"), "id");
        assertThat(carry(Messages.with(other, "success", success)).getClass().getSimpleName())
                .isEqualTo(fate);
    }

    @ParameterizedTest
    @CsvSource({
        "method, TRACE, method",
        "body, '{unknown}', body",
        "success, 'regex ok', success",
        "success, 'text (', success",
        "success, 'xml ///', success",
        "id, 'json id', id",
        "channels, 'SMS,PIGEON', channels",
        "user, anna, user",
        "idempotent, sometimes, idempotent",
        "url, 'https://sms.example/{key}/send', url",
        "url, 'https://sms.example/{to}', url"
    })
    void refusesSettingsThatCannotWork(String key, String value, String named) {
        assertThatThrownBy(() -> carrier.check(Messages.with(settings(), key, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("truckroll.notification.providers.main." + named)
                .hasMessageNotContaining("secret-of-ours");
    }

    @Test
    void speaksUnencryptedOnlyWhenThatIsAllowed() {
        CarrierSettings plain =
                Messages.without(Messages.with(settings(), "url", "http://sms.example/{id}"), "ssl-bundle");
        assertThatThrownBy(() -> carrier.check(plain)).hasMessageContaining("allow-unencrypted");
        assertThatCode(() -> carrier.check(Messages.with(plain, "allow-unencrypted", "true")))
                .doesNotThrowAnyException();
    }

    @Test
    void isIdempotentOnlyByTheWordOfTheOperatorAndWithTheId() {
        assertThat(carrier.idempotent(settings())).isFalse();
        CarrierSettings said = Messages.with(settings(), "idempotent", "true");
        carrier.check(said);
        assertThat(carrier.idempotent(said)).isTrue();
        assertThatThrownBy(() -> carrier.check(Messages.with(said, "url", peer.url("/sms"))))
                .hasMessageContaining("needs {id}");
        assertThat(carrier.channels(Messages.with(settings(), "channels", "sms, fax")))
                .containsExactlyInAnyOrder(Channel.SMS, Channel.FAX);
    }
}
