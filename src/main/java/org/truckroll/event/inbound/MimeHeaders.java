// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header fields of a mail or of a part of it, in their order, unfolded and not decoded. Whatever is no field is left out. */
record MimeHeaders(List<Field> fields) {

    record Field(String name, String value) {}

    /** More fields than this tell nothing new. */
    private static final int MOST = 1000;

    /** What is read of one field. */
    private static final int LONGEST = 65_536;

    MimeHeaders {
        fields = List.copyOf(fields);
    }

    /** Reads the lines up to {@code end}. */
    static MimeHeaders read(byte[] raw, int start, int end) {
        List<Field> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int at = start;
        while (at < end && fields.size() < MOST) {
            int next = MimePart.lineEnd(raw, at, end);
            String line = text(raw, at, MimePart.withoutBreak(raw, at, next));
            at = next;
            boolean folded = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (folded && !field.isEmpty()) {
                if (field.length() < LONGEST) {
                    field.append(' ').append(line.strip());
                }
                continue;
            }
            add(fields, field);
            field.setLength(0);
            field.append(line);
        }
        add(fields, field);
        return new MimeHeaders(fields);
    }

    private static void add(List<Field> fields, StringBuilder line) {
        int colon = line.indexOf(":");
        if (colon < 1) {
            return;
        }
        String name = line.substring(0, colon).strip();
        if (name.isEmpty() || name.indexOf(' ') >= 0) {
            return;
        }
        String value = line.substring(colon + 1);
        fields.add(new Field(
                name.toLowerCase(Locale.ROOT),
                (value.length() > LONGEST ? value.substring(0, LONGEST) : value).strip()));
    }

    /** Whether a line could stand in a header: a name and a colon, or the rest of a folded field. */
    static boolean looksLikeHeader(byte[] raw, int start, int end) {
        if (start >= end) {
            return false;
        }
        if (raw[start] == ' ' || raw[start] == '\t') {
            return true;
        }
        for (int i = start; i < end; i++) {
            if (raw[i] == ':') {
                return i > start;
            }
            if (raw[i] <= ' ' || raw[i] == 127) {
                return false;
            }
        }
        return false;
    }

    /** UTF-8 where it is (RFC 6532), else a letter a byte. */
    private static String text(byte[] raw, int start, int end) {
        String text = new String(raw, start, end - start, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : new String(raw, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** The first field of that name; names are asked in lower case. */
    Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst();
    }

    String value(String name) {
        return first(name).orElse("");
    }

    long count(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).count();
    }

    boolean has(String name) {
        return count(name) > 0;
    }
}
