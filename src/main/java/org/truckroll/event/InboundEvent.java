// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.notification.Severity;

/**
 * A message from outside and how it stands (GEO-11 to GEO-18).
 *
 * @param handling what the rules said; null until they were asked
 * @param code by which operators answer by SMS; null once it is archived, or when it needs nobody
 * @param round how often it became PENDING
 * @param alerts how many alerts went out in this round
 * @param step the step of escalation that the last alert went to
 * @param returnAt when it becomes PENDING again unless its operator does something
 */
public record InboundEvent(
        String id,
        Inbound.Kind kind,
        String source,
        String messageId,
        String division,
        String sender,
        @Nullable String subject,
        String text,
        boolean automatic,
        @Nullable String servicePointId,
        Instant receivedAt,
        Instant storedAt,
        State state,
        @Nullable Handling handling,
        @Nullable Severity severity,
        @Nullable String rule,
        @Nullable Integer code,
        int round,
        int alerts,
        int step,
        @Nullable Instant alertedAt,
        @Nullable String operator,
        @Nullable String taskId,
        @Nullable Instant pendingAt,
        @Nullable Instant takenAt,
        @Nullable Instant returnAt,
        @Nullable Instant ackedAt,
        @Nullable String ackedBy,
        @Nullable String orderId,
        @Nullable String note) {

    /** GEO-15. */
    public enum State {
        PENDING,
        ONWORK,
        ACK
    }

    /** What becomes of an event (GEO-20 to GEO-22). */
    public enum Handling {
        ARCHIVE,
        NOTIFY_ONCE,
        REQUIRE_OPERATOR,
        FAULT_ORDER,
        /** An SMS by which an operator takes charge of another event, or archives it; no rule is asked. */
        REPLY;

        /** What a row of the table may say. */
        static final Set<Handling> BY_RULE = EnumSet.of(ARCHIVE, NOTIFY_ONCE, REQUIRE_OPERATOR, FAULT_ORDER);
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "InboundEvent[" + id + ", " + kind + ", " + state + ", division=" + division + "]";
    }
}
