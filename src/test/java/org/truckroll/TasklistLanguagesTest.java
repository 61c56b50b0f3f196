// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.truckroll.lifecycle.words.Languages;

/** What Tasklist and Welcome themselves say: every language has exactly the texts of the English of the webapps on the class path. */
class TasklistLanguagesTest {

    private static final String WEBAPPS = "META-INF/resources/webjars/camunda/app/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*\\w+\\s*}}|%[sd]|<[^<>]+>|&[lg]t;");
    /** The parts of a text that a program reads, not a person: times and orders of weekdays. */
    private static final Pattern LOCAL = Pattern.compile("dateLocales\\.(?!relativeTime).*");

    static Stream<Arguments> files() {
        return Stream.of("tasklist", "welcome")
                .flatMap(app -> Languages.SHIPPED.stream().map(language -> Arguments.of(app, language)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyLanguageHasTheTextsOfTheEnglish(String app, String language) throws IOException {
        Map<String, String> english = texts(app, "en");
        Map<String, String> translated = texts(app, language);

        assertThat(english).hasSizeGreaterThan(150);
        assertThat(translated.keySet()).isEqualTo(english.keySet());
        translated.forEach((key, text) ->
                assertThat(text.isBlank()).as(key).isEqualTo(english.get(key).isBlank()));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyTextKeepsWhatIsPutIntoIt(String app, String language) throws IOException {
        Map<String, String> english = texts(app, "en");

        texts(app, language).forEach((key, text) -> {
            if (!LOCAL.matcher(key).matches() && !text.startsWith("<")) {
                List<String> wanted = places(english.get(key));
                // One minute may be written with its number.
                if (!key.matches("dateLocales\\.relativeTime\\.[A-Za-z]")) {
                    assertThat(places(text)).as(key).isEqualTo(wanted);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void mostTextsAreInTheLanguage(String app, String language) throws IOException {
        Map<String, String> english = texts(app, "en");
        Map<String, String> translated = texts(app, language);

        assertThat(translated.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(english.get(entry.getKey())))
                        .count())
                .as("texts that are still English")
                .isLessThan(english.size() / 8);
    }

    @Test
    void tasklistAndWelcomeOfferTheLanguages() throws IOException {
        for (String app : List.of("tasklist", "welcome")) {
            String config = read(WEBAPPS + app + "/scripts/config.js");
            Languages.SHIPPED.forEach(language -> assertThat(config).contains("'" + language + "'"));
        }
    }

    /** The English comes from the webapps' own jar: we have no file of that name. */
    private static Map<String, String> texts(String app, String language) throws IOException {
        JsonNode file = JSON.readTree(read(WEBAPPS + app + "/locales/" + language + ".json"));
        Map<String, String> texts = new TreeMap<>();
        collect("", file, texts);
        return texts;
    }

    private static void collect(String path, JsonNode node, Map<String, String> texts) {
        if (node.isContainerNode()) {
            if (node.isArray()) {
                for (int i = 0; i < node.size(); i++) {
                    collect(path + "." + i, node.get(i), texts);
                }
            } else {
                node.properties()
                        .forEach(entry -> collect(
                                path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                                entry.getValue(),
                                texts));
            }
        } else {
            texts.put(path, node.asText());
        }
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(found -> found.group().replace(" ", ""))
                .sorted()
                .toList();
    }

    private static String read(String path) throws IOException {
        List<URL> found = new ArrayList<>(
                Collections.list(TasklistLanguagesTest.class.getClassLoader().getResources(path)));
        // Ours comes first, as it does for the server.
        try (var content = found.get(0).openStream()) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }
}
