// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** People read the forms in their own language: every word in them has an entry, and a translation keeps what a form computes. */
class DictionaryTest {

    private static final ObjectMapper JSON = Languages.JSON;
    private static final Pattern COMPUTED = Pattern.compile("\\{\\{.*?}}|\\{\\d}");
    private static final Path SCRIPTS =
            Path.of("src/main/resources/META-INF/resources/webjars/camunda/app/tasklist/scripts/truckroll");

    static final List<String> LANGUAGES = Languages.SHIPPED;

    /** What the renderer of forms says by itself. */
    private static final Set<String> OF_THE_RENDERER = Set.of(
            "Field is required.",
            "Field must match pattern {0}.",
            "Field must have minimum value of {0}.",
            "Field must have maximum value of {0}.",
            "Field must have minimum length of {0}.",
            "Field must have maximum length of {0}.",
            "Value is not a number.",
            "Select",
            "No results");

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyWordOfEveryFormHasAnEntry(String language) throws IOException {
        assertThat(Languages.missing(language, ofForms())).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyNameInADiagramThatTasklistShowsHasAnEntry(String language) throws Exception {
        assertThat(Languages.missing(language, ofDiagrams())).isEmpty();
    }

    /** Why a crew is sent or a person decides, in the tables that we ship. */
    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyReasonForWorkOfPeopleHasAnEntry(String language) throws Exception {
        assertThat(ofRules()).hasSizeGreaterThan(40);
        assertThat(Languages.missing(language, ofRules())).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyWordOfTheCardsAndOfTheRendererHasAnEntry(String language) throws IOException {
        assertThat(ofCards()).contains("Overdue", "High priority");
        assertThat(Languages.missing(language, ofCards())).isEmpty();
        assertThat(Languages.missing(language, OF_THE_RENDERER)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void aTranslationKeepsWhatTheFormComputes(String language) {
        Map<String, String> words = new Dictionaries(JSON, "").of(language).words();

        assertThat(words).isNotEmpty().allSatisfy((english, translated) -> {
            assertThat(translated).as(english).isNotBlank();
            assertThat(computed(translated)).as(english).isEqualTo(computed(english));
            assertThat(translated.contains("\n")).as(english).isFalse();
        });
    }

    @Test
    void translatesSentencesAsAWholeAndTemplatesByTheirWords() {
        Dictionary dictionary = new Dictionary(Map.of(
                "Where:", "Var:",
                "point", "punkt",
                "Not {{x}}, or is it?", "Inte {{x}}, eller?",
                "What happened so far", "Vad som hänt"));

        assertThat(dictionary.translate("Not {{x}}, or is it?")).isEqualTo("Inte {{x}}, eller?");
        assertThat(dictionary.translate("## {{work}}\n\n{{#if a != null}}**Where:** {{a}}, point {{p}}\n\n{{/if}}"))
                .isEqualTo("## {{work}}\n\n{{#if a != null}}**Var:** {{a}}, punkt {{p}}\n\n{{/if}}");
        assertThat(dictionary.translate("**What happened so far**\n\n{{#loop split(x, \"\\n\")}}- {{this}}\n{{/loop}}"))
                .isEqualTo("**Vad som hänt**\n\n{{#loop split(x, \"\\n\")}}- {{this}}\n{{/loop}}");
        assertThat(dictionary.translate("Nobody knows this")).isEqualTo("Nobody knows this");
    }

    @Test
    void leavesKeysValuesAndConditionsOfAFormAlone() throws IOException {
        JsonNode form = JSON.readTree("""
            {"id": "On", "components": [{"type": "group", "label": "On", "components": [
              {"type": "select", "key": "On", "label": "=On", "values": [{"label": "On", "value": "On"}],
               "conditional": {"hide": "=On"}, "defaultValue": "On"}]}]}\
            """);

        JsonNode translated = FormWords.translate(form, new Dictionary(Map.of("On", "Till")));

        assertThat(translated).isEqualTo(JSON.readTree("""
            {"id": "On", "components": [{"type": "group", "label": "Till", "components": [
              {"type": "select", "key": "On", "label": "=On", "values": [{"label": "Till", "value": "On"}],
               "conditional": {"hide": "=On"}, "defaultValue": "On"}]}]}\
            """));
    }

    @Test
    void aDictionaryInTheModelDirectoryAddsToOursAndIsReadAgainWhenItChanges(@TempDir Path directory)
            throws IOException {
        Dictionaries dictionaries = new Dictionaries(JSON, directory.toString());
        assertThat(dictionaries.of("sv").translate("Our own label")).isEqualTo("Our own label");

        Path file = Files.createDirectories(directory.resolve("forms/i18n")).resolve("sv.json");
        Files.writeString(file, "{\"Our own label\": \"Vår egen etikett\", \"Remarks\": \"Kommentar\"}");
        assertThat(dictionaries.of("sv").translate("Our own label")).isEqualTo("Vår egen etikett");
        assertThat(dictionaries.of("sv").translate("Remarks")).isEqualTo("Kommentar");
        assertThat(dictionaries.of("sv").translate("Overdue")).isNotEqualTo("Overdue");

        Files.writeString(file, "no JSON");
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
        assertThat(dictionaries.of("sv").translate("Our own label")).isEqualTo("Our own label");
        assertThat(dictionaries.of("sv").translate("Overdue")).isNotEqualTo("Overdue");
        assertThat(dictionaries.of("../sv").isEmpty()).isTrue();
    }

    static Set<String> ofForms() throws IOException {
        Set<String> needed = new TreeSet<>();
        for (Path form : files(Path.of("forms"), ".form")) {
            needed.addAll(FormWords.needed(JSON.readTree(form.toFile())));
        }
        return needed;
    }

    static Set<String> ofDiagrams() throws Exception {
        Set<String> names = new TreeSet<>();
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        for (Path diagram : files(Path.of("processes"), ".bpmn")) {
            var document = factory.newDocumentBuilder().parse(diagram.toFile());
            NodeList tasks = document.getElementsByTagNameNS("*", "userTask");
            if (tasks.getLength() > 0) {
                names.add(((Element)
                                document.getElementsByTagNameNS("*", "process").item(0))
                        .getAttribute("name"));
            }
            for (int i = 0; i < tasks.getLength(); i++) {
                names.add(((Element) tasks.item(i)).getAttribute("name"));
            }
        }
        return names;
    }

    static Set<String> ofRules() throws Exception {
        Set<String> reasons = new TreeSet<>();
        for (Path table : files(Path.of("processes"), ".dmn")) {
            var document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(table.toFile());
            List<String> outputs = new ArrayList<>();
            elements(document.getElementsByTagName("output"))
                    .forEach(output -> outputs.add(output.getAttribute("name")));
            int reason = outputs.indexOf("reason");
            for (Element rule : reason < 0 ? List.<Element>of() : elements(document.getElementsByTagName("rule"))) {
                List<String> cells = elements(rule.getElementsByTagName("outputEntry")).stream()
                        .map(cell -> cell.getTextContent().strip().replaceAll("^\"|\"$", ""))
                        .toList();
                if (List.of("FIELD", "HUMAN").contains(cells.get(outputs.indexOf("channel")))) {
                    reasons.add(cells.get(reason));
                }
            }
        }
        return reasons;
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    static Set<String> ofCards() throws IOException {
        Set<String> words = new TreeSet<>();
        Matcher text = Pattern.compile("text: '([^']+)'").matcher(Files.readString(SCRIPTS.resolve("cards.js")));
        while (text.find()) {
            words.add(text.group(1));
        }
        return words;
    }

    private static List<String> computed(String text) {
        List<String> computed = new ArrayList<>();
        Matcher found = COMPUTED.matcher(text);
        while (found.find()) {
            computed.add(found.group());
        }
        return computed;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
