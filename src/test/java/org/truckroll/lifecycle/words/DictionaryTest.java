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
import org.truckroll.field.VisitReport;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
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

    /** What a crew is told after it was sent. */
    private static final Set<String> NOTES = Set.of(
            "Maintain the device",
            "The time that was confirmed to the customer is full here. Agree another one: {0}",
            "The head end answered late: {0} of meter {1} succeeded at {2}. Part of your work may be done already: look before you act,"
                    + " and report what you find.",
            "The head end answered late: {0} of meter {1} succeeded at {2}, its switch is {3}. Part of your work may be done already: look"
                    + " before you act, and report what you find.",
            "The work order {0} was withdrawn, but {1} has done it: {2}. Compare what is on record with what is there.",
            "The work order {0} was withdrawn, but {1} has done it: {2}, device {3}. Compare what is on record with what is there.");

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

    /** Why a crew is sent, a person decides or a step was taken, in the tables that we ship: a form shows the steps before it too. */
    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyReasonOfEveryRuleHasAnEntry(String language) throws Exception {
        assertThat(ofRules("reason")).hasSizeGreaterThan(130);
        assertThat(Languages.missing(language, ofRules("reason"))).isEmpty();
    }

    /** What the lines of a form name by a code: steps, results, decisions, and what is known of a device and its point. */
    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyCodeThatAFormShowsHasAnEntry(String language) throws Exception {
        Set<String> codes = ofRules("action");
        assertThat(codes).contains("INSTALL_METER", "REMOTE_CONNECT", "WAIT_DATE", "APPROVE_DISPUTED", "DONE");
        for (Class<?> kind : List.of(
                Device.Kind.class,
                Device.Condition.class,
                Device.Commission.class,
                Device.SwitchPosition.class,
                Device.SwitchControl.class,
                ServicePoint.Status.class,
                ServicePoint.Supply.class,
                VisitReport.Reason.class)) {
            Stream.of(kind.getEnumConstants()).map(String::valueOf).forEach(codes::add);
        }
        Matcher ways = Pattern.compile("\\bmode\\.([A-Z_]+)\"")
                .matcher(Files.readString(Path.of("src/main/resources/static/field/i18n/en.json")));
        while (ways.find()) {
            codes.add(ways.group(1));
        }
        codes.addAll(files(Path.of("processes"), ".dmn").stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("next-action-"))
                .map(name -> name.replace("next-action-", "")
                        .replace(".dmn", "")
                        .toUpperCase(java.util.Locale.ROOT)
                        .replace('-', '_'))
                .toList());
        codes.addAll(List.of("WARN", "OVERDUE", "SUCCESS", "EXHAUSTED", "WITHDRAWN"));
        assertThat(codes).contains("BACK_TO_BACK", "PAID_AT_DOOR");

        assertThat(Languages.missing(language, codes)).isEmpty();
    }

    /** Lines that the server writes into a task, with places for what they tell. */
    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyLineThatAFormShowsHasAnEntry(String language) throws IOException {
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("words\\.put\\(\"\\w+\", \"([^\"]+)\"\\)")
                .matcher(Files.readString(Path.of("src/main/java/org/truckroll/assessment/DecisionCard.java")));
        while (label.find()) {
            labels.add(label.group(1));
        }
        assertThat(labels).contains("Device in place", "Debt disputed");
        labels.addAll(List.of(
                "none",
                "yes",
                "no",
                "unknown",
                "{0} units",
                "Step {0}, {1}, {2} {3}: {4}",
                "{0}, registers {1}",
                "switch {0}, read from remote {1}, ping {2}",
                "{0} leaves: {1}",
                "{0}: {1} of {2} can go, {3} visits open",
                "{0}: off duty, skill not on record, {1} visits open"));
        labels.addAll(NOTES);

        assertThat(Languages.missing(language, labels)).isEmpty();
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
            assertThat(computed(translated)).as(english).containsExactlyInAnyOrderElementsOf(computed(english));
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

    /** What stands in the column of this name of every table that chooses a step. */
    static Set<String> ofRules(String column) throws Exception {
        Set<String> found = new TreeSet<>();
        for (Path table : files(Path.of("processes"), ".dmn")) {
            var document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(table.toFile());
            List<String> outputs = new ArrayList<>();
            elements(document.getElementsByTagName("output"))
                    .forEach(output -> outputs.add(output.getAttribute("name")));
            if (outputs.containsAll(List.of("reason", "channel"))) {
                for (Element rule : elements(document.getElementsByTagName("rule"))) {
                    found.add(elements(rule.getElementsByTagName("outputEntry"))
                            .get(outputs.indexOf(column))
                            .getTextContent()
                            .strip()
                            .replaceAll("^\"|\"$", ""));
                }
            }
        }
        return found;
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
