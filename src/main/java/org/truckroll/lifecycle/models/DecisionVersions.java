// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.springframework.stereotype.Component;

/** Tells which version of a decision belongs to a deployment, so that a decision record can name the rules it followed. */
@Component
public class DecisionVersions {

    private record Key(String decision, String deploymentId) {}

    private final RepositoryService repository;
    private final IdentityService identity;
    private final Map<Key, Integer> versions = new ConcurrentHashMap<>();

    DecisionVersions(RepositoryService repository, IdentityService identity) {
        this.repository = repository;
        this.identity = identity;
    }

    /** @throws IllegalArgumentException when the deployment holds no such decision */
    public int version(String decision, String deploymentId) {
        return versions.computeIfAbsent(new Key(decision, deploymentId), this::find);
    }

    private int find(Key key) {
        var definition = AsServer.call(
                identity,
                () -> repository
                        .createDecisionDefinitionQuery()
                        .deploymentId(key.deploymentId())
                        .decisionDefinitionKey(key.decision())
                        .singleResult());
        if (definition == null) {
            throw new IllegalArgumentException(
                    "deployment " + key.deploymentId() + " holds no decision " + key.decision());
        }
        return definition.getVersion();
    }
}
