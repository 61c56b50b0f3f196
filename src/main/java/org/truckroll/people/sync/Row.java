// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.OrgUnit;
import org.truckroll.people.SourceFault;
import org.truckroll.people.SourcePerson;
import org.truckroll.people.SourceProperties;
import org.truckroll.people.SourceUnit;

/**
 * One row of a source before anybody has believed it.
 *
 * @param line of the file, or number in the listing; from 1
 * @param id null when it cannot be read
 * @param fields by name; a field that the source does not have is absent, several values are a list
 * @param broken why it cannot be read at all
 */
record Row(
        int line,
        @Nullable String id,
        Map<String, List<String>> fields,
        @Nullable String broken) {

    private static final int LONGEST_ID = 200;

    static Row broken(int line, @Nullable String id, String reason) {
        return new Row(line, id, Map.of(), reason);
    }

    /** @throws SourceFault when there is none, or none that we can keep */
    String requireId() {
        if (broken != null) {
            throw new SourceFault(broken);
        }
        if (id == null || id.isBlank()) {
            throw new SourceFault("the id is missing");
        }
        if (id.length() > LONGEST_ID || id.indexOf('\u0000') >= 0) {
            throw new SourceFault("the id is longer than " + LONGEST_ID + " characters");
        }
        return id;
    }

    boolean isArea() {
        return OrgUnit.Kind.AREA.name().equalsIgnoreCase(text("kind"));
    }

    /** False also for an id that nobody can keep. */
    boolean hasId() {
        return id != null && !id.isBlank() && id.length() <= LONGEST_ID && id.indexOf('\u0000') < 0;
    }

    /** @throws SourceFault when it is no time */
    @Nullable
    Instant updated() {
        String text = text("last_update");
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            try {
                return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException again) {
                throw new SourceFault("last_update: '" + text + "' is no time such as 2026-03-01T07:30:00Z");
            }
        }
    }

    /** @throws SourceFault when it says neither yes nor no */
    boolean active() {
        String text = text("active");
        return text == null
                || switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "y", "1" -> true;
                    case "false", "no", "n", "0" -> false;
                    default -> throw new SourceFault("active: '" + text + "' is neither true nor false");
                };
    }

    /** @throws SourceFault when something is missing */
    SourceUnit unit(SourceProperties settings) {
        String kind = text("kind");
        OrgUnit.Kind known;
        try {
            known = kind == null ? OrgUnit.Kind.GROUP : OrgUnit.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new SourceFault("kind: '" + kind + "' is neither AREA nor GROUP");
        }
        return new SourceUnit(requireId(), known, required("name"), division(settings), text("parent"), active());
    }

    /** @throws SourceFault when something is missing */
    SourcePerson person(SourceProperties settings) {
        return new SourcePerson(
                requireId(),
                required("login"),
                division(settings),
                required("given_name"),
                required("family_name"),
                text("language"),
                contacts(),
                fields.containsKey("skills") ? words("skills") : null,
                fields.containsKey("groups") ? words("groups") : null,
                active());
    }

    /** Whether the person belongs to those we take (HCDC-37). */
    boolean taken(SourceProperties settings) {
        return settings.specialities().isEmpty()
                || words("speciality").stream().anyMatch(settings.specialities()::contains);
    }

    private String division(SourceProperties settings) {
        String theirs = text("division");
        String division =
                theirs == null ? settings.division() : settings.divisions().getOrDefault(theirs, theirs);
        if (division == null) {
            throw new SourceFault("division: missing");
        }
        return division;
    }

    private @Nullable List<ContactPoint> contacts() {
        List<ContactPoint> contacts = new ArrayList<>();
        boolean told = false;
        for (ContactPoint.Kind kind : ContactPoint.Kind.values()) {
            String field = kind.name().toLowerCase(Locale.ROOT);
            told |= fields.containsKey(field);
            for (String value : words(field)) {
                contacts.add(new ContactPoint(kind, value, contacts.size() + 1));
            }
        }
        return told ? contacts : null;
    }

    private Set<String> words(String field) {
        Set<String> words = new LinkedHashSet<>();
        fields.getOrDefault(field, List.of()).stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        return words;
    }

    private String required(String field) {
        String text = text(field);
        if (text == null) {
            throw new SourceFault(field + ": missing");
        }
        return text;
    }

    private @Nullable String text(String field) {
        List<String> values = fields.getOrDefault(field, List.of());
        return values.isEmpty() || values.get(0).isBlank()
                ? null
                : values.get(0).strip();
    }
}
