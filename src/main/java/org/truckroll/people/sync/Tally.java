// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a step has counted, on its way to the report. */
final class Tally {

    private final SyncRuns runs;
    private final SyncRuns.Standing before;
    int listed;
    int added;
    int changed;
    int enabled;
    int disabled;
    int unitsAdded;
    int unitsChanged;
    int unitsDisabled;
    int faults;
    boolean blind;

    @Nullable
    Instant newest;

    @Nullable
    Instant faulty;

    Tally(SyncRuns runs, SyncRuns.Standing before) {
        this.runs = runs;
        this.before = before;
        SyncRun run = before.run();
        listed = run.listed();
        added = run.added();
        changed = run.changed();
        enabled = run.enabled();
        disabled = run.disabled();
        unitsAdded = run.unitsAdded();
        unitsChanged = run.unitsChanged();
        unitsDisabled = run.unitsDisabled();
        faults = run.faults();
        blind = before.blind();
        newest = before.newest();
        faulty = before.faulty();
    }

    /** @param updated when the row was updated at the source; it is read again from there on */
    void fault(Feed.Kind kind, int line, @Nullable String sourceId, @Nullable Instant updated, String reason) {
        faults++;
        runs.fault(before.run().id(), faults, kind, line, sourceId, reason);
        if (updated != null && (faulty == null || updated.isBefore(faulty))) {
            faulty = updated;
        }
    }

    void updated(@Nullable Instant at) {
        if (at != null && (newest == null || at.isAfter(newest))) {
            newest = at;
        }
    }

    SyncRuns.Standing at(SyncRuns.Phase phase, @Nullable String place, @Nullable String detail) {
        SyncRun run = before.run();
        return new SyncRuns.Standing(
                new SyncRun(
                        run.id(),
                        run.source(),
                        run.askedBy(),
                        run.state(),
                        run.complete(),
                        listed,
                        added,
                        changed,
                        enabled,
                        disabled,
                        unitsAdded,
                        unitsChanged,
                        unitsDisabled,
                        faults,
                        detail,
                        run.startedAt(),
                        run.endedAt()),
                phase,
                before.allowLeavers(),
                blind,
                before.since(),
                place,
                0,
                newest,
                faulty);
    }
}
