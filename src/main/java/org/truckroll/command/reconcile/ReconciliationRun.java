// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One comparison with one head end.
 *
 * @param listed meters that the head end has named so far
 * @param compared points whose facts could be compared
 * @param drifted differences found
 * @param raised investigations raised
 * @param detail why it was not compared, or why it waits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReconciliationRun(
        String id,
        String headEnd,
        String askedBy,
        State state,
        Phase phase,
        int listed,
        int compared,
        int drifted,
        int raised,
        @Nullable String detail,
        Instant startedAt,
        Instant progressedAt,
        @Nullable Instant endedAt) {

    public enum State {
        RUNNING,
        DONE,
        /** The head end has no list of its meters. */
        SKIPPED,
        /** It was out of reach for too long, or its list cannot be read. */
        FAILED
    }

    /** Where it stands: reading their list, reading ours, raising investigations. */
    public enum Phase {
        THEIRS,
        OURS,
        RAISE
    }
}
