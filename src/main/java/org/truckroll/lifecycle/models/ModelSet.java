// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** All model files that belong together, sorted by name, and what went wrong while they were collected. */
public record ModelSet(List<ModelFile> files, List<ModelProblem> problems) {

    public ModelSet {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    static ModelSet of(Collection<ModelFile> files) {
        return new ModelSet(List.of(), List.of()).overlaidBy(files, List.of());
    }

    /** The same set with files replaced by name, and new names added. */
    ModelSet overlaidBy(Collection<ModelFile> others, List<ModelProblem> moreProblems) {
        var byName = new TreeMap<String, ModelFile>();
        files.forEach(file -> byName.put(file.name(), file));
        others.forEach(file -> byName.put(file.name(), file));
        var all = new ArrayList<>(problems);
        all.addAll(moreProblems);
        return new ModelSet(List.copyOf(byName.values()), all);
    }

    /** One hash for names and contents of the whole set. */
    String hash() {
        var lines = new StringBuilder();
        files.forEach(file -> lines.append(file.resourceName())
                .append(' ')
                .append(file.sha256())
                .append('\n'));
        return ModelFile.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
