// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a head end reacted to one call, in the classes of service-orders 7.4. */
public sealed interface Reaction {

    /**
     * It has the command and will answer later.
     *
     * @param reference the name the head end gave it, where it gives one
     */
    record Accepted(@Nullable String reference) implements Reaction {}

    /** It answered at once. */
    record Answered(Reply reply) implements Reaction {}

    /** It has too much to do; nothing was taken. */
    record Busy(@Nullable Duration retryAfter) implements Reaction {}

    /** Out of reach, or it failed: the same command may be sent again. */
    record Unreachable(String detail) implements Reaction {}

    record NotEnrolled(String detail) implements Reaction {}

    record Refused(String detail) implements Reaction {}

    record Unsupported(String detail) implements Reaction {}

    /** Our message is wrong: a person must look. */
    record Invalid(String detail) implements Reaction {}

    /** Asked what became of a command: the head end never had it. */
    record Unknown() implements Reaction {}
}
