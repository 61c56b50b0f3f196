// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.connect.impl.AbstractConnector;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceEndpoint;

/**
 * {@code service-call}: calls a named endpoint. What the other side does is the response parameter {@code outcome}
 * (service-orders.md 7.4); only misuse throws.
 */
final class ServiceCallConnector extends AbstractConnector<CallRequest, CallResponse> {

    static final String ID = "service-call";

    private static final Set<String> NAMES =
            Set.of("endpoint", "path", "method", "payload", "headers", "idempotencyKey", "timeout");
    private static final Pattern DOTS = Pattern.compile("(^|/)(\\.|%2e){1,2}(/|\\?|$)", Pattern.CASE_INSENSITIVE);

    ServiceCallConnector() {
        super(ID);
    }

    @Override
    public CallRequest createRequest() {
        return new CallRequest(this, NAMES);
    }

    @Override
    public CallResponse execute(CallRequest request) {
        CallResult result = result(request);
        Duration retryAfter = result.retryAfter();
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("statusCode", result.status());
        parameters.put("response", result.body());
        parameters.put("headers", result.headers());
        parameters.put("outcome", result.outcome().name());
        parameters.put("retryAfterSeconds", retryAfter == null ? null : retryAfter.toSeconds());
        parameters.put("detail", result.detail());
        return new CallResponse(parameters);
    }

    CallResult result(CallRequest request) {
        return Invocation.run(this, request, ServiceCallConnector::toCall);
    }

    private static HttpCall toCall(CallRequest request, HttpCalls calls) {
        String name = request.required("endpoint");
        ServiceEndpoint endpoint = calls.endpoints().get(name);
        byte[] body = Payload.bytes(request.value("payload"));
        Map<String, String> headers = request.headers();
        String key = request.text("idempotencyKey");
        if (key != null && !key.isBlank()) {
            headers.keySet().removeIf("Idempotency-Key"::equalsIgnoreCase);
            headers.put("Idempotency-Key", key);
        }
        addUnlessGiven(headers, "Accept");
        if (body != null) {
            addUnlessGiven(headers, "Content-Type");
        }
        return new HttpCall(
                name,
                false,
                request.method("POST"),
                uri(endpoint.url(), request.text("path")),
                headers,
                new HttpCall.Identity(endpoint.credentials(), endpoint.sslBundle()),
                body,
                limits(endpoint, request.value("timeout"), calls.defaults()));
    }

    private static void addUnlessGiven(Map<String, String> headers, String name) {
        if (headers.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            headers.put(name, "application/json");
        }
    }

    private static URI uri(URI base, @Nullable String path) {
        if (path == null || path.isBlank()) {
            return base;
        }
        if (DOTS.matcher(path).find() || path.contains("#")) {
            throw new IllegalArgumentException("parameter path leaves the endpoint or carries a fragment");
        }
        String start = base.toString();
        start = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
        try {
            return URI.create(start + (path.startsWith("/") || path.startsWith("?") ? "" : "/") + path);
        } catch (IllegalArgumentException e) {
            // Neither message nor cause: both repeat the path and its query.
            throw new IllegalArgumentException("parameter path is not a valid path");
        }
    }

    private static Limits limits(ServiceEndpoint endpoint, @Nullable Object timeout, Limits defaults) {
        Duration connect = endpoint.connect();
        Duration response = endpoint.response();
        Duration total = endpoint.total();
        var size = endpoint.maxResponseSize();
        var limits = new Limits(
                connect == null ? defaults.connect() : connect,
                response == null ? defaults.response() : response,
                total == null ? defaults.total() : total,
                size == null ? defaults.maxResponse() : size);
        return timeout == null ? limits : limits.within(TimeoutValue.parse("timeout", timeout));
    }
}
