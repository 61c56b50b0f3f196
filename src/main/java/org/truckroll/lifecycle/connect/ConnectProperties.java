// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.truckroll.lifecycle.ServiceEndpoint;

/**
 * Calls over Camunda Connect.
 *
 * @param connectTimeout until a connection, TLS included, stands
 * @param responseTimeout the longest silence of the other side
 * @param totalTimeout the whole call; at most four minutes, since the engine runs a job again after five
 * @param maxConnections connections in all, for named endpoints and for outside addresses each
 * @param maxConnectionsPerRoute connections to one scheme, host and port
 * @param maxResponseSize a longer answer is an error
 * @param endpoints named endpoints of {@code service-call}
 */
@ConfigurationProperties("truckroll.connect")
record ConnectProperties(
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration responseTimeout,
        @DefaultValue("30s") Duration totalTimeout,
        @DefaultValue("200") int maxConnections,
        @DefaultValue("50") int maxConnectionsPerRoute,
        @DefaultValue("1MB") DataSize maxResponseSize,
        @DefaultValue Map<String, Endpoint> endpoints) {

    ConnectProperties {
        new Limits(connectTimeout, responseTimeout, totalTimeout, maxResponseSize);
        if (maxConnections < 1 || maxConnectionsPerRoute < 1) {
            throw new IllegalArgumentException("truckroll.connect.max-connections*: at least 1");
        }
    }

    Limits limits() {
        return new Limits(connectTimeout, responseTimeout, totalTimeout, maxResponseSize);
    }

    /**
     * One named endpoint; at most one way to authenticate.
     *
     * @param url base address
     * @param user for HTTP Basic
     * @param password for HTTP Basic
     * @param bearerToken sent as {@code Authorization: Bearer}
     * @param apiKeyHeader header for the key, default {@code X-Api-Key}
     * @param apiKey the key
     * @param connectTimeout instead of the common one
     * @param responseTimeout instead of the common one
     * @param totalTimeout instead of the common one
     * @param maxResponseSize instead of the common one
     */
    record Endpoint(
            @Nullable URI url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String bearerToken,
            @DefaultValue("X-Api-Key") String apiKeyHeader,
            @Nullable String apiKey,
            @Nullable Duration connectTimeout,
            @Nullable Duration responseTimeout,
            @Nullable Duration totalTimeout,
            @Nullable DataSize maxResponseSize) {

        ServiceEndpoint toEndpoint(String name) {
            if (url == null) {
                throw new IllegalArgumentException("truckroll.connect.endpoints." + name + ".url is missing");
            }
            int ways = (user != null ? 1 : 0) + (bearerToken != null ? 1 : 0) + (apiKey != null ? 1 : 0);
            if (ways > 1 || (user == null) != (password == null)) {
                throw new IllegalArgumentException("truckroll.connect.endpoints." + name
                        + ": give user and password, or bearer-token, or api-key, or none of them");
            }
            return new ServiceEndpoint(
                    url, credentials(), connectTimeout, responseTimeout, totalTimeout, maxResponseSize);
        }

        private ServiceEndpoint.Credentials credentials() {
            if (user != null && password != null) {
                return new ServiceEndpoint.Basic(user, password);
            }
            if (bearerToken != null) {
                return new ServiceEndpoint.Bearer(bearerToken);
            }
            return apiKey != null ? new ServiceEndpoint.ApiKey(apiKeyHeader, apiKey) : new ServiceEndpoint.None();
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Endpoint[url=" + url + "]";
        }
    }
}
