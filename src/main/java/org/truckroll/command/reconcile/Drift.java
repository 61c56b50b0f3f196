// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A difference between our facts and what a head end says.
 *
 * @param address the device, as the head end names it
 * @param servicePointId null for a meter that we do not know
 * @param orderId the investigation that it led to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drift(
        String id,
        String headEnd,
        String address,
        Kind kind,
        @Nullable String servicePointId,
        @Nullable String division,
        String ours,
        String theirs,
        Instant firstSeenAt,
        Instant lastSeenAt,
        @Nullable Instant closedAt,
        @Nullable String orderId) {

    public enum Kind {
        /** Commissioned here, not enrolled there, or the other way round. */
        ENROLMENT,
        /** Our fact of the switch is not theirs. */
        SWITCH,
        /** Another model here than there: told, not investigated. */
        MODEL,
        /** Commissioned here; their list does not name it. */
        UNKNOWN_THERE,
        /** Enrolled there; no point of ours has it. Told, not investigated, for there is no point to send anybody to. */
        UNKNOWN_HERE;

        /** Whether it says that the facts of a point are wrong. */
        boolean investigated() {
            return this == ENROLMENT || this == SWITCH || this == UNKNOWN_THERE;
        }
    }
}
