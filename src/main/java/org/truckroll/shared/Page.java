// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list (api.md): the rows, and a link to the next page or null at the end. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(List<T> items, @Nullable String next) {

    /** What a list request asks for: how many rows and after which key. The cursor is opaque to clients. */
    public record Request(int limit, @Nullable String after) {

        public static Request of(@Nullable Integer limit, @Nullable String cursor) {
            int rows = limit == null ? 50 : limit;
            if (rows < 1 || rows > 500) {
                throw Problem.badRequest("Parameter 'limit' must be between 1 and 500.", List.of());
            }
            if (cursor == null || cursor.isBlank()) {
                return new Request(rows, null);
            }
            try {
                return new Request(rows, new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
            }
        }

        /** Fetch this many to learn whether a further page exists. */
        public int fetch() {
            return limit + 1;
        }

        /** Cuts the surplus row off and makes the link of the next page out of the last key. */
        public <T> Page<T> page(List<T> rows, Function<T, String> key) {
            if (rows.size() <= limit) {
                return new Page<>(rows, null);
            }
            List<T> shown = rows.subList(0, limit);
            String cursor = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(key.apply(shown.get(limit - 1)).getBytes(StandardCharsets.UTF_8));
            org.springframework.web.util.UriComponentsBuilder link =
                    org.springframework.web.servlet.support.ServletUriComponentsBuilder.fromCurrentRequest();
            return new Page<>(
                    shown, link.replaceQueryParam("cursor", cursor).build().toUriString());
        }
    }
}
