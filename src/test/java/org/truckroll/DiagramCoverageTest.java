// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** A diagram enters {@code processes/} together with the class that walks it; {@link WalksDiagram} then counts its end and boundary events. */
class DiagramCoverageTest {

    @Test
    void everyDiagramHasOneClassThatWalksIt() throws IOException {
        List<String> walked = ReflectionSupport.findAllClassesInPackage(
                        "org.truckroll",
                        type -> AnnotationSupport.isAnnotated(type, WalksDiagram.class),
                        name -> name.endsWith("ProcessTest"))
                .stream()
                .map(type -> type.getAnnotation(WalksDiagram.class).value())
                .toList();
        try (Stream<Path> files = Files.list(Path.of("processes"))) {
            Set<String> drawn = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".bpmn"))
                    .collect(Collectors.toSet());
            assertThat(walked).containsExactlyInAnyOrderElementsOf(drawn);
        }
    }
}
