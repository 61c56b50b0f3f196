// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The circuits of the head ends: open when half of the last twenty calls found nobody or failed, tried again after half a minute with three
 * calls. While one is open its commands wait unsent and no try is counted.
 */
@Configuration(proxyBeanMethods = false)
class HeadEndConfiguration {

    @Bean
    CircuitBreakerRegistry headEndCircuits(CommandProperties properties) {
        return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(max(properties.scaled(Duration.ofSeconds(30)), Duration.ofSeconds(1)))
                .permittedNumberOfCallsInHalfOpenState(3)
                .maxWaitDurationInHalfOpenState(properties.callTimeout().multipliedBy(2))
                .build());
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
