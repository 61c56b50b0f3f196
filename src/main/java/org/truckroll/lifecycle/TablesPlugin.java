// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/** Lets the engine parse each cell of a decision table once (see {@link ParsedCells}). */
@Component
final class TablesPlugin extends AbstractProcessEnginePlugin {

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setDmnEngineConfiguration(settings());
    }

    /** How tables are evaluated, in the process engine and beside it. */
    static DefaultDmnEngineConfiguration settings() {
        DefaultDmnEngineConfiguration settings = new DefaultDmnEngineConfiguration();
        settings.setFeelEngineFactory(ParsedCells::new);
        return settings;
    }
}
