// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.event.Inbound;
import org.truckroll.notification.MailDomains;
import org.truckroll.shared.Json;

/** Makes a message of a mail of a mailbox; of a fax mailbox, a fax. */
@Component
class MailIntake {

    private static final Logger log = LoggerFactory.getLogger(MailIntake.class);
    private static final int LONGEST_NUMBER = 20;

    private final MailParser parser;

    MailIntake(InboundProperties settings, MailDomains senders) {
        this.parser = new MailParser(
                new MailSigns(settings.ownDomains(), senders.own(), settings.ownAddresses(), settings.machines()),
                settings.maxText());
    }

    Inbound whole(String name, InboundProperties.Mailbox mailbox, ImapMailbox.Found found, byte[] raw) {
        try {
            ReadMail mail = parser.read(raw, found.receivedAt());
            return inbound(
                    name,
                    mailbox,
                    found,
                    mail,
                    mail.text(),
                    mailbox.fax() ? FaxPages.readable(mail.parts()) : mail.parts(),
                    raw);
        } catch (RuntimeException e) {
            log.error("Mail could not be read and is kept as it came: mailbox={} uid={}", name, found.uid(), e);
            return unread(name, mailbox, found, raw);
        }
    }

    /** Of a mail that is too long: what stands at its beginning. */
    Inbound beginning(String name, InboundProperties.Mailbox mailbox, ImapMailbox.Found found, byte[] raw, long most) {
        ReadMail mail = parser.read(raw, found.receivedAt());
        String told = "[This mail has " + found.size() + " bytes. More than " + most
                + " are not read: only its beginning is shown, and it stays in the mailbox.]\n";
        return inbound(name, mailbox, found, mail, told + mail.text(), List.of(), null);
    }

    /** Of a mail that cannot be taken otherwise: the file alone. */
    Inbound unread(String name, InboundProperties.Mailbox mailbox, ImapMailbox.Found found, byte[] raw) {
        return new Inbound(
                mailbox.kind(),
                source(name),
                "unread#" + Json.sha256(new String(raw, StandardCharsets.ISO_8859_1)),
                mailbox.division(),
                "unknown",
                "",
                "[This mail could not be read. The original is kept.]",
                List.of(),
                raw,
                false,
                found.receivedAt());
    }

    /** Of a mail that the server does not hand over. */
    Inbound unfetched(String name, InboundProperties.Mailbox mailbox, ImapMailbox.Found found, long validity) {
        return new Inbound(
                mailbox.kind(),
                source(name),
                "unfetched#" + validity + "." + found.uid(),
                mailbox.division(),
                "unknown",
                "",
                "[A mail of " + found.size() + " bytes lies in the mailbox \"" + name
                        + "\" and cannot be fetched. Read it there.]",
                List.of(),
                null,
                false,
                found.receivedAt());
    }

    private Inbound inbound(
            String name,
            InboundProperties.Mailbox mailbox,
            ImapMailbox.Found found,
            ReadMail mail,
            String text,
            List<Inbound.Part> parts,
            byte @Nullable [] original) {
        mail.automatic()
                .ifPresent(
                        sign -> log.info("Automatic mail stored, nobody is alerted: mailbox={} sign={}", name, sign));
        return new Inbound(
                mailbox.kind(),
                source(name),
                mail.messageId(),
                mailbox.division(),
                mailbox.fax() ? number(mailbox.faxNumber(), mail) : mail.sender(),
                mail.subject(),
                text,
                parts,
                original,
                mail.automatic().isPresent(),
                found.receivedAt());
    }

    static String source(String name) {
        return "mail:" + name;
    }

    /** The number of who sent a fax: in the subject or in the address before the @; else the gateway's address. */
    private static String number(Pattern pattern, ReadMail mail) {
        for (String place : List.of(mail.subject(), mail.sender().replaceAll("@.*", ""))) {
            Matcher number = pattern.matcher(place);
            if (number.find()) {
                String found = number.group(number.groupCount() == 0 ? 0 : 1);
                return PlainText.cut(found.replaceAll("[^+0-9]", ""), LONGEST_NUMBER);
            }
        }
        return mail.sender();
    }
}
