// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Withdrawal;

/** A command may be taken back until it is handed to its head end: before its first try, between two, and while its message is repaired (7.6). */
@Service
class CommandWithdrawal implements Withdrawal {

    private static final Logger log = LoggerFactory.getLogger(CommandWithdrawal.class);

    private final MeterCommands commands;
    private final Activities activities;
    private final CommandMetrics metrics;
    private final Clock clock;

    CommandWithdrawal(MeterCommands commands, Activities activities, CommandMetrics metrics, Clock clock) {
        this.commands = commands;
        this.activities = activities;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Activity.Kind kind() {
        return Activity.Kind.COMMAND;
    }

    @Override
    public boolean withdrawable(Activity activity) {
        return commands.find(activity.id()).map(MeterCommand::withdrawable).orElse(true);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean withdraw(Activity activity) {
        Instant now = clock.instant();
        // The sending step and the answer settle on the same row what came first.
        Optional<MeterCommand> command = commands.lock(activity.id());
        if (command.isPresent() && !command.get().withdrawable()) {
            return false;
        }
        if (!activities.end(activity.id(), Activity.State.CANCELLED, WITHDRAWN, null, null)) {
            return false;
        }
        command.ifPresent(known -> {
            commands.withdrawn(known.id(), now);
            metrics.concluded(known, WITHDRAWN, Duration.between(known.createdAt(), now));
        });
        log.info("Command withdrawn: commandId={}", activity.id());
        return true;
    }
}
