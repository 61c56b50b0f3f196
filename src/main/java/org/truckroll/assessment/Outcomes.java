// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFacts.Exchange;
import org.truckroll.serviceorder.OrderFacts.PersonEnd;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.Commission;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.LoadSide;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The effect of each outcome of each activity on the facts (service-orders 7.8), as a pure function. */
final class Outcomes {

    private static final Set<String> VISIT_FAILURES =
            Set.of("NO_ACCESS", "NOT_FOUND", "UNSAFE", "CUSTOMER_REFUSED", "OTHER");

    /** The class of a command that did what it was sent for. */
    static final String SUCCESS = "SUCCESS";

    /** Visits that end with the supply taken away, and seen to be (6.1 d). */
    private static final Set<String> TAKES_AWAY = Set.of(
            "CUT_FOR_NON_PAYMENT",
            "CUT_ITEM_FOR_NON_PAYMENT",
            "DISCONNECT_SP_AT_SOURCE",
            "TURN_OFF_METER",
            "TURN_OFF_ITEM");

    /** Orders that are to leave the power off: where the division verifies, a meter that says otherwise is a matter for a crew. */
    private static final Set<String> LEAVES_OFF = Set.of("DISABLE", "REMOVE", "EXCHANGE");

    /** The open event of a point where somebody may have bypassed the meter. */
    static final String BYPASS = "BYPASS_SUSPECTED";

    private static final Set<String> SWITCHING = Set.of("REMOTE_CONNECT", "ARM", "REMOTE_DISCONNECT");

    private Outcomes() {}

    /**
     * What follows from an outcome.
     *
     * @param readsWanted an on-demand read: without a complete, fresh set it was asked in vain
     * @param investigate why a follow-up INVESTIGATE is to be raised; null: none is
     */
    record Effect(
            ServiceOrder order,
            ServicePoint point,
            OrderFacts facts,
            boolean readsWanted,
            @Nullable String investigate) {

        private Effect with(OrderFacts newFacts) {
            return new Effect(order, point, newFacts, readsWanted, investigate);
        }
    }

    /** The effect of what an activity came to, on the facts as they stand now. */
    static Effect of(Situation now, Activity.Kind kind, String action, String outcome, Observation seen) {
        Effect effect = switch (kind) {
            case COMMAND -> command(now, action, outcome, seen);
            case FIELD -> visit(now, action, outcome, seen);
            case WAIT -> waited(now, action, outcome);
            case HUMAN -> decided(now, action, outcome, seen);
            case DATA -> dataStep(now, action);
        };
        boolean acted = now.facts().acted()
                || kind == Activity.Kind.FIELD && moved(now.point(), effect.point())
                || SWITCHING.contains(action) && SUCCESS.equals(outcome) && moved(now.point(), effect.point());
        return acted == effect.facts().acted()
                ? effect
                : effect.with(effect.facts().toBuilder().acted(acted).build());
    }

    /** What a command that came through after all was not tried in vain. */
    static OrderFacts notInVain(OrderFacts facts, String command) {
        OrderFacts.Builder next = facts.toBuilder();
        switch (command) {
            case "COMMISSION" -> next.xCommission(false);
            case "DECOMMISSION" -> next.xDecom(false);
            case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" -> next.xSwitch(false);
            case "PING" -> next.xPing(false);
            default -> next.xRead(false);
        }
        return next.build();
    }

    /** Supply, switch or device is another one than before. */
    private static boolean moved(ServicePoint before, ServicePoint after) {
        Device old = before.device();
        Device device = after.device();
        return before.supply() != after.supply()
                || (old == null) != (device == null)
                || old != null
                        && device != null
                        && (!Objects.equals(old.id(), device.id())
                                || old.position() != device.position()
                                || !Objects.equals(old.count(), device.count()));
    }

    private static Effect effect(Situation now, ServicePoint point, OrderFacts facts) {
        return new Effect(now.order(), point, facts, false, null);
    }

    private static Effect effect(Situation now, ServicePoint point, OrderFacts.Builder facts) {
        return effect(now, point, facts.build());
    }

    private static Effect command(Situation now, String command, String outcome, Observation seen) {
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

    /** A visit: completed in a mode, or failed for a reason. */
    private static Effect visit(Situation now, String action, String outcome, Observation seen) {
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

    /** 6.1 (a): what spoke of the old device starts anew. */
    private static OrderFacts.Builder newDevice(OrderFacts.Builder next) {
        return next.xCommission(false)
                .xSwitch(false)
                .xRead(false)
                .xPing(false)
                .xScheduled(false)
                .disconnected(false)
                .notEnrolledOnce(false)
                .answered(false);
    }

    /** A wait ended: by what it waited for, or by its timer. */
    private static Effect waited(Situation now, String action, String outcome) {
        OrderFacts.Builder next = now.facts().toBuilder();
        boolean timer = "TIMER".equals(outcome);
        switch (action) {
            case "WAIT_OUTAGE" -> {
                if (timer) {
                    next.outageWaited(true);
                } else if ("CLEARED".equals(outcome)) {
                    next.xPing(false);
                }
            }
            case "WAIT_CLOSE" -> {
                if (timer) {
                    next.xSwitch(true);
                }
            }
            case "WAIT_READ" -> {
                if (timer) {
                    next.xScheduled(true);
                }
            }
            default -> {}
        }
        return effect(now, now.point(), next);
    }

    /** A step that changes a fact or raises another order. */
    private static Effect dataStep(Situation now, String action) {
        ServiceOrder order = now.order();
        ServicePoint point = now.point();
        OrderFacts.Builder next = now.facts().toBuilder();
        return switch (action) {
            case "ACTIVATE_POINT" -> effect(now, point.withStatus(ServicePoint.Status.ACTIVE), next);
            case "DEACTIVATE_POINT" -> effect(now, point.withStatus(ServicePoint.Status.INACTIVE), next);
            case "SPAWN_INVESTIGATE" -> effect(now, point, next.followUp(true));
            case "SPAWN_EXCHANGE" -> effect(now, point, next.exchange(Exchange.RAISED));
            case "SEND_NOTICE" ->
                new Effect(
                        order.withCollection(order.collection().withNoticeGivenAt(now.now())),
                        point,
                        next.fieldFailures(0).build(),
                        false,
                        null);
            case "CONVERT_TO_BACK_TO_BACK" ->
                new Effect(order.withType("BACK_TO_BACK"), point, next.build(), false, null);
            default -> throw new IllegalStateException("Unknown data step " + action);
        };
    }

    /** A person's decision. */
    private static Effect decided(Situation now, String action, String decision, Observation seen) {
        ServicePoint point = now.point();
        ServicePoint corrected = seen.correction() == null ? point : correct(point, seen.correction());
        OrderFacts.Builder next = now.facts().toBuilder();
        if (seen.correction() != null
                && (seen.correction().device() != null || seen.correction().withoutDevice())) {
            newDevice(next);
        }
        if (seen.correction() != null) {
            before(next, now.facts(), seen.correction());
        }
        return switch (decision) {
            case "CANCEL" -> effect(now, point, next.personEnd(PersonEnd.CANCELLED));
            case "DENIED" -> effect(now, point, next.personEnd(PersonEnd.DENIED));
            case "PARTIAL" -> effect(now, point, next.personEnd(PersonEnd.PARTIAL));
            case "COMPLETED" -> effect(now, corrected, next);
            case "APPROVED" ->
                "APPROVE_DISPUTED".equals(action)
                        ? new Effect(
                                now.order()
                                        .withCollection(now.order().collection().withDisputed(false)),
                                point,
                                next.build(),
                                false,
                                null)
                        : effect(now, point, next.approved(true));
            case "CORRECTED" ->
                "CORRECT_ORDER".equals(action)
                        ? effect(now, point, next)
                        : effect(now, corrected, next.mismatch(false).fieldFailures(0));
            case "EXCHANGE_AGAIN" -> effect(now, point, next.exchange(Exchange.NONE));
            case "GO_ON" -> effect(now, point, next.exchange(Exchange.GO_ON));
            case "VISIT_AGAIN" -> effect(now, point, next.fieldFailures(0).sourceTried(false));
            case "REMOTE_AGAIN" ->
                effect(
                        now,
                        point,
                        next.fieldFailures(0)
                                .xCommission(false)
                                .xSwitch(false)
                                .xRead(false)
                                .xPing(false));
            case "ESTIMATE", "ESTIMATED" ->
                effect(now, point, next.fieldFailures(0).estimated(true));
            case "CLOSE_EVENT" -> effect(now, point.withOpenEvent(null), next);
            case "VISIT" -> effect(now, point, next.visitWanted(true));
            case "WITHDRAWN" -> effect(now, point, next);
            default -> throw new IllegalStateException("No effect known for decision " + decision + " of " + action);
        };
    }

    /** EXCHANGE: a record that was wrong was wrong before, too; where no device is, none has come in. */
    private static void before(OrderFacts.Builder next, OrderFacts facts, Observation.Correction correction) {
        if (!facts.newIn()) {
            next.was(null);
        } else if (correction.supply() != null && correction.supply() != Supply.ON) {
            next.was(false);
        }
        if (correction.withoutDevice()) {
            next.newIn(false);
        }
    }

    /** Where the readings of an activity come from. */
    static ReadingSet.Source source(Activity.Kind kind) {
        return switch (kind) {
            case COMMAND -> ReadingSet.Source.ON_DEMAND;
            case HUMAN -> ReadingSet.Source.ESTIMATE;
            default -> ReadingSet.Source.FIELD;
        };
    }

    /**
     * What the order remembers in the end.
     *
     * @param fresh a complete set came that stands for the present phase
     * @param raised the investigation that the effect asks for exists
     */
    static OrderFacts remembered(Effect effect, boolean fresh, boolean raised) {
        OrderFacts.Builder next = effect.facts().toBuilder();
        if (effect.readsWanted() && !fresh) {
            next.xRead(true);
        }
        if (raised) {
            next.followUp(true);
        }
        return next.build();
    }

    /** Readings of one device, as they came with a result. */
    record Taken(Device device, List<Reading> readings, boolean inNewPhase) {}

    /**
     * Whose readings a result brought (7.8 "reads"), and whether they count for the phase that began with it.
     *
     * @param before the situation that the result met
     */
    static List<Taken> taken(Situation before, Activity.Kind kind, String outcome, Observation seen, Effect effect) {
        List<Reading> given = seen.readingList();
        ServicePoint point = before.point();
        ServicePoint after = effect.point();
        Device old = point.device();
        boolean anew = kind == Activity.Kind.HUMAN
                || point.phase() != after.phase()
                || old == null
                || after.device() == null
                || !Objects.equals(old.id(), after.device().id());
        if (given.isEmpty()) {
            return List.of();
        }
        if ("EXCHANGED".equals(outcome) && old != null && after.device() != null) {
            List<Taken> both = new ArrayList<>();
            for (Device device : List.of(old, after.device())) {
                List<Reading> own = given.stream()
                        .filter(reading -> Objects.equals(
                                device.id(),
                                reading.deviceId() == null ? after.device().id() : reading.deviceId()))
                        .toList();
                if (!own.isEmpty()) {
                    both.add(new Taken(device, own, device == after.device()));
                }
            }
            return both;
        }
        if ("REMOVED".equals(outcome) && old != null) {
            return List.of(new Taken(old, given, true));
        }
        OrderFacts.TakenOut out = before.facts().takenOut();
        if ("ESTIMATED".equals(outcome) && out != null) {
            return List.of(new Taken(Device.of(out), given, true));
        }
        return after.device() == null ? List.of() : List.of(new Taken(after.device(), given, anew));
    }

    private static ServicePoint correct(ServicePoint point, Observation.Correction correction) {
        ServicePoint after = point;
        if (correction.device() != null) {
            Device known = point.device();
            boolean same =
                    known != null && Objects.equals(known.id(), correction.device().id());
            after = after.withDevice(same ? correction.device().or(known) : correction.device());
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
