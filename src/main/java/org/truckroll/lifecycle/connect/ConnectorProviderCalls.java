// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.notification.ProviderCalls;

/** The way of the foundation's notices to the one HTTP client. Providers stand in the configuration: they are trusted as named endpoints are. */
class ConnectorProviderCalls implements ProviderCalls {

    /** Headers with whatever secret, masked in logs as credentials are. */
    private record Secrets(Map<String, String> headers) implements ServiceEndpoint.Secret {}

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    private final HttpCalls calls;
    private final UnaryOperator<URI> address;

    ConnectorProviderCalls(HttpCalls calls, UnaryOperator<URI> address) {
        this.calls = calls;
        this.address = address;
    }

    @Override
    public Answer call(Request request) {
        if (!request.secrets().values().stream()
                .allMatch(value -> HEADER_VALUE.matcher(value).matches())) {
            // A value that came from a message shall begin no header.
            return new NotSent("header with a malformed value");
        }
        HttpCall call;
        try {
            call = new HttpCall(
                    "provider-" + request.provider(),
                    false,
                    request.method(),
                    address.apply(request.url()),
                    request.headers(),
                    new HttpCall.Identity(new Secrets(request.secrets()), request.sslBundle()),
                    request.body(),
                    calls.defaults().within(request.timeout()));
        } catch (IllegalArgumentException e) {
            return new NotSent(String.valueOf(e.getMessage()));
        }
        CallResult result = calls.call(call);
        String detail = result.detail() == null ? "HTTP " + result.status() : result.detail();
        if (result.status() > 0) {
            String body = result.body();
            return new Answered(result.status(), body == null ? "" : body, result.headers(), result.retryAfter());
        }
        return result.sent() ? new Unanswered(detail) : new NotSent(detail);
    }
}
