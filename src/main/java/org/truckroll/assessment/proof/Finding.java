// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.List;

/**
 * A broken promise, with the shortest way to it.
 *
 * @param promise 1 to 6 as in service-orders 7.3; 0: the walk itself is wrong
 * @param start the facts at the beginning
 * @param steps each decision, and the outcome that led on
 */
record Finding(String type, int promise, String what, String start, List<String> steps) {

    private static final List<String> PROMISES = List.of(
            "the walk itself is sound",
            "every order ends",
            "every DONE meets the goal",
            "no state without a row, no row without a state",
            "every outcome changes a fact",
            "nothing dear or blind while something cheaper would do",
            "every preview ends");

    /** What only all types together can show: promise 3. */
    static Finding ofAll(String what) {
        return new Finding("all types", 3, what, "", List.of());
    }

    static String promise(int number) {
        return PROMISES.get(number);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(type)
                .append(": promise ")
                .append(promise)
                .append(" is broken (")
                .append(promise(promise))
                .append(")\n  ");
        text.append(what).append('\n');
        if (!start.isEmpty()) {
            text.append("  start: ").append(start).append('\n');
        }
        for (int i = 0; i < steps.size(); i++) {
            text.append("  ").append(i + 1).append(". ").append(steps.get(i)).append('\n');
        }
        return text.toString();
    }
}
