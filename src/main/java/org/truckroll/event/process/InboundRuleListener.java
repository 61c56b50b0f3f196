// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import org.truckroll.event.InboundRules;

/** Takes what the rules say of an event. A table in which no row matches says nothing: then an operator looks at it. */
@Component
final class InboundRuleListener implements ExecutionListener {

    private final InboundRules rules;

    InboundRuleListener(InboundRules rules) {
        this.rules = rules;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Object result = execution.getVariable("decisionResult");
        Map<String, Object> row = result instanceof DmnDecisionResult decision && !decision.isEmpty()
                ? decision.getFirstResult().getEntryMap()
                : Map.of();
        execution.setVariable(
                "outcome", rules.decided(execution.getProcessBusinessKey(), row).name());
    }
}
