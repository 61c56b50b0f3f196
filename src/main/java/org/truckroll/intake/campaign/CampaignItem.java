// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.truckroll.intake.OrderRequest;
import org.truckroll.serviceorder.OrderState;

/**
 * One order to be, and what became of it.
 *
 * @param headEnd of the device at the point, {@link #NO_HEAD_END} without one
 * @param orderState and what follows it are the order's, null before it is released
 */
public record CampaignItem(
        int number,
        String cohort,
        String servicePointId,
        String externalId,
        OrderRequest.@Nullable Collection collection,
        String headEnd,
        boolean canary,
        State state,
        @Nullable String orderId,
        @Nullable String problem,
        @Nullable String problemDetail,
        @Nullable Instant releasedAt,
        @Nullable OrderState orderState,
        @Nullable String outcome,
        @Nullable Instant completedAt) {

    static final String NO_HEAD_END = "-";

    public enum State {
        WAITING,
        RELEASED,
        /** The intake did not accept its order, or its point is not known. */
        REFUSED,
        /** The campaign was stopped before its turn came. */
        STOPPED
    }
}
