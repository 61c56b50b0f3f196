// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the source of the staff over HTTP; what fails is an answer, never an exception. */
public interface SourceCalls {

    /** What a question led to. */
    sealed interface Answer {}

    /** The document. */
    record Document(String body) implements Answer {}

    /** Out of reach or busy: another time. */
    record Later(String detail, @Nullable Duration retryAfter) implements Answer {}

    /** Asking again would not help. */
    record Refused(String detail) implements Answer {}

    /** @param path with its query, below the address of the endpoint */
    Answer get(String endpoint, String path);
}
