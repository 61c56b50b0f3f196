// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import static org.truckroll.assessment.Outcomes.BYPASS;
import static org.truckroll.assessment.Outcomes.SUCCESS;
import static org.truckroll.assessment.Outcomes.device;
import static org.truckroll.assessment.Outcomes.effect;

import java.util.Objects;
import java.util.Set;
import org.truckroll.assessment.Outcomes.Effect;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.Commission;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.LoadSide;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;

/** What a command to a meter came to, on the facts (service-orders 7.8). */
final class CommandOutcomes {

    /** Orders that are to leave the power off: where the division verifies, a meter that says otherwise is a matter for a crew. */
    private static final Set<String> LEAVES_OFF = Set.of("DISABLE", "REMOVE", "EXCHANGE");

    private CommandOutcomes() {}

    static Effect of(Situation now, String command, String outcome, Observation seen) {
        boolean ofTakenOut = "DECOMMISSION".equals(command) && now.facts().takenOut() != null;
        if (now.point().device() == null && !ofTakenOut) {
            // The device was taken out from outside while the command was under way: there is nothing left to say about
            // it.
            return effect(now, now.point(), now.facts());
        }
        return switch (outcome) {
            case SUCCESS -> success(now, command, seen);
            case "NOT_ENROLLED" -> notEnrolled(now, command);
            case "UNSUPPORTED" -> unsupported(now, command);
            case "WITHDRAWN" -> effect(now, now.point(), now.facts());
            case "REFUSED" -> {
                Effect vain = exhausted(now, command);
                yield new Effect(
                        vain.order(),
                        vain.point(),
                        vain.facts(),
                        false,
                        "INVESTIGATE".equals(now.order().type()) ? null : FollowUps.REFUSED);
            }
            default -> exhausted(now, command);
        };
    }

    private static Effect success(Situation now, String command, Observation seen) {
        ServicePoint point = now.point();
        OrderFacts facts = now.facts();
        // UNKNOWN says as little as nothing.
        SwitchPosition said = seen.switchPosition() == SwitchPosition.UNKNOWN ? null : seen.switchPosition();
        return switch (command) {
            case "COMMISSION" ->
                effect(now, point.withDevice(told(device(point), seen).withCommission(Commission.COMMISSIONED)), facts);
            case "DECOMMISSION" -> decommissioned(now);
            case "REMOTE_CONNECT" ->
                effect(now, point.withDevice(device(point).withSwitch(said == null ? SwitchPosition.ON : said)), facts);
            case "ARM" ->
                effect(
                        now,
                        point.withDevice(device(point).withSwitch(said == null ? SwitchPosition.ARMED : said)),
                        facts);
            case "REMOTE_DISCONNECT" ->
                looked(
                        now,
                        point.withDevice(device(point).withSwitch(SwitchPosition.OFF)),
                        facts.toBuilder().verified(false).disconnected(true),
                        seen);
            case "PING" -> {
                if (said == null) {
                    yield effect(now, point, facts.toBuilder().answered(true).xPing(true));
                }
                OrderFacts.Builder next = facts.toBuilder().answered(true).verified(said == SwitchPosition.OFF);
                if (disbelieved(now) && facts.disconnected() && said != SwitchPosition.OFF) {
                    next.xSwitch(true);
                }
                yield looked(now, point.withDevice(device(point).withSwitch(said)), next, seen);
            }
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" ->
                new Effect(now.order(), point, facts, true, null);
            default -> throw new IllegalStateException("Unknown command " + command);
        };
    }

    /** A meter that is not off after the order's own disconnect is not asked to switch again: a crew looks for a bypass. */
    private static boolean disbelieved(Situation now) {
        String type = now.order().type();
        return "CUT".equals(type)
                || LEAVES_OFF.contains(type) && now.around().policy().verifyDisconnect();
    }

    /** Power behind an open switch: the meter is suspect, and somebody is to look, though not for this order. */
    private static Effect looked(Situation now, ServicePoint point, OrderFacts.Builder facts, Observation seen) {
        Device device = device(point);
        if (seen.loadSide() != LoadSide.LIVE || device.position() != SwitchPosition.OFF) {
            return effect(now, point, facts);
        }
        ServicePoint suspect = device.conditionState() == Device.Condition.OK
                ? point.withDevice(device.withCondition(Device.Condition.SUSPECT))
                : point;
        return new Effect(
                now.order(),
                suspect.openEvent() == null ? suspect.withOpenEvent(BYPASS) : suspect,
                facts.build(),
                false,
                "INVESTIGATE".equals(now.order().type()) ? null : BYPASS);
    }

    /** With the model and the capabilities that its head end has told when it enrolled it. */
    private static Device told(Device device, Observation seen) {
        Device told = seen.installedDevice();
        if (told == null || !Objects.equals(told.id(), device.id())) {
            return device;
        }
        Device named = told.model() == null ? device : device.withModel(told.model());
        Device.Capabilities can = told.capabilities();
        return can == null
                ? named
                : named.withCapabilities(device.capabilities() == null ? can : can.or(device.capabilities()));
    }

    /** Of the device that the order took out, where there is one. */
    private static Effect decommissioned(Situation now) {
        OrderFacts.TakenOut out = now.facts().takenOut();
        if (out != null && out.commissioned()) {
            return effect(now, now.point(), now.facts().toBuilder().takenOut(out.decommissioned()));
        }
        ServicePoint point = now.point();
        return effect(now, point.withDevice(device(point).withCommission(Commission.DECOMMISSIONED)), now.facts());
    }

    private static Effect exhausted(Situation now, String command) {
        ServicePoint point = now.point();
        OrderFacts.Builder next = now.facts().toBuilder();
        return switch (command) {
            case "COMMISSION" ->
                effect(
                        now,
                        point.withDevice(device(point).withCommission(Commission.FAILED)),
                        next.xCommission(true).build());
            case "DECOMMISSION" -> effect(now, point, next.xDecom(true));
            case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" ->
                effect(now, point, next.xSwitch(true).build());
            case "PING" -> effect(now, point, next.xPing(true).build());
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" ->
                effect(now, point, next.xRead(true).build());
            default -> throw new IllegalStateException("Unknown command " + command);
        };
    }

    private static Effect notEnrolled(Situation now, String command) {
        ServicePoint point = now.point();
        OrderFacts facts = now.facts();
        if ("COMMISSION".equals(command)) {
            return exhausted(now, command);
        }
        if ("DECOMMISSION".equals(command)) {
            return decommissioned(now);
        }
        if (facts.notEnrolledOnce()) {
            return exhausted(now, command);
        }
        return effect(
                now,
                point.withDevice(device(point).withCommission(Commission.PRE)),
                facts.toBuilder().notEnrolledOnce(true).build());
    }

    private static Effect unsupported(Situation now, String command) {
        if (command.endsWith("COMMISSION")) {
            return exhausted(now, command);
        }
        ServicePoint point = now.point();
        OrderFacts facts = now.facts();
        Device device = device(point);
        Device.Capabilities can = device.capabilities();
        if (can == null) {
            return exhausted(now, command);
        }
        Device.Capabilities less = can.without(command);
        return less == can
                ? exhausted(now, command)
                : effect(now, point.withDevice(device.withCapabilities(less)), facts);
    }
}
