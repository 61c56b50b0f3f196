// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.servicepoint.HeadEndDirectory;

/** The configured head ends, each with the adapter that speaks its protocol. */
@Component
public class HeadEnds implements HeadEndDirectory, InitializingBean {

    private final HeadEndProperties properties;
    private final CommandProperties policy;
    private final ServiceEndpoints endpoints;
    private final PublicAddress address;
    private final Map<String, HeadEndAdapter> adapters;

    HeadEnds(
            HeadEndProperties properties,
            CommandProperties policy,
            ServiceEndpoints endpoints,
            PublicAddress address,
            List<HeadEndAdapter> adapters) {
        this.properties = properties;
        this.policy = policy;
        this.endpoints = endpoints;
        this.address = address;
        this.adapters = adapters.stream().collect(Collectors.toMap(HeadEndAdapter::name, Function.identity()));
    }

    /** A head end that nobody can speak to shall stop the start, not the first command. */
    @Override
    public void afterPropertiesSet() {
        properties.headEnds().forEach((id, settings) -> {
            if (!adapters.containsKey(settings.adapter())) {
                throw new IllegalStateException("truckroll.head-ends." + id + ".adapter: there is no adapter "
                        + settings.adapter() + "; known are " + new TreeMap<>(adapters).keySet());
            }
            if (settings.maxConcurrent() < 1 || settings.threads() < 1 || settings.perMinute() < 0) {
                throw new IllegalStateException("truckroll.head-ends." + id
                        + ": max-concurrent and threads are at least 1, per-minute is not negative");
            }
            try {
                settings.login().check();
                if (settings.url() == null) {
                    throw new IllegalArgumentException("url is missing");
                }
                adapters.get(settings.adapter()).check(settings);
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("truckroll.head-ends." + id + ": " + e.getMessage(), e);
            }
        });
    }

    @EventListener(ApplicationStartedEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void register() {
        properties.headEnds().keySet().forEach(this::find);
    }

    public Collection<String> ids() {
        return new TreeMap<>(properties.headEnds()).keySet();
    }

    /** The head end of that id; empty when it is not configured. */
    public Optional<HeadEnd> find(String id) {
        HeadEndSettings settings = properties.headEnds().get(id);
        return settings == null ? Optional.empty() : Optional.of(new HeadEnd(id, settings, endpoint(id, settings)));
    }

    public HeadEndAdapter adapter(HeadEnd headEnd) {
        return adapters.get(headEnd.settings().adapter());
    }

    /** Whether the same wire id again is the same command there. */
    public boolean idempotent(HeadEnd headEnd) {
        Boolean said = headEnd.settings().idempotent();
        return said == null ? adapter(headEnd).idempotent() : said;
    }

    @Override
    public boolean inService(String headEndId) {
        HeadEndSettings settings = properties.headEnds().get(headEndId);
        return settings != null && settings.inService();
    }

    /** The protocol of a head end; empty when it is not configured. */
    Optional<String> adapterName(String headEndId) {
        return Optional.ofNullable(properties.headEnds().get(headEndId)).map(HeadEndSettings::adapter);
    }

    @Override
    public boolean can(String headEndId, String command) {
        HeadEndSettings settings = properties.headEnds().get(headEndId);
        return settings == null || adapters.get(settings.adapter()).can(command);
    }

    @Override
    public @Nullable String usual() {
        return properties.headEnds().entrySet().stream()
                .filter(entry -> entry.getValue().inService())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    private String endpoint(String id, HeadEndSettings settings) {
        String name = "head-end-" + id;
        if (endpoints.find(name).isEmpty()) {
            Duration connect = policy.callTimeout().compareTo(Duration.ofSeconds(2)) < 0
                    ? policy.callTimeout()
                    : Duration.ofSeconds(2);
            endpoints.register(
                    name,
                    ServiceEndpoint.at(address.resolve(settings.url()))
                            .with(settings.login().credentials())
                            .withSslBundle(settings.sslBundle())
                            .within(connect, policy.callTimeout(), policy.callTimeout()));
        }
        return name;
    }
}
