// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.truckroll.people.Persons;
import org.truckroll.people.Roll;
import org.truckroll.people.SourceProperties;

/**
 * Closes what the last community release of the engine leaves open to whoever may write an expression: guarded expressions, an allow-list of
 * beans, no scripts; and keeps passwords of people as bcrypt (docs/adr/0001).
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class EngineHardening extends AbstractProcessEnginePlugin {

    private final ConfigurableListableBeanFactory beans;
    private final DemoProfile demo;
    private final SecurityProperties security;

    EngineHardening(ConfigurableListableBeanFactory beans, DemoProfile demo, SecurityProperties security) {
        this.beans = beans;
        this.demo = demo;
        this.security = security;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        DelegateBeans open = new DelegateBeans(beans);
        configuration.setBeans(open);
        configuration.setExpressionManager(new GuardedExpressions(open));
        configuration.setScriptEngineResolver(new NoScripts());
        configuration.setResourceAuthorizationProvider(new TaskRights());
        configuration.setTaskService(new EngineTasks(configuration::getIdentityService));
        configuration.setManagementService(new EngineManagement(configuration, configuration::getIdentityService));
        BcryptPasswords bcrypt = new BcryptPasswords(security.passwordStrength());
        // The engine keeps checking its own SHA-512 hashes beside these.
        configuration.setPasswordEncryptor(bcrypt);
        configuration.setIdentityProviderSessionFactory(new EngineUsers.Factory(
                demo,
                bcrypt,
                new EngineUsers.House(
                        () -> beans.getBean(Persons.class),
                        () -> beans.getBean(Roll.class),
                        () -> beans.getBean(Sso.class),
                        () -> beans.getBean(SourceProperties.class))));
    }

    private static final class GuardedExpressions extends JuelExpressionManager {

        GuardedExpressions(DelegateBeans beans) {
            super(beans);
        }

        @Override
        protected ELResolver createElResolver() {
            CompositeELResolver guarded = new CompositeELResolver();
            guarded.add(new ExpressionGuard());
            guarded.add(super.createElResolver());
            return guarded;
        }
    }

    /** Script engines evaluate outside the guard, and our models use none. */
    private static final class NoScripts implements ScriptEngineResolver {

        private final ScriptEngineManager none = new ScriptEngineManager();

        @Override
        public ScriptEngineManager getScriptEngineManager() {
            return none;
        }

        @Override
        public void addScriptEngineFactory(ScriptEngineFactory factory) {
            // Nothing to add to: there are no scripts.
        }

        @Override
        public ScriptEngine getScriptEngine(String language, boolean cached) {
            throw new ProcessEngineException("Scripts are switched off. Language: " + language);
        }
    }
}
