// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** How long a call may take and how much it may answer. */
record Limits(Duration connect, Duration response, Duration total, DataSize maxResponse) {

    // The engine gives a job lock up after five minutes; a longer call would be made twice.
    static final Duration LONGEST = Duration.ofMinutes(4);

    Limits {
        positive("connect timeout", connect);
        positive("response timeout", response);
        positive("total timeout", total);
        if (total.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the total timeout is " + total + ", at most " + LONGEST);
        }
        if (maxResponse.toBytes() < 1 || maxResponse.toBytes() > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("the response size limit is out of range");
        }
    }

    /** The same with one deadline for everything. */
    Limits within(Duration timeout) {
        return new Limits(connect.compareTo(timeout) < 0 ? connect : timeout, timeout, timeout, maxResponse);
    }

    /** What remains of the whole call, after a part of it. */
    Limits left(Duration time) {
        return new Limits(connect, response, time.compareTo(total) < 0 ? time : total, maxResponse);
    }

    private static void positive(String what, Duration duration) {
        if (duration.isNegative() || duration.toMillis() < 1) {
            throw new IllegalArgumentException("the " + what + " is " + duration + ", at least 1 ms");
        }
    }
}
