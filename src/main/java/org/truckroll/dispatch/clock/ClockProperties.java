// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the clocks.
 *
 * @param ahead how long before its limit a clock gets a process with a timer; most orders end before and never need one
 * @param lookEvery how often each node looks for those, and for a changed table
 */
@ConfigurationProperties("truckroll.clocks")
record ClockProperties(
        @DefaultValue("PT10M") Duration ahead,
        @DefaultValue("PT5S") Duration lookEvery) {}
