// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Encoded words of a header (RFC 2047), also where they may not stand, and also with a letter that is cut in two. */
final class EncodedWords {

    private static final Pattern WORD =
            Pattern.compile("=\\?([^?*\\s]{1,40})(?:\\*[^?\\s]{0,20})?\\?([bBqQ])\\?([^?]*)\\?=");

    private EncodedWords() {}

    static String decode(String text) {
        if (!text.contains("=?")) {
            return text;
        }
        StringBuilder decoded = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String charset = "";
        int at = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String between = text.substring(at, words.start());
            boolean same = bytes.size() > 0 && between.isBlank();
            if (!same || !charset.equalsIgnoreCase(words.group(1))) {
                decoded.append(Charsets.text(bytes.toByteArray(), charset));
                bytes.reset();
                decoded.append(same ? "" : between);
            }
            charset = words.group(1);
            bytes.writeBytes(content(words.group(2), words.group(3)));
            at = words.end();
        }
        return decoded.append(Charsets.text(bytes.toByteArray(), charset))
                .append(text.substring(at))
                .toString();
    }

    private static byte[] content(String encoding, String text) {
        byte[] letters = text.getBytes(StandardCharsets.UTF_8);
        return encoding.equalsIgnoreCase("b")
                ? TransferEncoding.base64(letters, 0, letters.length)
                : TransferEncoding.quoted(text.replace('_', ' ').getBytes(StandardCharsets.UTF_8), 0, letters.length);
    }
}
