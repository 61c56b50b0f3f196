// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
            long ways = Stream.of(settings.user(), settings.token(), settings.apiKey(), settings.oauth2())
                    .filter(Objects::nonNull)
                    .count();
            if (ways > 1 || (settings.user() == null) != (settings.password() == null)) {
                throw new IllegalStateException(
                        prefix + ": give user and password, or token, or api-key, or oauth2, or none of them");
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
                            .with(credentials(settings))
                            .withSslBundle(settings.sslBundle())
                            .within(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT, timeout, timeout));
        }
        return endpoint;
    }

    private static ServiceEndpoint.Credentials credentials(WorkforceSettings settings) {
        if (settings.user() != null && settings.password() != null) {
            return new ServiceEndpoint.Basic(settings.user(), settings.password());
        }
        if (settings.token() != null) {
            return new ServiceEndpoint.Bearer(settings.token());
        }
        if (settings.apiKey() != null) {
            return new ServiceEndpoint.ApiKey(
                    settings.apiKeyHeader() == null ? "X-Api-Key" : settings.apiKeyHeader(), settings.apiKey());
        }
        WorkforceSettings.OAuth2 oauth2 = settings.oauth2();
        return oauth2 == null
                ? new ServiceEndpoint.None()
                : new ServiceEndpoint.OAuth2(
                        oauth2.tokenUri(),
                        oauth2.clientId(),
                        oauth2.clientSecret(),
                        oauth2.scope(),
                        oauth2.secretInBody());
    }
}
