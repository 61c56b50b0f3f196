// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The task {@code replay} in a process of its own, against a database file that a server has left. */
@ProcessTest
class ReplayTaskIT {

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @TempDir
    private Path directory;

    private Story order;

    /** What the task printed, and how it ended. */
    private record Ended(int code, String text) {}

    @BeforeEach
    void leaveDatabase() throws Exception {
        stories.begin();
        order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);
        Path script = directory.resolve("all.sql");
        jdbc.sql("script to '" + script + "'").query().listOfRows();
        try (var file = DriverManager.getConnection(url(), "sa", "");
                var statement = file.createStatement()) {
            statement.execute("runscript from '" + script + "'");
        }
    }

    @Test
    void endsWithZeroWhenNothingDiffersAndWritesNothing() throws Exception {
        byte[] before = Files.readAllBytes(directory.resolve("truckroll.mv.db"));

        Ended ended = replay("--orders=1");

        assertThat(ended.text()).contains("1 orders, 5 decisions: 5 unchanged, 0 differ, 0 not decided, 0 left out.");
        assertThat(ended.code()).isZero();
        assertThat(Files.readAllBytes(directory.resolve("truckroll.mv.db"))).isEqualTo(before);
    }

    @Test
    void endsWithOneWhenTableWouldHaveDecidedOtherwise() throws Exception {
        Path changed = Files.createDirectory(directory.resolve("changed"));
        Files.writeString(changed.resolve("next-action-enable.dmn"), ReplayTest.without("E12"));

        Ended ended = replay("--orders=1", "--type=ENABLE", "--division=north", "--models=" + changed);

        assertThat(ended.text())
                .contains(
                        "4 unchanged, 1 differ",
                        order.orderId(),
                        "E12 COMMAND REMOTE_CONNECT",
                        "E15 FIELD TURN_ON_METER",
                        "because sw = OFF");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void endsWithTwoWhenTableIsBroken() throws Exception {
        Path changed = Files.createDirectory(directory.resolve("changed"));
        Files.writeString(
                changed.resolve("next-action-enable.dmn"),
                ReplayTest.without("E12").replaceFirst("<text>canConnect</text>", "<text>canConect</text>"));

        Ended ended = replay("--models=" + changed);

        assertThat(ended.text()).contains("next-action-enable.dmn", "canConect").doesNotContain("decisions");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void pointsToRestWhileServerHoldsTheFile() throws Exception {
        try (var server = DriverManager.getConnection(url(), "sa", "")) {
            assertThat(server.isValid(1)).isTrue();

            Ended ended = replay("--orders=1");

            assertThat(ended.text()).contains("in use by a running server", "POST /api/v1/models:replay");
            assertThat(ended.code()).isEqualTo(2);
        }
    }

    @Test
    void saysWhenThereIsNoDatabaseAndMakesNone() throws Exception {
        Files.delete(directory.resolve("truckroll.mv.db"));

        Ended ended = replay();

        assertThat(ended.text()).contains("There is no database at this place");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(directory.resolve("truckroll.mv.db")).doesNotExist();
    }

    @Test
    void readsPostgresqlWithoutRightToWrite() throws Exception {
        try (var postgres = EmbeddedPostgres.builder().start()) {
            String there = postgres.getJdbcUrl("postgres", "postgres");
            Flyway.configure()
                    .dataSource(there, "postgres", "postgres")
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();

            Ended ended = run(List.of(
                    "replay",
                    "--type=ENABLE",
                    "--division=north",
                    "--spring.datasource.url=" + there,
                    "--spring.datasource.username=postgres",
                    "--spring.datasource.password=postgres"));

            assertThat(ended.text()).contains("0 orders, 0 decisions");
            assertThat(ended.code()).isZero();
        }
    }

    @Test
    void unknownWordsAreNotTakenForServerOptions() throws Exception {
        assertThat(run(List.of("replya")).text()).contains("There is no task 'replya'", "--orders=100");
        assertThat(replay("--order=5"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.text()).contains("'--order=5' is no option"));
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("truckroll")
                + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;WRITE_DELAY=0";
    }

    private Ended replay(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("replay", "--spring.datasource.url=" + url()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments);
    }

    private Ended run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator)),
                "org.truckroll.Application"));
        command.addAll(arguments);
        Path log = directory.resolve("printed.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("end of the task").isTrue();
        return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }
}
