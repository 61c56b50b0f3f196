// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.notification.DeliveryProcess;
import org.truckroll.notification.Undelivered;

/** Alerts those on call, and lets a person decide. */
@Component
final class ReportUndeliveredDelegate implements JavaDelegate {

    private final Undelivered undelivered;

    ReportUndeliveredDelegate(Undelivered undelivered) {
        this.undelivered = undelivered;
    }

    @Override
    public void execute(DelegateExecution execution) {
        undelivered.report((String) execution.getVariable(DeliveryProcess.LANE_ID));
    }
}
