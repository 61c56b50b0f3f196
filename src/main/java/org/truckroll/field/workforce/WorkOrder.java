// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the work order of a visit stands at a workforce system (TMF697).
 *
 * @param sentAt when a call last left that makes it there; whatever became of the answer, it may be there since
 * @param remoteId its name there
 * @param round how often it was handed over: 1, and once more for each decision to send it again
 * @param tries calls of the present step that failed
 * @param nextTryAt until when the step rests; null while it does not
 * @param stage what the system told last
 * @param toldAt when that was true
 * @param heardAt when the system was last heard
 * @param worker who does it there
 * @param detail why it stands so
 * @param wantedBy who wants it back; null for the server itself
 * @param reason why
 * @param taskId the task of a person who has to withdraw it by hand
 */
public record WorkOrder(
        String visitId,
        String system,
        String division,
        State state,
        @Nullable Instant sentAt,
        @Nullable String remoteId,
        int round,
        int tries,
        @Nullable Instant nextTryAt,
        @Nullable String stage,
        @Nullable Instant toldAt,
        @Nullable Instant heardAt,
        @Nullable String worker,
        @Nullable String detail,
        @Nullable String wantedBy,
        @Nullable String reason,
        @Nullable String taskId) {

    /** Where it stands. */
    public enum State {
        /** To be sent, or being sent. */
        TO_SEND,
        /** The system has it. */
        TAKEN,
        /** It did not come through, or the system does not do it: a dispatcher decides. */
        NOT_TAKEN,
        /** A dispatcher wants it back; our crews go when the system has given it back. */
        TAKING_BACK,
        /** The visit does not need it any more; it is being withdrawn there, and nothing waits for that. */
        WITHDRAWING,
        /** The withdrawal did not come through: a person has to speak with the system's people. */
        UNCLEAR,
        WITHDRAWN,
        /** The system was past it: what it reports is taken in as a late result. */
        TOO_LATE,
        /** The system has reported the visit. */
        ENDED
    }

    /** One effect has one key, however often it is tried. */
    String key() {
        return round == 1 ? visitId : visitId + "-" + round;
    }

    /** True while its visit waits for the system. */
    boolean current() {
        return state == State.TO_SEND || state == State.TAKEN || state == State.NOT_TAKEN || state == State.TAKING_BACK;
    }

    /** True when it may be there, as far as we know. */
    boolean maybeThere() {
        return sentAt != null || remoteId != null || stage != null;
    }
}
