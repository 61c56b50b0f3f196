// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source of staff, read in pages. */
interface Feed {

    /** Crews and areas come before the people who are in them. */
    enum Kind {
        UNIT,
        PERSON
    }

    /** What a page led to. */
    sealed interface Answer {}

    /**
     * A page.
     *
     * @param next where the next one begins; null after the last
     * @param whole false when rows may have been missed: then nobody counts as missing
     */
    record Rows(List<Row> rows, @Nullable String next, boolean whole) implements Answer {}

    /** Out of reach: the same page another time. */
    record Later(String detail, @Nullable Duration retryAfter) implements Answer {}

    /** Cannot be read. */
    record Failed(String detail) implements Answer {}

    /** The source has none of this kind. */
    record Nothing() implements Answer {}

    /** @return whether this source lists everybody also when it is asked for what has changed */
    boolean alwaysComplete();

    /** @return false for a source that only ever tells changes */
    boolean canBeComplete();

    /**
     * @param since only what was updated after it; null for everything
     * @param place where the page begins; null for the first
     */
    Answer read(Kind kind, @Nullable Instant since, @Nullable String place);
}
