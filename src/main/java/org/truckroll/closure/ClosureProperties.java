// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of delivery.
 *
 * @param retryDelays after the first, second, ... failure of a message
 * @param retryInterval after every further failure, give or take a tenth
 * @param giveUpAfter since the first try; then a person decides
 * @param timeout of one delivery
 * @param answerSecret signs answers to requesters that have no secret of their own; without one, answers are not signed
 * @param answerSecrets by API client
 */
@Validated
@ConfigurationProperties("truckroll.closure")
record ClosureProperties(
        @DefaultValue({"PT5S", "PT30S", "PT2M", "PT10M", "PT30M", "PT1H"}) @NotNull
        List<Duration> retryDelays,

        @DefaultValue("PT1H") @NotNull Duration retryInterval,
        @DefaultValue("PT24H") @NotNull Duration giveUpAfter,
        @DefaultValue("PT10S") @NotNull Duration timeout,
        @Nullable String answerSecret,
        @DefaultValue @NotNull Map<String, String> answerSecrets) {

    ClosureProperties {
        // A secret that cannot sign must stop the start, not the first answer.
        if (answerSecret != null && !answerSecret.isBlank()) {
            Signature.key(answerSecret);
        }
        answerSecrets.values().forEach(Signature::key);
    }

    @Nullable
    String secretOf(String client) {
        String secret = answerSecrets.getOrDefault(client, answerSecret);
        return secret == null || secret.isBlank() ? null : secret;
    }

    /** Without secrets: settings may be logged. */
    @Override
    public String toString() {
        return "ClosureProperties[retryDelays=" + retryDelays + ", retryInterval=" + retryInterval + ", giveUpAfter="
                + giveUpAfter + ", timeout=" + timeout + "]";
    }
}
