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
 */
public record ServiceEndpoint(
        URI url,
        Credentials credentials,
        @Nullable Duration connect,
        @Nullable Duration response,
        @Nullable Duration total,
        @Nullable DataSize maxResponseSize) {

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
    }

    public static ServiceEndpoint at(URI url) {
        return new ServiceEndpoint(url, new None(), null, null, null, null);
    }

    public ServiceEndpoint with(Credentials credentials) {
        return new ServiceEndpoint(url, credentials, connect, response, total, maxResponseSize);
    }

    public ServiceEndpoint within(Duration connect, Duration response, Duration total) {
        return new ServiceEndpoint(url, credentials, connect, response, total, maxResponseSize);
    }

    public ServiceEndpoint withMaxResponseSize(DataSize size) {
        return new ServiceEndpoint(url, credentials, connect, response, total, size);
    }

    /** How we say who we are. */
    public sealed interface Credentials {
        /** The headers to send; secret. */
        Map<String, String> headers();
    }

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
}
