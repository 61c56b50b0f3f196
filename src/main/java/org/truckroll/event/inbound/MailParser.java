// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.truckroll.event.Inbound;

/**
 * Makes a message of a mail, whatever its state; never throws for what is sent (GEO-01). HTML is not rendered, nothing is fetched, nothing unpacked:
 * what is signed, encrypted or of Outlook's own form (TNEF) comes as a file, and the mail itself is kept.
 */
final class MailParser {

    static final int LONGEST_ADDRESS = 254;
    static final int LONGEST_SUBJECT = 998;
    static final int LONGEST_NAME = 150;
    static final int MOST_FILES = 50;

    private static final int LONGEST_ID = 120;
    /** Styles of mail programs are long, and the words come after them. */
    private static final int LONGEST_HTML = 4_000_000;
    /** Of a field in which an address is looked for. */
    private static final int LONGEST_FIELD = 2000;

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"(),;:]+@[^\\s<>\"(),;:]+");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9][a-z0-9.+_-]{0,48}/[a-z0-9][a-z0-9.+_-]{0,48}");

    private final MailSigns signs;
    private final int longestText;

    MailParser(MailSigns signs, int longestText) {
        this.signs = signs;
        this.longestText = longestText;
    }

    /** @param receivedAt when the mail server took it */
    ReadMail read(byte[] raw, Instant receivedAt) {
        MimePart mail = MimePart.read(raw);
        String subject = PlainText.line(EncodedWords.decode(mail.headers().value("subject")), LONGEST_SUBJECT);
        String sender = sender(mail.headers());
        Contents contents = new Contents();
        contents.take(mail, true);
        return new ReadMail(
                messageId(mail, receivedAt),
                sender,
                subject,
                contents.text(),
                contents.files,
                signs.of(mail, sender, subject));
    }

    private static String sender(MimeHeaders headers) {
        return Stream.of("from", "sender", "reply-to", "return-path")
                .map(headers::value)
                .map(field -> field.substring(0, Math.min(field.length(), LONGEST_FIELD)))
                .map(MailParser::address)
                .filter(address -> !address.isEmpty())
                .findFirst()
                .map(address -> PlainText.line(address, LONGEST_ADDRESS))
                .orElse("unknown");
    }

    /** The first address of a field; else what looks like one; else what stands there. */
    private static String address(String field) {
        try {
            for (InternetAddress address : InternetAddress.parseHeader(field, false)) {
                if (address.getAddress() != null
                        && ADDRESS.matcher(address.getAddress()).matches()) {
                    return address.getAddress().toLowerCase(Locale.ROOT);
                }
            }
        } catch (AddressException e) {
            // Read by eye below.
        }
        String decoded = EncodedWords.decode(field);
        Matcher eye = ADDRESS.matcher(decoded);
        return eye.find()
                ? eye.group().toLowerCase(Locale.ROOT)
                : decoded.replaceAll("[<>]", "").strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The Message-ID with a digest of what was written: devices exist that give all their mails the same id, and none of these may be lost. Received
     * lines are not part of it, so that the same mail on another way, or in a mailbox that was built anew, is the same.
     */
    private static String messageId(MimePart mail, Instant receivedAt) {
        String id = PlainText.line(mail.headers().value("message-id").replaceAll("[<>\\s]", ""), 400);
        MessageDigest digest = sha256();
        for (String name : List.of("from", "date", "subject")) {
            digest.update(mail.headers().value(name).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
        if (id.isEmpty()) {
            digest.update(receivedAt.toString().getBytes(StandardCharsets.UTF_8));
        }
        digest.update(mail.raw(), mail.start(), mail.end() - mail.start());
        String hash = HexFormat.of().formatHex(digest.digest());
        if (id.isEmpty()) {
            return "none#" + hash;
        }
        return (id.length() <= LONGEST_ID ? id : sha256(id)) + "#" + hash.substring(0, 32);
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String mediaType(String type) {
        return MEDIA_TYPE.matcher(type).matches() ? type : "application/octet-stream";
    }

    /** A name without folders, and never empty. */
    static String fileName(String name, String type, int number) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = PlainText.line(last, LONGEST_NAME).replaceAll("[<>:\"|?*]", "_");
        return clean.isEmpty() || clean.matches("\\.+") ? "part-" + number + ending(type) : clean;
    }

    private static String ending(String type) {
        return switch (type) {
            case "message/rfc822" -> ".eml";
            case "text/calendar" -> ".ics";
            case "application/pdf" -> ".pdf";
            case "image/tiff" -> ".tif";
            case "image/jpeg" -> ".jpg";
            case "image/png" -> ".png";
            case "text/plain" -> ".txt";
            case "text/html" -> ".html";
            default -> ".bin";
        };
    }

    /** Walks the parts in their order. */
    private final class Contents {

        private final List<Inbound.Part> files = new ArrayList<>();
        private final StringBuilder plain = new StringBuilder();
        private final StringBuilder html = new StringBuilder();
        private int leftOut;

        void take(MimePart part, boolean shown) {
            if (part.multipart()) {
                boolean alternative = part.type().equals("multipart/alternative");
                boolean words = alternative && part.children().stream().anyMatch(this::words);
                part.children()
                        .forEach(child -> take(child, !(words && child.type().equals("text/html"))));
            } else if (part.type().startsWith("multipart/") || words(part)) {
                append(plain, part, longestText * 4);
            } else if (part.type().equals("text/html")
                    && !part.attached()
                    && part.fileName().isEmpty()) {
                if (shown) {
                    append(html, part, LONGEST_HTML);
                }
            } else {
                file(part);
            }
        }

        /** A multipart that has no parts is text of somebody who got it wrong. */
        private boolean words(MimePart part) {
            return List.of("text/plain", "text/enriched", "text", "text/richtext")
                            .contains(part.type())
                    && !part.attached()
                    && part.fileName().isEmpty();
        }

        private void append(StringBuilder to, MimePart part, int most) {
            if (to.length() < most) {
                to.append(to.isEmpty() ? "" : "\n");
                String text = Charsets.text(part.content(), part.contentType().get("charset"));
                to.append(text, 0, Math.min(text.length(), most - to.length()));
            }
        }

        private void file(MimePart part) {
            byte[] content = part.type().startsWith("message/") ? part.rawBody() : part.content();
            if (content.length == 0) {
                return;
            }
            if (files.size() == MOST_FILES) {
                leftOut++;
                return;
            }
            String type = mediaType(part.type());
            files.add(new Inbound.Part(fileName(part.fileName(), type, files.size() + 1), type, content));
        }

        String text() {
            String words = plain.toString().isBlank() ? HtmlText.of(html.toString()) : plain.toString();
            String more = leftOut == 0 ? "" : "\n[" + leftOut + " more files: see the original]";
            return PlainText.lines(words, longestText) + more;
        }
    }
}
