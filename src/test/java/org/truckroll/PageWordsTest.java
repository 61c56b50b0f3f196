// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.truckroll.lifecycle.words.Languages;

/** The words of our own pages: nobody reads English who has chosen another language, and no page asks for a word that is not there. */
class PageWordsTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path PAGES = RESOURCES.resolve("static");
    /** Those of the desk, of the crews, and of customers. */
    private static final List<String> FOLDERS = List.of("static/desk/i18n", "static/field/i18n", "visit", "report");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

    /** Words that are the same in that language, or a name; each with the languages in which it is so. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("Tasklist", "sv pl pt it"),
            Map.entry("Ping", "sv pl pt it"),
            Map.entry("Password", "it"),
            Map.entry("Organisation", "sv"),
            Map.entry("Division", "sv"),
            Map.entry("Person", "sv"),
            Map.entry("median", "sv"),
            Map.entry("Order", "sv"),
            Map.entry("Register {id}", "sv"),
            Map.entry("Smart", "sv"),
            Map.entry("Manual", "pt"),
            Map.entry("Area", "it"),
            Map.entry("Login", "pl"),
            Map.entry("Fax", "sv pt it"),
            Map.entry("E-mail", "pl pt it"),
            Map.entry("Menu", "pl pt it"),
            Map.entry("Online", "sv pl it"),
            Map.entry("Offline", "sv pl it"),
            Map.entry("{m} min", "sv pl pt it"),
            Map.entry("{h} h {m} min", "sv pt it"),
            Map.entry("{d} d {h} h", "sv pt"));

    /** A dictionary in English: its folder, and what its files are called before the language. */
    static Stream<Arguments> dictionaries() throws IOException {
        List<Arguments> found = new ArrayList<>();
        for (String folder : FOLDERS) {
            for (Path file : files(RESOURCES.resolve(folder))) {
                String name = file.getFileName().toString();
                if (name.endsWith("en.json")) {
                    Languages.SHIPPED.forEach(
                            language -> found.add(Arguments.of(folder, name.replace("en.json", ""), language)));
                }
            }
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(25);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("dictionaries")
    void everyLanguageHasEveryWordAndKeepsWhatIsPutIntoIt(String folder, String name, String language)
            throws IOException {
        Map<String, String> english = words(folder, name, "en");
        Map<String, String> translated = words(folder, name, language);
        // What a refusal is called stands before the server's own words, which are English already.
        translated.keySet().removeIf(key -> key.startsWith("refused."));

        assertThat(translated.keySet()).isEqualTo(english.keySet());
        translated.forEach((key, text) -> {
            assertThat(text).as(key).isNotBlank();
            assertThat(places(text)).as(key).isEqualTo(places(english.get(key)));
        });
    }

    @ParameterizedTest
    @MethodSource("dictionaries")
    void nothingStaysEnglish(String folder, String name, String language) throws IOException {
        Map<String, String> english = words(folder, name, "en");
        Map<String, String> still = new LinkedHashMap<>();
        words(folder, name, language).forEach((key, text) -> {
            if (text.equals(english.get(key))
                    && !List.of(SAME.getOrDefault(text, "").split(" ")).contains(language)) {
                still.put(key, text);
            }
        });

        assertThat(still).isEmpty();
    }

    @Test
    void refusalsAreCalledTheSameInEveryLanguage() throws IOException {
        Set<String> named = null;
        for (String language : Languages.SHIPPED) {
            Set<String> here = words("static/desk/i18n", "", language).keySet().stream()
                    .filter(key -> key.startsWith("refused."))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(here).contains("refused.open-work", "refused.forbidden");
            assertThat(here).isEqualTo(named == null ? here : named);
            named = here;
        }
    }

    /** Every key that a script names is in the dictionaries that its page loads. */
    @Test
    void everyWordThatAPageAsksForIsThere() throws IOException {
        Pattern asked = Pattern.compile("\\bt\\('([\\w.-]+)'");
        for (String page : List.of("desk", "field")) {
            Map<String, String> known = new HashMap<>();
            for (Path file : files(PAGES.resolve(page).resolve("i18n"))) {
                if (file.toString().endsWith("en.json")) {
                    known.putAll(JSON.readValue(file.toFile(), new TypeReference<Map<String, String>>() {}));
                }
            }
            Set<String> missing = new TreeSet<>();
            for (Path file : files(PAGES.resolve(page))) {
                if (file.toString().endsWith(".js")) {
                    asked.matcher(Files.readString(file))
                            .results()
                            .map(found -> found.group(1))
                            .filter(key -> !known.containsKey(key))
                            .forEach(missing::add);
                }
            }
            assertThat(missing).as(page).isEmpty();
        }
    }

    /** What an order reaches, and how it ends, is told in words (PTT-23). */
    @Test
    void everyMilestoneAndEveryOutcomeHasAWord() throws IOException {
        Map<String, String> desk = words("static/desk/i18n", "work.", "en");
        Map<String, String> field = words("static/field/i18n", "", "en");
        Set<String> milestones = new TreeSet<>();
        Pattern reached = Pattern.compile("(?:milestones\\.reached|\\.milestone)\\([^;]*?;", Pattern.DOTALL);
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                reached.matcher(Files.readString(source))
                        .results()
                        .flatMap(call -> Pattern.compile("\"([A-Z][A-Z_]{3,})\"")
                                .matcher(call.group())
                                .results())
                        .forEach(name -> milestones.add(name.group(1)));
            }
        }
        assertThat(milestones).contains("APPOINTMENT_MADE", "HANDED_OVER", "CANCELLATION_ACCEPTED", "AMENDED");
        assertThat(milestones)
                .allMatch(name -> desk.containsKey("milestone." + name) || field.containsKey("state." + name));
        Set<String> outcomes = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| (`[A-Z_`, ]+`) \\| (?:completed|partial|cancelled|rejected|failed) \\|")
                .matcher(Files.readString(Path.of("docs/cis.md")));
        while (row.find()) {
            outcomes.addAll(List.of(row.group(1).replace("`", "").split(", ")));
        }
        assertThat(outcomes).contains("DONE", "NOTHING_TO_MAINTAIN", "NO_ANSWER");
        assertThat(outcomes).allMatch(name -> desk.containsKey("outcome." + name));
    }

    /** What people were told stands in the report by a name, not by that of a file (GEO-45). */
    @Test
    void everyNoticeHasAWord() throws IOException {
        Map<String, String> desk = words("static/desk/i18n", "events.", "en");
        assertThat(files(Path.of("src/main/resources/notices")))
                .hasSizeGreaterThan(20)
                .extracting(file -> "told." + file.getFileName().toString().replace(".json", ""))
                .allMatch(desk::containsKey);
    }

    /** A text in a script is read by nobody who has chosen another language. */
    @Test
    void scriptsHaveNoWordsOfTheirOwn() throws IOException {
        Pattern spoken = Pattern.compile("(?:'|>)([A-Z][a-z]+(?: [a-z]+)+[.!?]?)(?:'|<)");
        Set<String> found = new TreeSet<>();
        for (String page : List.of("desk", "field")) {
            for (Path file : files(PAGES.resolve(page))) {
                if (file.toString().endsWith(".js")) {
                    spoken.matcher(Files.readString(file))
                            .results()
                            .map(text -> file.getFileName() + ": " + text.group(1))
                            .forEach(found::add);
                }
            }
        }

        assertThat(found).isEmpty();
    }

    /** Who looks for something finds every page of the documentation in the desk. */
    @Test
    void deskListsEveryPageOfTheDocumentation() throws IOException {
        String script = Files.readString(PAGES.resolve("desk/docs.js"));

        assertThat(files(Path.of("docs")))
                .extracting(file -> file.getFileName().toString())
                .filteredOn(name -> name.endsWith(".md"))
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(script).contains("'" + name.replace(".md", "") + "'"));
    }

    private static Map<String, String> words(String folder, String name, String language) throws IOException {
        return JSON.readValue(
                RESOURCES.resolve(folder).resolve(name + language + ".json").toFile(),
                new TypeReference<TreeMap<String, String>>() {});
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
