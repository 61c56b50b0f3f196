// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.stereotype.Component;

/** Tells which version of a decision table a running process uses: the one deployed together with it. */
@Component
public class DecisionVersions {

    private record Key(String decision, String processDefinitionId) {}

    private final RepositoryService repository;
    private final Map<Key, Integer> versions = new ConcurrentHashMap<>();

    DecisionVersions(RepositoryService repository) {
        this.repository = repository;
    }

    public int of(String decision, String processDefinitionId) {
        return versions.computeIfAbsent(new Key(decision, processDefinitionId), this::find);
    }

    private int find(Key key) {
        String deployment =
                repository.getProcessDefinition(key.processDefinitionId()).getDeploymentId();
        DecisionDefinition definition = repository
                .createDecisionDefinitionQuery()
                .deploymentId(deployment)
                .decisionDefinitionKey(key.decision())
                .singleResult();
        if (definition == null) {
            throw new IllegalStateException("The model release holds no decision " + key.decision());
        }
        return definition.getVersion();
    }
}
