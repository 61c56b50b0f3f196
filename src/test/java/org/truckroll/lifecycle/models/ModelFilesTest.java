// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {

    @TempDir
    private Path directory;

    private ModelFiles files() {
        return new ModelFiles(directory, List.of(SampleModels.PATTERN));
    }

    private static List<String> names(ModelSet set) {
        return set.files().stream().map(ModelFile::name).toList();
    }

    @Test
    void readsDefaultsWithoutDirectory() {
        var set = new ModelFiles(null, List.of(SampleModels.PATTERN)).collect();

        assertThat(names(set)).containsExactlyInAnyOrderElementsOf(SampleModels.NAMES);
        assertThat(set.files())
                .extracting(ModelFile::resourceName)
                .contains("processes/sample-order.bpmn", "processes/next-action-sample.dmn", "forms/visit-point.form");
    }

    @Test
    void hasNoDefaultsWhereNoneArePacked() {
        assertThat(new ModelFiles(null, List.of("classpath*:models/nowhere/*"))
                        .collect()
                        .files())
                .isEmpty();
    }

    @Test
    void replacesByNameAndAddsNewNames() throws IOException {
        Files.createDirectories(directory.resolve("processes/deeper"));
        Files.createDirectories(directory.resolve("forms"));
        SampleModels.write(directory, "new-flat.bpmn", "a");
        SampleModels.write(directory.resolve("processes"), SampleModels.TABLE, "b");
        SampleModels.write(directory.resolve("forms"), "new-page.html", "c");
        SampleModels.write(directory.resolve("processes/deeper"), "too-deep.bpmn", "d");

        var set = files().collect();

        assertThat(set.problems()).isEmpty();
        assertThat(names(set))
                .contains("new-flat.bpmn", "new-page.html", SampleModels.ORDER)
                .doesNotContain("too-deep.bpmn");
        assertThat(set.files())
                .filteredOn(file -> file.name().equals(SampleModels.TABLE))
                .singleElement()
                .satisfies(file -> assertThat(file.content()).asString().isEqualTo("b"));
    }

    @Test
    void ignoresHiddenBackupAndOtherFiles() {
        for (var name : List.of(".x.bpmn", "~$x.bpmn", "#x.bpmn#", "x.bpmn~", "x.bpmn.bak", "README.md", "x.png")) {
            SampleModels.write(directory, name, "a");
        }

        assertThat(names(files().collect())).containsExactlyInAnyOrderElementsOf(SampleModels.NAMES);
        assertThat(files().collect().problems()).isEmpty();
    }

    @Test
    void tellsNameThatIsThereTwice() throws IOException {
        Files.createDirectories(directory.resolve("processes"));
        SampleModels.write(directory, "x.bpmn", "a");
        SampleModels.write(directory.resolve("processes"), "x.bpmn", "b");

        assertThat(files().collect().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("x.bpmn");
            assertThat(problem.message()).contains("twice");
        });
    }

    @Test
    void tellsExtensionThatTheEngineWouldSkip() {
        SampleModels.write(directory, "x.BPMN", "a");

        assertThat(files().collect().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("lower case"));
    }

    @Test
    void tellsDirectoryThatIsNotThere() {
        var set = new ModelFiles(directory.resolve("nowhere"), List.of(SampleModels.PATTERN)).collect();

        assertThat(set.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.isError()).isTrue());
        assertThat(set.files()).hasSize(SampleModels.NAMES.size());
    }

    @Test
    void changesHashWithContentAndNameOnly() {
        var before = files().collect().hash();
        SampleModels.write(directory, SampleModels.TABLE, SampleModels.read(SampleModels.TABLE));
        assertThat(files().collect().hash()).isEqualTo(before);

        SampleModels.write(directory, SampleModels.TABLE, SampleModels.changed(SampleModels.TABLE, "VISIT", "LOOK"));
        assertThat(files().collect().hash()).isNotEqualTo(before);
    }
}
