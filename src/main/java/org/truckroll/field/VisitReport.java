// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;

/**
 * What a crew reports (api.md 3), by REST or by a Tasklist form: exactly one of mode and failure reason.
 *
 * @param mode how the work was done
 * @param reason why it failed
 * @param performedAt when; null means now
 * @param count units at an UNBADGED point
 */
public record VisitReport(
        @Nullable String mode,
        @Nullable Reason reason,
        @Nullable Instant performedAt,
        @Nullable String deviceId,
        @Nullable Device installedDevice,
        @Nullable List<Reading> readings,
        @Nullable Integer count,
        @Nullable String remarks) {

    /** Why a visit failed. */
    public enum Reason {
        NO_ACCESS,
        NOT_FOUND,
        UNSAFE,
        CUSTOMER_REFUSED,
        OTHER
    }

    static VisitReport failed(Reason reason, @Nullable String remarks) {
        return new VisitReport(null, reason, null, null, null, null, null, remarks);
    }

    List<Reading> readingList() {
        return readings == null ? List.of() : readings;
    }
}
