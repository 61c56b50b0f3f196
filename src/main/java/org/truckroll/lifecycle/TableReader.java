// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/** Reads the tables of past model releases, for those who ask later why something was decided. */
@Component
public class TableReader {

    private static final int KEPT = 100;

    private record Key(String decision, int version) {}

    private final RepositoryService repository;
    private final IdentityService identity;
    private final ConcurrentLruCache<Key, Optional<Release>> releases = new ConcurrentLruCache<>(KEPT, this::find);
    private final ConcurrentLruCache<String, Optional<RuleTable>> tables = new ConcurrentLruCache<>(KEPT, this::read);

    private record Release(String definitionId, String deploymentId) {}

    TableReader(RepositoryService repository, IdentityService identity) {
        this.repository = repository;
        this.identity = identity;
    }

    /** The table in this version; empty when its release is gone. */
    public Optional<RuleTable> of(String decision, int version) {
        return releases.get(new Key(decision, version))
                .map(Release::definitionId)
                .flatMap(tables::get);
    }

    /** Another table of the release that this version came with; empty when it is gone or holds none. */
    public Optional<RuleTable> beside(String decision, int version, String other) {
        return releases.get(new Key(decision, version))
                .flatMap(release -> asServer(() -> Optional.ofNullable(repository
                        .createDecisionDefinitionQuery()
                        .deploymentId(release.deploymentId())
                        .decisionDefinitionKey(other)
                        .singleResult())))
                .map(DecisionDefinition::getId)
                .flatMap(tables::get);
    }

    private Optional<Release> find(Key key) {
        return asServer(() -> Optional.ofNullable(repository
                        .createDecisionDefinitionQuery()
                        .decisionDefinitionKey(key.decision())
                        .decisionDefinitionVersion(key.version())
                        .singleResult())
                .map(found -> new Release(found.getId(), found.getDeploymentId())));
    }

    private Optional<RuleTable> read(String definitionId) {
        return asServer(() -> {
            try (InputStream model = repository.getDecisionModel(definitionId)) {
                String key = repository.getDecisionDefinition(definitionId).getKey();
                return Optional.ofNullable(RuleTable.parse(model.readAllBytes()).get(key));
            } catch (IOException e) {
                throw new UncheckedIOException("table was not readable", e);
            }
        });
    }

    /** Who may ask is decided at the door of the request, not by the engine's rights of the person on whose thread it happens. */
    private <T> T asServer(Supplier<T> question) {
        var person = identity.getCurrentAuthentication();
        if (person == null) {
            return question.get();
        }
        identity.clearAuthentication();
        try {
            return question.get();
        } finally {
            identity.setAuthentication(person);
        }
    }
}
