// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.people.sync.StaffSync;

/** The run that somebody asked for, or the one whose time has come. */
@Component
final class BeginSyncDelegate implements JavaDelegate {

    private final StaffSync sync;

    BeginSyncDelegate(StaffSync sync) {
        this.sync = sync;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (execution.getProcessBusinessKey() == null) {
            sync.beginScheduled().ifPresent(execution::setProcessBusinessKey);
        }
        execution.setVariable("syncBegun", execution.getProcessBusinessKey() != null);
    }
}
