// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProperties;

/**
 * Decides on a command in one transaction: the meter acts, the log says so and the reply is noted, or nothing of it.
 * The same command id never acts twice, however often and however concurrently it comes.
 */
@Service
@Profile("demo")
class HeadEnd {

    private static final Logger log = LoggerFactory.getLogger(HeadEnd.class);
    private static final int TRIES = 10;

    private final Meters meters;
    private final FaultRules faults;
    private final ReceivedCommands commands;
    private final PendingReplies replies;
    private final MeterLog meterLog;
    private final SimulatorJson json;
    private final SimulatorClock clock;
    private final Duration replyDelay;
    private final TransactionTemplate transaction;

    HeadEnd(
            Meters meters,
            FaultRules faults,
            ReceivedCommands commands,
            PendingReplies replies,
            MeterLog meterLog,
            SimulatorJson json,
            SimulatorClock clock,
            SimulatorProperties properties,
            PlatformTransactionManager transactions) {
        this.meters = meters;
        this.faults = faults;
        this.commands = commands;
        this.replies = replies;
        this.meterLog = meterLog;
        this.json = json;
        this.clock = clock;
        this.replyDelay = properties.replyDelay();
        this.transaction = new TransactionTemplate(transactions);
    }

    Verdict receive(CommandRequest request) {
        var commandId = request.requiredCommandId();
        var deviceId = request.requiredDeviceId();
        var name = request.requiredCommand();
        var replyTo = request.requiredReplyTo();
        var verb = MeterVerb.named(name);
        if (verb.isEmpty()) {
            return new Verdict.Refused(
                    HttpStatus.NOT_IMPLEMENTED, "unsupported-command", "This head end does not know command " + name);
        }
        var arrival = new Arrival(request, commandId, deviceId, verb.get(), replyTo);
        var verdict = settled(() -> decide(arrival));
        log.info(
                "Decided on command commandId={} deviceId={} command={} verdict={}",
                commandId,
                deviceId,
                name,
                verdict.word());
        return verdict;
    }

    /** Runs in a transaction, again when somebody else did the same at the same moment. */
    <T> T settled(Supplier<T> work) {
        DataAccessException last = null;
        for (var attempt = 0; attempt < TRIES; attempt++) {
            try {
                return Objects.requireNonNull(transaction.execute(status -> work.get()));
            } catch (DuplicateKeyException | ConcurrencyFailureException e) {
                last = e;
            }
        }
        throw Objects.requireNonNull(last);
    }

    private record Arrival(CommandRequest request, String commandId, String deviceId, MeterVerb verb, String replyTo) {}

    private Verdict decide(Arrival arrival) {
        var transport = faults.strike(arrival.deviceId(), arrival.verb(), Fault.OF_TRANSPORT);
        if (transport.isPresent()) {
            return struck(transport.get(), arrival.deviceId());
        }
        var known = commands.find(arrival.commandId());
        if (known.isPresent()) {
            return repeat(arrival, known.get());
        }
        var turnedDown = faults.strike(arrival.deviceId(), arrival.verb(), Fault.OF_ACCEPTANCE);
        if (turnedDown.isPresent()) {
            return struck(turnedDown.get(), arrival.deviceId());
        }
        var meter = meters.lock(arrival.deviceId());
        if (arrival.verb() != MeterVerb.COMMISSION
                && !meter.map(Meter::enrolled).orElse(false)) {
            return notEnrolled(arrival.deviceId());
        }
        return accept(arrival, meter);
    }

    private Verdict accept(Arrival arrival, Optional<Meter> found) {
        var now = clock.now();
        var atMeter = faults.strike(arrival.deviceId(), arrival.verb(), Fault.OF_METER)
                .map(FaultRule::fault)
                .orElse(Fault.NONE);
        var reply = atMeter == Fault.FAILURE
                ? ReplyMessage.failure(arrival.request(), arrival.verb(), now)
                : act(arrival, found, atMeter != Fault.NO_SWITCH, now);
        commands.insert(
                new ReceivedCommands.Received(
                        arrival.commandId(), arrival.deviceId(), arrival.verb().name()),
                now,
                json.write(reply));
        return send(arrival, now);
    }

    private ReplyMessage act(Arrival arrival, Optional<Meter> found, boolean tellSwitch, Instant now) {
        var before = found.orElseGet(() -> Meter.unheardOf(arrival.deviceId()));
        var after = arrival.verb().actOn(before);
        if (found.isEmpty()) {
            meters.insert(after);
        } else if (!after.equals(before)) {
            meters.update(after);
        }
        var effect = arrival.verb().effect(before, after);
        meterLog.add(new MeterLog.Entry(now, arrival.deviceId(), arrival.verb().name(), arrival.commandId(), effect));
        return ReplyMessage.success(arrival.request(), arrival.verb(), after, effect, tellSwitch, now);
    }

    private Verdict repeat(Arrival arrival, ReceivedCommands.Received known) {
        if (!known.deviceId().equals(arrival.deviceId())
                || !known.command().equals(arrival.verb().name())) {
            return new Verdict.Refused(
                    HttpStatus.CONFLICT,
                    "command-id-reused",
                    "Command id " + known.commandId() + " stands for " + known.command() + " of " + known.deviceId());
        }
        return replies.existFor(known.commandId()) ? new Verdict.Accepted(List.of()) : send(arrival, clock.now());
    }

    private Verdict send(Arrival arrival, Instant now) {
        var rule = faults.strike(arrival.deviceId(), arrival.verb(), Fault.OF_REPLY)
                .orElse(null);
        var usual = now.plus(replyDelay);
        if (rule == null) {
            return new Verdict.Accepted(List.of(pending(arrival, usual)));
        }
        return switch (rule.fault()) {
            case LOSE_REPLY -> new Verdict.Accepted(List.of());
            case DELAY -> new Verdict.Accepted(List.of(pending(arrival, now.plus(rule.delayOrUsual()))));
            case REPLY_BEFORE_ACCEPT -> new Verdict.AcceptedAfterReply(pending(arrival, now), rule.delayOrUsual());
            default ->
                new Verdict.Accepted(
                        List.of(pending(arrival, usual), pending(arrival, usual.plus(rule.delayOrUsual()))));
        };
    }

    private PendingReplies.Due pending(Arrival arrival, Instant dueAt) {
        return replies.add(arrival.commandId(), arrival.replyTo(), dueAt);
    }

    private static Verdict struck(FaultRule rule, String deviceId) {
        return switch (rule.fault()) {
            case HANG -> new Verdict.Silent(rule.delayOrUsual());
            case HTTP_429 ->
                new Verdict.Refused(HttpStatus.TOO_MANY_REQUESTS, "busy", "The head end is busy (simulated fault)");
            case REFUSE ->
                new Verdict.Refused(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "command-refused",
                        "A safety lock at the meter is set (simulated fault)");
            case NOT_ENROLLED -> notEnrolled(deviceId);
            default ->
                new Verdict.Refused(
                        HttpStatus.INTERNAL_SERVER_ERROR, "head-end-error", "The head end failed (simulated fault)");
        };
    }

    private static Verdict notEnrolled(String deviceId) {
        return new Verdict.Refused(HttpStatus.NOT_FOUND, "not-enrolled", "No meter " + deviceId + " is enrolled here");
    }
}
