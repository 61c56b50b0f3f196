// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.truckroll.shared.Json;

/**
 * What a code in a value is called in each language: a person reads <em>Machine</em>, not {@code MACHINE}. One file for each language; those of
 * the operator's directory stand in for those of the server, word by word.
 */
final class CodeWords {

    private static final String SUFFIX = ".json";

    /** By language, place and code. */
    private final Map<String, Map<String, Map<String, String>>> languages = new HashMap<>();

    /** @param directory of the operator's texts; its folder {@code words} need not be there */
    CodeWords(@Nullable Path directory, Json json) {
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:notices/words/*" + SUFFIX)) {
                add(Objects.requireNonNull(file.getFilename()), file.getContentAsString(StandardCharsets.UTF_8), json);
            }
            Path own = directory == null ? null : directory.resolve("words");
            if (own != null && Files.isDirectory(own)) {
                try (Stream<Path> files = Files.list(own)) {
                    for (Path file : files.filter(
                                    file -> file.getFileName().toString().endsWith(SUFFIX))
                            .toList()) {
                        add(file.getFileName().toString(), Files.readString(file), json);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Words of notices cannot be read", e);
        }
    }

    private void add(String file, String document, Json json) {
        Map<String, Map<String, String>> read;
        try {
            read = json.read(document, new TypeReference<>() {});
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("Words of notices: " + file + " is not in the form of words", e);
        }
        Map<String, Map<String, String>> known = languages.computeIfAbsent(
                file.substring(0, file.length() - SUFFIX.length()), language -> new TreeMap<>());
        read.forEach((place, words) ->
                known.computeIfAbsent(place, none -> new TreeMap<>()).putAll(words));
    }

    /** The values as a reader of this language knows them; what has no word stays as it is. */
    Map<String, String> in(String language, Map<String, String> values) {
        Map<String, Map<String, String>> words = languages.getOrDefault(language, Map.of());
        Map<String, String> told = new HashMap<>(values);
        words.forEach((place, known) -> told.computeIfPresent(place, (same, code) -> known.getOrDefault(code, code)));
        return told;
    }
}
