// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of models that was deployed as one engine deployment. The problems are those of the newest look at the files:
 * with an error among them this release is the last good one.
 */
public record ModelRelease(
        long id, String deploymentId, String hash, Instant deployedAt, List<File> files, List<ModelProblem> problems) {

    /** A file of the release; the version is the engine's for the definition inside, none for forms and pages. */
    public record File(String name, @Nullable Integer version, String sha256) {}

    public ModelRelease {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    ModelRelease withProblems(List<ModelProblem> others) {
        return new ModelRelease(id, deploymentId, hash, deployedAt, files, others);
    }
}
