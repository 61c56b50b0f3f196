// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * English words and what they are in another language. What it does not know stays English.
 *
 * @param words by English text
 */
record Dictionary(Map<String, String> words) {

    /** What a template of a form computes; never translated. */
    private static final Pattern COMPUTED = Pattern.compile("\\{\\{.*?}}", Pattern.DOTALL);
    /** A run of text within a template: marks of the layout, the words, marks of the layout. */
    private static final Pattern RUN =
            Pattern.compile("(?<before>[#\\s,()\\-]*)(?<words>[^\\n*]*?)(?<after>[\\s,()]*)(?<end>\\n|\\*\\*|$)");

    Dictionary {
        words = Map.copyOf(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** A text as a whole, or, if it is a template with lines that come and go, each run of words in it. */
    String translate(String text) {
        String whole = words.get(text.strip());
        if (whole != null) {
            return whole;
        }
        return isTemplate(text) ? overRuns(text, run -> words.getOrDefault(run, run)) : text;
    }

    /** What a dictionary must hold to translate a text. */
    static List<String> needed(String text) {
        if (!isTemplate(text)) {
            return text.isBlank() ? List.of() : List.of(text.strip());
        }
        List<String> runs = new ArrayList<>();
        overRuns(text, run -> {
            runs.add(run);
            return run;
        });
        return runs;
    }

    /** A sentence around a value is translated as one; only what has conditions, loops or headings falls into parts. */
    private static boolean isTemplate(String text) {
        return text.contains("{{#")
                || text.contains("**")
                || text.startsWith("#")
                || COMPUTED.matcher(text).matches();
    }

    private static String overRuns(String text, UnaryOperator<String> translation) {
        StringBuilder result = new StringBuilder();
        Matcher computed = COMPUTED.matcher(text);
        int from = 0;
        while (computed.find()) {
            result.append(literal(text.substring(from, computed.start()), translation))
                    .append(computed.group());
            from = computed.end();
        }
        return result.append(literal(text.substring(from), translation)).toString();
    }

    private static String literal(String text, UnaryOperator<String> translation) {
        StringBuilder result = new StringBuilder();
        Matcher run = RUN.matcher(text);
        while (run.find()) {
            String words = run.group("words");
            boolean speaks = words.chars().anyMatch(Character::isLetter);
            result.append(run.group("before"))
                    .append(speaks ? translation.apply(words) : words)
                    .append(run.group("after"))
                    .append(run.group("end"));
        }
        return result.toString();
    }
}
