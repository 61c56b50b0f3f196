// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.shared.Problem;

/** Collects every fault of a document with its JSON pointer, so that a partner sees all of them at once (api.md, "Errors"). */
public final class Faults {

    private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2999, 12, 31);

    private final List<Problem.FieldError> list = new ArrayList<>();

    public void add(String pointer, String message) {
        list.add(new Problem.FieldError(pointer, message));
    }

    public List<Problem.FieldError> list() {
        return List.copyOf(list);
    }

    public boolean none() {
        return list.isEmpty();
    }

    /** The text, or null when it is missing or blank. */
    public @Nullable String text(String pointer, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > most) {
            add(pointer, "at most " + most + " characters");
        } else if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            add(pointer, "no control characters");
        }
        return value;
    }

    public @Nullable String required(String pointer, @Nullable String value, int most) {
        String text = text(pointer, value, most);
        if (text == null) {
            add(pointer, "required");
        }
        return text;
    }

    /** The constant of that name; a missing one is no fault. */
    public <E extends Enum<E>> @Nullable E choice(String pointer, @Nullable String value, Class<E> type) {
        if (value == null) {
            return null;
        }
        E[] known = type.getEnumConstants();
        for (E one : known) {
            if (one.name().equals(value)) {
                return one;
            }
        }
        add(pointer, "one of " + Arrays.toString(known));
        return null;
    }

    public <E extends Enum<E>> @Nullable E requiredChoice(String pointer, @Nullable String value, Class<E> type) {
        if (value == null || value.isBlank()) {
            add(pointer, "required: one of " + Arrays.toString(type.getEnumConstants()));
            return null;
        }
        return choice(pointer, value, type);
    }

    /** A day that a database can keep and that somebody may mean. */
    public void day(String pointer, @Nullable LocalDate value) {
        if (value != null && (value.isBefore(EARLIEST) || value.isAfter(LATEST))) {
            add(pointer, "between " + EARLIEST + " and " + LATEST);
        }
    }

    /** A time that has come, after a clock that may differ by {@link ReadingIntake#CLOCK_TOLERANCE}. */
    public void past(String pointer, @Nullable Instant value, Instant now) {
        if (value == null) {
            return;
        }
        if (value.isAfter(now.plus(ReadingIntake.CLOCK_TOLERANCE))) {
            add(pointer, "must not lie in the future");
        } else if (value.isBefore(EARLIEST.atStartOfDay().toInstant(ZoneOffset.UTC))) {
            add(pointer, "not before " + EARLIEST);
        }
    }
}
