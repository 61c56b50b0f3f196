// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A head end, in words of the trade; adapters speak its protocol. */
public interface HeadEnd {

    /** Hands a command over. Sending the same id again is the same command. */
    Sending send(MeterCommand command);

    /** How it reacted, in the classes of service-orders 7.4. */
    sealed interface Sending {

        /** It has the command and will answer later. */
        record Accepted() implements Sending {}

        /** It answered at once. */
        record Answered(Reply reply) implements Sending {}

        record Busy(@Nullable Duration retryAfter) implements Sending {}

        /** Out of reach, or it failed: the same command may be sent again. */
        record Unreachable(String detail) implements Sending {}

        record NotEnrolled(String detail) implements Sending {}

        record Refused(String detail) implements Sending {}

        record Unsupported(String detail) implements Sending {}

        /** Our message is wrong: a person must look. */
        record Invalid(String detail) implements Sending {}
    }
}
