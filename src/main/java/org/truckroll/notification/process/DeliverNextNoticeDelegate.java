// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.process;

import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.notification.DeliveryProcess;
import org.truckroll.notification.LaneRun;

/** Sends what is next in the lane and says what is left to do. */
@Component
final class DeliverNextNoticeDelegate implements JavaDelegate {

    private final LaneRun run;

    DeliverNextNoticeDelegate(LaneRun run) {
        this.run = run;
    }

    @Override
    public void execute(DelegateExecution execution) {
        LaneRun.Left left = run.deliverNext((String) execution.getVariable(DeliveryProcess.LANE_ID));
        if (left instanceof LaneRun.Later later) {
            execution.setVariable("delivery", "LATER");
            // The engine reads milliseconds.
            execution.setVariable(
                    "lookAt", later.at().truncatedTo(ChronoUnit.MILLIS).toString());
        } else if (left instanceof LaneRun.Undelivered) {
            execution.setVariable("delivery", "UNDELIVERED");
        } else {
            execution.setVariable("delivery", left instanceof LaneRun.More ? "MORE" : "NOTHING");
        }
    }
}
