// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** A place in a list as TM Forum counts (service-orders 9): offset and limit; 206 and a link while more is there, counts in headers. */
public record TmfPage(int offset, int limit) {

    /** Nobody leafs further, and nobody counts further. */
    public static final int MOST = 10_000;

    public static TmfPage of(@Nullable Integer offset, @Nullable Integer limit) {
        int from = offset == null ? 0 : offset;
        if (from < 0 || from > MOST) {
            throw Problem.badRequest(
                    "Parameter 'offset' must be between 0 and " + MOST + "; narrow the search to see others.",
                    List.of());
        }
        return new TmfPage(from, Page.Request.of(limit, null).limit());
    }

    /** The members to show: those named, or all. */
    public static Set<String> fields(@Nullable String named, Set<String> known) {
        if (named == null || named.isBlank()) {
            return known;
        }
        Set<String> chosen = new LinkedHashSet<>(
                Arrays.stream(named.split(",")).map(String::strip).toList());
        chosen.remove("none");
        if (!known.containsAll(chosen)) {
            chosen.removeAll(known);
            throw Problem.badRequest(
                    "Parameter 'fields' names what is not there: " + chosen + ". Known: " + new TreeSet<>(known) + ".",
                    List.of());
        }
        return chosen;
    }

    /** @param total of all rows; a total over {@link #MOST} is not told */
    public <T> ResponseEntity<List<T>> answer(List<T> rows, int total) {
        boolean more = offset + rows.size() < total;
        HttpHeaders headers = new HttpHeaders();
        headers.set("X-Result-Count", Integer.toString(rows.size()));
        if (total <= MOST) {
            headers.set("X-Total-Count", Integer.toString(total));
        }
        if (more && offset + limit <= MOST) {
            String next = ServletUriComponentsBuilder.fromCurrentRequest()
                    .replaceQueryParam("offset", offset + limit)
                    .build()
                    .toUriString();
            headers.set(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return new ResponseEntity<>(rows, headers, more ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK);
    }
}
