// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.Caller;

/** Takes in what was found or done in the field without an order that waits for it (service-orders 8, found-work). */
public interface FieldFindings {

    /**
     * Stores a finding in the caller's transaction; it then joins the open order of its point or raises one.
     *
     * @param externalId the caller's id of the finding; once per caller
     * @return false when it is known
     */
    boolean found(
            String externalId,
            String servicePointId,
            String finding,
            @Nullable List<Reading> readings,
            Instant performedAt,
            @Nullable String remarks,
            Caller caller);
}
