// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the links by which customers see their appointment, or how far their order is.
 *
 * @param validFor how long a link opens its page
 * @param requestsPerMinute how often one address may ask for such pages, on each node
 * @param baseUrl where customers reach the server; where the dispatcher reaches it if absent
 */
@ConfigurationProperties("truckroll.customer-links")
public record CustomerLinkProperties(
        @DefaultValue("30d") Duration validFor,
        @DefaultValue("60") int requestsPerMinute,
        @Nullable URI baseUrl) {}
