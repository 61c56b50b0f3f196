// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import org.jspecify.annotations.Nullable;

/** Guard G13 asks whether an order turns in a circle. */
final class Repetition {

    /** The action by which a person looks at an order that makes no progress. */
    static final String LOOKED_AT = "NO_PROGRESS";

    private Repetition() {}

    /**
     * True for the row of the last decision with no fact changed since, or after too many steps. An end is never held back. The row and not the action is
     * compared, for D3 gives the visits to items names of their own.
     *
     * @param tooManySteps since the start or since a person last looked
     */
    static boolean of(String rule, String channel, boolean tooManySteps, @Nullable Decision last, String factsHash) {
        if ("END".equals(channel)) {
            return false;
        }
        return tooManySteps
                || last != null && last.rule().equals(rule) && last.factsHash().equals(factsHash);
    }
}
