// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The end of one HTTP call, whatever it was.
 *
 * @param status the HTTP status, 0 when there was no answer
 * @param body the answer's text, null when there was none
 * @param headers the answer's headers; names in any case, repeated ones joined by a comma
 * @param retryAfter what {@code Retry-After} asked for, seconds or date; null when absent or unreadable
 * @param detail why the call failed short of a complete answer, free of secrets; null when the answer is complete
 * @param sent whether the other side may have seen the request; false when no connection was made
 */
public record CallResult(
        CallOutcome outcome,
        int status,
        @Nullable String body,
        Map<String, String> headers,
        @Nullable Duration retryAfter,
        @Nullable String detail,
        boolean sent) {

    public CallResult(
            CallOutcome outcome,
            int status,
            @Nullable String body,
            Map<String, String> headers,
            @Nullable Duration retryAfter,
            @Nullable String detail) {
        this(outcome, status, body, headers, retryAfter, detail, true);
    }

    public CallResult {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
    }

    /** Without body and headers: a result may be logged. */
    @Override
    public String toString() {
        return "CallResult[outcome=" + outcome + ", status=" + status + ", retryAfter=" + retryAfter + ", detail="
                + detail + "]";
    }
}
