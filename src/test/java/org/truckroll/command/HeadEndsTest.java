// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

/** What the settings of a head end become, and which of them stop the start (docs/head-ends.md). */
class HeadEndsTest {

    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan("org.truckroll.lifecycle")
    @EnableConfigurationProperties({OutboundProperties.class, HeadEndProperties.class, CommandProperties.class})
    @Import({AddressGuard.class, PublicAddress.class, HeadEnds.class, Plain.class})
    static class House {}

    /** Any adapter: what is looked at here is the same for all. */
    static class Plain implements HeadEndAdapter {

        @Override
        public String name() {
            return "rest";
        }

        @Override
        public Talk send(HeadEnd headEnd, MeterCommand command) {
            return new Talk(new Reaction.Accepted(null), command.wireId(), null);
        }
    }

    private ApplicationContextRunner context;

    @BeforeEach
    void house() throws ClassNotFoundException {
        context = new ApplicationContextRunner()
                .withUserConfiguration(
                        House.class, Class.forName("org.truckroll.lifecycle.connect.ConnectConfiguration"))
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class));
    }

    private static ServiceEndpoint endpoint(ApplicationContext running) {
        HeadEnd headEnd = running.getBean(HeadEnds.class).find("hes").orElseThrow();
        return running.getBean(ServiceEndpoints.class).get(headEnd.endpoint());
    }

    @Test
    void callsWithTokenAndCertificate() {
        context.withPropertyValues(
                        "spring.ssl.bundle.jks.meters.truststore.location=classpath:nowhere.p12",
                        "truckroll.head-ends.hes.url=https://hes.example/api",
                        "truckroll.head-ends.hes.ssl-bundle=meters",
                        "truckroll.head-ends.hes.oauth2.token-uri=https://id.example/token",
                        "truckroll.head-ends.hes.oauth2.client-id=truckroll",
                        "truckroll.head-ends.hes.oauth2.client-secret=demo",
                        "truckroll.head-ends.hes.oauth2.secret-in-body=true")
                .run(running -> {
                    assertThat(endpoint(running).credentials())
                            .isEqualTo(new ServiceEndpoint.OAuth2(
                                    URI.create("https://id.example/token"), "truckroll", "demo", null, true));
                    assertThat(endpoint(running).sslBundle()).isEqualTo("meters");
                    assertThat(running.getBean(HeadEndProperties.class).toString())
                            .doesNotContain("demo");
                });
    }

    @Test
    void callsWithThePlainerCredentials() {
        context.withPropertyValues(
                        "truckroll.head-ends.hes.url=http://hes.example",
                        "truckroll.head-ends.hes.api-key=demo",
                        "truckroll.head-ends.hes.api-key-header=X-Meter")
                .run(running -> assertThat(endpoint(running).credentials())
                        .isEqualTo(new ServiceEndpoint.ApiKey("X-Meter", "demo")));
        context.withPropertyValues("truckroll.head-ends.hes.url=http://hes.example")
                .run(running -> assertThat(endpoint(running).credentials()).isEqualTo(new ServiceEndpoint.None()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adapter=modbus",
                "user=truckroll",
                "token=demo,truckroll.head-ends.hes.api-key=demo",
                "max-concurrent=0",
                "threads=0",
                "per-minute=-1"
            })
    void doesNotStartWithSettingsThatContradict(String setting) {
        context.withPropertyValues("truckroll.head-ends.hes.url=https://hes.example")
                .withPropertyValues(("truckroll.head-ends.hes." + setting).split(","))
                .run(running ->
                        assertThat(running).hasFailed().getFailure().rootCause().hasMessageNotContaining("demo"));
    }

    @Test
    void doesNotStartWithoutAnAddress() {
        context.withPropertyValues("truckroll.head-ends.hes.adapter=rest")
                .run(running -> assertThat(running).hasFailed());
    }
}
