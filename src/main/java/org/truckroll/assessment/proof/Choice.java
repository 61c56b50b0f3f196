// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Verdict;
import org.truckroll.serviceorder.Activity;

/**
 * What the tables decide in a situation.
 *
 * @param table whose row it is
 * @param verdict with the name of the visit that the crew reads (D3)
 * @param next what the table of the type chose, whether or not a guard let it pass
 * @param wrong why this is no decision: no row fits, or a row that nobody can carry out
 */
record Choice(
        String table,
        Verdict verdict,
        Verdict next,
        @Nullable String wrong) {

    boolean ends() {
        return "END".equals(verdict.channel());
    }

    Activity.Kind kind() {
        return Activity.Kind.valueOf(verdict.channel());
    }

    /** Waiting for an exchange leaves no record (7). */
    boolean recorded() {
        return !"WAIT_CHILD".equals(verdict.action());
    }

    String words() {
        return verdict.rule() + " " + verdict.channel() + " " + verdict.action()
                + (verdict.code() == null || verdict.code().isBlank() ? "" : "(" + verdict.code() + ")");
    }
}
