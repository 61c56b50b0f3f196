// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;

/** Texts of notices: complete, and no more of a person than the channel may carry (EVADO-35, EVADO-36). */
class TextsTest {

    private static final Path BUNDLED = Path.of("src/main/resources/notices");
    private static final Json JSON = new Json(new ObjectMapper());

    @TempDir
    private Path own;

    private static Texts texts(@Nullable Path directory, Map<Channel, List<String>> fields) {
        return new Texts(
                new NotificationProperties(
                        List.of(),
                        Duration.ofMinutes(15),
                        Duration.ofDays(1),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        3,
                        fields,
                        directory,
                        Duration.ofDays(365)),
                JSON);
    }

    private Texts own(String event, String english) throws IOException {
        Files.writeString(
                own.resolve(event + ".json"), "{\"values\": [\"orderNo\"], \"languages\": {\"en\": " + english + "}}");
        return texts(own, Map.of());
    }

    static Stream<Path> bundled() throws IOException {
        try (Stream<Path> files = Files.list(BUNDLED)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void everyTextOfOursSpeaksSixLanguagesWithTheSamePlaces(Path file) throws IOException {
        NoticeText text = JSON.read(Files.readString(file), NoticeText.class);
        assertThat(text.languages().keySet()).containsExactlyInAnyOrder("en", "sv", "pl", "pt", "zh", "it");
        for (Channel channel : Channel.values()) {
            Set<String> english = Places.of(text.in("en").of(channel));
            text.languages()
                    .forEach((language, wording) -> assertThat(Places.of(wording.of(channel)))
                            .as("%s by %s", language, channel)
                            .isEqualTo(english));
        }
    }

    /** EVADO-35, EVADO-36: of a mail address an SMS tells where it is, and no more. */
    @Test
    void smsTellsNobodysMailAddress() {
        Texts texts = texts(null, Map.of());
        Map<String, String> values = Map.of(
                "code",
                "12",
                "kind",
                "MAIL",
                "sender",
                "Anna <anna.example@example.org> ",
                "subject",
                "Pump",
                "text",
                "x");
        assertThat(texts.render("inbound-received", "en", Channel.SMS, "E-1", values)
                        .body())
                .contains("@example.org")
                .doesNotContain("anna", "Anna", ">");
        assertThat(texts.render("inbound-received", "en", Channel.MAIL, "E-1", values)
                        .body())
                .contains("anna.example@example.org");
        assertThat(texts.render("inbound-sms", "en", Channel.SMS, "E-1", Map.of("sender", "+46701740605", "text", "x"))
                        .body())
                .contains("+46701740605");
    }

    @Test
    void smsThatNamesTheCustomerStopsTheStart() {
        assertThatThrownBy(() -> own("visit", "{\"title\": \"t\", \"text\": \"Visit at {customerName}\"}"))
                .hasMessageContaining("visit, en: {customerName} may not be sent by SMS")
                .hasMessageNotContaining("by MAIL");
    }

    @Test
    void smsMayNameTheTelephoneAndTheAddressOfTheInstallation() throws IOException {
        Texts texts = own(
                "visit",
                "{\"title\": \"t\", \"text\": \"Mail to {customerName}\", \"sms\": \"{customerPhone}, {installationAddress}\"}");
        assertThatThrownBy(() -> own("more", "{\"title\": \"t\", \"text\": \"{customerPhone}\"}"))
                .hasMessageContaining("more, en: {customerPhone} may not be sent by MAIL");
        assertThat(texts.events()).contains("visit", "undelivered");
    }

    @Test
    void whatAnOperatorAllowsIsAllowed() throws IOException {
        Files.writeString(
                own.resolve("visit.json"),
                "{\"values\": [], \"languages\": {\"en\": {\"title\": \"t\", \"text\": \"{customerName}\"}}}");
        assertThat(texts(own, Map.of(Channel.SMS, List.of("customerName"))).events())
                .contains("visit");
        assertThatThrownBy(() -> texts(null, Map.of(Channel.SMS, List.of("customersName"))))
                .hasMessageContaining("customersName");
    }

    @Test
    void placeThatNothingFillsStopsTheStart() {
        assertThatThrownBy(() -> own("visit", "{\"title\": \"Order {orderNr}\", \"text\": \"t\"}"))
                .hasMessageContaining("visit, en: nothing fills {orderNr}");
    }

    @Test
    void operatorsTextStandsInForOurs() throws IOException {
        Files.writeString(
                own.resolve("undelivered.json"),
                "{\"values\": [\"what\"], \"languages\": {\"en\": {\"title\": \"Lost: {what}\", \"text\": \"t\"}}}");
        assertThat(texts(own, Map.of())
                        .render("undelivered", "sv", Channel.MAIL, "E-1", Map.of("what", "x"))
                        .title())
                .isEqualTo("Lost: x");
    }

    @Test
    void valueIsNeverReadAsATextAndAddsNoHeader() throws IOException {
        Texts texts = own("visit", "{\"title\": \"Order {orderNo}\", \"text\": \"Order {orderNo}.\"}");
        Texts.Rendered rendered = texts.render(
                "visit", "en", Channel.MAIL, "E-1", Map.of("orderNo", "{orderNo}$1\r\nBcc: all@example.org\u0007"));
        assertThat(rendered.title()).isEqualTo("Order {orderNo}$1 Bcc: all@example.org");
        assertThat(rendered.body()).isEqualTo("Order {orderNo}$1\nBcc: all@example.org.");
    }

    @Test
    void eventWithoutATextIsToldAllTheSame() {
        assertThat(texts(null, Map.of())
                        .render("some-new-event", "it", Channel.SMS, "E-7", Map.of())
                        .body())
                .isEqualTo("Truckroll: some-new-event (E-7)");
    }

    @Test
    void previewShowsPlacesPiecesAndFaultsAndStoresNothing() throws IOException {
        Texts texts = own("visit", "{\"title\": \"Order {orderNo}\", \"text\": \"Visit for order {orderNo}.\"}");
        TextPreview preview = texts.preview("visit", "en-GB", Map.of(), null);
        assertThat(preview.faults()).isEmpty();
        TextPreview.Shown sms = preview.channels().get(Channel.SMS.ordinal());
        assertThat(sms.text()).isEqualTo("Visit for order {orderNo}.");
        assertThat(sms.sms()).isEqualTo(new SmsText.Count("GSM-7", 28, 1));
        NoticeText tried = JSON.read(
                "{\"values\": [], \"languages\": {\"en\": {\"title\": \"t\", \"text\": \"{userName}\"}}}",
                NoticeText.class);
        assertThat(texts.preview("visit", "en", Map.of(), tried).faults())
                .containsExactly("visit, en: {userName} may not be sent by SMS");
        assertThat(texts.preview("visit", "en", Map.of("orderNo", "SO-1"), null)
                        .channels()
                        .get(0)
                        .title())
                .isEqualTo("Order SO-1");
        assertThatThrownBy(() -> texts.preview("none", "en", Map.of(), null)).isInstanceOf(Problem.class);
    }

    @Test
    void codesAreWordsToAReader() throws IOException {
        Map<String, String> values = Map.of("code", "12", "kind", "MACHINE", "subject", "MACHINE", "sender", "m-7");
        assertThat(texts(null, Map.of())
                        .render("inbound-alert", "sv-SE", Channel.MAIL, "", values)
                        .body())
                .contains("(Maskin från m-7: MACHINE)");
        assertThat(texts(null, Map.of())
                        .render("inbound-alert", "fi", Channel.SMS, "", values)
                        .body())
                .startsWith("Event 12 waits: Machine,");
        Files.createDirectories(own.resolve("words"));
        Files.writeString(own.resolve("words/sv.json"), "{\"kind\": {\"MACHINE\": \"Pumpstation\"}}");
        Texts mine = texts(own, Map.of());
        assertThat(mine.render("inbound-alert", "sv", Channel.MAIL, "", values).body())
                .contains("(Pumpstation från m-7");
        assertThat(mine.render("inbound-alert", "sv", Channel.MAIL, "", Map.of("kind", "FAX"))
                        .body())
                .contains("(Fax från");
        Files.writeString(own.resolve("words/sv.json"), "{\"kind\": \"Pumpstation\"}");
        assertThatThrownBy(() -> texts(own, Map.of())).hasMessageContaining("sv.json");
    }

    /** Pages and messages call the same thing by the same word. */
    @Test
    void wordsOfMessagesAreThoseOfThePages() throws IOException {
        for (String language : List.of("en", "sv", "pl", "pt", "zh", "it")) {
            JsonNode words =
                    JSON.read(Files.readString(BUNDLED.resolve("words/" + language + ".json")), JsonNode.class);
            JsonNode pages = JSON.read(
                    Files.readString(Path.of("src/main/resources/static/desk/i18n/events." + language + ".json")),
                    JsonNode.class);
            Map<String, String> expected = new TreeMap<>();
            pages.properties().forEach(word -> {
                String[] name = word.getKey().split("\\.", 2);
                if (name[0].equals("inKind")) {
                    expected.put("kind." + name[1], word.getValue().asText());
                } else if (name[0].equals("told")) {
                    expected.put("what." + name[1], word.getValue().asText());
                }
            });
            Map<String, String> told = new TreeMap<>();
            words.properties()
                    .forEach(place -> place.getValue()
                            .properties()
                            .forEach(word -> told.put(
                                    place.getKey() + "." + word.getKey(),
                                    word.getValue().asText())));
            assertThat(told).as(language).isEqualTo(expected).isNotEmpty();
        }
    }
}
