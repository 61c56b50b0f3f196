// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;

/** A small model set without a problem, and ways to break it. */
final class SampleModels {

    static final String ORDER = "sample-order.bpmn";
    static final String STEP = "sample-step.bpmn";
    static final String TABLE = "next-action-sample.dmn";
    static final String FORM = "visit-point.form";
    static final List<String> NAMES = List.of(ORDER, STEP, TABLE, FORM);
    static final String PATTERN = "classpath*:models/good/*";
    static final ModelVocabulary VOCABULARY = new ModelVocabulary(
            Set.of("sendNoteDelegate", "otherDelegate"),
            Set.of("countNotesListener"),
            Set.of("command.answered"),
            Set.of("VISIT_MISSED"),
            Set.of("sendNoteDelegate"));

    private final TreeMap<String, ModelFile> files = new TreeMap<>();

    SampleModels() {
        NAMES.forEach(name -> files.put(name, new ModelFile(name, read(name).getBytes(StandardCharsets.UTF_8))));
    }

    static String read(String name) {
        try {
            return new ClassPathResource("models/good/" + name).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file with one text replaced everywhere; the text must be there. */
    static String changed(String name, String from, String to) {
        var content = read(name);
        assertThat(content).contains(from);
        return content.replace(from, to);
    }

    static void write(Path folder, String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SampleModels with(String name, String content) {
        files.put(name, new ModelFile(name, content.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    SampleModels without(String name) {
        assertThat(files.remove(name)).isNotNull();
        return this;
    }

    Collection<ModelFile> files() {
        return files.values();
    }
}
