// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import org.jspecify.annotations.Nullable;
import org.truckroll.people.WorkInHand;

/** Who takes work over, and why. */
record Successor(
        @Nullable String person,
        @Nullable String group,
        @Nullable String reason,
        @Nullable Boolean disable) {

    WorkInHand.@Nullable Target target() {
        String to = text(person);
        String crew = text(group);
        return to == null && crew == null ? null : new WorkInHand.Target(to, crew);
    }

    String words() {
        return reason == null || reason.isBlank() ? "handed over" : reason.strip();
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
