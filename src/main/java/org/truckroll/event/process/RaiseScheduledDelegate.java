// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.inbound.Schedules;

/** Raises the events whose time has come. */
@Component
final class RaiseScheduledDelegate implements JavaDelegate {

    private final Schedules schedules;

    RaiseScheduledDelegate(Schedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public void execute(DelegateExecution execution) {
        schedules.raiseDue();
    }
}
