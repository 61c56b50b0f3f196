// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.process;

import java.util.Arrays;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.notification.DeliveryProcess;
import org.truckroll.notification.Undelivered;
import org.truckroll.shared.Problem;

/** Carries out the decision about a notice that did not arrive, whoever completes the task and by whatever door. */
@Component
final class UndeliveredNoticeListener implements TaskListener {

    private static final String DECISION = "decision";

    private final Undelivered undelivered;

    UndeliveredNoticeListener(Undelivered undelivered) {
        this.undelivered = undelivered;
    }

    @Override
    public void notify(DelegateTask task) {
        Object given = task.getVariable(DECISION);
        Undelivered.Decision decision = Arrays.stream(Undelivered.Decision.values())
                .filter(known -> known.name().equals(given))
                .findFirst()
                .orElseThrow(() -> Problem.unprocessable(
                        "unknown-decision",
                        "Decide one of " + Arrays.toString(Undelivered.Decision.values()) + ".",
                        new Problem.FieldError("/" + DECISION, "'" + given + "' is not a decision here.")));
        undelivered.decide(
                (String) task.getVariable(DeliveryProcess.NOTICE_ID),
                decision,
                task.getAssignee() == null ? "somebody" : task.getAssignee());
    }
}
