// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Where a named neighbour is called and how we say who we are. Trusted, since it comes from configuration: it may be
 * private. Null limits mean the defaults of {@code truckroll.connect}.
 *
 * @param url base address, http or https, without user info, query and fragment
 * @param total the whole call, from the wait for a connection to the last byte of the answer
 * @param sslBundle Spring Boot's SSL bundle ({@code spring.ssl.bundle}) with our certificate and the trusted ones; null
 *     means the trust of the Java runtime and no certificate of ours
 */
public record ServiceEndpoint(
        URI url,
        Credentials credentials,
        @Nullable Duration connect,
        @Nullable Duration response,
        @Nullable Duration total,
        @Nullable DataSize maxResponseSize,
        @Nullable String sslBundle) {

    public ServiceEndpoint {
        String scheme = url.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("the address of an endpoint starts with http:// or https://");
        }
        if (url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the address of an endpoint is scheme, host, port and path; credentials have their own settings");
        }
        if (sslBundle != null && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("an SSL bundle needs an address that starts with https://");
        }
    }

    public static ServiceEndpoint at(URI url) {
        return new ServiceEndpoint(url, new None(), null, null, null, null, null);
    }

    public ServiceEndpoint with(Credentials credentials) {
        return new ServiceEndpoint(url, credentials, connect, response, total, maxResponseSize, sslBundle);
    }

    public ServiceEndpoint within(Duration connect, Duration response, Duration total) {
        return new ServiceEndpoint(url, credentials, connect, response, total, maxResponseSize, sslBundle);
    }

    public ServiceEndpoint withMaxResponseSize(DataSize size) {
        return new ServiceEndpoint(url, credentials, connect, response, total, size, sslBundle);
    }

    /** With the certificates of that SSL bundle: mutual TLS when it holds a key of ours. */
    public ServiceEndpoint withSslBundle(@Nullable String name) {
        return new ServiceEndpoint(url, credentials, connect, response, total, maxResponseSize, name);
    }

    /** How we say who we are. */
    public sealed interface Credentials {
        /** The headers to send, as far as they are known without asking anybody; secret. */
        Map<String, String> headers();
    }

    /** Headers of a neighbour's own invention that say who we are. */
    public non-sealed interface Secret extends Credentials {}

    /** No credentials. */
    public record None() implements Credentials {
        @Override
        public Map<String, String> headers() {
            return Map.of();
        }
    }

    /** HTTP Basic, UTF-8. */
    public record Basic(String user, String password) implements Credentials {
        @Override
        public Map<String, String> headers() {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }

        @Override
        public String toString() {
            return "Basic[user=" + user + "]";
        }
    }

    /** A bearer token that does not change. */
    public record Bearer(String token) implements Credentials {
        @Override
        public Map<String, String> headers() {
            return Map.of("Authorization", "Bearer " + token);
        }

        @Override
        public String toString() {
            return "Bearer[]";
        }
    }

    /** A key in a header of the neighbour's choice. */
    public record ApiKey(String header, String key) implements Credentials {
        @Override
        public Map<String, String> headers() {
            return Map.of(header, key);
        }

        @Override
        public String toString() {
            return "ApiKey[header=" + header + "]";
        }
    }

    /**
     * OAuth2 client credentials (RFC 6749 4.4): a token is fetched when it is needed, kept until it expires and
     * fetched anew once when the neighbour answers 401. The token endpoint is called with the SSL bundle of the
     * endpoint, if it is https.
     *
     * @param clientSecret null: the certificate alone says who we are (RFC 8705)
     * @param scope words separated by spaces
     * @param secretInBody sends id and secret as form fields instead of HTTP Basic
     */
    public record OAuth2(
            URI tokenUri,
            String clientId,
            @Nullable String clientSecret,
            @Nullable String scope,
            boolean secretInBody) implements Credentials {

        public OAuth2 {
            String scheme = tokenUri.getScheme();
            if ((!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme))
                    || tokenUri.getHost() == null
                    || tokenUri.getRawUserInfo() != null
                    || tokenUri.getRawFragment() != null) {
                throw new IllegalArgumentException(
                        "the address of a token endpoint is a whole http or https address without user info");
            }
            if (clientId.isBlank()) {
                throw new IllegalArgumentException("the client id of a token endpoint is missing");
            }
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public String toString() {
            return "OAuth2[tokenHost=" + tokenUri.getHost() + ", clientId=" + clientId + "]";
        }
    }
}
