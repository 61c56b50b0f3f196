// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import org.truckroll.field.workforce.WorkOrderDesk;

/** Puts the work order on record, before anything is sent. */
@Component
final class WorkOrderBeginListener implements ExecutionListener {

    private final WorkOrderDesk desk;

    WorkOrderBeginListener(WorkOrderDesk desk) {
        this.desk = desk;
    }

    @Override
    public void notify(DelegateExecution execution) {
        desk.begin(execution.getProcessBusinessKey());
    }
}
