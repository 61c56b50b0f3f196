// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a message that failed is tried again. The last try falls on the limit itself. */
public record RetryPlan(List<Duration> delays, Duration interval, Duration giveUpAfter) {

    /**
     * The next try, or nothing when the limit has passed.
     *
     * @param attempts how many have failed, at least one
     * @param retryAfter what the recipient asked for; never tried earlier
     * @param chance in [0, 1): spreads the tries that follow the fixed delays
     */
    public Optional<Instant> next(
            int attempts, Instant firstTry, Instant now, @Nullable Duration retryAfter, double chance) {
        Instant limit = firstTry.plus(giveUpAfter);
        if (!now.isBefore(limit)) {
            return Optional.empty();
        }
        Duration delay = attempts <= delays.size()
                ? delays.get(attempts - 1)
                : Duration.ofMillis(Math.round(interval.toMillis() * (0.9 + 0.2 * chance)));
        if (retryAfter != null && retryAfter.compareTo(delay) > 0) {
            delay = retryAfter;
        }
        // Compared as durations: a Retry-After of centuries must not overflow an instant.
        Duration left = Duration.between(now, limit);
        return Optional.of(delay.compareTo(left) > 0 ? limit : now.plus(delay));
    }
}
