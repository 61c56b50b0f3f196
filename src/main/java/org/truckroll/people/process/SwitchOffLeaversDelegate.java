// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.people.sync.StaffSync;

/** Switches off some of those who have gone, unless they are too many. */
@Component
final class SwitchOffLeaversDelegate implements JavaDelegate {

    private final StaffSync sync;

    SwitchOffLeaversDelegate(StaffSync sync) {
        this.sync = sync;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable(
                "syncNext",
                sync.switchOff(execution.getProcessBusinessKey()).next().name());
    }
}
