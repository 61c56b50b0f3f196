// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer.web;

import java.net.URI;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;
import org.truckroll.shared.CustomerLinkProperties;

/** Where customers reach a page: as configured, else where the caller reached us. */
@Component
final class PublicAddresses {

    private final CustomerLinkProperties settings;

    PublicAddresses(CustomerLinkProperties settings) {
        this.settings = settings;
    }

    String tracking(String token) {
        URI base = settings.baseUrl();
        UriComponentsBuilder url = base == null
                ? ServletUriComponentsBuilder.fromCurrentContextPath()
                : UriComponentsBuilder.fromUri(base);
        return url.pathSegment("track", token).build().toUriString();
    }
}
