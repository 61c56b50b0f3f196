// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.connect.plugin.impl.ConnectProcessEnginePlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

/** Both connectors, called by a diagram in a real engine. */
@Timeout(30)
class ConnectInEngineTest {

    private final Neighbour neighbour = new Neighbour();
    private final HttpCalls calls = calls(neighbour);

    @AfterEach
    void close() {
        calls.close();
        neighbour.close();
    }

    @Test
    void diagramsCallBothConnectors() {
        neighbour.answers(Neighbour.status(202, "{\"accepted\":true}"));
        ProcessEngine engine = engine(new ConnectPlugin(calls));
        try {
            Map<String, Object> accepted = run(engine, "service-call-example", Map.of("commandId", "c-1"));
            assertThat(accepted).containsEntry("outcome", "OK").containsEntry("status", 202);
            assertThat(neighbour.last().target()).isEqualTo("/he/commands");
            assertThat(neighbour.last().body()).isEqualTo("{\"commandId\":\"c-1\"}");
            assertThat(neighbour.last().headers().getFirst("Idempotency-Key")).isEqualTo("c-1");

            neighbour.answers(Neighbour.status(503, "busy", "Retry-After", "9"));
            Map<String, Object> busy = run(engine, "service-call-example", Map.of("commandId", "c-2"));
            assertThat(busy).containsEntry("outcome", "BUSY").containsEntry("retryAfter", 9L);

            neighbour.answers(exchange -> exchange.close());
            Map<String, Object> gone = run(engine, "service-call-example", Map.of("commandId", "c-3"));
            assertThat(gone).containsEntry("outcome", "TRANSIENT").containsEntry("status", 0);

            neighbour.answers(Neighbour.status(200, "pong", "X-Trace", "t9"));
            Map<String, Object> http = run(
                    engine,
                    "http-connector-example",
                    Map.of("url", neighbour.url("/ping").toString()));
            assertThat(http)
                    .containsEntry("status", 200)
                    .containsEntry("answer", "pong")
                    .containsEntry("trace", "t9");

            neighbour.answers(Neighbour.status(500, "broken"));
            assertThatThrownBy(() -> run(
                            engine,
                            "http-connector-example",
                            Map.of("url", neighbour.url("/ping").toString())))
                    .isInstanceOf(RuntimeException.class)
                    .hasStackTraceContaining("status code 500");
            assertThatThrownBy(() -> run(
                            engine, "http-connector-example", Map.of("url", "http://169.254.169.254/latest/meta-data")))
                    .hasStackTraceContaining("is a link-local address");
        } finally {
            engine.close();
        }
    }

    @Test
    void everyEngineKeepsTheClientOfItsOwnContext() {
        neighbour.answers(Neighbour.status(200, "one"));
        try (var other = new Neighbour()) {
            HttpCalls otherCalls = calls(other);
            CallsHandover.started(calls);
            CallsHandover.started(otherCalls);
            ProcessEngine own = engine(new ConnectPlugin(calls));
            ProcessEngine plain = engine(new ConnectProcessEnginePlugin());
            try {
                run(own, "service-call-example", Map.of("commandId", "c-1"));
                assertThat(neighbour.asked).hasSize(1);
                run(plain, "service-call-example", Map.of("commandId", "c-2"));
                assertThat(other.asked).as("the context started last").hasSize(1);
                otherCalls.close();
                run(plain, "service-call-example", Map.of("commandId", "c-3"));
                assertThat(neighbour.asked).as("closing clears only its own").hasSize(2);
                calls.close();
                assertThatThrownBy(() -> run(plain, "service-call-example", Map.of("commandId", "c-4")))
                        .isInstanceOf(RuntimeException.class);
                // Other contexts of this test run may live on; this one is not called any more.
                assertThat(neighbour.asked).hasSize(2);
            } finally {
                own.close();
                plain.close();
            }
        }
    }

    private static Map<String, Object> run(ProcessEngine engine, String key, Map<String, Object> variables) {
        var instance = engine.getRuntimeService()
                .createProcessInstanceByKey(key)
                .setVariables(variables)
                .executeWithVariablesInReturn();
        return new HashMap<>(instance.getVariables());
    }

    private static ProcessEngine engine(ConnectProcessEnginePlugin plugin) {
        ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("connect-" + System.nanoTime());
        configuration.setJdbcUrl("jdbc:h2:mem:" + configuration.getProcessEngineName());
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setHistory("none");
        configuration.setJobExecutorActivate(false);
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.getProcessEnginePlugins().add(plugin);
        ProcessEngine engine = configuration.buildProcessEngine();
        engine.getRepositoryService()
                .createDeployment()
                .addClasspathResource("connect/service-call-example.bpmn")
                .addClasspathResource("connect/http-connector-example.bpmn")
                .deploy();
        return engine;
    }

    private static HttpCalls calls(Neighbour neighbour) {
        var endpoints = new ServiceEndpoints();
        endpoints.register("head-end", ServiceEndpoint.at(neighbour.url("/he")));
        return new HttpCalls(
                ServiceCallTest.properties(50),
                endpoints,
                new AddressGuard(new OutboundProperties(List.of("127.0.0.0/8"))),
                null,
                Clock.systemUTC(),
                () -> null);
    }
}
