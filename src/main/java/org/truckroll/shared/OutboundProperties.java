// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which private addresses a call to an address given by an outsider may still reach.
 *
 * @param allowedPrivateAddresses networks ({@code 10.1.0.0/16}, {@code ::1}) and host names ({@code cis.intern});
 *     default none. Used for callbacks, answers and the {@code http-connector}.
 */
@ConfigurationProperties("truckroll.outbound")
public record OutboundProperties(@DefaultValue List<String> allowedPrivateAddresses) {

    public OutboundProperties {
        allowedPrivateAddresses = List.copyOf(allowedPrivateAddresses);
    }
}
