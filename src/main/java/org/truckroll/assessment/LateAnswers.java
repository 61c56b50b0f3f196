// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.lifecycle.Tables;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.CrewNotes;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.LateResults;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/**
 * Late answers of head ends (service-orders 7.4 LATE). What a success says of the device is a fact, whenever it comes; only a fact that has
 * changed since is left alone. The visit that took the command's place goes back while it can.
 */
@Service
class LateAnswers implements LateResults {

    private static final Logger log = LoggerFactory.getLogger(LateAnswers.class);
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final ServiceOrders orders;
    private final OrderFactsRepository orderFacts;
    private final ServicePoints points;
    private final ReadingIntake readings;
    private final Activities activities;
    private final Decisions decisions;
    private final Assessment assessment;
    private final WaitingOrders waiting;
    private final Tables tables;
    private final Withdrawal visits;
    private final CrewNotes crews;
    private final Milestones milestones;
    private final OrderEvents events;
    private final OrderLifecycle lifecycle;

    LateAnswers(
            ServiceOrders orders,
            OrderFactsRepository orderFacts,
            ServicePoints points,
            ReadingIntake readings,
            Activities activities,
            Decisions decisions,
            Assessment assessment,
            WaitingOrders waiting,
            Tables tables,
            List<Withdrawal> withdrawals,
            CrewNotes crews,
            Milestones milestones,
            OrderEvents events,
            OrderLifecycle lifecycle) {
        this.orders = orders;
        this.orderFacts = orderFacts;
        this.points = points;
        this.readings = readings;
        this.activities = activities;
        this.decisions = decisions;
        this.assessment = assessment;
        this.waiting = waiting;
        this.tables = tables;
        this.visits = withdrawals.stream()
                .filter(withdrawal -> withdrawal.kind() == Activity.Kind.FIELD)
                .findFirst()
                .orElseThrow();
        this.crews = crews;
        this.milestones = milestones;
        this.events = events;
        this.lifecycle = lifecycle;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Taken apply(Activity named, String outcome, Observation seen) {
        String orderId = named.orderId();
        ServicePoint point = assessment
                .hold(orderId)
                .orElseThrow(() -> new IllegalStateException("No service point of order " + orderId));
        Activity command = activities.get(named.id());
        if (command.state() == Activity.State.OPEN) {
            throw new OptimisticLockingFailureException(command.action() + " of order " + orderId + " has not ended");
        }
        ServiceOrder order = orders.get(orderId);
        if (Outcomes.SUCCESS.equals(command.outcome())) {
            laterWord(point, command, outcome, seen);
            return Taken.FACTS_ONLY;
        }
        Taken taken = Outcomes.SUCCESS.equals(outcome) ? succeeded(order, point, command, seen) : Taken.FACTS_ONLY;
        tell(order, command, outcome, seen, taken);
        log.info(
                "Late answer taken: orderId={} commandId={} outcome={} taken={}",
                orderId,
                command.id(),
                outcome,
                taken);
        return taken;
    }

    /** A later word of an armed switch: a person has closed it (7.8 WAIT_CLOSE). Anything else was known. */
    private void laterWord(ServicePoint point, Activity command, String outcome, Observation seen) {
        Device device = point.device();
        boolean closed = Outcomes.SUCCESS.equals(outcome)
                && seen.switchPosition() == Device.SwitchPosition.ON
                && ("ARM".equals(command.action()) || "REMOTE_CONNECT".equals(command.action()));
        if (closed
                && device != null
                && inPlace(point, seen)
                && device.position() == Device.SwitchPosition.ARMED
                && !points.changedSince(point.id(), "device.switch", seen.at())) {
            // Not as a fact of the order's own: whoever waits for the close is woken by it.
            points.save(
                    point,
                    point.withDevice(device.withSwitch(Device.SwitchPosition.ON)),
                    seen.at(),
                    ServicePoints.Source.caller("head-end " + command.completedBy()));
        }
    }

    private Taken succeeded(ServiceOrder order, ServicePoint point, Activity command, Observation seen) {
        boolean open = !order.state().ended() && !decisions.ends(order.id());
        boolean looked = decisions
                .last(order.id())
                .filter(last -> command.id().equals(last.activityId()))
                .isEmpty();
        if (open && !looked) {
            // The order is about to look at how the command ended: it shall see this instead.
            activities.corrected(command.id(), Outcomes.SUCCESS, seen);
            return Taken.FACTS_ONLY;
        }
        Optional<OrderFacts.TakenOut> out = Optional.ofNullable(
                        orderFacts.of(order.id()).takenOut())
                .filter(device -> device.deviceId().equals(seen.deviceId()));
        boolean news;
        if ("DECOMMISSION".equals(command.action()) && out.isPresent()) {
            news = open && out.get().commissioned();
            if (news) {
                assessment.applyLate(order, command, seen, true);
            }
        } else if (inPlace(point, seen) && !overtaken(point, command, seen)) {
            assessment.applyLate(order, command, seen, open);
            news = true;
        } else {
            news = keepReadings(order, point, command, seen, out);
        }
        return open && news ? lookAgain(orders.get(order.id()), command, seen, point.timeZone()) : Taken.FACTS_ONLY;
    }

    private static boolean inPlace(ServicePoint point, Observation seen) {
        return point.hasDevice()
                && seen.deviceId() != null
                && seen.deviceId().equals(point.device().id());
    }

    /** The fact that the answer speaks of has changed after it was true. */
    private boolean overtaken(ServicePoint point, Activity command, Observation seen) {
        String fact = fact(command.action(), seen);
        return fact != null && points.changedSince(point.id(), fact, seen.at());
    }

    private static @Nullable String fact(String command, Observation seen) {
        return switch (command) {
            case "COMMISSION", "DECOMMISSION" -> "device.commission";
            case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" -> "device.switch";
            case "PING" -> seen.switchPosition() == null ? null : "device.switch";
            default -> null;
        };
    }

    /** Every reading is stored, also of a device that is not there any more (6.3). */
    private boolean keepReadings(
            ServiceOrder order,
            ServicePoint point,
            Activity command,
            Observation seen,
            Optional<OrderFacts.TakenOut> out) {
        if (seen.readingList().isEmpty() || seen.deviceId() == null) {
            return false;
        }
        Device device = inPlace(point, seen)
                ? point.device()
                : out.map(Device::of).orElseGet(() -> ReadingIntake.formerDevice(seen.deviceId()));
        boolean ofThisPhase = out.isPresent()
                && !seen.effectiveAt().isBefore(point.phaseSince().minus(ReadingIntake.CLOCK_TOLERANCE));
        readings.store(
                point, device, ReadingSet.Source.ON_DEMAND, order.id(), command.id(), seen.readingList(), ofThisPhase);
        return true;
    }

    /** The order's open activity may have lost its sense. */
    private Taken lookAgain(ServiceOrder order, Activity command, Observation seen, ZoneId zone) {
        Optional<Activity> visit =
                activities.openOf(order.id()).filter(activity -> activity.kind() == Activity.Kind.FIELD);
        if (visit.isEmpty()) {
            waiting.lookAgain(order);
            return Taken.FACTS_ONLY;
        }
        if (wanted(order, visit.get())) {
            return Taken.FACTS_ONLY;
        }
        if (visits.withdraw(visit.get())) {
            milestones.reached(
                    order,
                    visit.get().action() + "_" + Withdrawal.WITHDRAWN,
                    command.action() + " succeeded after all");
            if (!lifecycle.signal(ServiceOrderProcess.WITHDRAWN, order.id())) {
                throw new OptimisticLockingFailureException(
                        "Order " + order.id() + " moved on from " + visit.get().action());
            }
            return Taken.VISIT_WITHDRAWN;
        }
        return crews.tell(visit.get(), news(command, seen, zone)) ? Taken.CREW_TOLD : Taken.FACTS_ONLY;
    }

    /** Whether the tables that the order goes by would send the same visit again. */
    private boolean wanted(ServiceOrder order, Activity visit) {
        Verdict next = ThreeTables.choose(
                order.type(),
                assessment.factsNow(order),
                any -> false,
                (table, names) -> tables.evaluateFor(order.id(), table, names)
                        .orElseThrow(() -> new OptimisticLockingFailureException(
                                "The process of order " + order.id() + " has just ended")));
        return next.action().equals(visit.action());
    }

    private static String news(Activity command, Observation seen, ZoneId zone) {
        return "The head end answered late: " + command.action() + " of meter " + seen.deviceId() + " succeeded at "
                + MINUTES.format(seen.at().atZone(zone))
                + (seen.switchPosition() == null ? "" : ", its switch is " + seen.switchPosition())
                + ". Part of your work may be done already: look before you act, and report what you find.";
    }

    private void tell(ServiceOrder order, Activity command, String outcome, Observation seen, Taken taken) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("orderId", order.id());
        data.put("externalId", order.externalId());
        data.put("type", order.type());
        data.put("servicePointId", order.servicePointId());
        data.put("commandId", command.id());
        data.put("command", command.action());
        data.put("endedAs", command.outcome());
        data.put("outcome", outcome);
        Instant at = seen.at();
        data.put("at", at.toString());
        data.put("taken", taken.name());
        events.record(OrderEvent.Type.LATE_RESULT, order, data);
    }
}
