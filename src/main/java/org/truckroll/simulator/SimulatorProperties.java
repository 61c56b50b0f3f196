// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Profile;

/**
 * Settings of the bundled simulators.
 *
 * @param replyUser user with whom the head end authenticates when it posts a reply
 * @param replyPassword password of that user
 * @param replyThreads how many replies the head end posts at once
 * @param replyDelay time between the acceptance of a command and its reply
 * @param cisSecret secret that the CIS checks signatures with; base64 after {@code whsec_}, else plain text
 */
@Profile("demo")
@ConfigurationProperties("truckroll.simulator")
public record SimulatorProperties(
        @DefaultValue("operator") String replyUser,
        @DefaultValue("demo") String replyPassword,
        @DefaultValue("16") int replyThreads,
        @DefaultValue("PT0.5S") Duration replyDelay,
        @DefaultValue("demo-secret") String cisSecret) {}
