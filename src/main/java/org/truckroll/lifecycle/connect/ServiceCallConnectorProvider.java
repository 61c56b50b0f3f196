// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import org.camunda.connect.spi.Connector;
import org.camunda.connect.spi.ConnectorProvider;

/** Found by ServiceLoader: {@code service-call}. */
public final class ServiceCallConnectorProvider implements ConnectorProvider {

    @Override
    public String getConnectorId() {
        return ServiceCallConnector.ID;
    }

    @Override
    public Connector<?> createConnectorInstance() {
        return new ServiceCallConnector();
    }
}
