// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The text of an event in all languages.
 *
 * @param values what the event tells besides the personal fields; places of the text are named after these
 */
public record NoticeText(
        @JsonProperty(required = true) List<String> values,
        @JsonProperty(required = true) Map<String, Wording> languages) {

    /**
     * In one language; {@code text} is for every channel that has none of its own.
     *
     * @param title of a mail, of a page, on top of a fax
     */
    public record Wording(
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) String text,
            @Nullable String page,
            @Nullable String mail,
            @Nullable String sms,
            @Nullable String fax) {

        String of(Channel channel) {
            String own = switch (channel) {
                case PAGE -> page;
                case MAIL -> mail;
                case SMS -> sms;
                case FAX -> fax;
            };
            return own == null ? text : own;
        }
    }

    static final String FALLBACK_LANGUAGE = "en";

    /** In this language or in English. */
    Wording in(String language) {
        return Objects.requireNonNull(languages.get(spoken(language)));
    }

    /** This language, of which the first two letters count, or English. */
    String spoken(String language) {
        String own = language.length() > 2 ? language.substring(0, 2) : language;
        return languages.containsKey(own) ? own : FALLBACK_LANGUAGE;
    }

    /** What is wrong with it: places that nothing fills, and personal fields that a channel may not carry. */
    List<String> faults(String event, PersonalFields fields) {
        List<String> faults = new ArrayList<>();
        if (!languages.containsKey(FALLBACK_LANGUAGE)) {
            faults.add(event + ": English is missing, which stands in for every other language");
        }
        languages.forEach((language, wording) -> {
            for (Channel channel : Channel.values()) {
                Set<String> places = new TreeSet<>(Places.of(wording.of(channel)));
                if (channel != Channel.SMS) {
                    places.addAll(Places.of(wording.title()));
                }
                for (String place : places) {
                    if (fields.personal(place)) {
                        if (!fields.allowed(channel, place)) {
                            faults.add("%s, %s: {%s} may not be sent by %s".formatted(event, language, place, channel));
                        }
                    } else if (!values.contains(place)) {
                        faults.add("%s, %s: nothing fills {%s}".formatted(event, language, place));
                    }
                }
            }
        });
        return faults;
    }
}
