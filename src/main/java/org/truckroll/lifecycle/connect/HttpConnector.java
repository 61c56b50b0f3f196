// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.impl.AbstractConnector;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.CallResult;

/**
 * {@code http-connector} with the parameter names of Camunda's own. Other than there: deadlines by default, a size
 * limit, addresses checked, redirects not followed, unknown parameters and options refused.
 */
final class HttpConnector extends AbstractConnector<CallRequest, CallResponse> {

    static final String ID = "http-connector";

    private static final Set<String> NAMES = Set.of("url", "method", "headers", "payload", "request-config");

    HttpConnector() {
        super(ID);
    }

    @Override
    public CallRequest createRequest() {
        return new CallRequest(this, NAMES);
    }

    @Override
    public CallResponse execute(CallRequest request) {
        CallResult result = Invocation.run(this, request, HttpConnector::toCall);
        if (result.detail() != null) {
            throw new ConnectorRequestException(ID + ": the call failed: " + result.detail());
        }
        if (throwsHttpError(request) && result.status() >= 400) {
            // Without the body, which the stock connector puts here and which may hold personal data.
            throw new ConnectorRequestException(ID + ": HTTP request failed with status code " + result.status());
        }
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("statusCode", result.status());
        parameters.put("response", result.body());
        parameters.put("headers", result.headers());
        return new CallResponse(parameters);
    }

    private static HttpCall toCall(CallRequest request, HttpCalls calls) {
        return new HttpCall(
                ID,
                true,
                request.method(null),
                uri(request.required("url")),
                request.headers(),
                null,
                Payload.bytes(request.value("payload")),
                limits(request.map("request-config"), calls.defaults()));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Neither message nor cause: both repeat the address, and its query may be secret.
            throw new IllegalArgumentException("parameter url is not a valid address");
        }
    }

    private static Limits limits(Map<?, ?> options, Limits defaults) {
        Duration connect = defaults.connect();
        Duration response = defaults.response();
        Duration total = defaults.total();
        for (Map.Entry<?, ?> option : options.entrySet()) {
            String name = String.valueOf(option.getKey());
            Object value = option.getValue();
            if (value == null) {
                continue;
            }
            switch (name) {
                case "connection-timeout", "connect-timeout" -> connect = TimeoutValue.parse(name, value);
                case "socket-timeout", "response-timeout" -> response = TimeoutValue.parse(name, value);
                case "total-timeout" -> total = TimeoutValue.parse(name, value);
                case "throw-http-error" -> flag(name, value);
                case "redirects-enabled" -> {
                    if (flag(name, value)) {
                        throw new IllegalArgumentException("request-config redirects-enabled: redirects are never"
                                + " followed, an address behind one was not checked");
                    }
                }
                default ->
                    throw new IllegalArgumentException("request-config \"" + name + "\" is not supported; known are"
                            + " connection-timeout, response-timeout (or socket-timeout), total-timeout,"
                            + " throw-http-error");
            }
        }
        return new Limits(connect, response, total, defaults.maxResponse());
    }

    private static boolean throwsHttpError(CallRequest request) {
        Object value = request.map("request-config").get("throw-http-error");
        return value != null && flag("throw-http-error", value);
    }

    private static boolean flag(String name, Object value) {
        String text = value.toString().trim();
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("request-config " + name + " is neither true nor false");
        }
        return Boolean.parseBoolean(text);
    }
}
