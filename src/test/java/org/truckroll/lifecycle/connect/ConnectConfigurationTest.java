// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.spring.boot.starter.CamundaBpmPluginConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

class ConnectConfigurationTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({ConnectProperties.class, OutboundProperties.class})
    @Import({ConnectConfiguration.class, AddressGuard.class})
    static class Room {}

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withUserConfiguration(Room.class)
            .withConfiguration(AutoConfigurations.of(CamundaBpmPluginConfiguration.class));

    @Test
    void hasTheDocumentedDefaults() {
        context.run(running -> assertThat(running.getBean(ConnectProperties.class))
                .isEqualTo(new ConnectProperties(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        200,
                        50,
                        DataSize.ofMegabytes(1),
                        Map.of())));
    }

    @Test
    void replacesTheStartersConnectPlugin() {
        context.run(running -> assertThat(running.getBeansOfType(ProcessEnginePlugin.class).values().stream()
                        .filter(plugin -> plugin.getClass().getName().contains("Connect"))
                        .toList())
                .singleElement()
                .isInstanceOf(ConnectPlugin.class));
    }

    @Test
    void registersTheConfiguredEndpoints() {
        context.withPropertyValues(
                        "truckroll.connect.total-timeout=20s",
                        "truckroll.connect.endpoints.cis.url=https://cis.example/api",
                        "truckroll.connect.endpoints.cis.user=truckroll",
                        "truckroll.connect.endpoints.cis.password=demo",
                        "truckroll.connect.endpoints.hes-1.url=http://10.0.0.5:8080",
                        "truckroll.connect.endpoints.hes-1.api-key=demo",
                        "truckroll.connect.endpoints.hes-1.response-timeout=5s",
                        "truckroll.connect.endpoints.hes-1.max-response-size=64KB")
                .run(running -> {
                    var endpoints = running.getBean(ServiceEndpoints.class);
                    assertThat(endpoints.get("cis").credentials())
                            .isEqualTo(new ServiceEndpoint.Basic("truckroll", "demo"));
                    ServiceEndpoint headEnd = endpoints.get("hes-1");
                    assertThat(headEnd.credentials()).isEqualTo(new ServiceEndpoint.ApiKey("X-Api-Key", "demo"));
                    assertThat(headEnd.response()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(headEnd.maxResponseSize()).isEqualTo(DataSize.ofKilobytes(64));
                    assertThat(running.getBean(ConnectProperties.class).toString())
                            .doesNotContain("demo");
                    assertThat(List.of(headEnd, endpoints.get("cis")).toString())
                            .doesNotContain("demo");
                });
    }

    @Test
    void registersAnEndpointWithClientCredentialsAndCertificates() {
        context.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(
                        "spring.ssl.bundle.jks.meters.truststore.location=classpath:nowhere.p12",
                        "truckroll.connect.endpoints.hes.url=https://hes.example",
                        "truckroll.connect.endpoints.hes.ssl-bundle=meters",
                        "truckroll.connect.endpoints.hes.oauth2.token-uri=https://id.example/token",
                        "truckroll.connect.endpoints.hes.oauth2.client-id=truckroll",
                        "truckroll.connect.endpoints.hes.oauth2.client-secret=demo",
                        "truckroll.connect.endpoints.hes.oauth2.scope=commands")
                .run(running -> {
                    ServiceEndpoint headEnd =
                            running.getBean(ServiceEndpoints.class).get("hes");
                    assertThat(headEnd.credentials())
                            .isEqualTo(new ServiceEndpoint.OAuth2(
                                    URI.create("https://id.example/token"), "truckroll", "demo", "commands", false));
                    assertThat(headEnd.sslBundle()).isEqualTo("meters");
                    assertThat(headEnd + " " + running.getBean(ConnectProperties.class))
                            .doesNotContain("demo");
                });
    }

    @Test
    void refusesToStartWithSettingsThatContradict() {
        for (String[] wrong : List.of(
                new String[] {"truckroll.connect.total-timeout=10m"},
                new String[] {"truckroll.connect.connect-timeout=0s"},
                new String[] {"truckroll.connect.max-connections=0"},
                new String[] {"truckroll.connect.endpoints.x.user=u"},
                new String[] {"truckroll.connect.endpoints.x.url=ftp://x.example"},
                new String[] {
                    "truckroll.connect.endpoints.x.url=http://x.example",
                    "truckroll.connect.endpoints.x.api-key=demo",
                    "truckroll.connect.endpoints.x.bearer-token=demo"
                },
                new String[] {
                    "truckroll.connect.endpoints.x.url=https://x.example",
                    "truckroll.connect.endpoints.x.ssl-bundle=nowhere"
                },
                new String[] {
                    "truckroll.connect.endpoints.x.url=http://x.example",
                    "truckroll.connect.endpoints.x.oauth2.client-id=truckroll"
                },
                new String[] {"truckroll.outbound.allowed-private-addresses=10.0.0.0/99"})) {
            context.withPropertyValues(wrong)
                    .run(running -> assertThat(running).as(wrong[0]).hasFailed());
        }
    }

    @Test
    void everyContextCallsItsOwnNeighbours() {
        try (var one = new Neighbour();
                var two = new Neighbour()) {
            context.withPropertyValues("truckroll.connect.endpoints.head-end.url=" + one.url(""))
                    .run(first -> context.withPropertyValues(
                                    "truckroll.connect.endpoints.head-end.url=" + two.url(""),
                                    "truckroll.outbound.allowed-private-addresses=127.0.0.0/8,::1")
                            .run(second -> {
                                ServiceCalls calls = first.getBean(ServiceCalls.class);
                                assertThat(calls.call("head-end", "/", "POST", "{}", Map.of(), "k")
                                                .outcome())
                                        .isEqualTo(CallOutcome.OK);
                                assertThat(one.asked).hasSize(1);
                                URI callback = one.url("/answers");
                                assertThat(second.getBean(ServiceCalls.class)
                                                .post(callback, new byte[0], Map.of(), Duration.ofSeconds(2))
                                                .outcome())
                                        .isEqualTo(CallOutcome.OK);
                                assertThat(two.asked).isEmpty();
                                assertThat(CallsHandover.current()).isSameAs(second.getBean(HttpCalls.class));
                            }));
        }
    }
}
