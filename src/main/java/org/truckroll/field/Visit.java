// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One visit; its id is that of the activity it stands for.
 *
 * @param crewNote what was not known yet when the crew was sent
 */
public record Visit(
        String id,
        String orderId,
        String servicePointId,
        String division,
        String action,
        String fieldGroup,
        @Nullable String taskId,
        @Nullable String assignee,
        Status status,
        @Nullable Instant appointmentStart,
        @Nullable Instant appointmentEnd,
        Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable String crewNote) {

    /** How far the visit is; from EN_ROUTE on it can no longer be withdrawn (7.6). */
    public enum Status {
        OFFERED,
        CLAIMED,
        EN_ROUTE,
        ON_SITE,
        SUSPENDED,
        COMPLETED,
        FAILED,
        /** Withdrawn before a crew was on its way. */
        CANCELLED
    }

    public boolean ended() {
        return status == Status.COMPLETED || status == Status.FAILED || status == Status.CANCELLED;
    }

    /** True up to the point of no return (7.6): nobody is on the way yet. */
    boolean withdrawable() {
        return status == Status.OFFERED || status == Status.CLAIMED;
    }
}
