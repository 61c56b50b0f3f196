// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Setting;

/** Talks to one mail server for one message (EVADO-22): a connection of its own, ended in time. */
@Component
class MailServer implements DisposableBean {

    private final MailTokens tokens;
    private final ObjectProvider<SslBundles> bundles;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor deadlines;

    MailServer(MailTokens tokens, ObjectProvider<SslBundles> bundles, Clock clock) {
        this.tokens = tokens;
        this.bundles = bundles;
        this.clock = clock;
        this.deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "mail-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        this.deadlines.setRemoveOnCancelPolicy(true);
    }

    /** Hands the message to the server for this address. */
    Carried send(Outgoing message, String to, CarrierSettings settings) {
        var security = MailSecurity.of(settings);
        var sockets = new MailSockets();
        Duration timeout = Setting.timeout(settings);
        Future<?> deadline = deadlines.schedule(sockets::cut, timeout.toMillis(), TimeUnit.MILLISECONDS);
        Properties properties = properties(security, sockets, settings, timeout);
        if (to.chars().anyMatch(letter -> letter > 127)) {
            properties.put("mail.mime.allowutf8", "true");
        }
        Session session = Session.getInstance(properties);
        try {
            MailMessage mail = MailMessage.of(session, message, to, settings, clock.instant());
            var transport = new MailTransport(session, security == MailSecurity.TLS);
            return talk(transport, mail, security, sockets, settings);
        } catch (AddressException e) {
            return new Carried.Refused("The address is not a mail address.");
        } catch (MessagingException e) {
            return new Carried.Failed("The mail could not be made.", null);
        } finally {
            deadline.cancel(false);
        }
    }

    private Carried talk(
            MailTransport transport,
            MailMessage mail,
            MailSecurity security,
            MailSockets sockets,
            CarrierSettings settings)
            throws MessagingException {
        Address[] to = mail.getAllRecipients();
        try {
            Optional<Carried> stopped = connect(transport, security, settings);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            transport.sendMessage(mail, to);
            return new Carried.Accepted(mail.getMessageID());
        } catch (AuthenticationFailedException e) {
            tokens.forget(settings);
            return new Carried.Failed("The mail server does not take our login.", null);
        } catch (MessagingException e) {
            return MailAnswers.of(e, transport.handedOver(), sockets.wasCut());
        } finally {
            quit(transport);
        }
    }

    private Optional<Carried> connect(MailTransport transport, MailSecurity security, CarrierSettings settings)
            throws MessagingException {
        String password = settings.find("password").orElse(null);
        if (settings.find("oauth2.token-uri").isPresent()) {
            Optional<String> token = tokens.get(settings);
            if (token.isEmpty()) {
                return Optional.of(new Carried.Failed("No access token for the mail server.", null));
            }
            password = token.get();
        }
        transport.connect(
                settings.require("host"),
                security.port(settings),
                settings.find("user").orElse(null),
                password);
        return Optional.empty();
    }

    /** The word of the server about the message has been heard, or is not to come: how the talk ends changes nothing. */
    private static void quit(MailTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            return;
        }
    }

    private Properties properties(
            MailSecurity security, MailSockets sockets, CarrierSettings settings, Duration timeout) {
        String prefix = security == MailSecurity.TLS ? "mail.smtps." : "mail.smtp.";
        String limit = Long.toString(timeout.toMillis());
        var properties = new Properties();
        properties.put(prefix + "connectiontimeout", limit);
        properties.put(prefix + "timeout", limit);
        properties.put(prefix + "socketFactory", sockets.plain());
        properties.put(prefix + "ssl.socketFactory", sockets.tls(tls(settings)));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.put(prefix + "starttls.enable", Boolean.toString(security == MailSecurity.STARTTLS));
        properties.put(prefix + "starttls.required", Boolean.toString(security == MailSecurity.STARTTLS));
        properties.put(prefix + "auth", Boolean.toString(settings.find("user").isPresent()));
        properties.put(
                prefix + "auth.mechanisms", settings.find("oauth2.token-uri").isPresent() ? "XOAUTH2" : "PLAIN LOGIN");
        properties.put(prefix + "quitwait", "false");
        properties.put(prefix + "allow8bitmime", "true");
        properties.put(prefix + "from", settings.require("from"));
        settings.find("local-host").ifPresent(name -> properties.put(prefix + "localhost", name));
        return properties;
    }

    private SSLSocketFactory tls(CarrierSettings settings) {
        Optional<String> bundle = settings.find(Setting.SSL_BUNDLE);
        return bundle.isPresent()
                ? bundles.getObject().getBundle(bundle.get()).createSslContext().getSocketFactory()
                : (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    @Override
    public void destroy() {
        deadlines.shutdownNow();
    }
}
