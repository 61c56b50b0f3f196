// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.InboundRules;

/** Everybody on call is told once, and nobody has to act (GEO-21). */
@Component
final class TellOnceDelegate implements JavaDelegate {

    private final InboundRules rules;

    TellOnceDelegate(InboundRules rules) {
        this.rules = rules;
    }

    @Override
    public void execute(DelegateExecution execution) {
        rules.tellOnce(execution.getProcessBusinessKey());
    }
}
