// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes to text as mails name their charset, also when they name it wrongly. */
final class Charsets {

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static final Map<String, String> OTHER_NAMES = Map.of(
            "utf8", "UTF-8",
            "unicode-1-1-utf-7", "UTF-8",
            "x-gbk", "GBK",
            "gb2312", "GBK",
            "ks_c_5601-1987", "x-windows-949",
            "cp-850", "IBM850",
            "ansi_x3.110-1983", "windows-1252",
            "8859-1", "ISO-8859-1",
            "latin-1", "ISO-8859-1");

    private Charsets() {}

    static Charset of(String name, Charset otherwise) {
        String plain = name.strip().replaceAll("[\"']", "").toLowerCase(Locale.ROOT);
        try {
            return plain.isEmpty() ? otherwise : Charset.forName(OTHER_NAMES.getOrDefault(plain, plain));
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    /** As the mail says, if the bytes are so; else UTF-8 if they are so; else a letter a byte. */
    static String text(byte[] bytes, String name) {
        Charset said = of(name, StandardCharsets.UTF_8);
        // So much mail that says Latin 1 or ASCII is Windows' that browsers read it so, too.
        boolean vague = said.equals(StandardCharsets.ISO_8859_1) || said.equals(StandardCharsets.US_ASCII);
        String text = strict(bytes, vague ? StandardCharsets.UTF_8 : said);
        if (text != null && (!vague || said.equals(StandardCharsets.US_ASCII) || ascii(bytes))) {
            return text;
        }
        if (!vague) {
            String utf8 = strict(bytes, StandardCharsets.UTF_8);
            if (utf8 != null) {
                return utf8;
            }
            if (!said.equals(StandardCharsets.UTF_8)) {
                return new String(bytes, said);
            }
        }
        return new String(bytes, WINDOWS);
    }

    private static boolean ascii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String strict(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
