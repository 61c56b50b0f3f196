// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.truckroll.lifecycle.connect.ProviderPeer;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Channel;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Messages;
import org.truckroll.notification.carrier.Outgoing;

/** Mail to real servers (EVADO-22, EVADO-23), and fax by a gateway (GEO-46). */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SmtpCarrierTest {

    private static final String ANNA = "anna@customers.example";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final GreenMail GREEN = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    private final ProviderPeer peer = new ProviderPeer();
    private final ObjectProvider<SslBundles> bundles = provider(peer.bundles());
    private final MailTokens tokens = new MailTokens(peer.calls(), Messages.JSON, Clock.fixed(NOON, ZoneOffset.UTC));
    private final MailServer server = new MailServer(tokens, bundles, Clock.fixed(NOON, ZoneOffset.UTC));
    private final SmtpCarrier carrier = new SmtpCarrier(server);
    private final FaxMailCarrier fax = new FaxMailCarrier(server);
    private final Outgoing mail = Messages.to(Channel.MAIL, ANNA);

    @BeforeAll
    static void start() {
        GREEN.start();
        GREEN.setUser("dispatch@utility.example", "dispatch", "secret-of-ours");
    }

    @AfterAll
    static void stop() {
        GREEN.stop();
    }

    @AfterEach
    void close() throws Exception {
        GREEN.purgeEmailFromAllMailboxes();
        server.destroy();
        peer.close();
    }

    private static CarrierSettings settings(int port, String security) {
        CarrierSettings settings = Messages.settings(
                "smtp",
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(port),
                "security",
                security,
                "from",
                "dispatch@utility.example",
                "from-name",
                "Nätbolaget",
                "timeout",
                "PT2S",
                "ssl-bundle",
                "peer");
        return security.equals("none") ? Messages.with(settings, "allow-unencrypted", "true") : settings;
    }

    private static CarrierSettings green() {
        return settings(GREEN.getSmtp().getPort(), "none");
    }

    private Carried carry(Outgoing message, CarrierSettings settings) {
        carrier.check(settings);
        return carrier.carry(message, settings);
    }

    @Test
    void sendsAMailThatMachinesDoNotAnswer() throws Exception {
        assertThat(carry(mail, green())).isEqualTo(new Carried.Accepted("<0190-delivery@utility.example>"));
        MimeMessage came = GREEN.getReceivedMessages()[0];
        assertThat(came.getMessageID()).isEqualTo("<0190-delivery@utility.example>");
        assertThat(came.getSubject()).isEqualTo("Ärende");
        assertThat(came.getContent().toString().strip()).isEqualTo(Messages.TEXT);
        assertThat(came.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(came.getHeader("Date")).containsExactly("Sun, 22 Nov 2026 12:00:00 +0000");
        assertThat(came.getFrom()[0].toString()).contains("dispatch@utility.example");
        assertThat(came.getAllRecipients()).extracting(Object::toString).containsExactly(ANNA);
    }

    @Test
    void sendsFilesAndKeepsTheirNames() throws Exception {
        var original = new Attached(
                "original.eml",
                "message/rfc822",
                "From: b@b.example\r\nSubject: Hej\r\n\r\nText\r\n".getBytes(StandardCharsets.US_ASCII));
        var awkward = new Attached(
                "original-2.eml",
                "message/rfc822",
                "Subject: Hej\n\nÅ\u0000 bröken\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(carry(Messages.with(mail, Messages.pdf(), original, awkward), green()))
                .isInstanceOf(Carried.Accepted.class);
        var parts = (MimeMultipart) GREEN.getReceivedMessages()[0].getContent();
        assertThat(parts.getCount()).isEqualTo(4);
        BodyPart pdf = parts.getBodyPart(1);
        assertThat(MimeUtility.decodeText(pdf.getFileName())).isEqualTo("skiss å.pdf");
        assertThat(pdf.getInputStream().readAllBytes()).isEqualTo(Messages.pdf().content());
        assertThat(parts.getBodyPart(2).isMimeType("message/rfc822")).isTrue();
        assertThat(((MimeMessage) parts.getBodyPart(2).getContent()).getSubject())
                .isEqualTo("Hej");
        assertThat(parts.getBodyPart(3).isMimeType("application/octet-stream")).isTrue();
        assertThat(parts.getBodyPart(3).getInputStream().readAllBytes()).isEqualTo(awkward.content());
    }

    @Test
    void letsNoSubjectBeginAHeader() throws Exception {
        var sly = new Outgoing("1", Channel.MAIL, ANNA, "Hej\r\nBcc: all@customers.example", "x", List.of());
        assertThat(carry(sly, green())).isInstanceOf(Carried.Accepted.class);
        assertThat(GREEN.getReceivedMessages()).hasSize(1);
        assertThat(GREEN.getReceivedMessages()[0].getHeader("Bcc")).isNull();
        assertThat(GREEN.getReceivedMessages()[0].getSubject()).isEqualTo("Hej Bcc: all@customers.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@b.example, c@d.example",
                "a b@c.example",
                "@",
                "a@b.example\r\nRCPT TO:<x@y.example>"
            })
    void refusesWhatIsNoAddress(String to) {
        assertThat(carry(Messages.to(Channel.MAIL, to), green())).isInstanceOf(Carried.Refused.class);
        assertThat(GREEN.getReceivedMessages()).isEmpty();
    }

    @Test
    void refusesAMailThatIsTooLargeBeforeItIsSent() {
        var large = Messages.with(mail, new Attached("plan.pdf", "application/pdf", new byte[1_000_000]));
        assertThat(carry(large, Messages.with(green(), "max-size", "1MB"))).isInstanceOf(Carried.Refused.class);
        assertThat(carry(large, Messages.with(green(), "max-size", "2MB"))).isInstanceOf(Carried.Accepted.class);
    }

    @Test
    void sendsUnencryptedOnlyWhenThatIsAllowedAndSaysSo(CapturedOutput output) {
        CarrierSettings plain = Messages.without(green(), "allow-unencrypted");
        assertThatThrownBy(() -> carrier.check(plain))
                .hasMessageContaining("providers.main.security")
                .hasMessageContaining("allow-unencrypted");
        carrier.check(green());
        assertThat(output).contains("Mail goes unencrypted: provider=main");
    }

    @Test
    void encryptsFromTheFirstByteWhereThatIsAsked() throws Exception {
        var tls = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
        var secure = new GreenMail(tls);
        secure.start();
        try {
            // GreenMail's certificate is not ours: what we do not trust gets no mail.
            assertThat(carry(mail, settings(secure.getSmtps().getPort(), "tls")))
                    .isInstanceOf(Carried.Failed.class);
            assertThat(secure.getReceivedMessages()).isEmpty();
        } finally {
            secure.stop();
        }
        try (var trusted =
                new TlsFront(ProviderPeer.serverTls(), GREEN.getSmtp().getPort())) {
            assertThat(carry(mail, settings(trusted.port(), "tls"))).isInstanceOf(Carried.Accepted.class);
        }
        assertThat(GREEN.getReceivedMessages()).hasSize(1);
    }

    @Test
    void goesOnEncryptedAfterStartTls() throws Exception {
        try (var scripted = new ScriptedMailServer(ProviderPeer.serverTls(), true)) {
            CarrierSettings login = Messages.with(
                    Messages.with(settings(scripted.port(), "starttls"), "user", "dispatch"),
                    "password",
                    "secret-of-ours");
            assertThat(carry(mail, login)).isInstanceOf(Carried.Accepted.class);
            assertThat(scripted.mails).hasSize(1);
            assertThat(scripted.heard).anyMatch(line -> line.startsWith("tls AUTH PLAIN"));
            assertThat(scripted.heard)
                    .filteredOn(line -> line.startsWith("plain"))
                    .allMatch(line -> line.matches("plain (EHLO .*|STARTTLS)"));
        }
    }

    @Test
    void sendsNothingToAServerThatDoesNotOfferTls() throws Exception {
        try (var scripted = new ScriptedMailServer(ProviderPeer.serverTls(), false)) {
            CarrierSettings login = Messages.with(
                    Messages.with(settings(scripted.port(), "starttls"), "user", "dispatch"),
                    "password",
                    "secret-of-ours");
            assertThat(carry(mail, login)).isInstanceOf(Carried.Failed.class);
            assertThat(scripted.mails).isEmpty();
            assertThat(scripted.heard).noneMatch(line -> line.contains("AUTH") || line.contains("MAIL"));
        }
    }

    @Test
    void sendsNothingToAServerThatIsNotWhoWeMean() throws Exception {
        try (var scripted = new ScriptedMailServer(ProviderPeer.serverTls(), true)) {
            CarrierSettings untrusted = Messages.without(settings(scripted.port(), "starttls"), "ssl-bundle");
            assertThat(carry(mail, untrusted)).isInstanceOf(Carried.Failed.class);
            assertThat(scripted.mails).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "RCPT, 550 5.1.1 <anna@customers.example> unknown, Refused, SMTP 550 5.1.1",
                "RCPT, 550 no such user, Refused, SMTP 550",
                "RCPT, 550 5.7.1 relaying denied, Failed, SMTP 550 5.7.1",
                "RCPT, 450 4.7.1 greylisted, Failed, SMTP 450 4.7.1",
                "RCPT, 452 4.2.2 mailbox full, Failed, SMTP 452 4.2.2",
                "MAIL, 553 5.1.8 sender domain unknown, Failed, SMTP 553 5.1.8",
                "MAIL, 421 4.3.2 shutting down, Failed, SMTP 421 4.3.2",
                "DATA, 451 4.3.0 later, Failed, SMTP 451 4.3.0",
                "., 554 5.6.0 cannot read that, Refused, SMTP 554 5.6.0",
                "., 554 5.7.1 looks like spam, Failed, SMTP 554 5.7.1",
                "., 451 4.3.0 disk full, Failed, SMTP 451 4.3.0",
                "., hangs up, Unclear, -",
                "., silent, Unclear, -",
                "., drips, Unclear, -",
                "., what a nice mail, Unclear, -",
                "DATA, hangs up, Failed, -",
                "RCPT, silent, Failed, -",
                "EHLO, drips, Failed, -",
                "CONNECT, 554 go away, Failed, -",
                "CONNECT, silent, Failed, -",
                "CONNECT, HTTP/1.1 400 Bad Request, Failed, -"
            })
    void tellsWhetherTheServerMayHaveTheMail(String command, String answer, String fate, String detail)
            throws IOException {
        try (var scripted = new ScriptedMailServer(ProviderPeer.serverTls(), false)) {
            scripted.answers(command, answer);
            long began = System.nanoTime();
            CarrierSettings settings = Messages.with(settings(scripted.port(), "none"), "timeout", "PT1S");
            Carried carried = carry(mail, settings);
            assertThat(carried.getClass().getSimpleName()).isEqualTo(fate);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
            assertThat(carried.toString()).doesNotContain("anna");
            Optional.ofNullable(detail)
                    .ifPresent(said -> assertThat(carried.toString()).contains(said));
            assertThat(scripted.heard.stream()
                            .filter(line -> line.contains("EHLO"))
                            .count())
                    .as("tried once")
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void failedSurelyWhenNobodyListens() {
        int port = URI.create(ProviderPeer.nobody()).getPort();
        assertThat(carry(mail, settings(port, "none"))).isInstanceOf(Carried.Failed.class);
    }

    @Test
    void logsInWithATokenAndAsksForANewOneWhenItIsRefused() throws Exception {
        peer.answers(200, "{\"access_token\":\"first\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
        try (var scripted = new ScriptedMailServer(ProviderPeer.serverTls(), true)) {
            CarrierSettings oauth = oauth(settings(scripted.port(), "starttls"));
            scripted.answers("EHLO", "250-mail.example\r\n250-STARTTLS\r\n250 AUTH XOAUTH2");
            assertThat(carry(mail, oauth)).isInstanceOf(Carried.Accepted.class);
            assertThat(carry(mail, oauth)).isInstanceOf(Carried.Accepted.class);
            assertThat(peer.asked()).as("one token for both").hasSize(1);
            assertThat(peer.last().body())
                    .contains("grant_type=client_credentials", "client_id=orders", "scope=https%3A%2F%2Fmail.example");
            String initial = "user=dispatch@utility.example\u0001auth=Bearer first\u0001\u0001";
            assertThat(scripted.heard)
                    .contains("tls AUTH XOAUTH2 "
                            + Base64.getEncoder().encodeToString(initial.getBytes(StandardCharsets.UTF_8)));
            scripted.answers("AUTH", "535 5.7.3 expired");
            assertThat(carry(mail, oauth)).isInstanceOf(Carried.Failed.class);
            scripted.answers("AUTH", "235 2.7.0 welcome");
            peer.answers(200, "{\"access_token\":\"second\",\"expires_in\":3600}");
            assertThat(carry(mail, oauth)).isInstanceOf(Carried.Accepted.class);
            assertThat(peer.asked()).hasSize(2);
        }
    }

    @Test
    void failedSurelyWithoutAToken() throws Exception {
        peer.answers(400, "{\"error\":\"invalid_client\"}");
        try (var scripted = new ScriptedMailServer(ProviderPeer.serverTls(), true)) {
            assertThat(carry(mail, oauth(settings(scripted.port(), "starttls"))))
                    .isEqualTo(new Carried.Failed("No access token for the mail server.", null));
            assertThat(scripted.heard).isEmpty();
        }
    }

    private CarrierSettings oauth(CarrierSettings settings) {
        CarrierSettings oauth = Messages.with(settings, "user", "dispatch@utility.example");
        oauth = Messages.with(oauth, "oauth2.token-uri", peer.url("/token"));
        oauth = Messages.with(oauth, "oauth2.client-id", "orders");
        oauth = Messages.with(oauth, "oauth2.client-secret", "secret-of-ours");
        oauth = Messages.with(oauth, "oauth2.scope", "https://mail.example");
        return Messages.with(oauth, "oauth2.ssl-bundle", "peer");
    }

    @Test
    void greenMailTakesThePasswordOfItsUserAndNoOther() {
        CarrierSettings login = Messages.with(Messages.with(green(), "user", "dispatch"), "password", "secret-of-ours");
        assertThat(carry(mail, login)).isInstanceOf(Carried.Accepted.class);
        assertThat(carry(mail, Messages.with(login, "password", "wrong"))).isInstanceOf(Carried.Failed.class);
        assertThat(GREEN.getReceivedMessages()).hasSize(1);
    }

    @Test
    void sendsAFaxAsAMailToTheGateway() throws Exception {
        CarrierSettings gateway = Messages.with(green(), "address", "{digits}@fax.example");
        fax.check(gateway);
        var pages = Messages.with(Messages.to(Channel.FAX, "+4680000001"), Messages.pdf());
        assertThat(fax.carry(pages, gateway)).isInstanceOf(Carried.Accepted.class);
        MimeMessage came = GREEN.getReceivedMessages()[0];
        assertThat(came.getAllRecipients()).extracting(Object::toString).containsExactly("4680000001@fax.example");
        assertThat(GreenMailUtil.getBody(came)).contains("application/pdf");
        assertThat(fax.carry(Messages.to(Channel.FAX, "08-1"), gateway)).isInstanceOf(Carried.Refused.class);
        assertThatThrownBy(() -> fax.check(Messages.with(gateway, "address", "fax@fax.example")))
                .hasMessageContaining("providers.main.address");
    }

    @ParameterizedTest
    @CsvSource({
        "security, ssl, security",
        "port, 70000, port",
        "from, Natbolaget, from",
        "from, 'Natbolaget <a@b.example>', from",
        "user, dispatch, user",
        "timeout, 10s, timeout",
        "max-size, much, max-size",
        "idempotent, perhaps, idempotent"
    })
    void refusesSettingsThatCannotWork(String key, String value, String named) {
        assertThatThrownBy(() -> carrier.check(Messages.with(settings(587, "starttls"), key, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("truckroll.notification.providers.main." + named);
    }

    private static ObjectProvider<SslBundles> provider(SslBundles bundles) {
        var factory = new StaticListableBeanFactory();
        factory.addBean("bundles", bundles);
        return factory.getBeanProvider(SslBundles.class);
    }
}
