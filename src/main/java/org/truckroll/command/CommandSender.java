// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.lifecycle.WorkLanes;
import org.truckroll.lifecycle.WorkQueue;
import org.truckroll.serviceorder.Activities;

/**
 * Hands commands to head ends: takes as many as a head end has room for, the most urgent first, and talks to it in threads of its own, so that
 * a head end that hangs holds up neither the engine nor another head end. What came is committed together with the step of the process.
 */
@Component
public class CommandSender implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CommandSender.class);
    private static final String FETCH_STEP = "serviceTask_fetchResult";
    private static final String SENDING = "sending";
    private static final String FAILED = "FAILED";
    private static final int SETTLE_TRIES = 5;

    private record Taken(WorkQueue.Item item, int attempt) {}

    /** What is to be said, decided when the command leaves. */
    private record Leaving(MeterCommand command, Attempts.Kind kind) {}

    private final WorkQueue queue;
    private final MeterCommands commands;
    private final Attempts attempts;
    private final HeadEnds headEnds;
    private final HeadEndGate gate;
    private final CommandPolicies policies;
    private final Locks locks;
    private final Activities activities;
    private final CommandProperties properties;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final WorkLanes lanes;
    /** Of each head end; on this node. */
    private final Map<String, AtomicInteger> busyInARow = new ConcurrentHashMap<>();

    private volatile boolean running;

    CommandSender(
            WorkQueue queue,
            MeterCommands commands,
            Attempts attempts,
            HeadEnds headEnds,
            HeadEndGate gate,
            CommandPolicies policies,
            Locks locks,
            Activities activities,
            CommandProperties properties,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.queue = queue;
        this.commands = commands;
        this.attempts = attempts;
        this.headEnds = headEnds;
        this.gate = gate;
        this.policies = policies;
        this.locks = locks;
        this.activities = activities;
        this.properties = properties;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.lanes = new WorkLanes(
                "head-end",
                queue,
                "",
                id -> headEnds.find(id).map(one -> one.settings().threads()).orElse(1),
                this::take);
    }

    @Override
    public synchronized void start() {
        running = true;
        if (properties.sender()) {
            lanes.start();
        }
    }

    /** Talks that are under way end by themselves, at the latest at their timeout; what is not reported is sent again under the same id. */
    @Override
    public synchronized void stop() {
        running = false;
        lanes.stop(properties.callTimeout().plusSeconds(1));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A command is there to be sent as soon as this transaction is committed. */
    public void wakeAfterCommit() {
        lanes.wakeAfterCommit();
    }

    /** Takes what the head end has room for; each result is one talk, to be run once. */
    public List<Runnable> take(String headEndId) {
        return lanes.take(headEndId, free -> take(headEndId, free));
    }

    private List<Runnable> take(String headEndId, int free) {
        Optional<HeadEnd> headEnd = headEnds.find(headEndId);
        CircuitBreaker breaker = gate.breaker(headEndId);
        int permitted = 0;
        while (permitted < free && breaker.tryAcquirePermission()) {
            permitted++;
        }
        List<Taken> taken = List.of();
        try {
            if (permitted > 0) {
                int most = permitted;
                List<Taken> now = transaction.execute(status -> takeUpTo(headEndId, headEnd, most));
                taken = now == null ? List.of() : now;
            }
        } finally {
            for (int unused = taken.size(); unused < permitted; unused++) {
                breaker.releasePermission();
            }
        }
        return taken.stream()
                .<Runnable>map(one -> () -> talk(headEndId, headEnd, one, breaker))
                .toList();
    }

    private List<Taken> takeUpTo(String headEndId, Optional<HeadEnd> headEnd, int most) {
        int room = headEnd.map(gate::room).orElse(1);
        if (room == 0) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Taken> taken = new ArrayList<>();
        for (WorkQueue.Item item : queue.take(headEndId, Math.min(room, most), gate.lock())) {
            taken.add(new Taken(item, attempts.begin(item.businessKey(), headEndId, queue.node(), now)));
        }
        return taken;
    }

    private void talk(String headEndId, Optional<HeadEnd> headEnd, Taken taken, CircuitBreaker breaker) {
        boolean called = false;
        try {
            Leaving leaving = transaction.execute(status -> leave(taken));
            if (leaving == null) {
                return;
            }
            called = true;
            long begin = breaker.getCurrentTimestamp();
            Talk talk = headEnd.map(one -> said(one, leaving))
                    .orElseGet(() -> new Talk(
                            new Reaction.Unreachable("Head end " + headEndId + " is not configured"), "", null));
            long took = breaker.getCurrentTimestamp() - begin;
            if (talk.reaction() instanceof Reaction.Unreachable unreachable) {
                breaker.onError(took, breaker.getTimestampUnit(), new HeadEndFailure(unreachable.detail()));
            } else {
                breaker.onSuccess(took, breaker.getTimestampUnit());
            }
            hold(headEndId, talk.reaction());
            settle(taken, leaving, talk);
        } catch (RuntimeException e) {
            // The step goes back when its lock runs out; the head end knows the id again, or is asked first.
            log.error(
                    "Command could not be handed over: commandId={}",
                    taken.item().businessKey(),
                    e);
        } finally {
            if (!called) {
                breaker.releasePermission();
            }
        }
    }

    /** What the breaker counts. */
    private static final class HeadEndFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HeadEndFailure(String detail) {
            super(detail);
        }
    }

    private Talk said(HeadEnd headEnd, Leaving leaving) {
        HeadEndAdapter adapter = headEnds.adapter(headEnd);
        MeterCommand command = leaving.command();
        if (!adapter.can(command.command())) {
            return new Talk(
                    new Reaction.Unsupported("The protocol " + adapter.name() + " has no " + command.command()),
                    "",
                    null);
        }
        try {
            return switch (leaving.kind()) {
                case SEND -> adapter.send(headEnd, command);
                case QUERY -> adapter.query(headEnd, command);
                case FETCH -> adapter.fetch(headEnd, command);
            };
        } catch (IllegalArgumentException e) {
            // The address or a header is wrong: a person must look.
            return new Talk(new Reaction.Invalid(String.valueOf(e.getMessage())), "", null);
        }
    }

    /** One busy answer is the matter of its command; two in a row say that the head end itself wants to be left alone. */
    private void hold(String headEnd, Reaction reaction) {
        AtomicInteger inARow = busyInARow.computeIfAbsent(headEnd, id -> new AtomicInteger());
        if (!(reaction instanceof Reaction.Busy busy)) {
            inARow.set(0);
        } else if (inARow.incrementAndGet() > 1 && busy.retryAfter() != null) {
            Instant until = clock.instant().plus(busy.retryAfter());
            transaction.executeWithoutResult(status -> gate.holdUntil(headEnd, until));
        }
    }

    /** Settles on the row whether something is said at all; null when its process goes on without. */
    private @Nullable Leaving leave(Taken taken) {
        String id = taken.item().businessKey();
        MeterCommand command = commands.lock(id).orElse(null);
        Instant now = clock.instant();
        if (command == null || command.state() == MeterCommand.State.DONE) {
            attempts.drop(id, taken.attempt());
            return null;
        }
        if (command.state() == MeterCommand.State.ANSWERED) {
            attempts.drop(id, taken.attempt());
            queue.done(taken.item(), Map.of(SENDING, word(command)));
            return null;
        }
        if (taken.item().step().equals(FETCH_STEP) || command.phase() == Attempts.Kind.FETCH) {
            return new Leaving(command, Attempts.Kind.FETCH);
        }
        attempts.abandonBefore(id, taken.attempt(), now);
        FailureClass hindered = hindrance(command, now);
        if (hindered != null) {
            attempts.drop(id, taken.attempt());
            if (hindered == FailureClass.LOCKED) {
                commands.tried(id, command.attempts(), command.busyAttempts() + 1);
            }
            queue.done(taken.item(), Map.of(SENDING, FAILED));
            return null;
        }
        boolean unclear = command.state() == MeterCommand.State.SENDING && !idempotent(command);
        Instant expiresAt = now.plus(command.answerWithin());
        commands.sending(id, now, expiresAt);
        return new Leaving(command.expiringAt(expiresAt), unclear ? Attempts.Kind.QUERY : command.phase());
    }

    private boolean idempotent(MeterCommand command) {
        return headEnds.find(command.headEnd()).map(headEnds::idempotent).orElse(true);
    }

    /** A safety lock, or the budget of the device; recorded with the command. Null when nothing stands in the way. */
    private @Nullable FailureClass hindrance(MeterCommand command, Instant now) {
        Optional<String> locked = locks.of(command);
        if (locked.isPresent()) {
            commands.failed(command.id(), FailureClass.LOCKED, locked.get(), null);
            return FailureClass.LOCKED;
        }
        if (command.switches() && command.attempts() == 0) {
            CommandPolicies.Policy policy =
                    policies.of(command.division(), command.command(), locks.commodity(command));
            if (policy.budget() > 0
                    && commands.switchedSince(command.deviceId(), command.id(), now.minus(policy.budgetPer()))
                            >= policy.budget()) {
                commands.failed(
                        command.id(),
                        FailureClass.REFUSED,
                        "The device has had its " + policy.budget() + " switch commands in " + policy.budgetPer(),
                        null);
                return FailureClass.REFUSED;
            }
        }
        return null;
    }

    /** Writes down what came and moves the process, both or neither; again when somebody moved the same rows at the same moment. */
    private void settle(Taken taken, Leaving leaving, Talk talk) {
        String id = taken.item().businessKey();
        for (int again = 1; ; again++) {
            try {
                transaction.executeWithoutResult(status -> settleOnce(taken, leaving, talk));
                return;
            } catch (TransientDataAccessException e) {
                if (again == SETTLE_TRIES) {
                    throw e;
                }
            }
            // The order may have gone on without this command: then only the talk is recorded.
            if (commands.find(id)
                    .map(now -> now.state() == MeterCommand.State.DONE)
                    .orElse(true)) {
                transaction.executeWithoutResult(status ->
                        attempts.end(id, taken.attempt(), leaving.kind(), talk, detail(talk), clock.instant()));
                return;
            }
        }
    }

    private void settleOnce(Taken taken, Leaving leaving, Talk talk) {
        String id = taken.item().businessKey();
        Instant now = clock.instant();
        MeterCommand command = commands.lock(id).orElseThrow();
        attempts.end(id, taken.attempt(), leaving.kind(), talk, detail(talk), now);
        if (command.state() == MeterCommand.State.DONE) {
            return;
        }
        boolean busy = talk.reaction() instanceof Reaction.Busy;
        int tries = busy ? command.attempts() : command.attempts() + 1;
        commands.tried(id, tries, busy ? command.busyAttempts() + 1 : command.busyAttempts());
        if (command.orderId() != null) {
            activities.attempted(id, tries, id);
        }
        Map<String, String> words = new HashMap<>();
        if (command.state() == MeterCommand.State.ANSWERED) {
            // The answer was quicker than the acceptance.
            words.put(SENDING, word(command));
        } else {
            take(command, leaving, talk.reaction(), now, words);
        }
        queue.done(taken.item(), words);
        log.info(
                "Command sent: commandId={} command={} headEnd={} attempt={} kind={} reaction={}",
                id,
                command.command(),
                command.headEnd(),
                tries,
                leaving.kind(),
                talk.reaction().getClass().getSimpleName());
    }

    private void take(
            MeterCommand command, Leaving leaving, Reaction reaction, Instant now, Map<String, String> words) {
        String id = command.id();
        words.put(SENDING, FAILED);
        if (reaction instanceof Reaction.Accepted accepted) {
            Instant expiresAt = leaving.kind() == Attempts.Kind.SEND
                    ? leaving.command().expiresAt()
                    : now.plus(command.answerWithin());
            commands.accepted(id, accepted.reference(), now, expiresAt);
            words.put(SENDING, "ACCEPTED");
            words.put(ServiceOrderProcess.WAIT_UNTIL, expiresAt.toString());
        } else if (reaction instanceof Reaction.Answered answered) {
            FailureClass failure = Judgement.of(command, answered.reply());
            commands.answered(id, answered.reply(), failure);
            words.put(SENDING, failure == null ? "SUCCEEDED" : FAILED);
        } else if (reaction instanceof Reaction.Busy busy) {
            commands.failed(id, FailureClass.BUSY, "The head end is busy", busy.retryAfter());
        } else if (reaction instanceof Reaction.Unknown) {
            commands.failed(id, FailureClass.UNKNOWN, "The head end does not know the command", null);
        } else {
            commands.failed(id, failure(reaction), detail(reaction), null);
        }
        if (leaving.kind() == Attempts.Kind.FETCH && !words.get(SENDING).equals("ACCEPTED")) {
            commands.next(id, Attempts.Kind.FETCH, command.wireId());
        }
    }

    private static FailureClass failure(Reaction reaction) {
        if (reaction instanceof Reaction.NotEnrolled) {
            return FailureClass.NOT_ENROLLED;
        } else if (reaction instanceof Reaction.Refused) {
            return FailureClass.REFUSED;
        } else if (reaction instanceof Reaction.Unsupported) {
            return FailureClass.UNSUPPORTED;
        }
        return reaction instanceof Reaction.Invalid ? FailureClass.INVALID : FailureClass.TRANSIENT;
    }

    private static @Nullable String detail(Talk talk) {
        return detail(talk.reaction());
    }

    private static @Nullable String detail(Reaction reaction) {
        if (reaction instanceof Reaction.Unreachable unreachable) {
            return unreachable.detail();
        } else if (reaction instanceof Reaction.NotEnrolled notEnrolled) {
            return notEnrolled.detail();
        } else if (reaction instanceof Reaction.Refused refused) {
            return refused.detail();
        } else if (reaction instanceof Reaction.Unsupported unsupported) {
            return unsupported.detail();
        }
        return reaction instanceof Reaction.Invalid invalid ? invalid.detail() : null;
    }

    private static String word(MeterCommand command) {
        return command.failure() == null && command.outcome() == null ? "SUCCEEDED" : FAILED;
    }
}
