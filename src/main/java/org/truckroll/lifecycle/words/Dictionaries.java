// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.words;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The dictionaries {@code forms/i18n/<language>.json}: ours from the jar, overlaid entry by entry with those of the model directory, which
 * are read again when they change.
 */
@Component
class Dictionaries {

    private static final Logger log = LoggerFactory.getLogger(Dictionaries.class);
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2}");
    private static final TypeReference<Map<String, String>> WORDS = new TypeReference<>() {};

    private record Read(Map<Path, FileTime> times, Dictionary dictionary) {}

    private final ObjectMapper json;
    private final List<Path> folders;
    private final Map<String, Read> read = new ConcurrentHashMap<>();

    Dictionaries(ObjectMapper json, @Value("${truckroll.models.directory:}") String directory) {
        this.json = json;
        this.folders = directory.isBlank()
                ? List.of()
                : List.of(Path.of(directory, "i18n"), Path.of(directory, "forms", "i18n"));
    }

    /** The words of a language by its two letters; empty when there are none. */
    Dictionary of(String language) {
        if (!LANGUAGE.matcher(language).matches()) {
            return new Dictionary(Map.of());
        }
        Map<Path, FileTime> times = times(language);
        Read known = read.get(language);
        if (known == null || !known.times().equals(times)) {
            known = new Read(
                    times, read(language, times.keySet().stream().sorted().toList()));
            read.put(language, known);
        }
        return known.dictionary();
    }

    private Map<Path, FileTime> times(String language) {
        Map<Path, FileTime> times = new HashMap<>();
        for (Path folder : folders) {
            Path file = folder.resolve(language + ".json");
            try {
                if (Files.isRegularFile(file)) {
                    times.put(file, Files.getLastModifiedTime(file));
                }
            } catch (IOException e) {
                log.warn("Dictionary was not readable: file={} reason={}", file, e.getMessage());
            }
        }
        return times;
    }

    private Dictionary read(String language, List<Path> overlays) {
        Map<String, String> words = new HashMap<>(shipped(language));
        for (Path overlay : overlays) {
            try {
                words.putAll(json.readValue(Files.readAllBytes(overlay), WORDS));
                log.info("Dictionary was read: file={}", overlay);
            } catch (JsonProcessingException e) {
                log.error("Dictionary was left out: file={} reason={}", overlay, e.getOriginalMessage());
            } catch (IOException e) {
                log.error("Dictionary was left out: file={} reason={}", overlay, e.getMessage());
            }
        }
        return new Dictionary(words);
    }

    private Map<String, String> shipped(String language) {
        ClassPathResource resource = new ClassPathResource("models/forms/i18n/" + language + ".json");
        if (!resource.exists()) {
            return Map.of();
        }
        try (InputStream content = resource.getInputStream()) {
            return json.readValue(content, WORDS);
        } catch (IOException e) {
            throw new UncheckedIOException("dictionary of " + language + " was not readable", e);
        }
    }
}
