// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.truckroll.notification.DeliveryState;

/**
 * What a mail server reports about a mail: which one, and what became of it (RFC 3464). A delay is no news: the server tries on.
 *
 * @param messageId of the mail, in angle brackets
 * @param detail without addresses
 */
record BouncedMail(String messageId, DeliveryState state, String detail) {

    private static final Set<String> REPORTS = Set.of("message/delivery-status", "message/global-delivery-status");
    private static final Set<String> RETURNED =
            Set.of("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers");
    /** What is read of a report: it is about few mails, or of somebody who means ill. */
    private static final int LONGEST_REPORT = 262_144;

    private static final int MOST_BLOCKS = 500;
    private static final Pattern ID = Pattern.compile("<[^\\s<>]{3,190}>");
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    /** Empty for everything that is no report about a mail that is named. */
    static Optional<BouncedMail> read(MimePart mail) {
        Optional<MimePart> report = mail.children().stream()
                .filter(part -> REPORTS.contains(part.type()))
                .findFirst();
        if (report.isEmpty()) {
            return Optional.empty();
        }
        List<MimeHeaders> blocks = blocks(report.get());
        return messageId(mail, blocks)
                .flatMap(id -> Stream.of("failed", "delivered")
                        .flatMap(action -> blocks.stream().filter(block -> is(block, action)))
                        .findFirst()
                        .map(block -> of(id, block)));
    }

    private static BouncedMail of(String messageId, MimeHeaders block) {
        Matcher status = STATUS.matcher(block.value("status"));
        String detail = "Report of a mail server: " + (is(block, "failed") ? "failed" : "delivered")
                + (status.find() ? ", status " + status.group() : "");
        return new BouncedMail(
                messageId, is(block, "failed") ? DeliveryState.UNDELIVERED : DeliveryState.DELIVERED, detail);
    }

    private static boolean is(MimeHeaders block, String action) {
        return block.value("action").toLowerCase(Locale.ROOT).strip().startsWith(action);
    }

    /** One of the report, then one for each recipient; empty lines between them, and nothing for an empty line after another. */
    static List<MimeHeaders> blocks(MimePart report) {
        byte[] text = report.content();
        int end = Math.min(text.length, LONGEST_REPORT);
        List<MimeHeaders> blocks = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < end && blocks.size() < MOST_BLOCKS) {
            int next = MimePart.lineEnd(text, at, end);
            boolean empty = MimePart.withoutBreak(text, at, next) == at;
            if (empty || next == end) {
                int last = empty ? at : end;
                if (last > start) {
                    blocks.add(MimeHeaders.read(text, start, last));
                }
                start = next;
            }
            at = next;
        }
        return blocks;
    }

    /** That of the mail that came back; some servers send none back, and name it in the report or answer to it. */
    private static Optional<String> messageId(MimePart mail, List<MimeHeaders> blocks) {
        Stream<String> returned = mail.children().stream()
                .filter(part -> RETURNED.contains(part.type()))
                .map(part -> {
                    byte[] content = part.content();
                    return MimePart.read(content).headers().value("message-id");
                });
        Stream<String> named = blocks.stream()
                .flatMap(block -> Stream.of(block.value("original-message-id"), block.value("x-original-message-id")));
        Stream<String> answered = Stream.of(mail.headers().value("in-reply-to"));
        return Stream.of(returned, named, answered)
                .flatMap(ids -> ids)
                .map(ID::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .findFirst();
    }
}
