// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

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
import org.springframework.stereotype.Component;
import org.truckroll.shared.Json;

/** The words of the customer's page, one file per language. */
@Component
final class VisitWords {

    static final List<String> LANGUAGES = List.of("en", "sv", "pl", "pt", "zh", "it");

    private static final List<Locale> LOCALES =
            LANGUAGES.stream().map(Locale::forLanguageTag).toList();

    /** One language. */
    record Language(String tag, Map<String, String> words) {

        String say(String key) {
            return Objects.requireNonNull(words.get(key), key);
        }

        Locale locale() {
            return Locale.forLanguageTag(tag);
        }
    }

    private final Map<String, Language> languages = new LinkedHashMap<>();

    VisitWords(Json json) {
        for (String tag : LANGUAGES) {
            try (InputStream in =
                    Objects.requireNonNull(VisitWords.class.getResourceAsStream("/visit/" + tag + ".json"), tag)) {
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
    Language choose(@Nullable String asked, @Nullable String accepted) {
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

    List<Language> all() {
        return List.copyOf(languages.values());
    }
}
