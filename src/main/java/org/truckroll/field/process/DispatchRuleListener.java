// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.field.VisitOffers;
import org.truckroll.lifecycle.ServiceOrderProcess;

/** Plans the visit as the dispatch rule says. An output that a table does not have counts as empty: everything goes by itself. */
@Component
final class DispatchRuleListener implements ExecutionListener {

    private static final String BY_CREW = "CREW";

    private final VisitOffers offers;

    DispatchRuleListener(VisitOffers offers) {
        this.offers = offers;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Object result = execution.getVariable("decisionResult");
        if (!(result instanceof DmnDecisionResult decision) || decision.isEmpty()) {
            throw new IllegalStateException("No row of the dispatch rule matches");
        }
        Map<String, Object> row = decision.getFirstResult().getEntryMap();
        String appointment = text(row, "appointment");
        if (appointment != null && !appointment.isEmpty() && !appointment.equals(BY_CREW)) {
            throw new IllegalStateException(
                    "The dispatch rule says appointment '" + appointment + "', not CREW or nothing");
        }
        String workforce = text(row, "workforce");
        if (workforce != null && !workforce.isEmpty()) {
            execution.setVariable("workforce", workforce);
        }
        execution.setVariable(
                VisitTaskListener.STEP,
                offers.plan(
                        (String) execution.getVariable(ServiceOrderProcess.ORDER_ID),
                        execution.getProcessBusinessKey(),
                        text(row, "fieldGroup"),
                        text(row, "dispatcher"),
                        BY_CREW.equals(appointment),
                        Boolean.TRUE.equals(row.get("test")),
                        workforce));
    }

    private static @Nullable String text(Map<String, Object> row, String name) {
        Object value = row.get(name);
        return value == null ? null : value.toString().strip();
    }
}
