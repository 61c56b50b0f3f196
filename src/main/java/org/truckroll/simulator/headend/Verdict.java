// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What the head end answers to a command. */
sealed interface Verdict {

    /** For the logs. */
    String word();

    /** 202 after {@code pause}; the replies follow when they are due (none when the reply is lost). */
    record Accepted(List<PendingReplies.Due> replies, Duration pause) implements Verdict {
        @Override
        public String word() {
            return "accepted";
        }
    }

    /** The reply goes out first; 202 follows when it was answered, at the latest after {@code patience}. */
    record AcceptedAfterReply(PendingReplies.Due reply, Duration patience) implements Verdict {
        @Override
        public String word() {
            return "accepted-after-reply";
        }
    }

    /** An error status with a problem of this name. */
    record Refused(
            HttpStatus status,
            String problem,
            String detail,
            @Nullable Duration retryAfter) implements Verdict {

        Refused(HttpStatus status, String problem, String detail) {
            this(status, problem, detail, null);
        }

        @Override
        public String word() {
            return problem;
        }
    }

    /** No answer at all for so long. */
    record Silent(Duration delay) implements Verdict {
        @Override
        public String word() {
            return "silent";
        }
    }

    /** The connection breaks. */
    record Dropped() implements Verdict {
        @Override
        public String word() {
            return "dropped";
        }
    }
}
