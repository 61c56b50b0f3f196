// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Refuses to start the profile {@code production} half-configured, before anything was touched. */
@Configuration(proxyBeanMethods = false)
class ProductionGuard {

    static final String PROFILE = "production";

    private static final int STRENGTH = 10;

    /** The start was refused; names every property that is wrong. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(List<String> reasons) {
            super("The profile 'production' refused to start:\n- " + String.join("\n- ", reasons));
        }
    }

    @Bean
    static BeanFactoryPostProcessor productionGuardCheck(Environment environment) {
        return beans -> check(environment);
    }

    static void check(Environment environment) {
        if (!environment.acceptsProfiles(Profiles.of(PROFILE))) {
            return;
        }
        List<String> reasons = new ArrayList<>();
        if (environment.acceptsProfiles(Profiles.of(DemoProfile.NAME))) {
            reasons.add("spring.profiles.active names 'demo' too; choose one.");
        }
        String url = environment.getProperty("spring.datasource.url", "");
        if (url.isBlank() || url.startsWith("jdbc:h2:")) {
            reasons.add(
                    "spring.datasource.url must name a PostgreSQL database (environment SPRING_DATASOURCE_URL); H2 is for the demo and tests.");
        }
        if (environment.getProperty("spring.datasource.password", "").isBlank()) {
            reasons.add("spring.datasource.password is missing (environment SPRING_DATASOURCE_PASSWORD).");
        }
        if (environment.getProperty("truckroll.public-base-url", "").isBlank()) {
            reasons.add(
                    "truckroll.public-base-url is missing (environment TRUCKROLL_PUBLIC_BASE_URL): the address at which head ends reach this server.");
        }
        if (environment.getProperty("truckroll.security.password-strength", Integer.class, STRENGTH) < STRENGTH) {
            reasons.add("truckroll.security.password-strength is below " + STRENGTH
                    + ": passwords would be guessed too fast; leave it out or set more.");
        }
        if (!reasons.isEmpty()) {
            throw new Refused(reasons);
        }
    }
}
