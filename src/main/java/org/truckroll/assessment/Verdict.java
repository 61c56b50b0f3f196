// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import org.jspecify.annotations.Nullable;

/** What a row of a decision table says: the outputs of guard and next-action tables. */
public record Verdict(
        String rule,
        String action,
        String channel,
        @Nullable String code,
        String reason) {

    /** With the restriction and its legal reference, for whoever asks why. */
    Verdict because(String law) {
        return law.isBlank() ? this : new Verdict(rule, action, channel, code, reason + " (" + law + ")");
    }

    /** The guard row that lets the other table decide. */
    public boolean passes() {
        return "PASS".equals(channel);
    }
}
