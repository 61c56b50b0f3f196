// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What is to be said to the caller of a command, when it is time to say it; every protocol has its own words for it. */
public sealed interface Said {

    /** The command is taken; its reply goes to {@code replyTo}. */
    record Accepted(String commandId) implements Said {}

    /** Turned down; {@code problem} is a stable name such as {@code not-enrolled}. */
    record Refused(
            HttpStatus status,
            String problem,
            String detail,
            @Nullable Duration retryAfter) implements Said {}

    /** Nothing that makes sense: the connection breaks. */
    record Broken() implements Said {}
}
