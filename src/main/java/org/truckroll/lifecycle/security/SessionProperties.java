// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a login in our own pages holds.
 *
 * @param idle without a request
 * @param longest with requests
 */
@Validated
@ConfigurationProperties("truckroll.session")
record SessionProperties(
        @DefaultValue("PT4H") Duration idle,
        @DefaultValue("PT12H") Duration longest) {

    SessionProperties {
        if (idle.isNegative() || idle.isZero() || longest.compareTo(idle) < 0) {
            throw new IllegalArgumentException(
                    "truckroll.session.idle must be positive, and truckroll.session.longest not below it.");
        }
    }
}
