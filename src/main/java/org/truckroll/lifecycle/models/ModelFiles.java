// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Collects the model set: the defaults inside the jar, overlaid by name with the files of a directory (design 6). A
 * directory may be flat or hold {@code processes} and {@code forms}; deeper folders, hidden files, backups and files of
 * other kinds are not models.
 */
public final class ModelFiles {

    private static final List<String> DEFAULTS = List.of("classpath*:models/processes/*", "classpath*:models/forms/*");

    private final @Nullable Path directory;
    private final List<String> defaultPatterns;

    public ModelFiles(@Nullable Path directory) {
        this(directory, DEFAULTS);
    }

    ModelFiles(@Nullable Path directory, List<String> defaultPatterns) {
        this.directory = directory;
        this.defaultPatterns = List.copyOf(defaultPatterns);
    }

    /** The defaults overlaid by the directory. */
    public ModelSet collect() {
        if (directory == null) {
            return defaults();
        }
        var overlay = fromFolders(List.of(directory, directory.resolve("processes"), directory.resolve("forms")));
        return defaults().overlaidBy(overlay.files(), overlay.problems());
    }

    /** The models inside the jar alone. */
    public ModelSet defaults() {
        var collection = new Collection();
        try {
            var resolver = new PathMatchingResourcePatternResolver();
            for (var pattern : defaultPatterns) {
                for (var resource : resolver.getResources(pattern)) {
                    var name = resource.getFilename();
                    if (name != null && isModel(name) && resource.isReadable()) {
                        collection.add(name, "the default models", resource.getContentAsByteArray());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("default models were not readable", e);
        }
        return collection.toSet();
    }

    /** Reads folders alone, without defaults; the first one must exist, names are unique over all of them. */
    public static ModelSet fromFolders(List<Path> folders) {
        var collection = new Collection();
        var first = folders.get(0);
        if (!Files.isDirectory(first)) {
            collection.problems.add(ModelProblem.ofFile(
                    first.toString(),
                    "the model directory does not exist or is not readable",
                    "create it, or correct truckroll.models.directory"));
        }
        for (var folder : folders) {
            if (Files.isDirectory(folder)) {
                collection.addFolder(folder);
            }
        }
        return collection.toSet();
    }

    private static boolean isModel(String fileName) {
        return !fileName.startsWith(".")
                && !fileName.startsWith("~")
                && !fileName.startsWith("#")
                && ModelFile.Kind.of(fileName).isPresent();
    }

    private static final class Collection {
        private final TreeMap<String, ModelFile> files = new TreeMap<>();
        private final TreeMap<String, String> places = new TreeMap<>();
        private final List<ModelProblem> problems = new ArrayList<>();

        void addFolder(Path folder) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (var path : entries.filter(Files::isRegularFile).sorted().toList()) {
                    var name = path.getFileName().toString();
                    if (isModel(name)) {
                        addFile(path, name);
                    } else if (isModel(name.toLowerCase(Locale.ROOT))) {
                        problems.add(ModelProblem.ofFile(
                                name, "the extension is not in lower case", "rename the file, or the engine skips it"));
                    }
                }
            } catch (IOException e) {
                problems.add(ModelProblem.ofFile(
                        folder.toString(), "the folder is not readable", "give the server the right to read it"));
            }
        }

        private void addFile(Path path, String name) {
            try {
                add(name, path.getParent().toString(), Files.readAllBytes(path));
            } catch (IOException e) {
                problems.add(
                        ModelProblem.ofFile(name, "the file is not readable", "give the server the right to read it"));
            }
        }

        void add(String name, String place, byte[] content) {
            var before = places.putIfAbsent(name, place);
            if (before == null) {
                files.put(name, new ModelFile(name, content));
            } else {
                problems.add(ModelProblem.ofFile(
                        name,
                        "the name is there twice: in " + before + " and in " + place,
                        "keep one of the two files, or rename one"));
            }
        }

        ModelSet toSet() {
            return new ModelSet(List.copyOf(files.values()), problems);
        }
    }
}
