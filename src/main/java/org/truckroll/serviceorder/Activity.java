// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing an order has done or is doing (SOM-08): a remote command, a visit, a wait, a data step, a person's decision.
 *
 * @param rule the row of the decision table that chose it
 * @param outcome how it ended: a completion mode, a failure reason, a result class, a decision
 * @param result what it observed, as JSON; the next assessment applies it to the facts
 */
public record Activity(
        String id,
        @JsonIgnore String orderId,
        @JsonIgnore int seq,
        Kind kind,
        String action,
        String rule,
        State state,
        @Nullable String outcome,
        int attempts,
        @Nullable String externalReference,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable String completedBy,
        @JsonIgnore @Nullable String result) {

    /** Who or what does it. */
    public enum Kind {
        FIELD,
        COMMAND,
        WAIT,
        DATA,
        HUMAN
    }

    /** Where it stands. */
    public enum State {
        OPEN,
        COMPLETED,
        FAILED,
        CANCELLED
    }
}
