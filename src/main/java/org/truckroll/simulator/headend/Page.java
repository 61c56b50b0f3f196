// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** A part of a list; {@code next} is where the next part begins. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page<T>(List<T> items, @Nullable String next) {

    private static final int USUAL = 50;
    private static final int MOST = 1000;

    /** What is asked for: so many after this key. */
    record Request(int limit, String after) {

        /** Null when neither was said: the caller wants the whole list. */
        static @Nullable Request asked(@Nullable Integer limit, @Nullable String cursor) {
            return limit == null && cursor == null ? null : of(limit, cursor);
        }

        static Request of(@Nullable Integer limit, @Nullable String cursor) {
            var most = limit == null ? USUAL : limit;
            if (most < 1 || most > MOST) {
                throw SimulatorProblem.invalid("/limit", "must lie between 1 and " + MOST);
            }
            return new Request(most, cursor == null ? "" : decoded(cursor));
        }

        long afterNumber() {
            try {
                return after.isEmpty() ? 0 : Long.parseLong(after);
            } catch (NumberFormatException e) {
                throw foreign();
            }
        }

        private static String decoded(String cursor) {
            try {
                return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw foreign();
            }
        }

        private static SimulatorProblem foreign() {
            return SimulatorProblem.invalid("/cursor", "is not one that this list gave");
        }

        /** Of rows that were read with one more than the limit. */
        <T> Page<T> page(List<T> rows, Function<T, Object> key) {
            if (rows.size() <= limit) {
                return new Page<>(rows, null);
            }
            var last = String.valueOf(key.apply(rows.get(limit - 1)));
            return new Page<>(
                    List.copyOf(rows.subList(0, limit)),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
