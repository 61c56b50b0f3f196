// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.Activities;
import org.truckroll.servicepoint.LateResults;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;

/**
 * Takes in what head ends answer: stored first, once per message id; matched to the command that waits, or given to the process that tries again.
 */
@Service
public class Replies {

    public static final String UNMATCHED_PROCESS = "unmatched-answer";

    private static final String NOTIFIED = "notified";
    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    /** How a matching try ended. */
    public enum Matching {
        MATCHED,
        NOBODY
    }

    private final Inbox inbox;
    private final MeterCommands commands;
    private final OrderLifecycle lifecycle;
    private final Activities activities;
    private final CommandPolicies policies;
    private final LateResults late;
    private final CommandDispatch dispatch;
    private final CommandSender sender;
    private final TransactionTemplate transaction;
    private final Json json;
    private final Clock clock;

    Replies(
            Inbox inbox,
            MeterCommands commands,
            OrderLifecycle lifecycle,
            Activities activities,
            CommandPolicies policies,
            LateResults late,
            CommandDispatch dispatch,
            CommandSender sender,
            PlatformTransactionManager transactionManager,
            Json json,
            Clock clock) {
        this.inbox = inbox;
        this.commands = commands;
        this.lifecycle = lifecycle;
        this.activities = activities;
        this.policies = policies;
        this.late = late;
        this.dispatch = dispatch;
        this.sender = sender;
        this.transaction = new TransactionTemplate(transactionManager);
        this.json = json;
        this.clock = clock;
    }

    /** Stores an answer; when this returns it is durable. The same message id again changes nothing. */
    public void receive(String headEnd, Reply reply) {
        String source = "head-end:" + headEnd;
        try {
            transaction.executeWithoutResult(status -> {
                if (store(source, reply) && match(source, reply) == Matching.NOBODY) {
                    later(source, String.valueOf(reply.messageId()));
                }
            });
        } catch (DuplicateKeyException e) {
            log.info("Answer known already: source={} messageId={}", source, reply.messageId());
        } catch (TransientDataAccessException e) {
            // The token moved at the same moment, e.g. its deadline passed. Keep the answer; the process tries again.
            transaction.executeWithoutResult(status -> {
                if (store(source, reply)) {
                    later(source, String.valueOf(reply.messageId()));
                }
            });
        }
    }

    private boolean store(String source, Reply reply) {
        return inbox.store(
                source, String.valueOf(reply.messageId()), String.valueOf(reply.commandId()), json.write(reply));
    }

    private void later(String source, String messageId) {
        lifecycle.start(UNMATCHED_PROCESS, source + "/" + messageId, Map.of("source", source, "messageId", messageId));
    }

    /** Tries again to match a stored answer. */
    public Matching match(String source, String messageId) {
        Optional<Inbox.Message> message = inbox.find(source, messageId);
        if (message.isEmpty()) {
            throw new IllegalStateException("No stored answer " + messageId + " of " + source);
        }
        JsonNode payload = json.read(message.get().payload(), JsonNode.class);
        return payload.hasNonNull(NOTIFIED)
                ? matchNotice(source, messageId, payload.get(NOTIFIED).asText())
                : match(source, json.read(message.get().payload(), Reply.class));
    }

    /**
     * What a person needs to know of a stored answer; readings, which may tell how somebody lives, are only counted.
     *
     * @return its command and contents in one line
     */
    String described(String source, String messageId) {
        JsonNode payload = inbox.find(source, messageId)
                .map(message -> json.read(message.payload(), JsonNode.class))
                .orElseThrow(() -> new IllegalStateException("No stored answer " + messageId + " of " + source));
        if (payload.hasNonNull(NOTIFIED)) {
            return "A result is ready under the reference "
                    + payload.get(NOTIFIED).asText();
        }
        Reply reply = json.read(payload.toString(), Reply.class);
        StringJoiner said = new StringJoiner(", ");
        said.add("command " + reply.commandId());
        said.add("result " + reply.result());
        add(said, "code", reply.code());
        add(said, "detail", reply.detail());
        add(said, "at", reply.at());
        add(said, "switch", reply.switchPosition());
        add(said, "load side", reply.loadSide());
        add(said, "model", reply.model());
        if (reply.readings() != null && !reply.readings().isEmpty()) {
            add(said, "readings", reply.readings().size());
        }
        return said.toString();
    }

    private static void add(StringJoiner said, String name, @Nullable Object value) {
        if (value != null) {
            said.add(name + " " + value);
        }
    }

    /**
     * A person says to which command a stored answer belongs; false when that is no command of this head end, or the answer is only a notice.
     */
    boolean apply(String source, String messageId, String commandId) {
        JsonNode payload = inbox.find(source, messageId)
                .map(message -> json.read(message.payload(), JsonNode.class))
                .orElseThrow(() -> new IllegalStateException("No stored answer " + messageId + " of " + source));
        return !payload.hasNonNull(NOTIFIED)
                && match(source, json.read(payload.toString(), Reply.class).to(commandId)) == Matching.MATCHED;
    }

    private Matching match(String source, Reply reply) {
        Optional<MeterCommand> found = commands.lockAnswered(String.valueOf(reply.commandId()))
                .filter(command -> source.equals("head-end:" + command.headEnd()));
        if (found.isEmpty()) {
            return Matching.NOBODY;
        }
        MeterCommand command = found.get();
        switch (command.state()) {
            case READY, SENDING, ACCEPTED -> {
                FailureClass failure = Judgement.of(command, reply);
                commands.answered(command.id(), reply, failure);
                inbox.mark(source, String.valueOf(reply.messageId()), Inbox.State.DONE);
                // Its head end has room for another one.
                sender.wakeAfterCommit();
                if (command.state() == MeterCommand.State.ACCEPTED) {
                    lifecycle.signal(
                            ServiceOrderProcess.COMMAND_RESPONDED,
                            command.id(),
                            Map.of("sending", failure == null ? "SUCCEEDED" : "FAILED"));
                }
            }
            case ANSWERED, DONE -> {
                inbox.mark(source, String.valueOf(reply.messageId()), Inbox.State.LATE);
                late(command, reply);
            }
        }
        return Matching.MATCHED;
    }

    /** The answer settles what the order believes (7.4 LATE), unless the policy says that it is only kept. */
    private void late(MeterCommand command, Reply reply) {
        FailureClass failure = Judgement.of(command, reply);
        String next = policies.late(command, failure == null);
        log.info(
                "Late answer: commandId={} command={} succeeded={} next={}",
                command.id(),
                command.command(),
                failure == null,
                next);
        if (!next.equals("RECONCILE")) {
            return;
        }
        if (command.orderId() == null) {
            dispatch.keepReadings(command, reply);
        } else {
            late.apply(
                    activities.get(command.id()),
                    failure == null ? "SUCCESS" : "EXHAUSTED",
                    reply.observed(command, clock.instant()));
        }
    }

    /**
     * A head end that answers in two steps tells that a result can be fetched.
     *
     * @param reference the name that the head end gave the command when it accepted it
     */
    public void notified(String headEnd, String messageId, String reference) {
        String source = "head-end:" + headEnd;
        String notice = json.write(Map.of(NOTIFIED, reference));
        try {
            transaction.executeWithoutResult(status -> {
                if (inbox.store(source, messageId, reference, notice)
                        && matchNotice(source, messageId, reference) == Matching.NOBODY) {
                    later(source, messageId);
                }
            });
        } catch (DuplicateKeyException e) {
            log.info("Notice known already: source={} messageId={}", source, messageId);
        } catch (TransientDataAccessException e) {
            transaction.executeWithoutResult(status -> {
                if (inbox.store(source, messageId, reference, notice)) {
                    later(source, messageId);
                }
            });
        }
    }

    private Matching matchNotice(String source, String messageId, String reference) {
        Optional<MeterCommand> found = commands.lockReferenced(source.substring("head-end:".length()), reference);
        if (found.isEmpty()) {
            // Quicker than the acceptance: the name is not known yet.
            return Matching.NOBODY;
        }
        MeterCommand command = found.get();
        if (command.state() == MeterCommand.State.ACCEPTED
                && lifecycle.signal(ServiceOrderProcess.COMMAND_NOTIFIED, command.id())) {
            inbox.mark(source, messageId, Inbox.State.DONE);
        } else {
            inbox.mark(source, messageId, Inbox.State.LATE);
        }
        return Matching.MATCHED;
    }
}
