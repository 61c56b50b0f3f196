// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.SafetyLocks;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** What stands in the way of a command at its point: nothing moves while a crew is there or an outage is open. */
@Component
class Locks {

    private final ServicePoints points;
    private final SafetyLocks locks;

    Locks(ServicePoints points, SafetyLocks locks) {
        this.points = points;
        this.locks = locks;
    }

    /** Why nothing may be sent now; asking and reading move nothing. */
    Optional<String> of(MeterCommand command) {
        return command.switches() && command.servicePointId() != null
                ? locks.lockedBecause(command.servicePointId())
                : Optional.empty();
    }

    String commodity(MeterCommand command) {
        return command.servicePointId() == null
                ? ""
                : points.find(command.servicePointId())
                        .map(ServicePoint::commodity)
                        .map(String::valueOf)
                        .orElse("");
    }
}
