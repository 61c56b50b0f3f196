// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.CandidateTables;
import org.truckroll.lifecycle.TableFiles;
import org.truckroll.lifecycle.TableSet;

/** Makes tables to be tried out of model files, after the checks that a release must pass. */
@Component
final class ModelCandidates implements CandidateTables {

    private final ModelFiles files;
    private final ModelChecks checks;
    private final ModelReleases releases;
    private final RepositoryService repository;
    private final IdentityService identity;

    ModelCandidates(
            ModelFiles files,
            ModelChecks checks,
            ModelReleases releases,
            RepositoryService repository,
            IdentityService identity) {
        this.files = files;
        this.checks = checks;
        this.releases = releases;
        this.repository = repository;
        this.identity = identity;
    }

    @Override
    public TableSet ofDirectory() {
        return checked(files.collect());
    }

    @Override
    public TableSet replacing(List<Upload> uploads) {
        var sent = SentFiles.of(uploads);
        return checked(currentRelease().overlaidBy(sent.files(), sent.problems()));
    }

    private TableSet checked(ModelSet set) {
        var problems = new ArrayList<>(set.problems());
        problems.addAll(checks.check(set.files()));
        return TableFiles.tables(set, problems);
    }

    private ModelSet currentRelease() {
        return releases.find()
                .map(release -> AsServer.call(
                        identity,
                        () -> ModelSet.of(release.files().stream()
                                .map(file -> read(release.deploymentId(), file.name()))
                                .toList())))
                .orElseGet(files::defaults);
    }

    private ModelFile read(String deploymentId, String name) {
        var empty = new ModelFile(name, new byte[0]);
        try (InputStream content = repository.getResourceAsStream(deploymentId, empty.resourceName())) {
            return new ModelFile(name, content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("released file was not readable", e);
        }
    }
}
