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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
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

/** The steps of one command: store it, send it, conclude it. Each is one step of the process, in its transaction. */
@Service
public class CommandDispatch {

    private static final Logger log = LoggerFactory.getLogger(CommandDispatch.class);
    private static final String EXHAUSTED = "EXHAUSTED";

    /** What the sending step found: ACCEPTED, RETRY, INVALID, or ANSWERED; with the time of the next wait. */
    public record Sent(String sending, @Nullable Instant waitUntil) {}

    private final MeterCommands commands;
    private final HeadEnds headEnds;
    private final ServiceOrders orders;
    private final OrderFactsRepository orderFacts;
    private final ServicePoints points;
    private final Activities activities;
    private final ReadingIntake readings;
    private final CommandMetrics metrics;
    private final CommandProperties policy;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;

    CommandDispatch(
            MeterCommands commands,
            HeadEnds headEnds,
            ServiceOrders orders,
            OrderFactsRepository orderFacts,
            ServicePoints points,
            Activities activities,
            ReadingIntake readings,
            CommandMetrics metrics,
            CommandProperties policy,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.commands = commands;
        this.headEnds = headEnds;
        this.orders = orders;
        this.orderFacts = orderFacts;
        this.points = points;
        this.activities = activities;
        this.readings = readings;
        this.metrics = metrics;
        this.policy = policy;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Stores the command of an activity; the id is committed before anything is sent. A stored one stays as it is. */
    public void prepare(String orderId, String activityId) {
        if (commands.find(activityId).isPresent()) {
            return;
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
        add(activityId, orderId, point, device, activity.action(), order.requester(), order.priority());
    }

    void add(String id, @Nullable String orderId, ServicePoint point, Device device, String command, String requester, int priority) {
        Instant now = clock.instant();
        commands.add(new MeterCommand(
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
                now.plus(policy.answerTimeout()),
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
                policy.answerTimeout()));
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

    /**
     * Sends the command, unless its answer came before this try or it was withdrawn. That it leaves is committed before the call, so that nobody
     * withdraws it any more; a node that dies meanwhile sends the same id again. No row is held while we wait.
     */
    public Sent send(String id) {
        MeterCommand command = commands.get(id);
        boolean leaves = switch (command.state()) {
            case READY -> Boolean.TRUE.equals(ownTransaction.execute(status -> commands.sending(id)));
            case SENDING -> true;
            case ACCEPTED, ANSWERED, DONE -> false;
        };
        if (!leaves) {
            return new Sent("ANSWERED", null);
        }
        Instant expiresAt = clock.instant().plus(policy.answerTimeout());
        MeterCommand outgoing = command.expiringAt(expiresAt);
        HeadEnd headEnd = headEnds.find(command.headEnd()).orElse(null);
        Reaction reaction = headEnd == null
                ? new Reaction.Unreachable("Head end " + command.headEnd() + " is not configured")
                : headEnds.adapter(headEnd).send(headEnd, outgoing).reaction();
        Instant now = clock.instant();
        int attempts = command.attempts() + 1;
        Sent sent = react(command, reaction, now, attempts, expiresAt);
        if (command.orderId() != null) {
            activities.attempted(id, reaction instanceof Reaction.Busy ? command.attempts() : attempts, id);
        }
        log.info(
                "Command sent: commandId={} command={} headEnd={} attempt={} reaction={}",
                id,
                command.command(),
                command.headEnd(),
                attempts,
                reaction.getClass().getSimpleName());
        return sent;
    }

    private Sent react(MeterCommand command, Reaction reaction, Instant now, int attempts, Instant expiresAt) {
        String id = command.id();
        if (reaction instanceof Reaction.Accepted) {
            return commands.accepted(id, now, expiresAt, attempts)
                    ? new Sent("ACCEPTED", expiresAt)
                    : new Sent("ANSWERED", null);
        }
        if (reaction instanceof Reaction.Answered answered) {
            commands.tried(id, now, attempts, command.busyAttempts(), "");
            commands.answered(id, answered.reply());
            return new Sent("ANSWERED", null);
        }
        if (reaction instanceof Reaction.Busy busy) {
            commands.tried(id, now, command.attempts(), command.busyAttempts() + 1, "The head end is busy");
            Instant limit = command.createdAt().plus(policy.busyLimit());
            if (now.isAfter(limit)) {
                commands.settled(id, EXHAUSTED, "The head end was busy for too long");
                return new Sent("ANSWERED", null);
            }
            Duration delay = busy.retryAfter() == null ? jitter(policy.busyDelay()) : busy.retryAfter();
            // A head end that asks for a week shall not keep the customer waiting for a week.
            Instant next = now.plus(delay);
            commands.ready(id);
            return new Sent("RETRY", next.isAfter(limit) ? limit.plusSeconds(1) : next);
        }
        if (reaction instanceof Reaction.Unreachable unreachable) {
            commands.tried(id, now, attempts, command.busyAttempts(), unreachable.detail());
            if (attempts > policy.retryDelays().size()) {
                commands.settled(id, EXHAUSTED, "Out of reach: " + unreachable.detail());
                return new Sent("ANSWERED", null);
            }
            commands.ready(id);
            return new Sent("RETRY", now.plus(jitter(policy.retryDelays().get(attempts - 1))));
        }
        if (reaction instanceof Reaction.Invalid invalid) {
            commands.tried(id, now, attempts, command.busyAttempts(), invalid.detail());
            commands.ready(id);
            return new Sent("INVALID", null);
        }
        commands.tried(id, now, attempts, command.busyAttempts(), "");
        if (reaction instanceof Reaction.NotEnrolled notEnrolled) {
            commands.settled(id, "NOT_ENROLLED", notEnrolled.detail());
        } else if (reaction instanceof Reaction.Refused refused) {
            commands.settled(id, "REFUSED", refused.detail());
        } else if (reaction instanceof Reaction.Unsupported unsupported) {
            commands.settled(id, "UNSUPPORTED", unsupported.detail());
        }
        return new Sent("ANSWERED", null);
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
        String detail = reply == null && command.outcome() == null ? "No answer before " + command.expiresAt() : null;
        commands.done(id, outcome, detail, now);
        if (command.orderId() != null) {
            Observation seen = reply == null
                    ? Observation.nothing(now)
                    : new Observation(
                            reply.at() == null || reply.at().isAfter(now) ? now : reply.at(),
                            command.deviceId(),
                            null,
                            reply.switchPosition(),
                            reply.readings(),
                            null,
                            null,
                            null,
                            reply.detail())
                    .with(reply.loadSide());
            boolean success = "SUCCESS".equals(outcome);
            activities.end(
                    id, success ? Activity.State.COMPLETED : Activity.State.FAILED, outcome, seen, command.headEnd());
        } else if (reply != null) {
            keepReadings(command, reply);
        }
        metrics.concluded(command, outcome, Duration.between(command.createdAt(), now));
        log.info("Command concluded: commandId={} command={} outcome={}", id, command.command(), outcome);
    }

    /** Every reading is stored, also of a command that no order asked for (6.3). */
    private void keepReadings(MeterCommand command, Reply reply) {
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
        Reply reply = command.reply();
        if (reply == null) {
            return EXHAUSTED;
        }
        if (reply.result() != Reply.Result.SUCCESS) {
            return "2.12".equals(reply.code()) ? "NOT_ENROLLED" : EXHAUSTED;
        }
        return opposite(command.command(), reply.switchPosition()) ? EXHAUSTED : "SUCCESS";
    }

    /** SUCCESS with the opposite switch is a failure (7.4 FAILED). */
    private static boolean opposite(String command, Device.@Nullable SwitchPosition said) {
        return switch (command) {
            case "REMOTE_CONNECT", "ARM" -> said == Device.SwitchPosition.OFF;
            case "REMOTE_DISCONNECT" -> said == Device.SwitchPosition.ON || said == Device.SwitchPosition.ARMED;
            default -> false;
        };
    }

    /** A person gave up repairing the message: exhausted. */
    public void giveUp(String id) {
        commands.settled(id, EXHAUSTED, "The head end refused the message as wrong");
    }
}
