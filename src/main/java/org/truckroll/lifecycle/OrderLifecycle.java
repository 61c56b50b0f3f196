// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.MessageCorrelationBuilder;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * The only door to the running processes: start one, signal one that waits. Everything joins the caller's transaction: own rows and tokens
 * are committed together or not at all.
 */
@Component
public class OrderLifecycle {

    private final RuntimeService runtime;
    private final ThreadLocal<String> starting = new ThreadLocal<>();

    OrderLifecycle(RuntimeService runtime) {
        this.runtime = runtime;
    }

    /** Starts the process of a stored order; its first step commits with the order. */
    public void startOrder(String orderId) {
        starting.set(orderId);
        try {
            runtime.startProcessInstanceByKey(
                    ServiceOrderProcess.KEY, orderId, Map.of(ServiceOrderProcess.ORDER_ID, orderId));
        } finally {
            starting.remove();
        }
    }

    /** True within {@link #startOrder} for this order: a start through the engine's REST cannot pretend to be one of ours. */
    public boolean isStarting(String orderId) {
        return orderId.equals(starting.get());
    }

    /** Starts another process of the current model release. */
    public void start(String process, String businessKey, Map<String, Object> variables) {
        runtime.startProcessInstanceByKey(process, businessKey, variables);
    }

    /** True while a process of this kind runs under this business key. What the caller's own engine command starts is not seen yet. */
    public boolean runs(String process, String businessKey) {
        return runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(businessKey, process)
                        .count()
                > 0;
    }

    /** Wakes who waits for this message under this business key; false when nobody waits. */
    public boolean signal(String message, String businessKey) {
        return signal(message, businessKey, Map.of());
    }

    /**
     * The same, with what the diagram looks at right now.
     *
     * @param words not stored
     */
    public boolean signal(String message, String businessKey, Map<String, String> words) {
        try {
            // correlateAll, because correlate throws when nobody waits, and a throw inside the engine spoils the shared
            // transaction.
            MessageCorrelationBuilder correlation =
                    runtime.createMessageCorrelation(message).processInstanceBusinessKey(businessKey);
            words.forEach((name, value) -> correlation.setVariable(name, Variables.stringValue(value, true)));
            return !correlation.correlateAllWithResult().isEmpty();
        } catch (ProcessEngineException | NullPointerException e) {
            // The token was there when the engine looked, and moved or gone when it took it; over a process that
            // has just gone the engine stumbles with a null of its own.
            throw new OptimisticLockingFailureException("The token of " + businessKey + " moved meanwhile", e);
        }
    }
}
