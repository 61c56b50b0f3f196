// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The named neighbours that {@code service-call} knows. Filled from {@code truckroll.connect.endpoints} at start; a
 * room may register its own, also later and from any thread.
 */
public class ServiceEndpoints {

    // Names become metric tags and log values.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Map<String, ServiceEndpoint> endpoints = new ConcurrentHashMap<>();
    private final Predicate<String> sslBundles;

    /** Without SSL bundles. */
    public ServiceEndpoints() {
        this(name -> false);
    }

    /**
     * With the SSL bundles of the application.
     *
     * @param sslBundles whether there is one of that name
     */
    public ServiceEndpoints(Predicate<String> sslBundles) {
        this.sslBundles = sslBundles;
    }

    /** Adds the endpoint, or replaces the one of that name. */
    public void register(String name, ServiceEndpoint endpoint) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "endpoint name \"" + name + "\": letters, digits, dot, dash and underscore, at most 64");
        }
        String bundle = endpoint.sslBundle();
        if (bundle != null && !sslBundles.test(bundle)) {
            throw new IllegalArgumentException(
                    "endpoint " + name + ": there is no SSL bundle \"" + bundle + "\" (spring.ssl.bundle)");
        }
        endpoints.put(name, endpoint);
    }

    public void remove(String name) {
        endpoints.remove(name);
    }

    public Optional<ServiceEndpoint> find(String name) {
        return Optional.ofNullable(endpoints.get(name));
    }

    /**
     * The endpoint of that name.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public ServiceEndpoint get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown endpoint \"" + name + "\"; known are "
                        + new TreeSet<>(endpoints.keySet()) + " (truckroll.connect.endpoints)"));
    }
}
