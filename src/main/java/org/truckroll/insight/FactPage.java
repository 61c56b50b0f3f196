// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one division and day in some bytes each: every text once, then numbers that refer to it. The same facts in the same order give
 * the same bytes.
 */
final class FactPage {

    /** Goes up when the bytes mean something else; a page of another format is packed anew. */
    private static final int FORMAT = 1;

    private static final int BUFFER = 64 * 1024;
    private static final int SEVEN_BITS = 7;
    private static final int LOWEST = 0x7f;
    private static final int MORE = 0x80;

    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final ByteArrayOutputStream facts = new ByteArrayOutputStream(BUFFER);
    private int count;

    void add(FactRow fact) {
        count++;
        number(facts, (fact.order ? 1 : 0) | (fact.tried ? 2 : 0) | (fact.fixed ? 4 : 0));
        text(fact.outcome);
        text(fact.category);
        text(fact.city);
        text(fact.area);
        text(fact.group);
        text(fact.person);
        text(fact.type);
        number(facts, fact.breaches);
        number(facts, fact.paused);
        number(facts, fact.toSign + 1);
        number(facts, fact.toSite + 1);
        number(facts, fact.atSite + 1);
        number(facts, fact.handled + 1);
        number(facts, fact.toDone + 1);
    }

    private void text(@Nullable String text) {
        if (text == null) {
            number(facts, 0);
        } else {
            Integer known = texts.putIfAbsent(text, texts.size() + 1);
            number(facts, known == null ? texts.size() : known);
        }
    }

    byte[] pack() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(facts.size() + BUFFER);
        number(all, count);
        number(all, texts.size());
        texts.keySet().forEach(text -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            number(all, bytes.length);
            all.writeBytes(bytes);
        });
        all.writeBytes(facts.toByteArray());
        byte[] plain = all.toByteArray();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2 + BUFFER);
            packed.write(FORMAT);
            packed.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(plain.length).array());
            byte[] buffer = new byte[BUFFER];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void number(ByteArrayOutputStream out, int value) {
        int rest = value;
        while ((rest & ~LOWEST) != 0) {
            out.write(rest & LOWEST | MORE);
            rest >>>= SEVEN_BITS;
        }
        out.write(rest);
    }

    /** Gives each fact of a page to {@code sink}, always in the same object; false when the page is of another format. */
    static boolean read(byte[] packed, Consumer<FactRow> sink) {
        if (packed.length == 0 || packed[0] != FORMAT) {
            return false;
        }
        Reader in = new Reader(inflate(packed));
        int count = in.number();
        @Nullable String[] texts = new String[in.number() + 1];
        for (int i = 1; i < texts.length; i++) {
            texts[i] = in.text();
        }
        FactRow fact = new FactRow();
        for (int i = 0; i < count; i++) {
            int flags = in.number();
            fact.order = (flags & 1) != 0;
            fact.tried = (flags & 2) != 0;
            fact.fixed = (flags & 4) != 0;
            fact.outcome = String.valueOf(texts[in.number()]);
            fact.category = String.valueOf(texts[in.number()]);
            fact.city = String.valueOf(texts[in.number()]);
            fact.area = texts[in.number()];
            fact.group = texts[in.number()];
            fact.person = texts[in.number()];
            fact.type = String.valueOf(texts[in.number()]);
            fact.breaches = in.number();
            fact.paused = in.number();
            fact.toSign = in.number() - 1;
            fact.toSite = in.number() - 1;
            fact.atSite = in.number() - 1;
            fact.handled = in.number() - 1;
            fact.toDone = in.number() - 1;
            sink.accept(fact);
        }
        return true;
    }

    private static byte[] inflate(byte[] packed) {
        ByteBuffer head = ByteBuffer.wrap(packed);
        head.get();
        byte[] plain = new byte[head.getInt()];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, head.position(), packed.length - head.position());
            int from = 0;
            while (from < plain.length) {
                int more = inflater.inflate(plain, from, plain.length - from);
                if (more == 0) {
                    throw new IllegalStateException("A packed day is cut off");
                }
                from += more;
            }
            return plain;
        } catch (DataFormatException e) {
            throw new IllegalStateException("A packed day is damaged", e);
        } finally {
            inflater.end();
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int number() {
            int value = 0;
            int shift = 0;
            int next = bytes[at++];
            while (next < 0) {
                value |= (next & LOWEST) << shift;
                shift += SEVEN_BITS;
                next = bytes[at++];
            }
            return value | next << shift;
        }

        String text() {
            int length = number();
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return text;
        }
    }
}
