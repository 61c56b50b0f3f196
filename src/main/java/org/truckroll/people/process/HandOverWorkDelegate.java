// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.people.Staff;
import org.truckroll.people.WorkInHand;

/** Everything that the person has signed goes to the successor. */
@Component
final class HandOverWorkDelegate implements JavaDelegate {

    private final Staff staff;

    HandOverWorkDelegate(Staff staff) {
        this.staff = staff;
    }

    @Override
    public void execute(DelegateExecution execution) {
        staff.handOver(
                execution.getProcessBusinessKey(),
                new WorkInHand.Target(
                        (String) execution.getVariable("successor"), (String) execution.getVariable("successorGroup")),
                String.valueOf(execution.getVariable("reason")),
                String.valueOf(execution.getVariable("by")));
    }
}
