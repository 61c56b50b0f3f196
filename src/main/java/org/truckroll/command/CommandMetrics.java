// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderEvent;

/** Commands by name and result, with the time from the order's decision to the result; and the visits that they spared or cost. */
@Component
class CommandMetrics {

    /** Without them the tables would have sent somebody. */
    private static final Set<String> INSTEAD_OF_A_VISIT =
            Set.of("REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM", "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL");

    private static final Set<String> IN_VAIN = Set.of("EXHAUSTED", "REFUSED", "UNSUPPORTED");
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final HeadEnds headEnds;
    private final DeviceKnowledge knowledge;
    private final Activities activities;

    CommandMetrics(MeterRegistry registry, HeadEnds headEnds, DeviceKnowledge knowledge, Activities activities) {
        this.registry = registry;
        this.headEnds = headEnds;
        this.knowledge = knowledge;
        this.activities = activities;
    }

    void concluded(MeterCommand command, String outcome, Duration took) {
        String model = knowledge.model(command);
        Tags tags = Tags.of(
                "command",
                command.command(),
                "outcome",
                outcome,
                "headEnd",
                command.headEnd(),
                "adapter",
                headEnds.adapterName(command.headEnd()).orElse(UNKNOWN),
                "model",
                model == null ? UNKNOWN : model);
        committed(() -> {
            registry.timer("truckroll.commands", tags).record(took.isNegative() ? Duration.ZERO : took);
            registry.summary("truckroll.commands.attempts", tags).record(command.attempts());
            if (command.orderId() != null
                    && "SUCCESS".equals(outcome)
                    && INSTEAD_OF_A_VISIT.contains(command.command())) {
                registry.counter("truckroll.visits.avoided", "command", command.command(), "headEnd", command.headEnd())
                        .increment();
            }
        });
    }

    /** A visit that is opened after a command in vain, and before another visit, is that command's. */
    @EventListener
    void opened(OrderEvent event) {
        if (event.type() != OrderEvent.Type.MILESTONE || !event.data().contains("_STARTED\"")) {
            return;
        }
        List<Activity> all = activities.of(event.subject());
        int last = all.size() - 1;
        if (last < 0
                || all.get(last).kind() != Activity.Kind.FIELD
                || all.get(last).state() != Activity.State.OPEN) {
            return;
        }
        for (int i = last - 1; i >= 0 && all.get(i).kind() != Activity.Kind.FIELD; i--) {
            Activity command = all.get(i);
            String outcome = command.outcome();
            if (command.kind() == Activity.Kind.COMMAND && outcome != null && IN_VAIN.contains(outcome)) {
                committed(() -> registry.counter(
                                "truckroll.visits.caused", "command", command.action(), "outcome", outcome)
                        .increment());
                return;
            }
        }
    }

    /** What is rolled back has not happened. */
    private static void committed(Runnable count) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            count.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count.run();
            }
        });
    }
}
