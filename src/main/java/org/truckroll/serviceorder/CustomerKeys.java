// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names without what people leave out when they search: case, accents, punctuation (CALL-09). */
final class CustomerKeys {

    /** Moves on when the same name gives other keys than before. */
    static final String EDITION = "1";

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int MOST_WORDS = 12;
    private static final int LONGEST_WORD = 60;

    /** Letters that Unicode does not take apart. */
    private static final Map<Character, String> WHOLE = Map.ofEntries(
            Map.entry('ł', "l"),
            Map.entry('ø', "o"),
            Map.entry('đ', "d"),
            Map.entry('ð', "d"),
            Map.entry('þ', "th"),
            Map.entry('æ', "ae"),
            Map.entry('œ', "oe"),
            Map.entry('ß', "ss"),
            Map.entry('ı', "i"));

    private CustomerKeys() {}

    /** The words of a name, in their order and each once. */
    static List<String> words(@Nullable String name) {
        if (name == null) {
            return List.of();
        }
        String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder();
        plain.chars().forEach(letter -> {
            String known = WHOLE.get((char) letter);
            if (known == null) {
                folded.append((char) letter);
            } else {
                folded.append(known);
            }
        });
        return Arrays.stream(BETWEEN_WORDS.split(folded))
                .filter(word -> !word.isEmpty())
                .map(word -> word.codePointCount(0, word.length()) <= LONGEST_WORD
                        ? word
                        : word.substring(0, word.offsetByCodePoints(0, LONGEST_WORD)))
                .distinct()
                .limit(MOST_WORDS)
                .toList();
    }

    /** A word as it is stored; those that begin with it lie between this and {@link #after}. */
    static byte[] key(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    /** Comes after all words that begin with this one: no byte of UTF-8 is as high as its last. */
    static byte[] after(String word) {
        byte[] key = key(word);
        byte[] after = Arrays.copyOf(key, key.length + 1);
        after[key.length] = (byte) 0xFF;
        return after;
    }
}
