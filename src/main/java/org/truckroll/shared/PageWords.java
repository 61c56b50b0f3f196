// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The words of a page for customers, one file per language in a folder of the resources. */
public final class PageWords {

    private static final List<String> LANGUAGES = List.of("en", "sv", "pl", "pt", "zh", "it");

    private static final List<Locale> LOCALES =
            LANGUAGES.stream().map(Locale::forLanguageTag).toList();

    /** One language. */
    public record Language(String tag, Map<String, String> words) {

        public String say(String key) {
            return Objects.requireNonNull(words.get(key), key);
        }

        public Locale locale() {
            return Locale.forLanguageTag(tag);
        }
    }

    private final Map<String, Language> languages = new LinkedHashMap<>();

    public PageWords(Json json, String folder) {
        for (String tag : LANGUAGES) {
            try (InputStream in = Objects.requireNonNull(
                    PageWords.class.getResourceAsStream("/" + folder + "/" + tag + ".json"), tag)) {
                languages.put(
                        tag,
                        new Language(
                                tag,
                                json.read(
                                        new String(in.readAllBytes(), StandardCharsets.UTF_8),
                                        new TypeReference<Map<String, String>>() {})));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * @param asked the reader's own choice
     * @param accepted the header {@code Accept-Language}
     */
    public Language choose(@Nullable String asked, @Nullable String accepted) {
        Language chosen = asked == null ? null : languages.get(asked);
        if (chosen != null) {
            return chosen;
        }
        Locale best = null;
        if (accepted != null) {
            try {
                best = Locale.lookup(Locale.LanguageRange.parse(accepted), LOCALES);
            } catch (IllegalArgumentException e) {
                // A header that nobody can read is none.
            }
        }
        return Objects.requireNonNull(languages.get(best == null ? "en" : best.getLanguage()));
    }

    public List<Language> all() {
        return List.copyOf(languages.values());
    }
}
