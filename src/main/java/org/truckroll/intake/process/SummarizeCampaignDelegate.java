// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.intake.campaign.CampaignRun;

/** Keeps the numbers with which a campaign ended. */
@Component
final class SummarizeCampaignDelegate implements JavaDelegate {

    private final CampaignRun run;

    SummarizeCampaignDelegate(CampaignRun run) {
        this.run = run;
    }

    @Override
    public void execute(DelegateExecution execution) {
        run.summarize(execution.getProcessBusinessKey());
    }
}
