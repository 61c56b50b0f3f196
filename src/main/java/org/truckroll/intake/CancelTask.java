// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wish to cancel an order, as TMF641 keeps it: a thing of its own with an end of its own.
 *
 * @param error why it came to nothing
 * @param effectiveAt when the order was cancelled
 */
public record CancelTask(
        String id,
        String orderId,
        String requestedBy,
        @Nullable String reason,
        @Nullable Instant requestedDate,
        State state,
        @Nullable Error error,
        @Nullable Instant effectiveAt,
        Instant createdAt) {

    /** The name of the refusal and its words. */
    public record Error(String code, String message) {}

    /** In the words of TMF641. */
    public enum State {
        IN_PROGRESS("inProgress"),
        DONE("done"),
        TERMINATED_WITH_ERROR("terminatedWithError");

        private final String word;

        State(String word) {
            this.word = word;
        }

        @JsonValue
        public String word() {
            return word;
        }
    }
}
