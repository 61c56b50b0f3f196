// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandProperties;
import org.truckroll.command.Replies;

@Component
final class MatchAnswerDelegate implements JavaDelegate {

    private final Replies replies;
    private final CommandProperties policy;
    private final Clock clock;

    MatchAnswerDelegate(Replies replies, CommandProperties policy, Clock clock) {
        this.replies = replies;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Replies.Matching matching =
                replies.match((String) execution.getVariable("source"), (String) execution.getVariable("messageId"));
        if (matching == Replies.Matching.MATCHED) {
            execution.setVariable("matching", "MATCHED");
            return;
        }
        Integer tries = (Integer) execution.getVariable("tries");
        int tried = tries == null ? 0 : tries;
        List<Duration> delays = policy.matchDelays();
        if (tried >= delays.size()) {
            execution.setVariable("matching", "NOBODY");
            return;
        }
        execution.setVariable("tries", tried + 1);
        execution.setVariable("retryAt", clock.instant().plus(delays.get(tried)).toString());
        execution.setVariable("matching", "LATER");
    }
}
