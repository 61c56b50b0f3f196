// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one device from one activity (service-orders 6.3).
 *
 * @param complete it has every required register of the device
 * @param phase the phase it was taken in
 * @param standing no new phase and no other device since
 */
public record ReadingSet(
        String id,
        String servicePointId,
        String deviceId,
        Source source,
        @Nullable String orderId,
        @Nullable String activityId,
        Instant takenAt,
        Instant recordedAt,
        boolean complete,
        ServicePoint.Phase phase,
        boolean standing,
        List<Value> values) {

    /** The same set after a new phase or another device. */
    public ReadingSet voided() {
        return standing ? with(orderId, false) : this;
    }

    /** The same set as one of this order. */
    public ReadingSet takenBy(String order) {
        return with(order, standing);
    }

    private ReadingSet with(@Nullable String order, boolean stands) {
        return new ReadingSet(
                id,
                servicePointId,
                deviceId,
                source,
                order,
                activityId,
                takenAt,
                recordedAt,
                complete,
                phase,
                stands,
                values);
    }

    /** Where readings come from, best first. */
    public enum Source {
        ON_DEMAND,
        FIELD,
        SCHEDULED,
        ESTIMATE
    }

    /** A value; text, so that the digits stay as they were read. */
    public record Value(String registerId, @Nullable String readingType, String value, Instant at) {}
}
