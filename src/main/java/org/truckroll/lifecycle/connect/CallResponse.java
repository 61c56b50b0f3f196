// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.util.Map;
import org.camunda.connect.impl.AbstractConnectorResponse;
import org.jspecify.annotations.Nullable;

/** Response parameters; read to the end already, so there is nothing to close. */
class CallResponse extends AbstractConnectorResponse {

    private final Map<String, @Nullable Object> parameters;

    CallResponse(Map<String, @Nullable Object> parameters) {
        this.parameters = parameters;
    }

    @Override
    protected void collectResponseParameters(Map<String, Object> target) {
        target.putAll(parameters);
    }
}
