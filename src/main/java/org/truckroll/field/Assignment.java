// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One link in the chain of who had a visit, from the first dispatcher to the last signature (HCDC-11, CALL-11).
 *
 * @param step where the visit stood
 * @param by who did it; null for the server itself
 */
public record Assignment(
        String id,
        String visitId,
        Kind kind,
        Visit.Step step,
        @Nullable String fromGroup,
        @Nullable String toGroup,
        @Nullable String fromPerson,
        @Nullable String toPerson,
        @Nullable String reason,
        @Nullable String by,
        Instant at) {

    /** What was done. */
    public enum Kind {
        /** A dispatcher gave it to a crew for the first time. */
        ASSIGN,
        /** It was taken from one crew and given to another, or to the same one anew. */
        REASSIGN,
        /** Another person of the crew took over. */
        TRANSFER,
        /** Somebody signed. */
        SIGN,
        /** The signature was given back. */
        RELEASE
    }
}
