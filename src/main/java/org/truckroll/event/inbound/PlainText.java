// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

/** Text from outside, as it can be stored and shown: no NUL, no control letters, no letters that turn the direction of a line. */
final class PlainText {

    private static final String MORE = " …";

    private PlainText() {}

    /** One line, such as a subject or a file name. */
    static String line(String text, int longest) {
        return cut(visible(text).replaceAll("\\s+", " ").strip(), longest);
    }

    /** Several lines. */
    static String lines(String text, int longest) {
        return cut(visible(text.replace("\r\n", "\n").replace('\r', '\n')).strip(), longest);
    }

    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - MORE.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MORE;
    }

    private static String visible(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (Character.isSurrogate(letter)) {
                boolean pair = Character.isHighSurrogate(letter)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                kept.append(pair ? text.substring(i, i + 2) : "\uFFFD");
                i += pair ? 1 : 0;
            } else if (letter == '\n' || letter == '\t' || !Character.isISOControl(letter) && !turns(letter)) {
                kept.append(letter);
            }
        }
        return kept.toString();
    }

    /** Letters that make "gpj.exe" of "exe.jpg"; Hebrew and Arabic are read without them. */
    private static boolean turns(char letter) {
        return letter >= '\u202A' && letter <= '\u202E'
                || letter >= '\u2066' && letter <= '\u2069'
                || letter == '\uFEFF';
    }
}
