// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.http;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with names in braces, {@code {to}}; what stands for them is written in the way of its surroundings. */
final class Template {

    private static final Pattern NAME = Pattern.compile("\\{([a-z][a-zA-Z0-9-]*)}");

    private Template() {}

    /**
     * @param written brings a value into the form of the place: percent signs, JSON, XML
     * @throws IllegalArgumentException naming a name that nobody knows
     */
    static String fill(String template, Map<String, String> values, UnaryOperator<String> written) {
        return NAME.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(written.apply(value(found, values))));
    }

    private static String value(MatchResult found, Map<String, String> values) {
        String value = values.get(found.group(1));
        if (value == null) {
            throw new IllegalArgumentException("{" + found.group(1) + "}");
        }
        return value;
    }
}
