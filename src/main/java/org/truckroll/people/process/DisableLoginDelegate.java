// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.people.Staff;

/** Nothing is left to hand over: the login goes off. */
@Component
final class DisableLoginDelegate implements JavaDelegate {

    private final Staff staff;

    DisableLoginDelegate(Staff staff) {
        this.staff = staff;
    }

    @Override
    public void execute(DelegateExecution execution) {
        staff.left(execution.getProcessBusinessKey(), String.valueOf(execution.getVariable("by")));
    }
}
