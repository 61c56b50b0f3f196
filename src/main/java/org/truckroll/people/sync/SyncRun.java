// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The report of one run.
 *
 * @param askedBy who asked for it; {@code timer} for the process
 * @param complete everybody was asked for, not only what has changed
 * @param listed rows that the source gave
 * @param disabled people switched off
 * @param faults rows, or parts of them, that could not be taken; they stand in a list of their own
 * @param detail why it stopped or failed, or what it left undone
 */
public record SyncRun(
        String id,
        String source,
        String askedBy,
        State state,
        boolean complete,
        int listed,
        int added,
        int changed,
        int enabled,
        int disabled,
        int unitsAdded,
        int unitsChanged,
        int unitsDisabled,
        int faults,
        @Nullable String detail,
        Instant startedAt,
        @Nullable Instant endedAt) {

    /** How it stands. */
    public enum State {
        RUNNING,
        DONE,
        /** Too many people would have been switched off; nobody was. */
        STOPPED,
        FAILED
    }

    /**
     * A row that could not be taken as it is.
     *
     * @param line of the file, or number in the listing; 0 when it is about somebody who is not listed
     */
    public record Fault(
            int no, String kind, int line, @Nullable String sourceId, String reason) {}
}
