// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.FaultOrders;

/** Makes an order of the event, where its place is known (SOL24-05). */
@Component
final class RaiseFaultOrderDelegate implements JavaDelegate {

    private final FaultOrders orders;

    RaiseFaultOrderDelegate(FaultOrders orders) {
        this.orders = orders;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable("ordered", orders.raise(execution.getProcessBusinessKey()));
    }
}
