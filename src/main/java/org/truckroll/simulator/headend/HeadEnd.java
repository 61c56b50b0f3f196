// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
import org.truckroll.simulator.SimulatorProblem;
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
    private static final Duration USUAL_RETRY_AFTER = Duration.ofSeconds(1);

    /** A result that can be asked for, if it is there already. */
    record Result(boolean ready, String reply) {}

    private final Meters meters;
    private final FaultRules faults;
    private final Plans plans;
    private final ReceivedCommands commands;
    private final PendingReplies replies;
    private final MeterLog meterLog;
    private final Arrivals arrivals;
    private final SimulatorJson json;
    private final SimulatorClock clock;
    private final Duration replyDelay;
    private final TransactionTemplate transaction;

    HeadEnd(
            Meters meters,
            FaultRules faults,
            Plans plans,
            ReceivedCommands commands,
            PendingReplies replies,
            MeterLog meterLog,
            Arrivals arrivals,
            SimulatorJson json,
            SimulatorClock clock,
            SimulatorProperties properties,
            PlatformTransactionManager transactions) {
        this.meters = meters;
        this.faults = faults;
        this.plans = plans;
        this.commands = commands;
        this.replies = replies;
        this.meterLog = meterLog;
        this.arrivals = arrivals;
        this.json = json;
        this.clock = clock;
        this.replyDelay = properties.replyDelay();
        this.transaction = new TransactionTemplate(transactions);
    }

    Verdict receive(String protocol, CommandRequest request) {
        var commandId = request.requiredCommandId();
        var deviceId = request.requiredDeviceId();
        var name = request.requiredCommand();
        var replyTo = request.requiredReplyTo();
        var verb = MeterVerb.named(name);
        if (verb.isEmpty()) {
            var unknown = unsupported("This head end does not know command " + name);
            arrivals.add(clock.now(), deviceId, name, commandId, unknown.word(), null, null, null);
            return unknown;
        }
        var verdict = settled(() -> decide(arrival(protocol, request, verb.get(), replyTo)));
        log.info(
                "Decided on command commandId={} deviceId={} command={} verdict={}",
                commandId,
                deviceId,
                name,
                verdict.word());
        return verdict;
    }

    /** What became of a command; a {@link SimulatorProblem} (404) says that it was never accepted. */
    Result result(String commandId) {
        var result = commands.result(commandId).orElseThrow(() -> SimulatorProblem.notFound("No command " + commandId));
        return new Result(!result.resultAt().isAfter(clock.now()), result.reply());
    }

    /** Why the head end does not even answer questions now. */
    Optional<Said> outOfOrder() {
        var now = clock.now();
        var scripted = Misfortune.scripted(plans.now().script(), now, FaultRule.ANY, MeterVerb.PING);
        var dice = new Dice(null, FaultRule.ANY, MeterVerb.PING, 0);
        var rule = faults.of(FaultRule.ANY, MeterVerb.PING).filter(which -> which.weight() == 0);
        return new Misfortune(faults, rule, scripted, dice)
                .strike("LINE", Fault.OF_LINE)
                .map(strike -> {
                    if (strike.fault() == Fault.DROP) {
                        return new Said.Broken();
                    }
                    var down = down(strike);
                    return new Said.Refused(down.status(), down.problem(), down.detail(), down.retryAfter());
                });
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

    /** A command and everything that the moment of its coming decides. */
    private record Arrival(
            String protocol,
            CommandRequest request,
            String commandId,
            String deviceId,
            MeterVerb verb,
            String replyTo,
            Instant at,
            Misfortune misfortune,
            Duration pause,
            Duration replyDelay) {

        Instant usualReply() {
            return at.plus(pause).plus(replyDelay);
        }
    }

    private Arrival arrival(String protocol, CommandRequest request, MeterVerb verb, String replyTo) {
        var now = clock.now();
        var deviceId = request.requiredDeviceId();
        var plan = plans.now();
        var latency = plan.latency().map(Plans.Since::plan).orElseGet(() -> new Latency(null, null, null));
        var seed = plan.script().map(since -> since.plan().seed()).orElse(null);
        var number = seed == null && latency.seed() == null ? 0 : arrivals.count(deviceId, verb);
        var chance = new Dice(latency.seed(), deviceId, verb, number);
        return new Arrival(
                protocol,
                request,
                request.requiredCommandId(),
                deviceId,
                verb,
                replyTo,
                now,
                new Misfortune(
                        faults,
                        faults.of(deviceId, verb),
                        Misfortune.scripted(plan.script(), now, deviceId, verb),
                        new Dice(seed, deviceId, verb, number)),
                latency.acceptance() == null
                        ? Duration.ZERO
                        : latency.acceptance().draw(chance, "ACCEPTANCE"),
                latency.reply() == null ? replyDelay : latency.reply().draw(chance, "REPLY"));
    }

    private Verdict decide(Arrival arrival) {
        var misfortune = arrival.misfortune();
        var early =
                misfortune.strike("LINE", Fault.OF_LINE).or(() -> misfortune.strike("TRANSPORT", Fault.OF_TRANSPORT));
        if (early.isPresent()) {
            return turnedDown(arrival, struck(early.get(), arrival.deviceId()));
        }
        var known = commands.find(arrival.commandId());
        if (known.isPresent()) {
            return repeat(arrival, known.get());
        }
        var refusal = misfortune.strike("ACCEPTANCE", Fault.OF_ACCEPTANCE);
        if (refusal.isPresent()) {
            return turnedDown(arrival, struck(refusal.get(), arrival.deviceId()));
        }
        var meter = meters.lock(arrival.deviceId());
        if (arrival.verb() != MeterVerb.COMMISSION
                && !meter.map(Meter::enrolled).orElse(false)) {
            return turnedDown(arrival, notEnrolled(arrival.deviceId()));
        }
        if (meter.isPresent() && !meter.get().can(arrival.verb())) {
            return turnedDown(
                    arrival, unsupported("Meter " + arrival.deviceId() + " is not made for " + arrival.verb()));
        }
        return accept(arrival, meter);
    }

    private Verdict accept(Arrival arrival, Optional<Meter> found) {
        var atMeter = arrival.misfortune()
                .strike("METER", Fault.OF_METER)
                .map(Strike::fault)
                .orElse(Fault.NONE);
        var reply = atMeter == Fault.FAILURE
                ? ReplyMessage.failure(arrival.request(), arrival.verb(), arrival.at())
                : act(arrival, found, atMeter != Fault.NO_SWITCH);
        var way = way(arrival);
        commands.insert(
                new ReceivedCommands.Received(
                        arrival.commandId(), arrival.deviceId(), arrival.verb().name()),
                arrival.protocol(),
                arrival.replyTo(),
                arrival.at(),
                way.answeredAt(),
                json.write(reply));
        return send(arrival, way, "accepted");
    }

    private ReplyMessage act(Arrival arrival, Optional<Meter> found, boolean tellSwitch) {
        var now = arrival.at();
        var before = found.orElseGet(() -> Meter.unheardOf(arrival.deviceId()));
        var after = arrival.verb().actOn(before);
        if (found.isEmpty()) {
            meters.insert(after.changedAt(now));
        } else if (!after.equals(before)) {
            meters.update(after.changedAt(now));
        }
        var effect = arrival.verb().effect(before, after);
        meterLog.add(new MeterLog.Entry(now, arrival.deviceId(), arrival.verb().name(), arrival.commandId(), effect));
        return ReplyMessage.success(arrival.request(), arrival.verb(), after, effect, tellSwitch, now);
    }

    private Verdict repeat(Arrival arrival, ReceivedCommands.Received known) {
        if (!known.deviceId().equals(arrival.deviceId())
                || !known.command().equals(arrival.verb().name())) {
            return turnedDown(
                    arrival,
                    new Verdict.Refused(
                            HttpStatus.CONFLICT,
                            "command-id-reused",
                            "Command id " + known.commandId() + " stands for " + known.command() + " of "
                                    + known.deviceId()));
        }
        if (replies.existFor(known.commandId())) {
            came(arrival, "repeated", null);
            return new Verdict.Accepted(List.of(), arrival.pause());
        }
        return send(arrival, way(arrival), "repeated");
    }

    /** How the reply goes out: when it leaves, how many times, and when the head end believes to be done with it. */
    private record Way(
            Instant answeredAt,
            List<Instant> leaves,
            boolean held,
            @Nullable Duration patience) {}

    private static Way way(Arrival arrival) {
        var usual = arrival.usualReply();
        var strike = arrival.misfortune().strike("REPLY", Fault.OF_REPLY).orElse(null);
        if (strike == null) {
            return new Way(usual, List.of(usual), false, null);
        }
        return switch (strike.fault()) {
            case LOSE_REPLY -> new Way(usual, List.of(), false, null);
            case DELAY -> {
                var late = arrival.at().plus(arrival.pause()).plus(strike.delay());
                yield new Way(late, List.of(late), false, null);
            }
            case REORDER -> new Way(usual, List.of(usual.plus(strike.delay())), true, null);
            case REPLY_BEFORE_ACCEPT -> new Way(arrival.at(), List.of(arrival.at()), false, strike.delay());
            default -> new Way(usual, List.of(usual, usual.plus(strike.delay())), false, null);
        };
    }

    private Verdict send(Arrival arrival, Way way, String word) {
        var number = came(arrival, word, way.answeredAt());
        var dues = new ArrayList<PendingReplies.Due>();
        for (var leaves : way.leaves()) {
            dues.add(replies.add(
                    arrival.commandId(), arrival.replyTo(), leaves, way.held(), dues.isEmpty() ? number : null));
        }
        return way.patience() == null
                ? new Verdict.Accepted(dues, arrival.pause())
                : new Verdict.AcceptedAfterReply(dues.get(0), way.patience());
    }

    private Verdict turnedDown(Arrival arrival, Verdict verdict) {
        came(arrival, verdict.word(), null);
        return verdict;
    }

    private long came(Arrival arrival, String word, @Nullable Instant inHandUntil) {
        var expiresAt = arrival.request().expiresAt();
        var until =
                inHandUntil != null && expiresAt != null && expiresAt.isBefore(inHandUntil) ? expiresAt : inHandUntil;
        return arrivals.add(
                arrival.at(),
                arrival.deviceId(),
                arrival.verb().name(),
                arrival.commandId(),
                word,
                arrival.misfortune().told(),
                expiresAt,
                until);
    }

    private static Verdict struck(Strike strike, String deviceId) {
        return switch (strike.fault()) {
            case DROP -> new Verdict.Dropped();
            case DOWN -> down(strike);
            case HANG -> new Verdict.Silent(strike.delay());
            case HTTP_503 ->
                new Verdict.Refused(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "busy",
                        "The head end is not available (simulated fault)",
                        strike.retryAfter());
            case HTTP_429 ->
                new Verdict.Refused(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "busy",
                        "The head end is busy (simulated fault)",
                        strike.retryAfter() == null ? USUAL_RETRY_AFTER : strike.retryAfter());
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

    private static Verdict.Refused down(Strike strike) {
        return new Verdict.Refused(
                HttpStatus.SERVICE_UNAVAILABLE,
                "head-end-down",
                "The head end is down (simulated fault)",
                strike.retryAfter());
    }

    private static Verdict.Refused unsupported(String detail) {
        return new Verdict.Refused(HttpStatus.NOT_IMPLEMENTED, "unsupported-command", detail);
    }

    private static Verdict.Refused notEnrolled(String deviceId) {
        return new Verdict.Refused(HttpStatus.NOT_FOUND, "not-enrolled", "No meter " + deviceId + " is enrolled here");
    }
}
