// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import jakarta.mail.MessagingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.truckroll.notification.carrier.Carried;

/** What a mail server's answers mean (RFC 5321, RFC 3463). Of their text only the codes are kept: servers like to repeat the address. */
final class MailAnswers {

    private static final Pattern CODES = Pattern.compile("\\b([245]\\d\\d)(?:[ -]([245]\\.\\d{1,3}\\.\\d{1,3}))?");

    private record Said(int code, String enhanced) {

        String shown() {
            return ("SMTP " + code + " " + enhanced).strip();
        }

        /** Our rights or our fame, not the recipient: another server may be believed. */
        boolean policy() {
            return enhanced.startsWith("5.7.");
        }
    }

    private MailAnswers() {}

    /**
     * @param handedOver the whole message was given
     * @param cut we ended the talk, for its time was over
     */
    static Carried of(MessagingException failure, boolean handedOver, boolean cut) {
        Said said = said(failure);
        if (said.code() > 0) {
            return refused(failure, said);
        }
        String detail = cut ? "The time for the mail server was over." : "The talk with the mail server broke off.";
        return handedOver ? new Carried.Unclear(detail) : new Carried.Failed(detail, null);
    }

    private static Carried refused(MessagingException failure, Said said) {
        boolean ours = find(failure, SMTPSenderFailedException.class) != null;
        boolean recipient = find(failure, SMTPAddressFailedException.class) != null;
        boolean message = find(failure, SMTPSendFailedException.class) != null;
        return said.code() >= 500 && !ours && !said.policy() && (recipient || message && said.code() != 530)
                ? new Carried.Refused(said.shown())
                : new Carried.Failed(said.shown(), null);
    }

    private static Said said(MessagingException failure) {
        SMTPAddressFailedException address = find(failure, SMTPAddressFailedException.class);
        if (address != null) {
            return said(address.getReturnCode(), address.getMessage());
        }
        SMTPSenderFailedException sender = find(failure, SMTPSenderFailedException.class);
        if (sender != null) {
            return said(sender.getReturnCode(), sender.getMessage());
        }
        SMTPSendFailedException send = find(failure, SMTPSendFailedException.class);
        return send == null ? new Said(0, "") : said(send.getReturnCode(), send.getMessage());
    }

    private static Said said(int code, String text) {
        if (code < 400 || code > 599) {
            return new Said(0, "");
        }
        Matcher found = CODES.matcher(text == null ? "" : text);
        while (found.find()) {
            if (found.group(1).equals(Integer.toString(code))) {
                return new Said(code, found.group(2) == null ? "" : found.group(2));
            }
        }
        return new Said(code, "");
    }

    /** The library hangs what happened one under the other. */
    private static <T> @Nullable T find(MessagingException failure, Class<T> type) {
        Exception next = failure;
        while (next != null) {
            if (type.isInstance(next)) {
                return type.cast(next);
            }
            next = next instanceof MessagingException chained ? chained.getNextException() : null;
        }
        return null;
    }
}
