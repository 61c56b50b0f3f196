// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.List;
import org.camunda.bpm.spring.boot.starter.webapp.CamundaBpmWebappInitializer;
import org.camunda.bpm.webapp.impl.engine.EngineRestApplication;
import org.glassfish.jersey.server.ServerProperties;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings {@link EngineRefusals} to both doors of the engine: its REST interface and the one that Tasklist and Cockpit use. */
@Configuration(proxyBeanMethods = false)
class EngineRefusalsConfiguration {

    private static final List<Class<?>> MAPPERS = List.of(
            EngineRefusals.OfSteps.class,
            EngineRefusals.OfTheEngine.class,
            EngineRefusals.OfItsRest.class,
            EngineRefusals.OfDuplicates.class);

    @Bean
    ResourceConfigCustomizer refusalsOfEngineRest() {
        return rest -> MAPPERS.forEach(rest::register);
    }

    /** The webapps register their servlets by themselves: what their servlet shall know is added right behind that. */
    @Bean
    static BeanPostProcessor refusalsOfWebapps() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof CamundaBpmWebappInitializer webapps ? withRefusals(webapps) : bean;
            }
        };
    }

    private static ServletContextInitializer withRefusals(ServletContextInitializer webapps) {
        String mappers = String.join(",", MAPPERS.stream().map(Class::getName).toList());
        return context -> {
            webapps.onStartup(context);
            context.getServletRegistrations().values().stream()
                    .filter(servlet -> EngineRestApplication.class
                            .getName()
                            .equals(servlet.getInitParameter("jakarta.ws.rs.Application")))
                    .forEach(servlet -> servlet.setInitParameter(ServerProperties.PROVIDER_CLASSNAMES, mappers));
        };
    }
}
