// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.messages.OperatorMessages;
import org.truckroll.people.Callers;

/** Archives the event that is forwarded (GEO-42). */
@Component
final class ArchiveForwardedDelegate implements JavaDelegate {

    private final OperatorMessages messages;
    private final Callers callers;

    ArchiveForwardedDelegate(OperatorMessages messages, Callers callers) {
        this.messages = messages;
        this.callers = callers;
    }

    @Override
    public void execute(DelegateExecution execution) {
        messages.archiveForwarded(execution.getProcessBusinessKey(), callers.current());
    }
}
