// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.stereotype.Component;

/** Asks a decision table outside of the diagram that uses it: before an order has a process, or out of its turn. */
@Component
public class Tables {

    private final DecisionService decisions;
    private final RepositoryService repository;
    private final RuntimeService runtime;

    Tables(DecisionService decisions, RepositoryService repository, RuntimeService runtime) {
        this.decisions = decisions;
        this.repository = repository;
        this.runtime = runtime;
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
        return first(
                table, decisions.evaluateDecisionByKey(table).variables(names).evaluate());
    }

    /** The same in the model release that a running order was started with; empty when the order has no process any more. */
    public Optional<Map<String, Object>> evaluateFor(String orderId, String table, Map<String, Object> names) {
        return Optional.ofNullable(runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(orderId)
                        .processDefinitionKey(ServiceOrderProcess.KEY)
                        .singleResult())
                .map(process -> repository
                        .getProcessDefinition(process.getProcessDefinitionId())
                        .getDeploymentId())
                .map(release -> repository
                        .createDecisionDefinitionQuery()
                        .deploymentId(release)
                        .decisionDefinitionKey(table)
                        .singleResult())
                .map(definition -> first(
                        table,
                        decisions
                                .evaluateDecisionById(definition.getId())
                                .variables(names)
                                .evaluate()));
    }

    private static Map<String, Object> first(String table, DmnDecisionResult result) {
        if (result.isEmpty()) {
            throw new IllegalStateException("No row of " + table + " matches");
        }
        return result.getFirstResult().getEntryMap();
    }
}
