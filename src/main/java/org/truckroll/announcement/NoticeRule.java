// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.notification.Severity;

/**
 * A row of the table {@code notice-rule}.
 *
 * @param rule the row
 * @param notice the name of the text
 * @param to a word, or the id of a group
 * @param before how long before the visit; null: at once
 */
record NoticeRule(
        String rule,
        String notice,
        Severity severity,
        String to,
        @Nullable Lead before) {

    /** Whoever ordered it, as the order says how to reach him. */
    static final String CUSTOMER = "CUSTOMER";
    /** Those who are entered as responsible for the service point (SOL24-14, SOL24-16). */
    static final String RESPONSIBLE = "RESPONSIBLE";
    /** Who has signed the visit, else its crew. */
    static final String CREW = "CREW";
    /** The dispatchers of the division. */
    static final String DISPATCHERS = "DISPATCHERS";
    /** Who is on call for the division, at the first step. */
    static final String ON_CALL = "ON_CALL";

    /** @throws IllegalArgumentException when a cell cannot be read */
    static NoticeRule of(String rule, Map<String, Object> row) {
        String before = text(row, "before");
        return new NoticeRule(
                rule,
                required(row, "notice"),
                severity(required(row, "severity")),
                required(row, "to"),
                before.isEmpty() ? null : Lead.of(before));
    }

    private static Severity severity(String word) {
        for (Severity known : Severity.values()) {
            if (known.name().equals(word)) {
                return known;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no severity");
    }

    private static String required(Map<String, Object> row, String name) {
        String text = text(row, name);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' says nothing");
        }
        return text;
    }

    private static String text(Map<String, Object> row, String name) {
        return row.get(name) == null ? "" : String.valueOf(row.get(name)).strip();
    }
}
