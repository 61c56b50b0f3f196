// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of notices. Providers and who chooses which stand in {@link org.truckroll.notification.carrier}.
 *
 * @param retryDelays after the first, second, ... round in which no provider took a message
 * @param retryInterval after every further round, give or take a tenth
 * @param giveUpAfter since the first try; then the message is undelivered
 * @param limits by channel, how many messages one address may get in how long, as {@code 5/PT15M}; carriers block senders that send more
 * @param quietHours by channel, when what is not urgent waits, by the clock of the division, as {@code 21:00-07:00}
 * @param quietHoursOf the same of a division, for each channel that has quiet hours
 * @param bundleSegments how many pieces an SMS may have in which several held ones are told together
 * @param personalFields by channel, what a text may say of a person (EVADO-35, EVADO-36)
 * @param texts directory with texts that replace those of the server, file by file
 * @param retention after its end a notice is kept so long; 0: for ever
 */
@Validated
@ConfigurationProperties("truckroll.notification")
record NotificationProperties(
        @DefaultValue({"PT5S", "PT30S", "PT2M", "PT5M", "PT10M"}) @NotNull
        List<Duration> retryDelays,

        @DefaultValue("PT15M") @NotNull Duration retryInterval,
        @DefaultValue("PT24H") @NotNull Duration giveUpAfter,
        @DefaultValue @NotNull Map<Channel, List<String>> limits,
        @DefaultValue @NotNull Map<Channel, String> quietHours,
        @DefaultValue @NotNull Map<String, String> quietHoursOf,
        @DefaultValue("3") @Min(1) int bundleSegments,
        @DefaultValue @NotNull Map<Channel, List<String>> personalFields,
        @Nullable Path texts,
        @DefaultValue("P365D") @NotNull Duration retention) {}
