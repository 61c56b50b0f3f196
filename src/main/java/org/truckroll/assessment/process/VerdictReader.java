// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.truckroll.assessment.Verdict;

/** Reads the row that fired out of the engine's result; a table without a matching row is a defect of the table. */
final class VerdictReader {

    private VerdictReader() {}

    static Verdict read(DelegateExecution execution) {
        Map<String, Object> row = row(execution);
        return new Verdict(
                text(row, "rule"),
                text(row, "action"),
                text(row, "channel"),
                (String) row.get("code"),
                text(row, "reason"));
    }

    static Map<String, Object> row(DelegateExecution execution) {
        Object result = execution.getVariable("decisionResult");
        Map<String, Object> row =
                result instanceof DmnDecisionResult decision && !decision.isEmpty() ? decision.getFirstResult() : null;
        if (row == null) {
            throw new IllegalStateException("No row of the table at " + execution.getCurrentActivityId() + " matches");
        }
        return row;
    }

    private static String text(Map<String, Object> row, String name) {
        Object value = row.get(name);
        if (!(value instanceof String text) || text.isBlank()) {
            throw new IllegalStateException("The row that fired has no " + name);
        }
        return text;
    }
}
