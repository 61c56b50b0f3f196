// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.Set;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFacts.Exchange;
import org.truckroll.serviceorder.OrderFacts.PersonEnd;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.Commission;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The effect of each outcome of each activity on the facts (service-orders 7.8), as a pure function. */
final class Outcomes {

    private static final Set<String> VISIT_FAILURES =
            Set.of("NO_ACCESS", "NOT_FOUND", "UNSAFE", "CUSTOMER_REFUSED", "OTHER");

    private Outcomes() {}

    /**
     * What follows from an outcome.
     *
     * @param readsWanted an on-demand read: without a complete, fresh set it was asked in vain
     * @param investigate a follow-up INVESTIGATE is to be raised
     */
    record Effect(ServicePoint point, OrderFacts facts, boolean readsWanted, boolean investigate) {

        static Effect of(ServicePoint point, OrderFacts facts) {
            return new Effect(point, facts, false, false);
        }
    }

    static Effect command(
            ServicePoint point, OrderFacts facts, String orderType, String command, String outcome, Observation seen) {
        return switch (outcome) {
            case "SUCCESS" -> success(point, facts, orderType, command, seen);
            case "NOT_ENROLLED" -> notEnrolled(point, facts, command);
            case "UNSUPPORTED" -> unsupported(point, facts, command);
            case "REFUSED" -> {
                Effect vain = exhausted(point, facts, command);
                yield new Effect(vain.point(), vain.facts(), false, !"INVESTIGATE".equals(orderType));
            }
            default -> exhausted(point, facts, command);
        };
    }

    private static Effect success(
            ServicePoint point, OrderFacts facts, String orderType, String command, Observation seen) {
        // UNKNOWN says as little as nothing.
        SwitchPosition said = seen.switchPosition() == SwitchPosition.UNKNOWN ? null : seen.switchPosition();
        return switch (command) {
            case "COMMISSION" ->
                Effect.of(point.withDevice(device(point).withCommission(Commission.COMMISSIONED)), facts);
            case "DECOMMISSION" ->
                Effect.of(point.withDevice(device(point).withCommission(Commission.DECOMMISSIONED)), facts);
            case "REMOTE_CONNECT" ->
                Effect.of(point.withDevice(device(point).withSwitch(said == null ? SwitchPosition.ON : said)), facts);
            case "ARM" ->
                Effect.of(
                        point.withDevice(device(point).withSwitch(said == null ? SwitchPosition.ARMED : said)), facts);
            case "REMOTE_DISCONNECT" ->
                Effect.of(
                        point.withDevice(device(point).withSwitch(SwitchPosition.OFF)),
                        facts.toBuilder().verified(false).disconnected(true).build());
            case "PING" -> {
                if (said == null) {
                    yield Effect.of(
                            point, facts.toBuilder().answered(true).xPing(true).build());
                }
                OrderFacts.Builder next = facts.toBuilder().answered(true).verified(said == SwitchPosition.OFF);
                if ("CUT".equals(orderType) && facts.disconnected() && said != SwitchPosition.OFF) {
                    next.xSwitch(true);
                }
                yield Effect.of(point.withDevice(device(point).withSwitch(said)), next.build());
            }
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" -> new Effect(point, facts, true, false);
            default -> throw new IllegalStateException("Unknown command " + command);
        };
    }

    private static Effect exhausted(ServicePoint point, OrderFacts facts, String command) {
        OrderFacts.Builder next = facts.toBuilder();
        return switch (command) {
            case "COMMISSION" ->
                Effect.of(
                        point.withDevice(device(point).withCommission(Commission.FAILED)),
                        next.xCommission(true).build());
            case "DECOMMISSION" -> Effect.of(point, next.xDecom(true).build());
            case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" ->
                Effect.of(point, next.xSwitch(true).build());
            case "PING" -> Effect.of(point, next.xPing(true).build());
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" ->
                Effect.of(point, next.xRead(true).build());
            default -> throw new IllegalStateException("Unknown command " + command);
        };
    }

    private static Effect notEnrolled(ServicePoint point, OrderFacts facts, String command) {
        if ("COMMISSION".equals(command)) {
            return exhausted(point, facts, command);
        }
        if ("DECOMMISSION".equals(command)) {
            return Effect.of(point.withDevice(device(point).withCommission(Commission.DECOMMISSIONED)), facts);
        }
        if (facts.notEnrolledOnce()) {
            return exhausted(point, facts, command);
        }
        return Effect.of(
                point.withDevice(device(point).withCommission(Commission.PRE)),
                facts.toBuilder().notEnrolledOnce(true).build());
    }

    private static Effect unsupported(ServicePoint point, OrderFacts facts, String command) {
        Device device = device(point);
        Device.Capabilities can = device.capabilities();
        if (can == null) {
            return exhausted(point, facts, command);
        }
        return switch (command) {
            case "PING" ->
                Effect.of(
                        point.withDevice(device.withCapabilities(new Device.Capabilities(
                                can.switchControl(),
                                can.onDemandReadScalar(),
                                can.onDemandReadInterval(),
                                false,
                                can.loadLimit()))),
                        facts);
            case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" ->
                Effect.of(
                        point.withDevice(device.withCapabilities(new Device.Capabilities(
                                Device.SwitchControl.NONE,
                                can.onDemandReadScalar(),
                                can.onDemandReadInterval(),
                                can.ping(),
                                can.loadLimit()))),
                        facts);
            case "ON_DEMAND_READ_SCALAR" ->
                Effect.of(
                        point.withDevice(device.withCapabilities(new Device.Capabilities(
                                can.switchControl(), false, can.onDemandReadInterval(), can.ping(), can.loadLimit()))),
                        facts);
            case "ON_DEMAND_READ_INTERVAL" ->
                Effect.of(
                        point.withDevice(device.withCapabilities(new Device.Capabilities(
                                can.switchControl(), can.onDemandReadScalar(), false, can.ping(), can.loadLimit()))),
                        facts);
            default -> exhausted(point, facts, command);
        };
    }

    /** A visit: completed in a mode, or failed for a reason. */
    static Effect visit(ServicePoint point, OrderFacts facts, String action, String outcome, Observation seen) {
        if (VISIT_FAILURES.contains(outcome)) {
            OrderFacts.Builder next = facts.toBuilder().fieldFailures(facts.fieldFailures() + 1);
            if ("DISCONNECT_SP_AT_SOURCE".equals(action)) {
                next.sourceTried(true);
            }
            if ("NOT_FOUND".equals(outcome)) {
                next.mismatch(true);
            }
            return Effect.of(point, next.build());
        }
        OrderFacts.Builder next = facts.toBuilder().fieldFailures(0);
        return switch (outcome) {
            case "INSTALLED" -> {
                ServicePoint after = point.withDevice(seen.installedDevice());
                if (action.startsWith("CONNECT_")) {
                    after = after.withSupply(Supply.ON);
                }
                yield Effect.of(after, newDevice(next).build());
            }
            case "CONNECTED_AT_SOURCE", "CONNECTED_AT_METER" -> Effect.of(point.withSupply(Supply.ON), next.build());
            case "TURNED_ON" -> {
                ServicePoint after = "TURN_ON_METER".equals(action) || "TURN_ON_ITEM".equals(action)
                        ? point
                        : point.withSupply(Supply.ON);
                yield Effect.of(after.withDevice(device(point).withSwitch(SwitchPosition.ON)), next.build());
            }
            case "TURNED_OFF" ->
                Effect.of(point.withDevice(device(point).withSwitch(SwitchPosition.OFF)), next.build());
            case "OFF_AT_METER", "SLEEVED" -> Effect.of(point.withSupply(Supply.OFF_METER), next.build());
            case "OFF_AT_SOURCE" -> Effect.of(point.withSupply(Supply.OFF_SOURCE), next.build());
            case "READ" -> Effect.of(point, next.build());
            case "INVESTIGATED" ->
                Effect.of(found(point, seen), next.investigated(true).build());
            default -> throw new IllegalStateException("No effect known for mode " + outcome);
        };
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
        return point.withDevice(device);
    }

    /** 6.1 (a): what spoke of the old device starts anew. */
    private static OrderFacts.Builder newDevice(OrderFacts.Builder next) {
        return next.xCommission(false)
                .xSwitch(false)
                .xRead(false)
                .xPing(false)
                .xScheduled(false)
                .notEnrolledOnce(false)
                .answered(false);
    }

    /** A wait ended: by what it waited for, or by its timer. */
    static Effect waited(ServicePoint point, OrderFacts facts, String action, String outcome) {
        boolean timer = "TIMER".equals(outcome);
        return switch (action) {
            case "WAIT_OUTAGE" ->
                timer
                        ? Effect.of(point, facts.toBuilder().outageWaited(true).build())
                        : Effect.of(
                                point,
                                "CLEARED".equals(outcome)
                                        ? facts.toBuilder().xPing(false).build()
                                        : facts);
            case "WAIT_CLOSE" ->
                Effect.of(point, timer ? facts.toBuilder().xSwitch(true).build() : facts);
            case "WAIT_READ" ->
                Effect.of(point, timer ? facts.toBuilder().xScheduled(true).build() : facts);
            default -> Effect.of(point, facts);
        };
    }

    /** A person's decision. */
    static Effect decided(ServicePoint point, OrderFacts facts, String action, String decision, Observation seen) {
        ServicePoint corrected = seen.correction() == null ? point : correct(point, seen.correction());
        OrderFacts.Builder next = facts.toBuilder();
        if (seen.correction() != null
                && (seen.correction().device() != null || seen.correction().withoutDevice())) {
            newDevice(next);
        }
        return switch (decision) {
            case "CANCEL" ->
                Effect.of(point, next.personEnd(PersonEnd.CANCELLED).build());
            case "DENIED" -> Effect.of(point, next.personEnd(PersonEnd.DENIED).build());
            case "PARTIAL" -> Effect.of(point, next.personEnd(PersonEnd.PARTIAL).build());
            case "COMPLETED" -> Effect.of(corrected, next.build());
            case "CORRECTED" ->
                Effect.of(corrected, next.mismatch(false).fieldFailures(0).build());
            case "EXCHANGE_AGAIN" ->
                Effect.of(point, next.exchange(Exchange.NONE).build());
            case "GO_ON" -> Effect.of(point, next.exchange(Exchange.GO_ON).build());
            case "VISIT_AGAIN" ->
                Effect.of(point, next.fieldFailures(0).sourceTried(false).build());
            case "REMOTE_AGAIN" ->
                Effect.of(
                        point,
                        next.fieldFailures(0)
                                .xCommission(false)
                                .xSwitch(false)
                                .xRead(false)
                                .xPing(false)
                                .build());
            case "ESTIMATE" ->
                Effect.of(point, next.fieldFailures(0).estimated(true).build());
            case "CLOSE_EVENT" -> Effect.of(point.withOpenEvent(null), next.build());
            case "VISIT" -> Effect.of(point, next.visitWanted(true).build());
            case "WITHDRAWN" -> Effect.of(point, facts);
            default -> throw new IllegalStateException("No effect known for decision " + decision + " of " + action);
        };
    }

    private static ServicePoint correct(ServicePoint point, Observation.Correction correction) {
        ServicePoint after = point;
        if (correction.device() != null) {
            after = after.withDevice(correction.device());
        }
        if (correction.withoutDevice()) {
            after = after.withDevice(null);
        }
        if (correction.supply() != null) {
            after = after.withSupply(correction.supply());
        }
        if (after.device() != null) {
            Device device = after.device();
            if (correction.switchPosition() != null) {
                device = device.withSwitch(correction.switchPosition());
            }
            if (correction.commission() != null) {
                device = device.withCommission(correction.commission());
            }
            if (correction.condition() != null) {
                device = device.withCondition(correction.condition());
            }
            if (correction.capabilities() != null) {
                device = device.withCapabilities(correction.capabilities());
            }
            after = after.withDevice(device);
        }
        return after;
    }

    private static Device device(ServicePoint point) {
        Device device = point.device();
        if (device == null) {
            throw new IllegalStateException("No device at " + point.id());
        }
        return device;
    }
}
