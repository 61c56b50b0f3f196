// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of UTF-8 one after the other and never holds more than one, however long a line is. */
final class NdjsonLines {

    static final int LONGEST = 64 * 1024;

    private static final int END = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[LONGEST];
    private final byte[] block = new byte[LONGEST];
    private int position;
    private int filled;
    private long number;

    NdjsonLines(InputStream in) {
        this.in = in;
    }

    /** A line and its number from 1; the text is null when the line cannot be read, and then the fault says why. */
    record Line(
            long number, @Nullable String text, @Nullable String fault) {}

    /** The next line that is not blank, or null at the end. */
    @Nullable
    Line next() throws IOException {
        while (true) {
            long length = 0;
            int octet = read();
            if (octet == END) {
                return null;
            }
            number++;
            for (; octet != END && octet != '\n'; octet = read()) {
                if (length < LONGEST) {
                    buffer[(int) length] = (byte) octet;
                }
                length++;
            }
            if (length > LONGEST) {
                return new Line(number, null, "The line is longer than " + LONGEST + " bytes.");
            }
            Line line = line((int) length);
            if (line.text() == null || !line.text().isBlank()) {
                return line;
            }
        }
    }

    private Line line(int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, 0, length))
                    .toString();
            boolean marked = number == 1 && text.startsWith("\uFEFF");
            return new Line(number, marked ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            return new Line(number, null, "The line is not UTF-8.");
        }
    }

    private int read() throws IOException {
        if (position == filled) {
            filled = in.read(block);
            position = 0;
            if (filled <= 0) {
                filled = 0;
                return END;
            }
        }
        return block[position++] & 0xFF;
    }
}
