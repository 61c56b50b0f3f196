// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** Where an order stands, in the words of TMF641. */
public enum OrderState {
    /** Accepted and stored; nothing was looked at yet. */
    ACKNOWLEDGED("acknowledged"),
    /** Waits for a date, a notice period, or another order of the same point. */
    PENDING("pending"),
    IN_PROGRESS("inProgress"),
    /** Waits for a person's decision, an outage or a legal window. */
    HELD("held"),
    COMPLETED("completed"),
    /** The outcome holds, with a follow-up or by a person's word. */
    PARTIAL("partial"),
    FAILED("failed"),
    REJECTED("rejected"),
    CANCELLED("cancelled"),
    ASSESSING_CANCELLATION("assessingCancellation");

    private final String word;

    OrderState(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }

    @JsonCreator
    public static OrderState of(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not a state of an order; known: "
                        + Arrays.stream(values()).map(OrderState::word).toList()));
    }

    /** No further activity will happen. */
    public boolean ended() {
        return switch (this) {
            case COMPLETED, PARTIAL, FAILED, REJECTED, CANCELLED -> true;
            default -> false;
        };
    }
}
