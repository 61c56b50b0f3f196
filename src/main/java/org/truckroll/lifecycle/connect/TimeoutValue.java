// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.apache.hc.core5.util.TimeValue;

/** Reads a timeout in every form a model may hold it: number or text of milliseconds, ISO duration. */
final class TimeoutValue {

    private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,12}");

    private TimeoutValue() {}

    static Duration parse(String name, Object value) {
        Duration duration = read(name, value);
        if (duration.isNegative() || duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + " is at least 1 ms");
        }
        return duration;
    }

    private static Duration read(String name, Object value) {
        if (value instanceof Duration duration) {
            return duration;
        }
        if (value instanceof Number number) {
            return Duration.ofMillis(number.longValue());
        }
        if (value instanceof TimeValue time) {
            return time.toDuration();
        }
        String text = value.toString().trim();
        if (MILLISECONDS.matcher(text).matches()) {
            return Duration.ofMillis(Long.parseLong(text));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " is neither milliseconds nor an ISO duration like PT1.5S: \"" + text + "\"", e);
        }
    }
}
