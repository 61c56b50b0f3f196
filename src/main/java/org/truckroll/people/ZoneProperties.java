// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.ZoneId;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.truckroll.shared.PhoneNumbers;

/**
 * By which clock days begin, and where customers are.
 *
 * @param zone of every division that has none of its own
 * @param zones by division
 * @param country of every division that has none of its own: two letters, by which telephone numbers without a country code are read
 * @param countries by division
 * @param language in which customers of every division that has none of its own are told: two letters
 * @param languages by division
 */
@ConfigurationProperties("truckroll.people")
record ZoneProperties(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue Map<String, ZoneId> zones,
        @DefaultValue(PhoneNumbers.NOWHERE) String country,
        @DefaultValue Map<String, String> countries,
        @DefaultValue("en") String language,
        @DefaultValue Map<String, String> languages) {}
