// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.lifecycle.TableFiles;
import org.truckroll.lifecycle.TableSet;
import org.truckroll.serviceorder.Countries;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.CommandLineTask;
import org.truckroll.shared.Json;
import org.truckroll.shared.PhoneNumbers;
import org.truckroll.shared.Problem;
import org.truckroll.shared.TaskDatabase;

/**
 * Replays recorded decisions by the tables of a directory, on the command line: no engine, no jobs, no web server, and a connection that only reads.
 * Exit code 0: no difference, 1: differences, 2: problems.
 */
public final class ReplayTask implements CommandLineTask {

    private static final Set<String> OPTIONS = Set.of("orders", "type", "division", "models");

    /** The few parts of the server that a replay needs; of the orders those that it asks for. */
    @Import({Decisions.class, Json.class, Replay.class})
    @ComponentScan(basePackageClasses = ServiceOrders.class, lazyInit = true)
    @ImportAutoConfiguration(JacksonAutoConfiguration.class)
    @EnableConfigurationProperties({AssessmentProperties.class, DataSourceProperties.class})
    static final class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        /** Nothing is stored, so no number is looked at. */
        @Bean
        Countries countries() {
            return division -> PhoneNumbers.NOWHERE;
        }

        @Bean
        DataSource dataSource(DataSourceProperties settings) {
            return TaskDatabase.readOnly(settings);
        }

        @Bean
        JdbcClient jdbcClient(DataSource source) {
            return JdbcClient.create(source);
        }
    }

    private record Options(
            int orders,
            @Nullable String type,
            @Nullable String division,
            @Nullable String models) {}

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String usage() {
        return """
                replay                 decide the last orders' recorded decisions once more by changed tables
                  --orders=100         how many orders
                  --type=ENABLE        of one type only
                  --division=north     of one division only
                  --models=changed/    the directory with the changed tables; else the one of truckroll.models.directory
                  --spring.<...>=...   any setting of the server, such as spring.datasource.url""";
    }

    @Override
    public int run(List<String> arguments, PrintWriter out) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> settings = new ArrayList<>();
        for (String argument : arguments) {
            String[] parts = argument.replaceFirst("^--", "").split("=", 2);
            if (argument.startsWith("--") && parts[0].contains(".")) {
                settings.add(argument);
            } else if (argument.startsWith("--") && parts.length == 2 && OPTIONS.contains(parts[0])) {
                given.put(parts[0], parts[1]);
            } else {
                return problem(out, "'" + argument + "' is no option of this task.\n" + usage());
            }
        }
        String orders = given.getOrDefault("orders", "100");
        if (!orders.matches("[1-9]\\d{0,6}")) {
            return problem(out, "--orders must be a number from 1.");
        }
        Options options =
                new Options(Integer.parseInt(orders), given.get("type"), given.get("division"), given.get("models"));
        try (ConfigurableApplicationContext parts = start(settings)) {
            return replay(parts, options, out);
        } catch (Problem e) {
            return problem(out, refusal(e));
        } catch (RuntimeException e) {
            return problem(
                    out, TaskDatabase.words(e, "Ask that server: POST /api/v1/models:replay, or stop it first."));
        }
    }

    private static ConfigurableApplicationContext start(List<String> settings) {
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=error")
                .run(settings.toArray(String[]::new));
    }

    private static int replay(ConfigurableApplicationContext parts, Options options, PrintWriter out) {
        String directory = options.models() != null
                ? options.models()
                : parts.getEnvironment().getProperty("truckroll.models.directory");
        TableSet tables = TableFiles.read(directory == null || directory.isBlank() ? null : Path.of(directory));
        Replay.Report report = parts.getBean(Replay.class)
                .replay(
                        tables,
                        new Replay.Selection(
                                options.orders(),
                                options.type(),
                                options.division() == null ? null : Set.of(options.division())));
        print(report, out);
        if (!report.errors().isEmpty()) {
            return PROBLEMS;
        }
        return report.differences().isEmpty() ? FINE : FINDINGS;
    }

    private static void print(Replay.Report report, PrintWriter out) {
        report.warnings().forEach(out::println);
        out.printf(
                "%d orders, %d decisions: %d unchanged, %d differ, %d not decided, %d left out.%n",
                report.orders(),
                report.decisions(),
                report.unchanged(),
                report.differences().size(),
                report.errors().size(),
                report.skipped().size());
        if (!report.byRule().isEmpty()) {
            out.printf("%n%-8s %-8s %s%n", "row", "now", "decisions");
            report.byRule()
                    .forEach(change ->
                            out.printf("%-8s %-8s %d%n", change.before(), change.after(), change.decisions()));
            out.printf("%n%-36s %4s  %-14s %-42s %s%n", "order", "step", "type", "was", "would be");
            report.differences()
                    .forEach(one -> out.printf(
                            "%-36s %4d  %-14s %-42s %s%s%n%s",
                            one.orderId(),
                            one.step(),
                            one.type(),
                            choice(one.before()),
                            choice(one.after()),
                            one.followsDifference() ? "  (follows a difference)" : "",
                            because(one.mattered())));
        }
        remarks("Not decided", report.errors(), out);
        remarks("Left out", report.skipped(), out);
    }

    private static String choice(Replay.Choice choice) {
        return choice.rule() + " " + choice.channel() + " " + choice.action()
                + (choice.code() == null ? "" : " " + choice.code());
    }

    private static String because(Map<String, Object> mattered) {
        return mattered.isEmpty()
                ? ""
                : " ".repeat(43)
                        + mattered.entrySet().stream()
                                .map(fact -> fact.getKey() + " = " + fact.getValue())
                                .collect(Collectors.joining(", ", "because ", "\n"));
    }

    private static void remarks(String title, List<Replay.Remark> remarks, PrintWriter out) {
        if (remarks.isEmpty()) {
            return;
        }
        out.printf("%n%s:%n", title);
        remarks.forEach(remark ->
                out.printf("%-36s %4d  %-14s %s%n", remark.orderId(), remark.step(), remark.type(), remark.reason()));
    }

    private static String refusal(Problem problem) {
        Object found = problem.toDetail().getProperties() == null
                ? null
                : problem.toDetail().getProperties().get("problems");
        return problem.getMessage()
                + (found instanceof List<?> list
                        ? list.stream().map(String::valueOf).collect(Collectors.joining("\n", "\n", ""))
                        : "");
    }

    private static int problem(PrintWriter out, String text) {
        out.println(text);
        return PROBLEMS;
    }
}
