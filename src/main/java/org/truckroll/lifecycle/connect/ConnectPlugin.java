// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.connect.plugin.impl.ConnectProcessEnginePlugin;

/** Camunda's Connect plugin, which also says which client the connectors of this engine use. */
class ConnectPlugin extends ConnectProcessEnginePlugin {

    private final HttpCalls calls;

    ConnectPlugin(HttpCalls calls) {
        this.calls = calls;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        super.preInit(configuration);
        CallsHandover.serves(calls, configuration);
    }
}
