// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.delegate.DefaultDelegateInterceptor;
import org.camunda.bpm.engine.impl.delegate.DelegateInvocation;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderLog;

/** Every step of an order logs with its id, whichever room does the step. */
@Component
class OrderLogging extends AbstractProcessEnginePlugin {

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setDelegateInterceptor(new DefaultDelegateInterceptor() {
            @Override
            public void handleInvocation(DelegateInvocation invocation) throws Exception {
                BaseDelegateExecution context = invocation.getContextExecution();
                Object orderId = context instanceof DelegateExecution execution
                        ? execution.getVariable(ServiceOrderProcess.ORDER_ID)
                        : null;
                OrderLog log = OrderLog.of(orderId instanceof String id ? id : null);
                try {
                    super.handleInvocation(invocation);
                } finally {
                    log.close();
                }
            }
        });
    }
}
