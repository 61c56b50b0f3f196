// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import org.truckroll.shared.Inbox;

/** An answer that nobody waited for is shown to a person and then put away. */
@Component
final class UnmatchedTaskListener implements TaskListener {

    private final Inbox inbox;

    UnmatchedTaskListener(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void notify(DelegateTask task) {
        String source = (String) task.getVariable("source");
        String messageId = (String) task.getVariable("messageId");
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            inbox.mark(source, messageId, Inbox.State.UNMATCHED);
            task.setVariableLocal("work", "UNMATCHED_ANSWER");
            task.setVariableLocal("why", "Answer " + messageId + " of " + source + " belongs to no command.");
        } else {
            inbox.mark(source, messageId, Inbox.State.DONE);
        }
    }
}
