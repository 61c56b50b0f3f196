// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;

/**
 * One remote command to one device. Its id is committed before it is sent and stays the same over retries.
 *
 * @param orderId null for a command that a third party started
 * @param wireId the id that the head end sees: the own id, until a head end that is not idempotent needs another one
 * @param reference the name that the head end gave it, where it gives one
 * @param priority of the order; the highest goes first
 * @param noAnswers how often it was accepted and then not answered
 * @param answerWithin from acceptance to the answer
 * @param heldUntil it is not sent after this
 * @param phase what the next talk with the head end is for
 * @param failure what went wrong last
 * @param retryAfter what a busy head end asked for last
 * @param outcome SUCCESS, EXHAUSTED, REFUSED, NOT_ENROLLED, UNSUPPORTED, WITHDRAWN; null while unknown
 */
public record MeterCommand(
        String id,
        @Nullable String orderId,
        @Nullable String servicePointId,
        String division,
        String requester,
        String headEnd,
        String deviceId,
        String deviceAddress,
        String command,
        List<Device.Register> registers,
        State state,
        @Nullable String outcome,
        int attempts,
        int busyAttempts,
        Instant expiresAt,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant completedAt,
        @Nullable String code,
        @Nullable String detail,
        @Nullable Reply reply,
        String wireId,
        @Nullable String reference,
        int priority,
        int noAnswers,
        Duration answerWithin,
        Instant heldUntil,
        Attempts.Kind phase,
        @Nullable FailureClass failure,
        @Nullable Duration retryAfter) {

    /** Where it stands. */
    public enum State {
        /** Stored, not handed to the head end: before the first try, or between two. */
        READY,
        /** About to be handed over, or handed over with an unknown fate: committed before the call. */
        SENDING,
        /** The head end has it; we wait for the answer. */
        ACCEPTED,
        /** The answer is here, or it is certain that none will come. */
        ANSWERED,
        DONE
    }

    /** As it leaves now. */
    MeterCommand expiringAt(Instant instant) {
        return new MeterCommand(
                id,
                orderId,
                servicePointId,
                division,
                requester,
                headEnd,
                deviceId,
                deviceAddress,
                command,
                registers,
                state,
                outcome,
                attempts,
                busyAttempts,
                instant,
                createdAt,
                sentAt,
                acceptedAt,
                completedAt,
                code,
                detail,
                reply,
                wireId,
                reference,
                priority,
                noAnswers,
                answerWithin,
                heldUntil,
                phase,
                failure,
                retryAfter);
    }

    /** It never was with the head end, as far as anybody can know: only then it can be withdrawn (7.6). */
    public boolean withdrawable() {
        return state == State.READY && noAnswers == 0 && phase == Attempts.Kind.SEND;
    }

    /** It asks the switch to move. */
    public boolean switches() {
        return command.equals("REMOTE_CONNECT") || command.equals("REMOTE_DISCONNECT") || command.equals("ARM");
    }

    public boolean reads() {
        return command.startsWith("ON_DEMAND_READ");
    }
}
