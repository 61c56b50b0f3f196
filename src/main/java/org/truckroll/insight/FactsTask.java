// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.CommandLineTask;
import org.truckroll.shared.Json;
import org.truckroll.shared.TaskDatabase;

/**
 * Makes all facts once more from the records and compares, on the command line; writes anew what differs when asked to. Exit code 0: every fact is
 * as it should be, or is now; 1: differences; 2: it could not be done.
 */
public final class FactsTask implements CommandLineTask {

    private static final String REBUILD = "--rebuild";
    private static final int SHOWN = 50;

    /** The few parts of the server that a comparison needs; each is made when it is asked for. */
    @Import({FactCheck.class, ActivityFacts.class, FactDays.class, Json.class})
    @ComponentScan(basePackageClasses = OrgPath.class)
    @ImportAutoConfiguration(JacksonAutoConfiguration.class)
    @EnableConfigurationProperties(DataSourceProperties.class)
    static final class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        DataSource dataSource(DataSourceProperties settings, Environment environment) {
            return environment.getProperty("facts.rebuild", Boolean.class, false)
                    ? TaskDatabase.writable(settings)
                    : TaskDatabase.readOnly(settings);
        }

        @Bean
        JdbcClient jdbcClient(DataSource source) {
            return JdbcClient.create(source);
        }

        @Bean
        PlatformTransactionManager transactions(@Qualifier("dataSource") DataSource source) {
            return new DataSourceTransactionManager(source);
        }
    }

    @Override
    public String name() {
        return "facts";
    }

    @Override
    public String usage() {
        return """
                facts                  make the facts of all visits and orders once more and compare; statistics are counted from them
                  --rebuild            and write anew what differs or is missing
                  --spring.<...>=...   any setting of the server, such as spring.datasource.url""";
    }

    @Override
    public int run(List<String> arguments, PrintWriter out) {
        boolean rebuild = false;
        List<String> settings = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals(REBUILD)) {
                rebuild = true;
            } else if (argument.startsWith("--") && argument.split("=", 2)[0].contains(".")) {
                settings.add(argument);
            } else {
                out.println("'" + argument + "' is no option of this task.\n" + usage());
                return PROBLEMS;
            }
        }
        settings.add("--facts.rebuild=" + rebuild);
        try (ConfigurableApplicationContext parts = start(settings)) {
            return compare(parts.getBean(FactCheck.class), rebuild, out);
        } catch (RuntimeException e) {
            out.println(TaskDatabase.words(e, "Stop it first; with PostgreSQL it may run on."));
            return PROBLEMS;
        }
    }

    private static ConfigurableApplicationContext start(List<String> settings) {
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .lazyInitialization(true)
                .properties("logging.level.root=error")
                .run(settings.toArray(String[]::new));
    }

    private static int compare(FactCheck check, boolean rebuild, PrintWriter out) {
        int[] shown = new int[1];
        Consumer<FactCheck.Difference> print = difference -> {
            if (shown[0]++ < SHOWN) {
                out.printf(
                        "%-5s %s  %s%n",
                        difference.kind(),
                        difference.id(),
                        difference.missing() ? "is missing" : String.join(", ", difference.columns()));
            }
        };
        FactCheck.Report report = rebuild ? check.rebuild(print) : check.check(print);
        if (shown[0] > SHOWN) {
            out.printf("... and %d more.%n", shown[0] - SHOWN);
        }
        out.printf(
                "%d ended visits and orders: %d facts %s, %d as they should be. %d facts without a record stay."
                        + " %d packed days %s.%n",
                report.checked(),
                report.differing(),
                rebuild ? "written anew" : "differ or are missing",
                report.checked() - report.differing(),
                report.withoutRecord(),
                report.wrongDays(),
                rebuild ? "are forgotten" : "are not what their facts are");
        return rebuild || report.differing() + report.wrongDays() == 0 ? FINE : FINDINGS;
    }
}
