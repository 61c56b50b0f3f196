// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;

/** The configured workforce systems, each with the endpoint at which it is called. */
@Component
public class WorkforceSystems implements InitializingBean {

    /** A configured system; the endpoint is its name among the outbound calls. */
    record System(String name, WorkforceSettings settings, String endpoint) {}

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}";
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final WorkforceProperties properties;
    private final ServiceEndpoints endpoints;
    private final PublicAddress address;

    WorkforceSystems(WorkforceProperties properties, ServiceEndpoints endpoints, PublicAddress address) {
        this.properties = properties;
        this.endpoints = endpoints;
        this.address = address;
    }

    /** A system that cannot be called shall stop the start, not the first visit. */
    @Override
    public void afterPropertiesSet() {
        properties.workforce().forEach((name, settings) -> {
            String prefix = "truckroll.workforce." + name;
            if (!name.matches(NAME)) {
                throw new IllegalStateException(
                        prefix + ": a name is letters, digits, dash and underscore, at most 40");
            }
            if (settings.url() == null) {
                throw new IllegalStateException(prefix + ".url is missing");
            }
            if (settings.threads() < 1
                    || !positive(settings.callTimeout())
                    || !positive(settings.askAfter())
                    || !positive(settings.plannedDuration())
                    || !settings.retryDelays().stream().allMatch(WorkforceSystems::positive)) {
                throw new IllegalStateException(prefix + ": threads is at least 1, and every time is above zero");
            }
            try {
                settings.login().check();
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(prefix + ": " + e.getMessage(), e);
            }
        });
    }

    private static boolean positive(Duration time) {
        return !time.isZero() && !time.isNegative();
    }

    /** As soon as our own address is known: a wrong one stops the start too. */
    @EventListener(ApplicationStartedEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void register() {
        names().forEach(this::find);
    }

    public Set<String> names() {
        return new TreeSet<>(properties.workforce().keySet());
    }

    public boolean knows(String name) {
        return properties.workforce().containsKey(name);
    }

    Optional<System> find(String name) {
        return Optional.ofNullable(properties.workforce().get(name))
                .map(settings -> new System(name, settings, endpoint(name, settings)));
    }

    private String endpoint(String name, WorkforceSettings settings) {
        String endpoint = "workforce-" + name;
        if (endpoints.find(endpoint).isEmpty()) {
            Duration timeout = settings.callTimeout();
            URI url = Objects.requireNonNull(settings.url());
            endpoints.register(
                    endpoint,
                    ServiceEndpoint.at(address.resolve(url))
                            .with(settings.login().credentials())
                            .withSslBundle(settings.sslBundle())
                            .within(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT, timeout, timeout));
        }
        return endpoint;
    }
}
