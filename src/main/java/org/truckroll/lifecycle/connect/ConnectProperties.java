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
     * @param oauth2 client credentials
     * @param sslBundle name of a bundle of {@code spring.ssl.bundle}: trusted certificates, and our own for mutual TLS
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
            @Nullable OAuth2 oauth2,
            @Nullable String sslBundle,
            @Nullable Duration connectTimeout,
            @Nullable Duration responseTimeout,
            @Nullable Duration totalTimeout,
            @Nullable DataSize maxResponseSize) {

        ServiceEndpoint toEndpoint(String name) {
            if (url == null) {
                throw new IllegalArgumentException("truckroll.connect.endpoints." + name + ".url is missing");
            }
            int ways = (user != null ? 1 : 0)
                    + (bearerToken != null ? 1 : 0)
                    + (apiKey != null ? 1 : 0)
                    + (oauth2 != null ? 1 : 0);
            if (ways > 1 || (user == null) != (password == null)) {
                throw new IllegalArgumentException("truckroll.connect.endpoints." + name
                        + ": give user and password, or bearer-token, or api-key, or oauth2, or none of them");
            }
            return new ServiceEndpoint(
                    url, credentials(), connectTimeout, responseTimeout, totalTimeout, maxResponseSize, sslBundle);
        }

        private ServiceEndpoint.Credentials credentials() {
            if (user != null && password != null) {
                return new ServiceEndpoint.Basic(user, password);
            }
            if (bearerToken != null) {
                return new ServiceEndpoint.Bearer(bearerToken);
            }
            if (oauth2 != null) {
                return oauth2.toCredentials();
            }
            return apiKey != null ? new ServiceEndpoint.ApiKey(apiKeyHeader, apiKey) : new ServiceEndpoint.None();
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Endpoint[url=" + url + "]";
        }
    }

    /**
     * OAuth2 client credentials.
     *
     * @param tokenUri address of the token endpoint
     * @param clientSecret missing when the certificate of the SSL bundle says who we are
     * @param scope words separated by spaces
     * @param secretInBody for token endpoints that do not take HTTP Basic
     */
    record OAuth2(
            @Nullable URI tokenUri,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String scope,
            @DefaultValue("false") boolean secretInBody) {

        ServiceEndpoint.OAuth2 toCredentials() {
            if (tokenUri == null || clientId == null) {
                throw new IllegalArgumentException(
                        "truckroll.connect.endpoints.*.oauth2: token-uri and client-id are needed");
            }
            return new ServiceEndpoint.OAuth2(tokenUri, clientId, clientSecret, scope, secretInBody);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "OAuth2[clientId=" + clientId + "]";
        }
    }
}
