// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.truckroll.event.InboundRules;

/** Reads what the rules look at. It is transient: texts of strangers are never written to the engine's tables. */
@Component
final class ReadEventDelegate implements JavaDelegate {

    private final InboundRules rules;

    ReadEventDelegate(InboundRules rules) {
        this.rules = rules;
    }

    @Override
    public void execute(DelegateExecution execution) {
        rules.names(execution.getProcessBusinessKey())
                .forEach((name, value) -> execution.setVariable(name, Variables.untypedValue(value, true)));
    }
}
