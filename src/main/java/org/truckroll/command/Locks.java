// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.SafetyLocks;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** What stands in the way of a command at its point: nothing moves while a crew is there or an outage is open. */
@Component
class Locks {

    private static final Set<String> ASKING = Set.of("INVESTIGATE", "PING");

    private final ServicePoints points;
    private final SafetyLocks locks;
    private final ServiceOrders orders;
    private final OrderFactsRepository orderFacts;

    Locks(ServicePoints points, SafetyLocks locks, ServiceOrders orders, OrderFactsRepository orderFacts) {
        this.points = points;
        this.locks = locks;
        this.orders = orders;
        this.orderFacts = orderFacts;
    }

    /** Why nothing may be sent now: a crew on its way or there locks every command, an outage all but those that ask about it. */
    Optional<String> of(MeterCommand command) {
        return command.servicePointId() == null
                ? Optional.empty()
                : of(command.servicePointId(), command.command())
                        .filter(lock -> lock.cause() == SafetyLocks.Cause.CREW || !exempt(command))
                        .map(SafetyLocks.Lock::because);
    }

    /** The same for a command that no order asked for. */
    Optional<SafetyLocks.Lock> of(String servicePointId, String command) {
        return locks.of(servicePointId)
                .filter(lock -> lock.cause() == SafetyLocks.Cause.CREW || !command.equals("PING"));
    }

    /** As guard G09 has it: the order looks for the fault, or it has waited as long as its division allows and tries all the same. */
    private boolean exempt(MeterCommand command) {
        return command.orderId() != null
                && (ASKING.contains(orders.get(command.orderId()).type())
                        || orderFacts.of(command.orderId()).outageWaited());
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
