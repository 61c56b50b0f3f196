// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.truckroll.command.reconcile.Reconciliation;

/** Which head ends are compared: the one an operator asked for, or at night all. */
@Component
final class ListHeadEndsDelegate implements JavaDelegate {

    private final Reconciliation reconciliation;

    ListHeadEndsDelegate(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Object asked = execution.getVariable("reconciliation");
        List<String> runs = asked == null ? reconciliation.beginNight() : List.of(String.valueOf(asked));
        // Only needed in this transaction, to make one branch for each.
        execution.setVariable(
                "reconciliations", Variables.objectValue(runs, true).create());
    }
}
