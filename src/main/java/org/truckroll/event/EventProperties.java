// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of events. How often and how many times people are alerted says the escalation of the division.
 *
 * @param onworkTimeout an operator who does nothing with an event for so long gives it back (GEO-19)
 * @param retention an archived event is kept so long; 0: for ever
 */
@ConfigurationProperties("truckroll.event")
public record EventProperties(
        @DefaultValue("PT15M") Duration onworkTimeout,
        @DefaultValue("P365D") Duration retention) {}
