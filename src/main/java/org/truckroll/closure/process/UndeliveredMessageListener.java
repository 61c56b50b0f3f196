// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.process;

import java.util.Arrays;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.closure.Deliveries;
import org.truckroll.closure.Outbox;
import org.truckroll.shared.Problem;

/** Carries out the decision about an undelivered message, whoever completes the task and by whatever door. */
@Component
final class UndeliveredMessageListener implements TaskListener {

    private static final String DECISION = "decision";

    private final Deliveries deliveries;

    UndeliveredMessageListener(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public void notify(DelegateTask task) {
        Object given = task.getVariable(DECISION);
        Deliveries.Decision decision = Arrays.stream(Deliveries.Decision.values())
                .filter(known -> known.name().equals(given))
                .findFirst()
                .orElseThrow(() -> Problem.unprocessable(
                        "unknown-decision",
                        "Decide one of " + Arrays.toString(Deliveries.Decision.values()) + ".",
                        new Problem.FieldError("/" + DECISION, "'" + given + "' is not a decision here.")));
        deliveries.decide(
                (String) task.getVariable(Outbox.LANE_ID),
                decision,
                task.getAssignee() == null ? "somebody" : task.getAssignee());
        // The next message that is given up needs a decision of its own.
        task.removeVariable(DECISION);
    }
}
