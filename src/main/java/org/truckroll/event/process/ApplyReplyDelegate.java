// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.ReplyActions;

/** Does what an operator answered by SMS. */
@Component
final class ApplyReplyDelegate implements JavaDelegate {

    private final ReplyActions replies;

    ApplyReplyDelegate(ReplyActions replies) {
        this.replies = replies;
    }

    @Override
    public void execute(DelegateExecution execution) {
        replies.apply(execution.getProcessBusinessKey());
    }
}
