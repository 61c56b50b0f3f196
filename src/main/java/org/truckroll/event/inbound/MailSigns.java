// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells whether a machine wrote a mail, from what machines say of themselves (RFC 3834, RFC 3464, RFC 2919): loops of mail are the classic failure
 * of every system that answers mail.
 *
 * @param ownDomains of Message-IDs that are ours whatever stands before the @
 * @param sentDomains of our own Message-IDs, where colleagues may have such of the same domain: ours are known by their form
 * @param ownAddresses from which this server sends
 * @param machines senders whose automatic mail is a message like any other: a monitoring system whose alarms we are for
 */
record MailSigns(Set<String> ownDomains, Set<String> sentDomains, Set<String> ownAddresses, Set<String> machines) {

    /** Why a mail is automatic. */
    enum Sign {
        /** Our own mail has come back. */
        OWN_MAIL,
        /** It has gone round and round. */
        TOO_MANY_HOPS,
        /** A report of delivery, or that somebody has read. */
        REPORT,
        AUTO_REPLY,
        AUTO_GENERATED,
        EMPTY_RETURN_PATH,
        BULK,
        LIST
    }

    private static final int MOST_HOPS = 50;
    /** An id of a delivery, UUID version 7 in small letters; mail programs that use UUIDs make those of version 4. */
    private static final Pattern DELIVERY =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final Pattern BULK = Pattern.compile("(bulk|junk|list|auto_reply)\\b.*");
    private static final Pattern DAEMON =
            Pattern.compile("(mailer-daemon|postmaster|no-?reply-bounces?|bounces?)([+=.-][^@]*)?@.*|mailer-daemon");
    /** Texts of Outlook and others that mark their absence notes by the subject only. */
    private static final Pattern ABSENCE = Pattern.compile(
            "(auto(matic)?[ -]?(reply|response)|automatische antwort|autosvar|automatiskt svar|odpowiedź automatyczna|resposta automática"
                    + "|risposta automatica|自动回复|out of (the )?office)\\b?.*");

    MailSigns {
        ownDomains = lower(ownDomains);
        sentDomains = lower(sentDomains);
        ownAddresses = lower(ownAddresses);
        machines = lower(machines);
    }

    private static Set<String> lower(Set<String> texts) {
        return texts.stream()
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<Sign> of(MimePart mail, String sender, String subject) {
        MimeHeaders headers = mail.headers();
        if (own(headers.value("message-id")) || ownAddresses.contains(sender)) {
            return Optional.of(Sign.OWN_MAIL);
        }
        if (headers.count("received") > MOST_HOPS) {
            return Optional.of(Sign.TOO_MANY_HOPS);
        }
        if (machine(sender)) {
            return Optional.empty();
        }
        if (mail.type().equals("multipart/report")
                || report(mail)
                || DAEMON.matcher(sender).matches()) {
            return Optional.of(Sign.REPORT);
        }
        return said(headers, subject);
    }

    private static Optional<Sign> said(MimeHeaders headers, String subject) {
        String submitted =
                headers.value("auto-submitted").toLowerCase(Locale.ROOT).split("[;\\s]", 2)[0];
        if (submitted.startsWith("auto-replied")
                || headers.has("x-autoreply")
                || headers.has("x-autorespond")
                || headers.has("x-auto-reply")
                || ABSENCE.matcher(subject.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(Sign.AUTO_REPLY);
        }
        if (!submitted.isEmpty() && !submitted.equals("no")) {
            return Optional.of(Sign.AUTO_GENERATED);
        }
        if (headers.first("return-path")
                .filter(path -> path.replaceAll("[<>\\s]", "").isEmpty())
                .isPresent()) {
            return Optional.of(Sign.EMPTY_RETURN_PATH);
        }
        if (BULK.matcher(headers.value("precedence").toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(Sign.BULK);
        }
        return headers.has("list-id") || headers.has("list-unsubscribe") || headers.has("list-post")
                ? Optional.of(Sign.LIST)
                : Optional.empty();
    }

    private static boolean report(MimePart mail) {
        return mail.type().equals("message/delivery-status")
                || mail.type().equals("message/disposition-notification")
                || mail.children().stream()
                        .anyMatch(part -> part.type().equals("message/delivery-status")
                                || part.type().equals("message/disposition-notification"));
    }

    private boolean own(String messageId) {
        String text = messageId.replaceAll("[<>\\s]", "").toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        String domain = text.substring(at + 1);
        return at >= 0
                && (ownDomains.contains(domain)
                        || sentDomains.contains(domain)
                                && DELIVERY.matcher(text.substring(0, at)).matches());
    }

    private boolean machine(String sender) {
        return machines.contains(sender)
                || machines.contains("*" + sender.substring(Math.max(0, sender.lastIndexOf('@'))));
    }
}
