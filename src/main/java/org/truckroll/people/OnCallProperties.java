// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * People on call.
 *
 * @param label what operators are called in administration, such as {@code kit} (GEO-35)
 * @param noticeBefore how long before a shift its operator is told
 */
@ConfigurationProperties("truckroll.people.on-call")
public record OnCallProperties(
        @DefaultValue("Operators") String label,
        @DefaultValue("PT12H") Duration noticeBefore) {}
