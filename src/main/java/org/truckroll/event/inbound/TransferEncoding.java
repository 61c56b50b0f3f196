// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** Transfer encodings of MIME (RFC 2045 6); what is broken in them is left out, and the rest is kept. */
final class TransferEncoding {

    private TransferEncoding() {}

    static byte[] decode(byte[] raw, int start, int end, String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT).replaceAll("[\"';].*", "")) {
            case "base64" -> base64(raw, start, end);
            case "quoted-printable" -> quoted(raw, start, end);
            default -> Arrays.copyOfRange(raw, start, end);
        };
    }

    /** Letters that are none of base64 are skipped; a last group that is cut off gives what it holds. */
    static byte[] base64(byte[] raw, int start, int end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((end - start) / 4 * 3 + 3);
        byte[] kept = new byte[end - start];
        int count = 0;
        for (int i = start; i < end; i++) {
            if (alphabet(raw[i])) {
                kept[count++] = raw[i];
            } else if (raw[i] == '=') {
                // Some senders put several texts behind each other, each with its own end.
                out.writeBytes(groups(kept, count));
                count = 0;
            }
        }
        out.writeBytes(groups(kept, count));
        return out.toByteArray();
    }

    private static byte[] groups(byte[] letters, int count) {
        return Base64.getDecoder().decode(Arrays.copyOf(letters, count % 4 == 1 ? count - 1 : count));
    }

    private static boolean alphabet(byte letter) {
        return letter >= 'A' && letter <= 'Z'
                || letter >= 'a' && letter <= 'z'
                || letter >= '0' && letter <= '9'
                || letter == '+'
                || letter == '/';
    }

    /** An equals sign that begins nothing stays as it is. */
    static byte[] quoted(byte[] raw, int start, int end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
        int at = start;
        while (at < end) {
            if (raw[at] != '=') {
                out.write(raw[at++]);
                continue;
            }
            int line = at + 1;
            while (line < end && (raw[line] == ' ' || raw[line] == '\t')) {
                line++;
            }
            if (line >= end || raw[line] == '\n' || raw[line] == '\r') {
                at = MimePart.lineEnd(raw, line, end);
                continue;
            }
            int high = Character.digit(raw[at + 1], 16);
            int low = at + 2 < end ? Character.digit(raw[at + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                out.write(high * 16 + low);
                at += 3;
            } else {
                out.write(raw[at++]);
            }
        }
        return out.toByteArray();
    }
}
