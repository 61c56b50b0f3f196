// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Policy of remote commands (service-orders 7.4, in its plain form).
 *
 * @param answerTimeout from acceptance to the answer; the head end is told as expiresAt
 * @param callTimeout for one HTTP call to a head end
 * @param retryDelays after connection errors and 5xx; when they are used up the command is exhausted
 * @param busyDelay after 429 or 503 without Retry-After; does not count as an attempt
 * @param busyLimit how long a busy head end is asked again
 * @param matchDelays between the tries to match an answer that nobody waits for
 */
@ConfigurationProperties("truckroll.command")
public record CommandProperties(
        @DefaultValue("PT15M") Duration answerTimeout,
        @DefaultValue("PT10S") Duration callTimeout,
        @DefaultValue({"PT30S", "PT2M", "PT10M", "PT1H"}) List<Duration> retryDelays,
        @DefaultValue("PT30S") Duration busyDelay,
        @DefaultValue("PT24H") Duration busyLimit,

        @DefaultValue({"PT1S", "PT5S", "PT30S", "PT2M", "PT10M"})
        List<Duration> matchDelays) {}
