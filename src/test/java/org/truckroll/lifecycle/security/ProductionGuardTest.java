// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import org.truckroll.Application;

class ProductionGuardTest {

    @Test
    void letsACompleteProductionStart() {
        assertThatCode(() -> ProductionGuard.check(complete())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "spring.datasource.password,''",
        "truckroll.public-base-url,' '",
        "spring.datasource.url,''",
        "spring.datasource.url,jdbc:h2:mem:x",
        "truckroll.security.password-strength,9"
    })
    void namesThePropertyThatIsWrong(String property, String value) {
        assertThatThrownBy(() -> ProductionGuard.check(complete().withProperty(property, value)))
                .isInstanceOf(ProductionGuard.Refused.class)
                .hasMessageContaining(property);
    }

    @Test
    void refusesTheDemoBesideIt() {
        MockEnvironment both = complete();
        both.setActiveProfiles("production", "demo");

        assertThatThrownBy(() -> ProductionGuard.check(both))
                .isInstanceOf(ProductionGuard.Refused.class)
                .hasMessageContaining("demo");
    }

    @Test
    void passwordsAreAsStrongAsTheGuardAsksWhereNothingIsSet() {
        assertThat(Binder.get(new MockEnvironment())
                        .bindOrCreate("truckroll.security", SecurityProperties.class)
                        .passwordStrength())
                .isEqualTo(10);
        assertThatCode(() ->
                        ProductionGuard.check(complete().withProperty("truckroll.security.password-strength", "10")))
                .doesNotThrowAnyException();
    }

    @Test
    void asksNothingOfOtherProfiles() {
        assertThatCode(() -> ProductionGuard.check(new MockEnvironment())).doesNotThrowAnyException();
    }

    @Test
    void stopsTheWholeServerBeforeItTouchesAnything() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setAdditionalProfiles("production");

        assertThatThrownBy(() -> application.run("--server.port=0", "--logging.structured.format.console="))
                .isInstanceOf(ProductionGuard.Refused.class)
                .hasMessageContaining("spring.datasource.url")
                .hasMessageContaining("spring.datasource.password")
                .hasMessageContaining("truckroll.public-base-url");
    }

    private static MockEnvironment complete() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("spring.datasource.url", "jdbc:postgresql://db/truckroll")
                .withProperty("spring.datasource.password", "secret")
                .withProperty("truckroll.public-base-url", "https://truckroll.example");
        environment.setActiveProfiles("production");
        return environment;
    }
}
