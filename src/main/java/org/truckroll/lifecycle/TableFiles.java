// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.models.ModelChecks;
import org.truckroll.lifecycle.models.ModelFile;
import org.truckroll.lifecycle.models.ModelFiles;
import org.truckroll.lifecycle.models.ModelProblem;
import org.truckroll.lifecycle.models.ModelSet;
import org.truckroll.lifecycle.models.ModelVocabulary;
import org.truckroll.shared.Problem;

/** Tables straight from files, without a server: what a server with this model directory would decide by. */
public final class TableFiles {

    private static final String DMN = ".dmn";

    private TableFiles() {}

    /**
     * The tables of the jar overlaid by those of a directory. Only tables are judged; diagrams and forms need the server's check.
     *
     * @throws Problem 422 {@code models-refused} when a table holds an error
     */
    public static TableSet read(@Nullable Path directory) {
        ModelSet all = new ModelFiles(directory).collect();
        ModelSet set = new ModelSet(
                all.files().stream().filter(file -> file.name().endsWith(DMN)).toList(), all.problems());
        Set<String> any = Set.of(ModelVocabulary.ANY);
        List<ModelProblem> problems = new ArrayList<>(set.problems());
        problems.addAll(
                new ModelChecks(new ModelVocabulary(any, any, any, any), TableFiles::unreadable).check(set.files()));
        return tables(set, problems);
    }

    /** The tables of a set that was checked. */
    public static TableSet tables(ModelSet set, List<ModelProblem> problems) {
        if (problems.stream().anyMatch(ModelProblem::isError)) {
            throw Problem.unprocessable("models-refused", "The models hold errors; nothing was evaluated.")
                    .with("problems", List.copyOf(problems));
        }
        Map<String, RuleTable> tables = new LinkedHashMap<>();
        set.files().stream()
                .filter(file -> file.name().endsWith(DMN))
                .forEach(file -> tables.putAll(RuleTable.parse(file.content())));
        return new TableSet(
                tables, problems.stream().map(ModelProblem::toString).toList());
    }

    private static List<ModelProblem> unreadable(ModelFile file) {
        try {
            RuleTable.parse(file.content());
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(
                    ModelProblem.ofFile(file.name(), String.valueOf(e.getMessage()), "correct it in the Modeler"));
        }
    }
}
