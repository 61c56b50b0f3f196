// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.truckroll.lifecycle.EndpointLogin;

/**
 * One workforce system: {@code truckroll.workforce.<name>.*}. What it calls us with is an API client with {@code workforce=<name>}.
 *
 * @param url base address of its work orders, before {@code /workOrder}; a path alone means our own server
 * @param sslBundle Spring SSL bundle with our key and their trust: mutual TLS
 * @param callTimeout for one call
 * @param retryDelays between the tries of one step; after the last one a dispatcher is asked
 * @param askAfter how long nothing may be heard of a work order before it is asked after
 * @param plannedDuration what a visit takes
 * @param threads calls under way at the same time on one node
 */
public record WorkforceSettings(
        @Nullable URI url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable String apiKeyHeader,
        @Nullable String apiKey,
        EndpointLogin.@Nullable OAuth2 oauth2,
        @Nullable String sslBundle,
        @DefaultValue("PT10S") Duration callTimeout,

        @DefaultValue({"PT10S", "PT1M", "PT5M", "PT30M", "PT2H"})
        List<Duration> retryDelays,

        @DefaultValue("PT6H") Duration askAfter,
        @DefaultValue("PT1H") Duration plannedDuration,
        @DefaultValue("4") int threads) {

    EndpointLogin login() {
        return new EndpointLogin(user, password, token, apiKeyHeader, apiKey, oauth2);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "WorkforceSettings[url=" + url + "]";
    }
}
