// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTTP calls that leave the house, for rooms that do not see the engine. What the other side does or fails to do is a
 * {@link CallResult}, never an exception; nothing is retried here.
 */
public interface ServiceCalls {

    /**
     * Calls a named endpoint through the connector {@code service-call}.
     *
     * @param path appended to the endpoint's address; may carry a query
     * @param body JSON, unless the headers name another Content-Type; sent as UTF-8
     * @param idempotencyKey sent as {@code Idempotency-Key}; the same for every retry of one effect
     * @throws IllegalArgumentException for misuse: unknown endpoint, path that leaves it, malformed header
     */
    CallResult call(
            String endpoint,
            String path,
            String method,
            @Nullable String body,
            Map<String, String> headers,
            @Nullable String idempotencyKey);

    /**
     * Posts a SOAP 1.1 envelope to a named endpoint. A fault comes with status 500 and so as TRANSIENT: the caller
     * reads the body before the outcome.
     *
     * @param action the SOAPAction, empty when the service asks for none
     * @throws IllegalArgumentException as {@link #call}
     */
    default CallResult soap(String endpoint, String path, String action, String envelope) {
        Map<String, String> headers = Map.of(
                "Content-Type", "text/xml; charset=utf-8", "Accept", "text/xml", "SOAPAction", '"' + action + '"');
        return call(endpoint, path, "POST", envelope, headers, null);
    }

    /**
     * Posts to an address given by an outsider; redirects are not followed.
     *
     * @param timeout for the whole call
     * @throws org.truckroll.shared.RefusedAddressException when the address leads where it must not
     */
    CallResult post(URI url, byte[] body, Map<String, String> headers, Duration timeout);
}
