// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.unit.DataSize;
import org.truckroll.event.Inbound;

/**
 * Sources of events, {@code truckroll.event.inbound}.
 *
 * @param off kinds that are switched off (GEO-02)
 * @param ownDomains of our own Message-IDs, by which mail that came back is known
 * @param ownAddresses from which this server sends
 * @param machines senders whose automatic mail is a message like any other, as an address or {@code *@domain}
 * @param maxMailSize a longer mail is not read; its event says so
 * @param maxText letters of a message's text that are kept; the original holds all
 * @param perSender events of one sender in an hour that alert people; further mails and SMS are stored only, further calls are refused
 * @param mailboxes by name
 * @param sms numbers that receive SMS, by name
 * @param schedules events that the system raises itself, by name (SOL24-10)
 */
@ConfigurationProperties("truckroll.event.inbound")
public record InboundProperties(
        @DefaultValue Set<Inbound.Kind> off,
        @DefaultValue Set<String> ownDomains,
        @DefaultValue Set<String> ownAddresses,
        @DefaultValue Set<String> machines,
        @DefaultValue("25MB") DataSize maxMailSize,
        @DefaultValue("100000") int maxText,
        @DefaultValue("60") int perSender,
        @DefaultValue Map<String, Mailbox> mailboxes,
        @DefaultValue Map<String, SmsNumber> sms,
        @DefaultValue Map<String, Schedule> schedules) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** As many as an event keeps. */
    private static final int LONGEST_TEXT = 200_000;

    public InboundProperties {
        off = off.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(off));
        mailboxes.keySet().forEach(InboundProperties::check);
        sms.keySet().forEach(InboundProperties::check);
        schedules.keySet().forEach(InboundProperties::check);
        if (maxText < 1000
                || maxText > LONGEST_TEXT
                || perSender < 1
                || maxMailSize.toBytes() > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "truckroll.event.inbound: max-text 1000 to 200000, per-sender at least 1, max-mail-size below 512MB");
        }
    }

    private static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "truckroll.event.inbound: \"" + name + "\": small letters, digits and dashes, at most 40");
        }
    }

    boolean on(Inbound.Kind kind) {
        return !off.contains(kind);
    }

    /** How the way to a mail server is secured. */
    public enum Security {
        /** From the first byte, port 993. */
        TLS,
        STARTTLS,
        /** In the clear; only with {@code allow-unencrypted}, and then logged (EVADO-23). */
        NONE
    }

    /** What becomes of a mail that is stored here. */
    public enum After {
        MARK_SEEN,
        DELETE,
        NOTHING
    }

    /**
     * A mailbox read by IMAP.
     *
     * @param fax its mails are faxes of a gateway (GEO-03)
     * @param division whose events these are
     * @param port default 993 with TLS, else 143
     * @param oauth2 XOAUTH2 instead of a password
     * @param first how far back a mailbox is read that is new to us
     * @param sslBundle name of a bundle of {@code spring.ssl.bundle} with the trusted certificates
     * @param faxNumber finds the number of the sender in subject and address of a fax; its first group
     */
    public record Mailbox(
            @DefaultValue("false") boolean fax,
            String division,
            String host,
            @Nullable Integer port,
            @DefaultValue("TLS") Security security,
            @DefaultValue("false") boolean allowUnencrypted,
            String user,
            @Nullable String password,
            @Nullable OAuth2 oauth2,
            @DefaultValue("INBOX") String folder,
            @DefaultValue("MARK_SEEN") After after,
            @DefaultValue("P1D") Duration first,
            @DefaultValue("PT10S") Duration connectTimeout,
            @DefaultValue("PT30S") Duration timeout,
            @Nullable String sslBundle,
            @DefaultValue("(\\+?[0-9][0-9 ()-]{4,20}[0-9])") Pattern faxNumber) {

        public Mailbox {
            if (isBlank(division) || isBlank(host) || isBlank(user)) {
                throw new IllegalArgumentException(
                        "truckroll.event.inbound.mailboxes.*: division, host and user are needed");
            }
            if ((password == null) == (oauth2 == null)) {
                throw new IllegalArgumentException(
                        "truckroll.event.inbound.mailboxes.*: give password, or oauth2, and not both");
            }
            if (security == Security.NONE && !allowUnencrypted) {
                throw new IllegalArgumentException(
                        "truckroll.event.inbound.mailboxes.*: security NONE needs allow-unencrypted: true");
            }
        }

        Inbound.Kind kind() {
            return fax ? Inbound.Kind.FAX : Inbound.Kind.MAIL;
        }

        int portOrUsual() {
            return port != null ? port : security == Security.TLS ? 993 : 143;
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Mailbox[host=" + host + ", folder=" + folder + "]";
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** Client credentials of a mailbox. */
    public record OAuth2(
            URI tokenUri,
            String clientId,
            @Nullable String clientSecret,
            @Nullable String scope,
            @DefaultValue("true") boolean secretInBody) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "OAuth2[clientId=" + clientId + "]";
        }
    }

    /**
     * A number at Twilio that receives SMS.
     *
     * @param authToken signs what Twilio sends
     */
    public record SmsNumber(String division, String authToken) {

        public SmsNumber {
            if (isBlank(division) || isBlank(authToken)) {
                throw new IllegalArgumentException("truckroll.event.inbound.sms.*: division and auth-token are needed");
            }
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "SmsNumber[division=" + division + "]";
        }
    }

    /**
     * An event that the system raises itself.
     *
     * @param cron six fields, from seconds to day of week
     */
    public record Schedule(
            String division,
            String cron,
            @DefaultValue("UTC") ZoneId zone,
            String subject,
            @DefaultValue("") String text) {

        public Schedule {
            if (isBlank(division) || isBlank(subject) || !CronExpression.isValidExpression(cron)) {
                throw new IllegalArgumentException(
                        "truckroll.event.inbound.schedules.*: division, subject and a cron of six fields are needed");
            }
        }
    }
}
