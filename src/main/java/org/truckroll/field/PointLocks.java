// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.SafetyLocks;
import org.truckroll.servicepoint.Outages;

/** A crew under way to a point, or at work there, and an outage both forbid to switch it from afar. */
@Component
class PointLocks implements SafetyLocks {

    private final Visits visits;
    private final Outages outages;

    PointLocks(Visits visits, Outages outages) {
        this.visits = visits;
        this.outages = outages;
    }

    @Override
    public Optional<Lock> of(String servicePointId) {
        return visits.underWayAt(servicePointId)
                .map(status -> new Lock(
                        Cause.CREW,
                        status == Visit.Status.ON_SITE
                                ? "A crew is at work at the point"
                                : "A crew is on its way to the point"))
                .or(() -> outages.openAt(servicePointId)
                        ? Optional.of(new Lock(Cause.OUTAGE, "An outage is open at the point"))
                        : Optional.empty());
    }
}
