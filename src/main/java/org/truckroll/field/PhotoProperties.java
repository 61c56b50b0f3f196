// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the photos of visits.
 *
 * @param maxSize of one photo; never above 1 MB, which no request of our REST may exceed
 * @param perVisit how many a visit may have
 * @param keep how long they stay
 */
@ConfigurationProperties("truckroll.photos")
record PhotoProperties(
        @DefaultValue("1MB") DataSize maxSize,
        @DefaultValue("20") int perVisit,
        @DefaultValue("P365D") Duration keep) {}
