// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.context.Context;

/**
 * Gives the connectors, which ServiceLoader makes once per JVM, the client that Spring makes once per context.
 * Inside an engine the client of that engine's context counts; elsewhere, and for an engine without {@link
 * ConnectPlugin}, the context that started last and still runs. Closing a context removes its own client only.
 */
final class CallsHandover {

    private static final Deque<HttpCalls> RUNNING = new ConcurrentLinkedDeque<>();
    private static final Map<ProcessEngineConfiguration, HttpCalls> BY_ENGINE =
            Collections.synchronizedMap(new WeakHashMap<>());

    private CallsHandover() {}

    static void started(HttpCalls calls) {
        RUNNING.addLast(calls);
    }

    static void serves(HttpCalls calls, ProcessEngineConfiguration engine) {
        BY_ENGINE.put(engine, calls);
    }

    static void closed(HttpCalls calls) {
        RUNNING.remove(calls);
        BY_ENGINE.values().removeIf(other -> other == calls);
    }

    static HttpCalls current() {
        ProcessEngineConfiguration engine = Context.getProcessEngineConfiguration();
        HttpCalls calls = engine == null ? null : BY_ENGINE.get(engine);
        if (calls == null) {
            calls = RUNNING.peekLast();
        }
        if (calls == null) {
            throw new IllegalStateException("no HTTP client for the connectors: no application context is running");
        }
        return calls;
    }
}
