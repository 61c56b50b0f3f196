// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;

/**
 * One remote command to one device. Its id is committed before it is sent and stays the same over retries.
 *
 * @param orderId null for a command that a third party started
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
        @Nullable Reply reply) {

    /** Where it stands. */
    public enum State {
        /** Stored, not handed to the head end: before the first try, or between two. Only now it can be withdrawn. */
        READY,
        /** About to be handed over, or handed over with an unknown fate: committed before the call. */
        SENDING,
        /** The head end has it; we wait for the answer. */
        ACCEPTED,
        /** The answer is here, or it is certain that none will come. */
        ANSWERED,
        DONE
    }

    public boolean reads() {
        return command.startsWith("ON_DEMAND_READ");
    }
}
