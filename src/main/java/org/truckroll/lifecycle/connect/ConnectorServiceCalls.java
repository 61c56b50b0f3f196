// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.Connectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceCalls;

/** The programmatic way in; bound to the client of its own context. */
class ConnectorServiceCalls implements ServiceCalls {

    private final HttpCalls calls;

    ConnectorServiceCalls(HttpCalls calls) {
        this.calls = calls;
    }

    @Override
    public CallResult call(
            String endpoint,
            String path,
            String method,
            @Nullable String body,
            Map<String, String> headers,
            @Nullable String idempotencyKey) {
        ServiceCallConnector connector = Connectors.getConnector(ServiceCallConnector.ID);
        CallRequest request = connector.createRequest().over(calls);
        request.setRequestParameter("endpoint", endpoint);
        request.setRequestParameter("path", path);
        request.setRequestParameter("method", method);
        request.setRequestParameter("payload", body);
        request.setRequestParameter("headers", headers);
        request.setRequestParameter("idempotencyKey", idempotencyKey);
        try {
            return connector.result(request);
        } catch (ConnectorRequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public CallResult post(URI url, byte[] body, Map<String, String> headers, Duration timeout) {
        Map<String, String> sent = new HashMap<>(headers);
        if (headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            sent.put("Content-Type", "application/json");
        }
        Limits limits = calls.defaults().within(timeout);
        return calls.call(new HttpCall("callback", true, "POST", url, sent, null, body, limits));
    }
}
