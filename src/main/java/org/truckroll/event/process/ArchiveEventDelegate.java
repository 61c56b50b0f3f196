// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.InboundRules;

/** A rule says that nobody needs it (GEO-20). */
@Component
final class ArchiveEventDelegate implements JavaDelegate {

    private final InboundRules rules;

    ArchiveEventDelegate(InboundRules rules) {
        this.rules = rules;
    }

    @Override
    public void execute(DelegateExecution execution) {
        rules.archive(execution.getProcessBusinessKey());
    }
}
