// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.truckroll.event.inbound.MailboxAlarms;
import org.truckroll.event.inbound.Mailboxes;

/** Which mailboxes are read. */
@Component
final class ListMailboxesDelegate implements JavaDelegate {

    private final Mailboxes mailboxes;
    private final MailboxAlarms alarms;

    ListMailboxesDelegate(Mailboxes mailboxes, MailboxAlarms alarms) {
        this.mailboxes = mailboxes;
        this.alarms = alarms;
    }

    @Override
    public void execute(DelegateExecution execution) {
        alarms.tell();
        // Only needed in this transaction, to make one branch for each.
        execution.setVariable(
                "mailboxes", Variables.objectValue(mailboxes.names(), true).create());
    }
}
