// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A header value with parameters, such as that of Content-Type; parameters cut in pieces or with their charset (RFC 2231) are put together.
 *
 * @param value before the parameters, in lower case
 */
record MimeParameters(String value, Map<String, String> parameters) {

    private static final int MOST = 200;

    MimeParameters {
        parameters = Map.copyOf(parameters);
    }

    String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    static MimeParameters read(String header) {
        Scanner scanner = new Scanner(header);
        String value = scanner.until(";").strip().toLowerCase(Locale.ROOT);
        Map<String, String> plain = new HashMap<>();
        Map<String, Map<Integer, Piece>> pieces = new HashMap<>();
        for (int i = 0; scanner.more() && i < MOST; i++) {
            scanner.skip();
            String name = scanner.until("=;").strip().toLowerCase(Locale.ROOT);
            String text = scanner.at('=') ? scanner.value() : "";
            scanner.until(";");
            int star = name.indexOf('*');
            if (name.isEmpty()) {
                continue;
            }
            if (star < 0) {
                plain.putIfAbsent(name, EncodedWords.decode(text));
                continue;
            }
            boolean encoded = name.endsWith("*");
            String number = name.substring(star + 1).replace("*", "");
            pieces.computeIfAbsent(name.substring(0, star), key -> new TreeMap<>())
                    .putIfAbsent(number.matches("\\d{1,4}") ? Integer.parseInt(number) : 0, new Piece(text, encoded));
        }
        pieces.forEach((name, parts) -> plain.put(name, whole(parts)));
        return new MimeParameters(value, plain);
    }

    private record Piece(String text, boolean encoded) {}

    private static String whole(Map<Integer, Piece> pieces) {
        String charset = "UTF-8";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean first = true;
        for (Piece piece : pieces.values()) {
            String text = piece.text();
            if (first && piece.encoded()) {
                int one = text.indexOf('\'');
                int two = one < 0 ? -1 : text.indexOf('\'', one + 1);
                if (two > 0) {
                    charset = one == 0 ? charset : text.substring(0, one);
                    text = text.substring(two + 1);
                }
            }
            bytes.writeBytes(
                    piece.encoded() ? unescaped(text) : text.getBytes(Charsets.of(charset, StandardCharsets.UTF_8)));
            first = false;
        }
        return Charsets.text(bytes.toByteArray(), charset);
    }

    private static byte[] unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            int code = letter == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
            if (code >= 0) {
                bytes.write(code);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(letter).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static final class Scanner {

        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean more() {
            return at < text.length();
        }

        void skip() {
            at++;
        }

        boolean at(char letter) {
            return more() && text.charAt(at) == letter;
        }

        String until(String ends) {
            int start = at;
            while (more() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        /** After the equals sign: in quotes or not. */
        String value() {
            skip();
            while (at(' ') || at('\t')) {
                skip();
            }
            if (!at('"')) {
                return until(";").strip();
            }
            skip();
            StringBuilder value = new StringBuilder();
            while (more() && !at('"')) {
                if (at('\\') && at + 1 < text.length()) {
                    skip();
                }
                value.append(text.charAt(at));
                skip();
            }
            return value.toString();
        }
    }
}
