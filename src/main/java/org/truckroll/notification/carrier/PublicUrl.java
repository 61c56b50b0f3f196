// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The address under which providers reach us, {@code truckroll.public-base-url}. Signatures are made over it: what a proxy makes of a request does
 * not count.
 */
@ConfigurationProperties("truckroll")
public record PublicUrl(@Nullable URI publicBaseUrl) {

    /** Empty when nobody has said how we are reached from outside. */
    public Optional<URI> of(String path) {
        return Optional.ofNullable(publicBaseUrl)
                .map(base -> URI.create(base.toString().replaceAll("/+$", "") + path));
    }
}
