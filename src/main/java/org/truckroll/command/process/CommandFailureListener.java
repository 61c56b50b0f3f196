// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandDispatch;
import org.truckroll.command.CommandDispatch.Failure;
import org.truckroll.command.CommandDispatch.Remedy;

/** Before the failure policy is asked: what it looks at. After it: what its row says is done. Nothing of it is stored in the engine. */
@Component
final class CommandFailureListener implements ExecutionListener {

    private final CommandDispatch dispatch;

    CommandFailureListener(CommandDispatch dispatch) {
        this.dispatch = dispatch;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String id = execution.getProcessBusinessKey();
        if (EVENTNAME_START.equals(execution.getEventName())) {
            Failure failure = dispatch.failure(id, "FAILED".equals(execution.getVariable("sending")));
            execution.setVariable(
                    "failure", Variables.stringValue(failure.failure().name(), true));
            execution.setVariable("succeeded", Variables.booleanValue(false, true));
            execution.setVariable("heldTooLong", Variables.booleanValue(failure.heldTooLong(), true));
            execution.setVariable("idempotent", Variables.booleanValue(failure.idempotent(), true));
            execution.setVariable("attempts", Variables.integerValue(failure.attempts(), true));
            execution.setVariable("noAnswers", Variables.integerValue(failure.noAnswers(), true));
            execution.setVariable("command", Variables.stringValue(failure.command(), true));
            execution.setVariable("division", Variables.stringValue(failure.division(), true));
            return;
        }
        Map<String, Object> row = row(execution);
        String wait = String.valueOf(row.getOrDefault("wait", ""));
        Remedy remedy = dispatch.remedy(
                id,
                String.valueOf(row.get("next")),
                wait.isEmpty() ? Duration.ZERO : Duration.parse(wait),
                String.valueOf(row.getOrDefault("outcome", "")));
        execution.setVariable("next", Variables.stringValue(remedy.next(), true));
        if (remedy.retryAt() != null) {
            execution.setVariable(
                    "retryAt", Variables.stringValue(remedy.retryAt().toString(), true));
        }
    }

    private static Map<String, Object> row(DelegateExecution execution) {
        if (execution.getVariable("decisionResult") instanceof DmnDecisionResult result && !result.isEmpty()) {
            return result.getFirstResult();
        }
        throw new IllegalStateException("No row of failure-policy matches");
    }
}
