// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One recipient of a notice by one channel; its id goes with every try.
 *
 * @param rounds how often every provider was tried in vain
 * @param takenAt when the last try began; null when it surely failed
 * @param tried the providers that did not take it in this round
 * @param pinned the provider that may have it already: no other one gets it
 */
record Delivery(
        String id,
        String noticeId,
        Notice.Origin origin,
        @Nullable String laneId,
        Channel channel,
        String recipient,
        String title,
        String body,
        DeliveryState state,
        int attempts,
        int rounds,
        @Nullable Instant firstTryAt,
        @Nullable Instant notBefore,
        @Nullable Instant takenAt,
        @Nullable String provider,
        @Nullable String providerId,
        Set<String> tried,
        @Nullable String pinned) {

    /** Without address and text. */
    @Override
    public String toString() {
        return "Delivery[" + id + ", " + channel + ", " + state + "]";
    }
}
