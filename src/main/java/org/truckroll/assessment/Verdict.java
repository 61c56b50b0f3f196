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

    /** The guard row that lets the other table decide. */
    public boolean passes() {
        return "PASS".equals(channel);
    }
}
