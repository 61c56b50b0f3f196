// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.net.URI;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How a neighbour's settings say who we are: by user and password, by token, by key, by OAuth 2, or not at all. */
public record EndpointLogin(
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable String apiKeyHeader,
        @Nullable String apiKey,
        @Nullable OAuth2 oauth2) {

    private static final String USUAL_HEADER = "X-Api-Key";

    /**
     * Client credentials (RFC 6749, 4.4).
     *
     * @param clientSecret missing where the certificate of the SSL bundle says who we are
     * @param secretInBody for token endpoints that do not take HTTP Basic
     */
    public record OAuth2(
            URI tokenUri,
            String clientId,
            @Nullable String clientSecret,
            @Nullable String scope,
            @DefaultValue("false") boolean secretInBody) {

        @Override
        public String toString() {
            return "OAuth2[clientId=" + clientId + "]";
        }
    }

    /**
     * One way, or none; two would leave open which one counts.
     *
     * @throws IllegalArgumentException for two, and for half of one
     */
    public void check() {
        long ways =
                Stream.of(user, token, apiKey, oauth2).filter(Objects::nonNull).count();
        if (ways > 1 || (user == null) != (password == null)) {
            throw new IllegalArgumentException(
                    "give user and password, or token, or api-key, or oauth2, or none of them");
        }
    }

    public ServiceEndpoint.Credentials credentials() {
        if (user != null && password != null) {
            return new ServiceEndpoint.Basic(user, password);
        }
        if (token != null) {
            return new ServiceEndpoint.Bearer(token);
        }
        if (apiKey != null) {
            return new ServiceEndpoint.ApiKey(apiKeyHeader == null ? USUAL_HEADER : apiKeyHeader, apiKey);
        }
        return oauth2 == null
                ? new ServiceEndpoint.None()
                : new ServiceEndpoint.OAuth2(
                        oauth2.tokenUri(),
                        oauth2.clientId(),
                        oauth2.clientSecret(),
                        oauth2.scope(),
                        oauth2.secretInBody());
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "EndpointLogin[user=" + user + "]";
    }
}
