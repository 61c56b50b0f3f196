// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.intake.campaign.CampaignRun;

/** The task about a paused campaign: shows why it rests, and carries out the decision. */
@Component
final class CampaignPausedListener implements TaskListener {

    private static final String DECISION = "decision";

    private final CampaignRun run;

    CampaignPausedListener(CampaignRun run) {
        this.run = run;
    }

    @Override
    public void notify(DelegateTask task) {
        String id = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            run.card(id).forEach(task::setVariableLocal);
            return;
        }
        Object decision = task.getVariable(DECISION);
        run.decide(
                id,
                decision == null ? null : String.valueOf(decision),
                task.getAssignee() == null ? "somebody" : task.getAssignee());
        // The next pause needs a decision of its own.
        task.removeVariable(DECISION);
    }
}
