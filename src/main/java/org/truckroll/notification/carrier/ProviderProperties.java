// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.truckroll.notification.Channel;

/**
 * Who carries messages, and in which order they are tried.
 *
 * @param providers by name, each with {@code kind} and the settings of that kind
 * @param order by channel, names of providers; needed where several offer a channel
 * @param orderOf by division, the same instead of {@code order}; an empty list: nobody
 */
@ConfigurationProperties("truckroll.notification")
record ProviderProperties(
        @DefaultValue Map<String, Map<String, String>> providers,
        @DefaultValue Map<Channel, List<String>> order,
        @DefaultValue Map<String, Map<Channel, List<String>>> orderOf) {

    /** Without settings: there are passwords among them. */
    @Override
    public String toString() {
        return "ProviderProperties[" + providers.keySet() + "]";
    }
}
