// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.inbound.Mailboxes;

/** Reads some mails of one mailbox and says whether there are more. */
@Component
final class ReadMailboxDelegate implements JavaDelegate {

    private final Mailboxes mailboxes;

    ReadMailboxDelegate(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable(
                "mailNext",
                mailboxes.read(String.valueOf(execution.getVariable("mailbox"))).name());
    }
}
