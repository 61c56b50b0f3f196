// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.ServiceEndpoint;

/**
 * One call to make.
 *
 * @param name for metrics and log
 * @param guarded the address comes from an outsider
 * @param identity how we say who we are; nothing to an outsider
 */
record HttpCall(
        String name,
        boolean guarded,
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable Identity identity,
        byte @Nullable [] body,
        Limits limits) {

    /** Credentials and the SSL bundle they travel under. */
    record Identity(
            ServiceEndpoint.Credentials credentials,
            @Nullable String sslBundle) {}

    private static final Pattern METHOD = Pattern.compile("GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|TRACE");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern OWN_HEADER =
            Pattern.compile("host|content-length|transfer-encoding|connection", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET =
            Pattern.compile("auth|cookie|token|secret|key|password|signature", Pattern.CASE_INSENSITIVE);

    HttpCall {
        if (!METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException("unknown HTTP method");
        }
        headers.forEach((header, value) -> {
            if (!HEADER_NAME.matcher(header).matches()
                    || !HEADER_VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("header with a malformed name or value");
            }
            if (OWN_HEADER.matcher(header).matches()) {
                throw new IllegalArgumentException("header " + header + " is set by the client itself");
            }
            if (secretHeaders(identity).stream().anyMatch(header::equalsIgnoreCase)) {
                throw new IllegalArgumentException("header " + header + " comes from the endpoint's configuration");
            }
        });
    }

    /** Fit for a log: no query, and of an outsider's address no path either, since many carry a secret there. */
    String target() {
        String host = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return guarded ? host : host + uri.getRawPath();
    }

    Map<String, String> shownHeaders() {
        Map<String, String> shown = new TreeMap<>();
        headers.forEach(
                (header, value) -> shown.put(header, SECRET.matcher(header).find() ? "***" : value));
        secretHeaders(identity).forEach(header -> shown.put(header, "***"));
        return shown;
    }

    /** Headers that are secret whatever their name. */
    Map<String, String> credentials() {
        return identity == null ? Map.of() : identity.credentials().headers();
    }

    @Nullable
    String sslBundle() {
        return identity == null ? null : identity.sslBundle();
    }

    HttpCall as(ServiceEndpoint.Credentials credentials, Limits left) {
        return new HttpCall(name, guarded, method, uri, headers, new Identity(credentials, sslBundle()), body, left);
    }

    private static Set<String> secretHeaders(@Nullable Identity identity) {
        if (identity == null) {
            return Set.of();
        }
        return identity.credentials() instanceof ServiceEndpoint.OAuth2
                ? Set.of("Authorization")
                : identity.credentials().headers().keySet();
    }

    /** Without headers, credentials and body. */
    @Override
    public String toString() {
        return "HttpCall[name=" + name + ", method=" + method + ", target=" + target() + "]";
    }
}
