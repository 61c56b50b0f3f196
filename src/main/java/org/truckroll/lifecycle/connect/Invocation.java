// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.impl.AbstractRequestInvocation;
import org.camunda.connect.spi.Connector;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.shared.RefusedAddressException;

/** Runs a call through the connector's interceptors; misuse comes out as Camunda's own exception. */
final class Invocation extends AbstractRequestInvocation<HttpCall> {

    @FunctionalInterface
    interface Translation {
        HttpCall toCall(CallRequest request, HttpCalls calls);
    }

    private final HttpCalls calls;

    private Invocation(HttpCall call, CallRequest request, Connector<CallRequest> connector, HttpCalls calls) {
        super(call, request, connector.getRequestInterceptors());
        this.calls = calls;
    }

    static CallResult run(Connector<CallRequest> connector, CallRequest request, Translation translation) {
        try {
            HttpCalls calls = request.calls();
            HttpCall call = translation.toCall(request, calls);
            return (CallResult) new Invocation(call, request, connector, calls).proceed();
        } catch (IllegalArgumentException | RefusedAddressException e) {
            throw new ConnectorRequestException(connector.getId() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ConnectorRequestException(connector.getId() + ": an interceptor failed", e);
        }
    }

    @Override
    public Object invokeTarget() {
        return calls.call(getTarget());
    }
}
