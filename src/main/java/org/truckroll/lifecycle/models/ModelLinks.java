// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.truckroll.lifecycle.models.ModelFile.Kind;

/** What the files of a set may refer to: processes and forms by file name, decisions also inside a file of several. */
record ModelLinks(Set<String> processes, Set<String> decisions, Set<String> forms, Set<String> pages) {

    static ModelLinks of(Collection<ModelFile> files, Collection<String> innerDecisions) {
        var decisions = Stream.concat(ids(files, Kind.DMN), innerDecisions.stream());
        return new ModelLinks(
                ids(files, Kind.BPMN).collect(Collectors.toSet()),
                decisions.collect(Collectors.toSet()),
                ids(files, Kind.FORM).collect(Collectors.toSet()),
                files.stream()
                        .filter(file -> file.kind() == Kind.HTML)
                        .map(ModelFile::resourceName)
                        .collect(Collectors.toSet()));
    }

    private static Stream<String> ids(Collection<ModelFile> files, Kind kind) {
        return files.stream().filter(file -> file.kind() == kind).map(ModelFile::id);
    }
}
