// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the model files led to. When the set was refused, the release is the last good one, or none if there
 * never was one.
 */
public record ModelScan(boolean accepted, @Nullable ModelRelease current, List<ModelProblem> problems) {

    public ModelScan {
        problems = List.copyOf(problems);
    }

    public Optional<ModelRelease> release() {
        return Optional.ofNullable(current);
    }
}
