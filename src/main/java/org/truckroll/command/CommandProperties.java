// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this installation sends remote commands. How long they may take and what follows a failure is laid down in the tables
 * {@code command-policy} and {@code failure-policy}.
 *
 * @param callTimeout for one HTTP call to a head end
 * @param timeFactor shortens all times of the two tables; 1 in real work, less in demos and tests
 * @param matchDelays between the tries to match an answer that nobody waits for
 * @param sender whether this node sends commands
 * @param readOnlyPerHour read-only commands that one caller may start in any 60 minutes
 * @param busyHold how long a head end that was busy twice in a row, and names a time, is left alone at most
 */
@ConfigurationProperties("truckroll.command")
public record CommandProperties(
        @DefaultValue("PT10S") Duration callTimeout,
        @DefaultValue("1") double timeFactor,

        @DefaultValue({"PT1S", "PT5S", "PT30S", "PT2M", "PT10M"})
        List<Duration> matchDelays,

        @DefaultValue("true") boolean sender,
        @DefaultValue("60") int readOnlyPerHour,
        @DefaultValue("PT10M") Duration busyHold) {

    public CommandProperties {
        if (!(timeFactor > 0 && timeFactor <= 1)) {
            throw new IllegalArgumentException("truckroll.command.time-factor is above 0 and at most 1");
        }
        if (readOnlyPerHour < 0) {
            throw new IllegalArgumentException("truckroll.command.read-only-per-hour is not negative");
        }
    }

    /** A time of the tables as it holds here. */
    Duration scaled(Duration time) {
        return timeFactor == 1 ? time : Duration.ofMillis((long) (time.toMillis() * timeFactor));
    }
}
