// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;

/** The steps of one command but its sending: store it, settle what went wrong, conclude it. Each is one step of the process, in its transaction. */
@Service
public class CommandDispatch {

    private static final Logger log = LoggerFactory.getLogger(CommandDispatch.class);
    private static final String EXHAUSTED = "EXHAUSTED";

    /** What the diagram needs of a stored command. */
    public record Prepared(String headEnd, int priority, Instant heldUntil) {}

    private final MeterCommands commands;
    private final HeadEnds headEnds;
    private final ServiceOrders orders;
    private final OrderFactsRepository orderFacts;
    private final ServicePoints points;
    private final Activities activities;
    private final ReadingIntake readings;
    private final DeviceKnowledge knowledge;
    private final CommandMetrics metrics;
    private final CommandPolicies policies;
    private final CommandProperties policy;
    private final Clock clock;

    CommandDispatch(
            MeterCommands commands,
            HeadEnds headEnds,
            ServiceOrders orders,
            OrderFactsRepository orderFacts,
            ServicePoints points,
            Activities activities,
            ReadingIntake readings,
            DeviceKnowledge knowledge,
            CommandMetrics metrics,
            CommandPolicies policies,
            CommandProperties policy,
            Clock clock) {
        this.commands = commands;
        this.headEnds = headEnds;
        this.orders = orders;
        this.orderFacts = orderFacts;
        this.points = points;
        this.activities = activities;
        this.readings = readings;
        this.knowledge = knowledge;
        this.metrics = metrics;
        this.policies = policies;
        this.policy = policy;
        this.clock = clock;
    }

    /** Stores the command of an activity; the id is committed before anything is sent. A stored one stays as it is. */
    public Prepared prepare(@Nullable String orderId, String activityId) {
        MeterCommand command = commands.find(activityId).orElseGet(() -> store(orderId, activityId));
        return new Prepared(command.headEnd(), command.priority(), command.heldUntil());
    }

    private MeterCommand store(@Nullable String orderId, String activityId) {
        if (orderId == null) {
            throw new IllegalStateException("No command " + activityId);
        }
        ServiceOrder order = orders.get(orderId);
        Activity activity = activities.get(activityId);
        ServicePoint point = points.get(order.servicePointId());
        OrderFacts.TakenOut out = orderFacts.of(orderId).takenOut();
        // What the order took out is still enrolled until its head end has let it go.
        Device device = "DECOMMISSION".equals(activity.action()) && out != null && out.commissioned()
                ? Device.of(out)
                : point.device();
        if (device == null || device.id() == null || device.headEnd() == null) {
            throw new IllegalStateException("No commandable device at " + point.id());
        }
        return add(activityId, orderId, point, device, activity.action(), order.requester(), order.priority());
    }

    MeterCommand add(
            String id,
            @Nullable String orderId,
            ServicePoint point,
            Device device,
            String command,
            String requester,
            int priority) {
        Instant now = clock.instant();
        CommandPolicies.Policy times = policies.of(point.division(), command, String.valueOf(point.commodity()));
        MeterCommand added = new MeterCommand(
                id,
                orderId,
                point.id(),
                point.division(),
                requester,
                String.valueOf(device.headEnd()),
                String.valueOf(device.id()),
                device.address(),
                command,
                registers(device, command),
                MeterCommand.State.READY,
                null,
                0,
                0,
                now.plus(times.answerWithin()),
                now,
                null,
                null,
                null,
                null,
                null,
                null,
                id,
                null,
                priority,
                0,
                times.answerWithin(),
                now.plus(times.heldFor()),
                Attempts.Kind.SEND,
                null,
                null);
        commands.add(added);
        return added;
    }

    private static List<Device.Register> registers(Device device, String command) {
        return switch (command) {
            case "ON_DEMAND_READ_SCALAR" ->
                device.registerList().stream().filter(Device.Register::scalar).toList();
            case "ON_DEMAND_READ_INTERVAL" ->
                device.registerList().stream()
                        .filter(register -> !register.scalar())
                        .toList();
            default -> List.of();
        };
    }

    /** What the failure policy looks at now. */
    public record Failure(
            FailureClass failure,
            boolean heldTooLong,
            boolean idempotent,
            int attempts,
            int noAnswers,
            String command,
            String division) {}

    /** What was done about it: AGAIN with its time, PERSON, or END. */
    public record Remedy(String next, @Nullable Instant retryAt) {}

    /**
     * Something went wrong with a command.
     *
     * @param reported the talk with the head end, or its answer, failed; otherwise a time ran out
     */
    public Failure failure(String id, boolean reported) {
        MeterCommand command = commands.lock(id).orElseThrow(() -> new IllegalStateException("No command " + id));
        boolean expired = !reported && command.state() == MeterCommand.State.ACCEPTED;
        if (expired) {
            commands.unanswered(id);
            command = commands.get(id);
        }
        FailureClass failure = expired || reported ? command.failure() : FailureClass.BUSY;
        if (failure == null) {
            throw new IllegalStateException("Nothing went wrong with command " + id);
        }
        return new Failure(
                failure,
                !clock.instant().isBefore(command.heldUntil()),
                headEnds.find(command.headEnd()).map(headEnds::idempotent).orElse(true),
                command.attempts(),
                command.noAnswers(),
                command.command(),
                command.division());
    }

    /** Does what the row of the failure policy says. */
    public Remedy remedy(String id, String next, Duration wait, String outcome) {
        MeterCommand command = commands.get(id);
        Instant now = clock.instant();
        return switch (next) {
            case "PERSON" -> new Remedy("PERSON", null);
            case "AGAIN", "QUERY", "NEW_ID" -> {
                commands.next(id, phase(command, next), next.equals("NEW_ID") ? Ids.next() : command.wireId());
                Duration scaled = policy.scaled(wait);
                Instant at = now.plus(command.retryAfter() == null ? jitter(scaled) : command.retryAfter());
                // A head end that asks for a week shall not keep the customer waiting for a week.
                Instant latest = command.heldUntil().plusSeconds(1);
                yield new Remedy("AGAIN", at.isAfter(latest) && command.retryAfter() != null ? latest : at);
            }
            default -> {
                commands.settled(id, outcome.isEmpty() ? EXHAUSTED : outcome, null);
                yield new Remedy("END", null);
            }
        };
    }

    /** A head end that would act twice is asked first what became of a call whose end nobody knows. */
    private Attempts.Kind phase(MeterCommand command, String next) {
        if (command.phase() == Attempts.Kind.FETCH) {
            return Attempts.Kind.FETCH;
        }
        boolean unclear = command.failure() == FailureClass.TRANSIENT
                && !headEnds.find(command.headEnd()).map(headEnds::idempotent).orElse(true);
        return next.equals("QUERY") || next.equals("AGAIN") && unclear ? Attempts.Kind.QUERY : Attempts.Kind.SEND;
    }

    private static Duration jitter(Duration delay) {
        return delay.plusMillis(ThreadLocalRandom.current().nextLong(Math.max(1, delay.toMillis() / 5)));
    }

    /** Ends the command with its class (7.4) and hands what was observed to the order. */
    public void conclude(String id) {
        MeterCommand command = commands.lock(id).orElseThrow(() -> new IllegalStateException("No command " + id));
        if (command.state() == MeterCommand.State.DONE) {
            return;
        }
        Instant now = clock.instant();
        Reply reply = command.reply();
        String outcome = outcome(command);
        commands.done(id, outcome, null, now);
        if (command.orderId() != null) {
            Observation seen = reply == null ? Observation.nothing(now) : reply.observed(command, now);
            boolean success = "SUCCESS".equals(outcome);
            activities.end(
                    id, success ? Activity.State.COMPLETED : Activity.State.FAILED, outcome, seen, command.headEnd());
        } else if (reply != null) {
            keepReadings(command, reply);
        }
        knowledge.concluded(command, outcome, reply);
        metrics.concluded(command, outcome, Duration.between(command.createdAt(), now));
        log.info("Command concluded: commandId={} command={} outcome={}", id, command.command(), outcome);
    }

    /** Every reading is stored, also of a command that no order asked for (6.3). */
    void keepReadings(MeterCommand command, Reply reply) {
        if (command.servicePointId() == null
                || reply.readings() == null
                || reply.readings().isEmpty()) {
            return;
        }
        ServicePoint point = points.get(command.servicePointId());
        Device device = point.device();
        if (device != null && command.deviceId().equals(device.id())) {
            readings.store(point, device, ReadingSet.Source.ON_DEMAND, null, command.id(), reply.readings(), false);
        }
    }

    private static String outcome(MeterCommand command) {
        if (command.outcome() != null) {
            return command.outcome();
        }
        return command.reply() == null || command.failure() != null ? EXHAUSTED : "SUCCESS";
    }

    /** A person gave up repairing the message: exhausted. */
    public void giveUp(String id) {
        commands.settled(id, EXHAUSTED, "The head end refused the message as wrong");
    }
}
