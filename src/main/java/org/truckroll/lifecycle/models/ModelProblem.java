// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a model file: where it is, what it is, and what its author should do. An {@code ERROR} keeps the
 * whole set from being released, a {@code WARNING} does not.
 */
public record ModelProblem(
        String file,
        @Nullable Integer line,
        @Nullable String element,
        String message,
        String whatToDo,
        Severity severity) {

    /** Whether the problem keeps the set from being released. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** An error that concerns a file as a whole. */
    public static ModelProblem ofFile(String file, String message, String whatToDo) {
        return new ModelProblem(file, null, null, message, whatToDo, Severity.ERROR);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return severity + " " + file + (line == null ? "" : ":" + line) + (element == null ? "" : " [" + element + "]")
                + ": " + message + " -> " + whatToDo;
    }
}
