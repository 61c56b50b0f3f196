// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Routes;
import org.truckroll.notification.carrier.Routes.Route;

/**
 * Who carries for a division, and the talk with them. A provider that fails five times in a row is left alone for a while, by this node: it would
 * keep the engine's threads waiting, and the next provider is tried at once.
 */
@Component
class ProviderTalk {

    private static final Logger log = LoggerFactory.getLogger(ProviderTalk.class);
    private static final int IN_A_ROW = 5;
    private static final Duration REST = Duration.ofSeconds(30);

    private final ObjectProvider<Routes> routes;
    private final CircuitBreakerRegistry circuits;

    ProviderTalk(ObjectProvider<Routes> routes, Clock clock) {
        this.routes = routes;
        this.circuits = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowSize(IN_A_ROW)
                .minimumNumberOfCalls(IN_A_ROW)
                .failureRateThreshold(100)
                .waitDurationInOpenState(REST)
                .permittedNumberOfCallsInHalfOpenState(2)
                .maxWaitDurationInHalfOpenState(REST.multipliedBy(2))
                .build());
    }

    List<Route> routes(String division, Channel channel) {
        Routes known = routes.getIfAvailable();
        return known == null ? List.of() : known.of(division, channel);
    }

    /** Those that may have the delivery in this round, the first one first. */
    List<Route> routes(NoticeLanes.Lane lane, Delivery delivery) {
        return routes(lane.division(), lane.channel()).stream()
                .filter(route -> delivery.pinned() == null
                        ? !delivery.tried().contains(route.provider())
                        : delivery.pinned().equals(route.provider()))
                .toList();
    }

    Optional<Route> route(NoticeLanes.Lane lane, Channel channel, @Nullable String provider) {
        return routes(lane.division(), channel).stream()
                .filter(route -> route.provider().equals(provider))
                .findFirst();
    }

    boolean anybodyBut(Set<String> tried, NoticeLanes.Lane lane) {
        return routes(lane.division(), lane.channel()).stream().anyMatch(route -> !tried.contains(route.provider()));
    }

    Carried carry(Outgoing message, Route route) {
        CircuitBreaker circuit = circuits.circuitBreaker(route.provider());
        if (!circuit.tryAcquirePermission()) {
            return new Carried.Failed("The provider has failed several times and is left alone for a while.", null);
        }
        long begun = System.nanoTime();
        Carried carried;
        try {
            carried = route.carrier().carry(message, route.settings());
        } catch (RuntimeException e) {
            // No carrier does so; if one did, the message may be on its way.
            log.error("Carrier broke off: provider={} deliveryId={}", route.provider(), message.id(), e);
            carried =
                    new Carried.Unclear("The carrier broke off: " + e.getClass().getSimpleName());
        }
        long took = System.nanoTime() - begun;
        if (carried instanceof Carried.Failed || carried instanceof Carried.Unclear) {
            circuit.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException("not taken"));
        } else {
            circuit.onSuccess(took, TimeUnit.NANOSECONDS);
        }
        return carried;
    }
}
