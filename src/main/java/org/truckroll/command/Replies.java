// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;

/**
 * Takes in what head ends answer: stored first, once per message id; matched to the command that waits, or given to the process that tries again.
 */
@Service
public class Replies {

    public static final String UNMATCHED_PROCESS = "unmatched-answer";

    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    /** How a matching try ended. */
    public enum Matching {
        MATCHED,
        NOBODY
    }

    private final Inbox inbox;
    private final MeterCommands commands;
    private final OrderLifecycle lifecycle;
    private final ServicePoints points;
    private final TransactionTemplate transaction;
    private final Json json;
    private final Clock clock;

    Replies(
            Inbox inbox,
            MeterCommands commands,
            OrderLifecycle lifecycle,
            ServicePoints points,
            PlatformTransactionManager transactionManager,
            Json json,
            Clock clock) {
        this.inbox = inbox;
        this.commands = commands;
        this.lifecycle = lifecycle;
        this.points = points;
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
                    later(source, reply);
                }
            });
        } catch (DuplicateKeyException e) {
            log.info("Answer known already: source={} messageId={}", source, reply.messageId());
        } catch (TransientDataAccessException e) {
            // The token moved at the same moment, e.g. its deadline passed. Keep the answer; the process tries again.
            transaction.executeWithoutResult(status -> {
                if (store(source, reply)) {
                    later(source, reply);
                }
            });
        }
    }

    private boolean store(String source, Reply reply) {
        return inbox.store(
                source, String.valueOf(reply.messageId()), String.valueOf(reply.commandId()), json.write(reply));
    }

    private void later(String source, Reply reply) {
        lifecycle.start(
                UNMATCHED_PROCESS,
                source + "/" + reply.messageId(),
                Map.of("source", source, "messageId", String.valueOf(reply.messageId())));
    }

    /** Tries again to match a stored answer. */
    public Matching match(String source, String messageId) {
        Optional<Inbox.Message> message = inbox.find(source, messageId);
        if (message.isEmpty()) {
            throw new IllegalStateException("No stored answer " + messageId + " of " + source);
        }
        return match(source, json.read(message.get().payload(), Reply.class));
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

    /** A later word of an armed switch closes the wait of its order (7.8 WAIT_CLOSE). */
    private void late(MeterCommand command, Reply reply) {
        log.info("Late answer kept: commandId={} command={}", command.id(), command.command());
        boolean closed = reply.result() == Reply.Result.SUCCESS
                && reply.switchPosition() == Device.SwitchPosition.ON
                && ("ARM".equals(command.command()) || "REMOTE_CONNECT".equals(command.command()));
        if (!closed || command.servicePointId() == null) {
            return;
        }
        ServicePoint point = points.get(command.servicePointId());
        Device device = point.device();
        if (device != null
                && command.deviceId().equals(device.id())
                && device.position() == Device.SwitchPosition.ARMED) {
            Instant now = clock.instant();
            Instant at = reply.at() == null || reply.at().isAfter(now) ? now : reply.at();
            points.save(
                    point,
                    point.withDevice(device.withSwitch(Device.SwitchPosition.ON)),
                    at,
                    ServicePoints.Source.caller("head-end " + command.headEnd()));
        }
    }
}
