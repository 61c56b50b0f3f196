// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The address under which neighbours reach us: as configured ({@code truckroll.public-base-url}), else our own port on this machine. */
@Component
public class PublicAddress {

    @ConfigurationProperties("truckroll")
    record Settings(@Nullable URI publicBaseUrl) {}

    private final Settings settings;
    private volatile int port = 8080;

    PublicAddress(Settings settings) {
        this.settings = settings;
    }

    @EventListener
    void started(WebServerInitializedEvent event) {
        if (!"management".equals(event.getApplicationContext().getServerNamespace())) {
            port = event.getWebServer().getPort();
        }
    }

    /** An address of ours; the path begins with a slash. */
    public URI of(String path) {
        String base = settings.publicBaseUrl() == null
                ? own()
                : settings.publicBaseUrl().toString().replaceAll("/+$", "");
        return URI.create(base + path);
    }

    /** A configured address: absolute as it is, or a path of our own server (the bundled simulators). */
    public URI resolve(URI address) {
        return address.isAbsolute() ? address : URI.create(own() + address);
    }

    private String own() {
        return "http://127.0.0.1:" + port;
    }
}
