// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.SafetyLocks;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** What stands in the way of a command at its point: nothing moves while a crew is there or an outage is open. */
@Component
class Locks {

    private final ServicePoints points;
    private final SafetyLocks locks;
    private final OrderFactsRepository orderFacts;

    Locks(ServicePoints points, SafetyLocks locks, OrderFactsRepository orderFacts) {
        this.points = points;
        this.locks = locks;
        this.orderFacts = orderFacts;
    }

    /** Why nothing may be sent now. */
    Optional<String> of(MeterCommand command) {
        return command.servicePointId() == null
                ? Optional.empty()
                : locks.of(command.servicePointId())
                        .filter(lock -> lock.cause() == SafetyLocks.Cause.CREW || !waitedForOutage(command))
                        .map(SafetyLocks.Lock::because);
    }

    /** The order waited for the outage as long as its division allows: the command is tried all the same (guard G09). */
    private boolean waitedForOutage(MeterCommand command) {
        return command.orderId() != null && orderFacts.of(command.orderId()).outageWaited();
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
