// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a clock besides its start and its end. With these every limit can be computed again.
 *
 * @param limitAt the moment that the limit gave; it happened then, even if it was noted later
 * @param reason of a pause
 * @param by who did it; null: the server
 * @param detail of a change: the limits that held before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClockFact(
        @JsonIgnore String clockId,
        Kind kind,
        Instant at,
        @Nullable Instant limitAt,
        @Nullable String reason,
        @Nullable String by,
        @Nullable String detail) {

    /** What it was. */
    public enum Kind {
        WARNED,
        BREACHED,
        PAUSED,
        RESUMED,
        /** Other limits hold: another table, priority, type or place. */
        CHANGED
    }
}
