// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.Policies;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/**
 * All that an assessment looks at, at one moment. It holds no door to a database: the running order, the preview and the proof of the tables
 * derive and change it by the same rules.
 *
 * @param sets readings that no new phase or device has voided, and all that the order itself took
 */
public record Situation(
        ServiceOrder order,
        ServicePoint point,
        OrderFacts facts,
        List<ReadingSet> sets,
        Surroundings around,
        Instant now) {

    /**
     * What lies outside the order and its point.
     *
     * @param headEndInService whether a head end is configured and in service
     * @param childOpen an exchange that this order awaits has not ended
     * @param startNear a start for the point is asked for within a few days, and the division leaves the power on (guard G10)
     */
    public record Surroundings(
            Predicate<@Nullable String> headEndInService,
            boolean outageOpen,
            boolean childOpen,
            boolean startNear,
            Policies.Policy policy,
            List<Restrictions.Period> calendar) {}

    public Situation with(ServiceOrder newOrder, ServicePoint newPoint, OrderFacts newFacts, List<ReadingSet> newSets) {
        return new Situation(newOrder, newPoint, newFacts, newSets, around, now);
    }

    public Situation with(OrderFacts newFacts) {
        return new Situation(order, point, newFacts, sets, around, now);
    }

    /** What an order takes down once, at its first assessment: whether power could flow before its EXCHANGE (6.1). */
    public Situation begun() {
        // An unknown supply is cleared up first (G14): taken as off it would leave a customer without power.
        if (!"EXCHANGE".equals(order.type()) || facts.was() != null || point.supply() == null) {
            return this;
        }
        return with(facts.toBuilder().was(powerCouldFlow(point)).build());
    }

    /** Supply on, and the switch on or unknown: what an exchange is to leave behind as it was (6.1). */
    static boolean powerCouldFlow(ServicePoint point) {
        return point.supply() == ServicePoint.Supply.ON
                && (point.device() == null
                        || switch (point.device().position()) {
                            case ON, UNKNOWN -> true;
                            case OFF, ARMED -> false;
                        });
    }

    Situation at(Instant time) {
        return new Situation(order, point, facts, sets, around, time);
    }

    Situation withoutOutage() {
        return new Situation(
                order,
                point,
                facts,
                sets,
                new Surroundings(
                        around.headEndInService(),
                        false,
                        around.childOpen(),
                        around.startNear(),
                        around.policy(),
                        around.calendar()),
                now);
    }

    /** What guard G13 compares: the same again at another hour is still the same. */
    Object withoutTime() {
        return List.of(
                order.type(),
                order.collection(),
                point,
                facts,
                sets.stream().map(ReadingSet::id).toList());
    }
}
