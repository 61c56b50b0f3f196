// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.shared.AddressGuard;

@Configuration(proxyBeanMethods = false)
class ConnectConfiguration {

    @Bean
    ServiceEndpoints serviceEndpoints(ConnectProperties properties, ObjectProvider<SslBundles> bundles) {
        SslBundles known = bundles.getIfAvailable();
        var endpoints = new ServiceEndpoints(
                name -> known != null && known.getBundleNames().contains(name));
        properties.endpoints().forEach((name, endpoint) -> endpoints.register(name, endpoint.toEndpoint(name)));
        return endpoints;
    }

    @Bean
    HttpCalls httpCalls(
            ConnectProperties properties,
            ServiceEndpoints endpoints,
            AddressGuard guard,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<Clock> clock,
            ObjectProvider<MeterRegistry> meters) {
        var calls = new HttpCalls(
                properties,
                endpoints,
                guard,
                bundles.getIfAvailable(),
                clock.getIfUnique(Clock::systemUTC),
                meters::getIfAvailable);
        CallsHandover.started(calls);
        return calls;
    }

    @Bean
    ServiceCalls serviceCalls(HttpCalls calls) {
        return new ConnectorServiceCalls(calls);
    }

    @Bean
    ProviderCalls providerCalls(HttpCalls calls, ObjectProvider<PublicAddress> address) {
        return new ConnectorProviderCalls(
                calls, url -> url.isAbsolute() ? url : address.getObject().resolve(url));
    }

    /**
     * Takes the name of the starter's own bean and so its place. The engine depends on its plugins: the client is
     * there before the engine starts and until after its job executor has stopped.
     */
    @Bean
    ProcessEnginePlugin connectProcessEnginePlugin(HttpCalls calls) {
        return new ConnectPlugin(calls);
    }
}
