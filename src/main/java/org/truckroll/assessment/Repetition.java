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
     * True for the action of the last decision with no fact changed since, or after too many steps. An end is never held back.
     *
     * @param tooManySteps since the start or since a person last looked
     */
    static boolean of(
            String action, String channel, boolean tooManySteps, @Nullable Decision last, String factsHash) {
        if ("END".equals(channel)) {
            return false;
        }
        return tooManySteps
                || last != null
                        && last.action().equals(action)
                        && last.factsHash().equals(factsHash);
    }
}
