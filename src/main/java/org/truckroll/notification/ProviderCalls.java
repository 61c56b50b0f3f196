// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to the providers of messages, over the one client of the house. Redirects are not followed, nothing is tried twice. An answer tells what
 * may have been taken: on that depends whether a message may be sent again.
 */
public interface ProviderCalls {

    /** Makes the call; what the other side does or fails to do is an answer, never an exception. */
    Answer call(Request request);

    /** How a call ended. */
    sealed interface Answer {}

    /** The provider has answered, whatever it said; header names in any case. */
    record Answered(
            int status,
            String body,
            Map<String, String> headers,
            @Nullable Duration retryAfter) implements Answer {

        /** Without what was said: it may repeat the message. */
        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /** No connection: the provider has not seen the request. */
    record NotSent(String detail) implements Answer {}

    /** The request was on its way, and no whole answer came back. */
    record Unanswered(String detail) implements Answer {}

    /**
     * One call.
     *
     * @param provider for log and metrics
     * @param secrets headers that are never shown, credentials among them
     * @param timeout of the whole call
     * @param sslBundle a bundle of {@code spring.ssl.bundle}; null: the trust of the Java runtime
     */
    record Request(
            String provider,
            String method,
            URI url,
            Map<String, String> headers,
            Map<String, String> secrets,
            byte @Nullable [] body,
            Duration timeout,
            @Nullable String sslBundle) {

        public static Request of(String provider, String method, URI url, Duration timeout) {
            return new Request(provider, method, url, Map.of(), Map.of(), null, timeout, null);
        }

        public Request header(String name, String value) {
            return new Request(provider, method, url, with(headers, name, value), secrets, body, timeout, sslBundle);
        }

        public Request secret(String name, String value) {
            return new Request(provider, method, url, headers, with(secrets, name, value), body, timeout, sslBundle);
        }

        public Request basic(String user, String password) {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return secret("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }

        public Request body(String contentType, String text) {
            return new Request(
                    provider,
                    method,
                    url,
                    with(headers, "Content-Type", contentType),
                    secrets,
                    text.getBytes(StandardCharsets.UTF_8),
                    timeout,
                    sslBundle);
        }

        public Request trusting(@Nullable String bundle) {
            return new Request(provider, method, url, headers, secrets, body, timeout, bundle);
        }

        private static Map<String, String> with(Map<String, String> all, String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(all);
            more.put(name, value);
            return more;
        }

        /** Without query, headers and body. */
        @Override
        public String toString() {
            return "Request[" + provider + ", " + method + "]";
        }
    }
}
