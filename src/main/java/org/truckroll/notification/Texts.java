// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;

/**
 * The texts of notices, one file for each event with all languages: those of the server, and over them those of the operator. A text that tells
 * more of a person than its channel may carry stops the start (EVADO-35, EVADO-36).
 */
@Component
public class Texts {

    /** What stands in a message. */
    public record Rendered(String title, String body) {}

    private static final Logger log = LoggerFactory.getLogger(Texts.class);

    /** For events that have no text of their own. */
    private static final String ANY_EVENT = "notice";

    private static final String SUFFIX = ".json";

    private final Map<String, NoticeText> texts = new TreeMap<>();
    private final PersonalFields fields;
    private final CodeWords words;

    Texts(NotificationProperties properties, Json json) {
        this.fields = new PersonalFields(properties.personalFields());
        this.words = new CodeWords(properties.texts(), json);
        List<String> faults = new ArrayList<>();
        bundled(json).forEach((event, text) -> put(event, text, faults));
        if (properties.texts() != null) {
            of(properties.texts(), json).forEach((event, text) -> put(event, text, faults));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("Texts of notices: " + String.join("; ", faults));
        }
    }

    private void put(String event, NoticeText text, List<String> faults) {
        faults.addAll(text.faults(event, fields));
        texts.put(event, text);
    }

    private static Map<String, NoticeText> bundled(Json json) {
        try {
            Map<String, NoticeText> found = new TreeMap<>();
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:notices/*" + SUFFIX)) {
                String name = Objects.requireNonNull(file.getFilename());
                found.put(event(name), read(file.getContentAsString(StandardCharsets.UTF_8), name, json));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, NoticeText> of(Path directory, Json json) {
        try (Stream<Path> files = Files.list(directory)) {
            Map<String, NoticeText> found = new TreeMap<>();
            for (Path file : files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .toList()) {
                String name = file.getFileName().toString();
                found.put(event(name), read(Files.readString(file), name, json));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("Texts of notices cannot be read", e);
        }
    }

    private static NoticeText read(String document, String name, Json json) {
        try {
            return json.read(document, NoticeText.class);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("Texts of notices: " + name + " is not in the form of a text", e);
        }
    }

    private static String event(String file) {
        return file.substring(0, file.length() - SUFFIX.length());
    }

    /** The events that have texts. */
    public List<String> events() {
        return List.copyOf(texts.keySet());
    }

    public Optional<NoticeText> find(String event) {
        return Optional.ofNullable(texts.get(event));
    }

    /** The message in the language of the recipient, or in English. */
    public Rendered render(String event, String language, Channel channel, String subject, Map<String, String> values) {
        NoticeText text = texts.get(event);
        if (text == null) {
            log.warn("Notice has no text of its own: event={}", event);
            return rendered(
                    Objects.requireNonNull(texts.get(ANY_EVENT), "notices/notice.json"),
                    language,
                    channel,
                    Map.of("event", event, "subject", subject));
        }
        return rendered(text, language, channel, values);
    }

    private Rendered rendered(NoticeText text, String language, Channel channel, Map<String, String> values) {
        NoticeText.Wording wording = text.in(language);
        Map<String, String> shown = words.in(text.spoken(language), PersonalFields.shown(channel, values));
        return new Rendered(Places.fillLine(wording.title(), shown), Places.fill(wording.of(channel), shown));
    }

    /**
     * Shows it by every channel; a value that is not given shows its place.
     *
     * @param tried another text than that of the server
     * @throws Problem 404 when there is no text
     */
    public TextPreview preview(String event, String language, Map<String, String> values, @Nullable NoticeText tried) {
        NoticeText text = tried == null ? texts.get(event) : tried;
        if (text == null) {
            throw Problem.notFound("text", event);
        }
        List<String> faults = text.faults(event, fields);
        if (!text.languages().containsKey(NoticeText.FALLBACK_LANGUAGE)) {
            return new TextPreview(event, language, List.of(), faults);
        }
        Map<String, String> shown = new HashMap<>();
        text.values().forEach(name -> shown.put(name, "{" + name + "}"));
        PersonalFields.NAMES.forEach(name -> shown.put(name, "{" + name + "}"));
        shown.putAll(values);
        List<TextPreview.Shown> channels = Stream.of(Channel.values())
                .map(channel -> {
                    Rendered rendered = rendered(text, language, channel, shown);
                    return new TextPreview.Shown(
                            channel,
                            rendered.title(),
                            rendered.body(),
                            channel == Channel.SMS ? SmsText.count(rendered.body()) : null);
                })
                .toList();
        return new TextPreview(event, language, channels, faults);
    }
}
