// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.connect.plugin.impl.ConnectProcessEnginePlugin;
import org.flywaydb.core.Flyway;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A server reduced to its engine and its model releases, on a real database. */
final class ReleaseNode {

    final ProcessEngine engine;
    final ModelReleases releases;
    final ModelFiles files;

    private ReleaseNode(
            ProcessEngine engine, DataSource database, Path directory, List<String> defaults, Duration retention) {
        this.engine = engine;
        files = new ModelFiles(directory, defaults);
        releases = new ModelReleases(
                files,
                new ModelChecks(SampleModels.VOCABULARY, new EngineParser(engine)),
                new ReleaseLog(JdbcClient.create(database)),
                engine.getRepositoryService(),
                engine.getIdentityService(),
                new JdbcTransactionManager(database),
                Clock.systemUTC(),
                new ModelSettings(null, null, retention));
    }

    static ReleaseNode on(ProcessEngine engine, DataSource database, Path directory) {
        return on(engine, database, directory, SampleModels.PATTERN);
    }

    static ReleaseNode on(ProcessEngine engine, DataSource database, Path directory, String defaults) {
        return new ReleaseNode(engine, database, directory, List.of(defaults), null);
    }

    static ReleaseNode keeping(ProcessEngine engine, DataSource database, Path directory, Duration retention) {
        return new ReleaseNode(engine, database, directory, List.of(SampleModels.PATTERN), retention);
    }

    static ProcessEngine engine(String name, DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
        var beans = new GenericApplicationContext();
        beans.refresh();
        var configuration = new SpringProcessEngineConfiguration();
        configuration.setApplicationContext(beans);
        configuration.setProcessEngineName(name);
        configuration.setDataSource(database);
        configuration.setTransactionManager(new JdbcTransactionManager(database));
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setJobExecutorActivate(false);
        configuration.getProcessEnginePlugins().add(new ConnectProcessEnginePlugin());
        return configuration.buildProcessEngine();
    }

    long deployments() {
        return engine.getRepositoryService().createDeploymentQuery().count();
    }
}
