// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.models.ModelProblem.Severity;

/** Gathers the problems of one file. */
final class Findings {

    private final String file;
    private final List<ModelProblem> problems = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    void error(XmlNode node, String message, String whatToDo) {
        add(node.line(), node.nearestId(), message, whatToDo, Severity.ERROR);
    }

    void warning(XmlNode node, String message, String whatToDo) {
        add(node.line(), node.nearestId(), message, whatToDo, Severity.WARNING);
    }

    void add(@Nullable Integer line, @Nullable String element, String message, String whatToDo, Severity severity) {
        problems.add(new ModelProblem(file, line, element, message, whatToDo, severity));
    }

    List<ModelProblem> problems() {
        return problems.stream().distinct().toList();
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(ModelProblem::isError);
    }
}
