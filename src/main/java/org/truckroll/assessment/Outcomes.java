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
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The effect of each outcome of each activity on the facts (service-orders 7.8), as a pure function. */
final class Outcomes {

    /** The class of a command that did what it was sent for. */
    static final String SUCCESS = "SUCCESS";

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
            case COMMAND -> CommandOutcomes.of(now, action, outcome, seen);
            case FIELD -> VisitOutcomes.of(now, action, outcome, seen);
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

    static Effect effect(Situation now, ServicePoint point, OrderFacts facts) {
        return new Effect(now.order(), point, facts, false, null);
    }

    static Effect effect(Situation now, ServicePoint point, OrderFacts.Builder facts) {
        return effect(now, point, facts.build());
    }

    /** 6.1 (a): what spoke of the old device starts anew. */
    static OrderFacts.Builder newDevice(OrderFacts.Builder next) {
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
            boolean same = known != null
                    && Objects.equals(known.id(), correction.device().id());
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

    static Device device(ServicePoint point) {
        Device device = point.device();
        if (device == null) {
            throw new IllegalStateException("No device at " + point.id());
        }
        return device;
    }
}
