// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places of a text, as {@code {orderId}}, and what fills them. */
final class Places {

    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");
    private static final Pattern LINES = Pattern.compile("[\\p{Cntrl}\\s]+");

    private Places() {}

    static Set<String> of(String text) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }

    /** A value that is not given leaves its place empty. A value is never read as a text with places of its own. */
    static String fill(String text, Map<String, String> values) {
        String filled = PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")));
        return CONTROL.matcher(filled.replace("\r\n", "\n")).replaceAll("").strip();
    }

    /** In one line: a title goes into a header. */
    static String fillLine(String text, Map<String, String> values) {
        return LINES.matcher(fill(text, values)).replaceAll(" ").strip();
    }
}
