// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.intake.campaign.CampaignRun;

/** Releases the orders of a campaign that may go now and says what comes next. */
@Component
final class ReleaseOrdersDelegate implements JavaDelegate {

    private final CampaignRun run;

    ReleaseOrdersDelegate(CampaignRun run) {
        this.run = run;
    }

    @Override
    public void execute(DelegateExecution execution) {
        CampaignRun.Look look = run.look(execution.getProcessBusinessKey());
        execution.setVariable("campaignNext", look.next().name());
        Instant at = look.at();
        if (at != null) {
            // The engine reads milliseconds, and must not wake before the time.
            execution.setVariable(
                    "lookAt",
                    at.plus(999, ChronoUnit.MICROS)
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString());
        }
    }
}
