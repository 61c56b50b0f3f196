// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.reconcile.Reconciliation;

/** Has the differences investigated, a few in one step. */
@Component
final class RaiseInvestigationsDelegate implements JavaDelegate {

    private final Reconciliation reconciliation;

    RaiseInvestigationsDelegate(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable("raiseMore", reconciliation.raise((String) execution.getVariable("run")));
    }
}
