// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.truckroll.field.VisitOffers;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.Activities;

@Component
final class PrepareVisitDelegate implements JavaDelegate {

    private final VisitOffers offers;
    private final Activities activities;

    PrepareVisitDelegate(VisitOffers offers, Activities activities) {
        this.offers = offers;
        this.activities = activities;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String orderId = (String) execution.getVariable(ServiceOrderProcess.ORDER_ID);
        // Inputs of the dispatch rule; transient, like all inputs of tables.
        offers.dispatchFacts(orderId)
                .forEach((name, value) -> execution.setVariable(name, Variables.untypedValue(value, true)));
        execution.setVariable(
                "action",
                Variables.untypedValue(
                        activities.get(execution.getProcessBusinessKey()).action(), true));
    }
}
