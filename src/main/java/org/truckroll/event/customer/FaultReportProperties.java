// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of fault reports by customers.
 *
 * @param division that gets what names no service point of ours; without it the page is off
 * @param perHour reports of one address in an hour, on each node
 * @param inAll reports of all addresses in an hour, on each node: so many may wake those on call
 */
@ConfigurationProperties("truckroll.fault-reports")
public record FaultReportProperties(
        @Nullable String division,
        @DefaultValue("10") int perHour,
        @DefaultValue("300") int inAll) {}
