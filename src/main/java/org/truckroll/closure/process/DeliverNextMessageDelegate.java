// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.process;

import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.closure.Deliveries;
import org.truckroll.closure.Outbox;

/** Delivers the oldest message of the lane and says what is left to do. */
@Component
final class DeliverNextMessageDelegate implements JavaDelegate {

    private final Deliveries deliveries;

    DeliverNextMessageDelegate(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Deliveries.Left left = deliveries.deliverNext((String) execution.getVariable(Outbox.LANE_ID));
        if (left instanceof Deliveries.Later later) {
            execution.setVariable("delivery", "LATER");
            // The engine reads milliseconds.
            execution.setVariable(
                    "retryAt", later.retryAt().truncatedTo(ChronoUnit.MILLIS).toString());
        } else if (left instanceof Deliveries.GivenUp given) {
            execution.setVariable("delivery", "GIVE_UP");
            execution.setVariable("recipient", given.recipient());
            execution.setVariable("subject", given.subject());
            execution.setVariable("destination", given.destination());
            execution.setVariable("lastResult", given.result());
        } else {
            execution.setVariable("delivery", left instanceof Deliveries.More ? "MORE" : "NOTHING");
        }
    }
}
