// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.impl.AbstractConnectorRequest;
import org.camunda.connect.spi.Connector;
import org.jspecify.annotations.Nullable;

/** A request that knows its parameters: a misspelt one is an error at once, not a call without it. */
class CallRequest extends AbstractConnectorRequest<CallResponse> {

    private final String connectorId;
    private final Set<String> names;
    private @Nullable HttpCalls calls;

    CallRequest(Connector<CallRequest> connector, Set<String> names) {
        super(connector);
        this.connectorId = connector.getId();
        this.names = names;
    }

    @Override
    public void setRequestParameter(String name, @Nullable Object value) {
        if (!names.contains(name)) {
            throw new ConnectorRequestException(
                    connectorId + ": unknown parameter \"" + name + "\"; known are " + new TreeSet<>(names));
        }
        super.setRequestParameter(name, value);
    }

    /** Binds the request to one client instead of the one that is current when it runs. */
    CallRequest over(HttpCalls own) {
        this.calls = own;
        return this;
    }

    HttpCalls calls() {
        return calls != null ? calls : CallsHandover.current();
    }

    @Nullable
    Object value(String name) {
        return getRequestParameters().get(name);
    }

    String required(String name) {
        String text = text(name);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("parameter " + name + " is missing");
        }
        return text.trim();
    }

    @Nullable
    String text(String name) {
        Object value = value(name);
        return value == null ? null : value.toString();
    }

    String method(@Nullable String fallback) {
        String method = fallback == null ? required("method") : text("method");
        return method == null || method.isBlank()
                ? String.valueOf(fallback)
                : method.trim().toUpperCase(Locale.ROOT);
    }

    /** The map of that name, values as text; entries without a value are left out. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        map("headers").forEach((name, value) -> {
            if (value != null) {
                headers.put(String.valueOf(name), value.toString());
            }
        });
        return headers;
    }

    Map<?, ?> map(String name) {
        Object value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("parameter " + name + " is not a map");
    }
}
