// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.ZoneId;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * By which clock days begin.
 *
 * @param zone of every division that has none of its own
 * @param zones by division
 */
@ConfigurationProperties("truckroll.people")
record ZoneProperties(
        @DefaultValue("UTC") ZoneId zone, @DefaultValue Map<String, ZoneId> zones) {}
