// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import static org.truckroll.assessment.Outcomes.BYPASS;
import static org.truckroll.assessment.Outcomes.device;
import static org.truckroll.assessment.Outcomes.effect;
import static org.truckroll.assessment.Outcomes.newDevice;

import java.util.Set;
import org.truckroll.assessment.Outcomes.Effect;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** What a visit came to, done in a mode or failed for a reason, on the facts (service-orders 7.8). */
final class VisitOutcomes {

    private static final Set<String> VISIT_FAILURES =
            Set.of("NO_ACCESS", "NOT_FOUND", "UNSAFE", "CUSTOMER_REFUSED", "OTHER");

    /** Visits that end with the supply taken away, and seen to be (6.1 d). */
    private static final Set<String> TAKES_AWAY = Set.of(
            "CUT_FOR_NON_PAYMENT",
            "CUT_ITEM_FOR_NON_PAYMENT",
            "DISCONNECT_SP_AT_SOURCE",
            "TURN_OFF_METER",
            "TURN_OFF_ITEM");

    private VisitOutcomes() {}

    /** A visit: completed in a mode, or failed for a reason. */
    static Effect of(Situation now, String action, String outcome, Observation seen) {
        ServicePoint point = now.point();
        OrderFacts facts = now.facts();
        if ("WITHDRAWN".equals(outcome)) {
            return effect(now, point, facts);
        }
        if (VISIT_FAILURES.contains(outcome)) {
            OrderFacts.Builder next = facts.toBuilder().fieldFailures(facts.fieldFailures() + 1);
            if ("DISCONNECT_SP_AT_SOURCE".equals(action)) {
                next.sourceTried(true);
            }
            if ("NOT_FOUND".equals(outcome)) {
                next.mismatch(true);
            }
            return effect(now, point, next);
        }
        OrderFacts.Builder next = facts.toBuilder().fieldFailures(0);
        if (TAKES_AWAY.contains(action) && !"PAID_AT_DOOR".equals(outcome)) {
            next.verified(true);
        }
        return switch (outcome) {
            case "INSTALLED" -> {
                ServicePoint after = point.withDevice(seen.installedDevice());
                if (action.startsWith("CONNECT_")) {
                    after = after.withSupply(Supply.ON);
                }
                yield effect(now, after, newDevice(next));
            }
            case "EXCHANGED" ->
                effect(
                        now,
                        point.withDevice(seen.installedDevice()),
                        newDevice(next).takenOut(device(point).takenOut()).newIn(true));
            case "REMOVED" ->
                seen.count() != null && seen.count() > 0
                        ? effect(now, counted(point, seen), next)
                        : effect(
                                now,
                                removed(point, action),
                                newDevice(next).takenOut(device(point).takenOut()));
            case "CONNECTED_AT_SOURCE", "CONNECTED_AT_METER" ->
                effect(now, counted(point.withSupply(Supply.ON), seen), next);
            case "TURNED_ON" -> {
                ServicePoint after = "TURN_ON_METER".equals(action) || "TURN_ON_ITEM".equals(action)
                        ? point
                        : point.withSupply(Supply.ON);
                yield effect(now, counted(after.withDevice(device(point).withSwitch(SwitchPosition.ON)), seen), next);
            }
            case "TURNED_OFF", "OFF_AT_SWITCH" ->
                effect(now, counted(point.withDevice(device(point).withSwitch(SwitchPosition.OFF)), seen), next);
            case "OFF_AT_METER", "SLEEVED" -> effect(now, counted(point.withSupply(Supply.OFF_METER), seen), next);
            case "OFF_AT_SOURCE" -> effect(now, counted(point.withSupply(Supply.OFF_SOURCE), seen), next);
            case "READ" -> effect(now, counted(point, seen), next);
            case "INVESTIGATED" -> effect(now, counted(found(point, seen), seen), next.investigated(true));
            case "PAID_AT_DOOR" ->
                new Effect(
                        now.order().withCollection(now.order().collection().withPaid(true)),
                        point,
                        next.build(),
                        false,
                        null);
            case "WARNED" ->
                new Effect(
                        now.order().withCollection(now.order().collection().withNoticeGivenAt(now.now())),
                        point,
                        next.build(),
                        false,
                        null);
            default -> throw new IllegalStateException("No effect known for mode " + outcome);
        };
    }

    /** The open place is sealed at the meter after a cut; else the supply is off at the source (7.8). */
    private static ServicePoint removed(ServicePoint point, String action) {
        boolean cut = action.startsWith("CUT_");
        Supply supply = cut && point.supply() != Supply.OFF_SOURCE ? Supply.OFF_METER : Supply.OFF_SOURCE;
        return point.withDevice(null).withSupply(supply);
    }

    /** UNBADGED: the crew counts what is there. */
    private static ServicePoint counted(ServicePoint point, Observation seen) {
        return point.category() == ServicePoint.Category.UNBADGED && seen.count() != null && point.device() != null
                ? point.withDevice(point.device().withCount(seen.count()))
                : point;
    }

    private static ServicePoint found(ServicePoint point, Observation seen) {
        Device found = seen.installedDevice();
        if (found == null || point.device() == null) {
            return point;
        }
        Device device = point.device();
        if (found.condition() != null) {
            device = device.withCondition(found.condition());
        }
        if (found.switchPosition() != null) {
            device = device.withSwitch(found.switchPosition());
        }
        // What we suspected a crew has looked at now; what others told us of they close themselves.
        boolean lookedAt = found.condition() != null && BYPASS.equals(point.openEvent());
        return (lookedAt ? point.withOpenEvent(null) : point).withDevice(device);
    }
}
