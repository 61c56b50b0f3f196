// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, for the requester, subscribers and the pull feed.
 *
 * @param subject the order, or the service point for {@link Type#SERVICE_POINT_CHANGE}
 * @param data a JSON document
 */
public record OrderEvent(
        String eventId,
        Type type,
        String subject,
        String division,
        @Nullable String orderType,
        Instant at,
        String data) {

    /** Event types and their words on the wire (api.md 5). */
    public enum Type {
        SERVICE_ORDER_STATE_CHANGE("ServiceOrderStateChange"),
        MILESTONE("Milestone"),
        JEOPARDY("Jeopardy"),
        /** A cancel task of TMF641 came; data = the task. */
        CANCEL_SERVICE_ORDER_CREATE("CancelServiceOrderCreate"),
        CANCEL_SERVICE_ORDER_STATE_CHANGE("CancelServiceOrderStateChange"),
        /** A head end answered a command after its activity had ended; data = what it said, and what came of it. */
        LATE_RESULT("LateResult"),
        SERVICE_POINT_CHANGE("ServicePointChange"),
        SERVICE_ORDER_ANSWER("ServiceOrderAnswer");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
