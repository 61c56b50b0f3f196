// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What must hold before a replacement (RFC 9110, 13.1): If-Match names the version, If-None-Match: * wants none. */
record Precondition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {

    static final Precondition NONE = new Precondition(null, null);

    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** Null stands for a thing that does not exist. */
    boolean holds(@Nullable Long version) {
        if (ifMatch != null && !(version != null && names(ifMatch, version))) {
            return false;
        }
        return ifNoneMatch == null || version == null || !names(ifNoneMatch, version);
    }

    /** A weak tag never matches: it promises less than the version. */
    private static boolean names(String header, long version) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(tag(version)) || tag.equals(String.valueOf(version)));
    }
}
