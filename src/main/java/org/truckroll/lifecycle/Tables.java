// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.DecisionService;
import org.springframework.stereotype.Component;

/** Asks a decision table of the current model release, for questions that come before an order has a process. */
@Component
public class Tables {

    private final DecisionService decisions;

    Tables(DecisionService decisions) {
        this.decisions = decisions;
    }

    /** The outputs of every row that matches, in the order of the rows. */
    public List<Map<String, Object>> evaluateAll(String table, Map<String, Object> names) {
        return decisions
                .evaluateDecisionByKey(table)
                .variables(names)
                .evaluate()
                .getResultList();
    }

    /** The outputs of the first row that matches. */
    public Map<String, Object> evaluate(String table, Map<String, Object> names) {
        DmnDecisionResult result =
                decisions.evaluateDecisionByKey(table).variables(names).evaluate();
        if (result.isEmpty()) {
            throw new IllegalStateException("No row of " + table + " matches");
        }
        return result.getFirstResult().getEntryMap();
    }
}
