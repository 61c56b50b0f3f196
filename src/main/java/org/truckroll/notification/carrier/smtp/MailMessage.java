// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.truckroll.notification.Attached;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;

/** Our mails: plain text in UTF-8, marked as made by a machine, so that no machine answers them (RFC 3834), with an id that every try keeps. */
final class MailMessage extends MimeMessage {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);
    private static final int LONGEST_LINE = 998;

    private final String id;

    private MailMessage(Session session, String id) {
        super(session);
        this.id = id;
    }

    /** @throws AddressException when the recipient is no mail address */
    static MailMessage of(Session session, Outgoing message, String to, CarrierSettings settings, Instant now)
            throws MessagingException {
        var recipient = new InternetAddress(to, true);
        var mail = new MailMessage(session, "<" + message.id() + "@" + domain(settings) + ">");
        mail.setFrom(sender(settings.require("from"), settings));
        if (settings.find("reply-to").isPresent()) {
            mail.setReplyTo(InternetAddress.parse(settings.require("reply-to"), true));
        }
        mail.setRecipient(Message.RecipientType.TO, recipient);
        mail.setSubject(line(message.subject() == null ? "" : message.subject()), "UTF-8");
        mail.setHeader("Date", DATE.format(now));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("X-Auto-Response-Suppress", "OOF, AutoReply");
        if (message.attachments().isEmpty()) {
            mail.setText(message.text(), "UTF-8");
        } else {
            mail.setContent(parts(message));
        }
        mail.saveChanges();
        return mail;
    }

    /** What stands behind the @ of our Message-IDs. */
    static String domain(CarrierSettings settings) {
        String from = settings.require("from");
        return settings.find("message-id-domain").orElse(from.substring(from.lastIndexOf('@') + 1));
    }

    private static InternetAddress sender(String from, CarrierSettings settings) throws MessagingException {
        try {
            return settings.find("from-name").isPresent()
                    ? new InternetAddress(from, settings.require("from-name"), "UTF-8")
                    : new InternetAddress(from, true);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MimeMultipart parts(Outgoing message) throws MessagingException {
        var parts = new MimeMultipart();
        var text = new MimeBodyPart();
        text.setText(message.text(), "UTF-8");
        parts.addBodyPart(text);
        for (Attached file : message.attachments()) {
            parts.addBodyPart(part(file));
        }
        return parts;
    }

    private static MimeBodyPart part(Attached file) throws MessagingException {
        // A mail within a mail may not be encoded: one that is not plain enough for every server travels as a file.
        boolean mail = file.mediaType().toLowerCase(Locale.ROOT).startsWith("message/");
        String type = mail && !isPlain(file.content()) ? "application/octet-stream" : file.mediaType();
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.content(), type)));
        part.setDisposition(MimeBodyPart.ATTACHMENT);
        try {
            part.setFileName(MimeUtility.encodeText(line(file.name()), "UTF-8", null));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
        if (!mail || !type.equals(file.mediaType())) {
            part.setHeader("Content-Transfer-Encoding", "base64");
        }
        return part;
    }

    private static boolean isPlain(byte[] content) {
        int line = 0;
        for (byte octet : content) {
            line = octet == '\n' ? 0 : line + 1;
            if (octet <= 0 || line > LONGEST_LINE) {
                return false;
            }
        }
        return true;
    }

    /** One line: nothing that a value holds begins a header. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** How many bytes go over the wire, about: base64 makes four of three. */
    static long size(Outgoing message) {
        return message.text().getBytes(StandardCharsets.UTF_8).length
                + message.attachments().stream()
                        .mapToLong(file -> file.content().length * 4L / 3)
                        .sum();
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }
}
