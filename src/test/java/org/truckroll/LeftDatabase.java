// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database file as a server leaves it, and the tasks of the command line run against it, each in a process of its own. */
final class LeftDatabase {

    /** What a task printed, and how it ended. */
    record Ended(int code, String text) {}

    private final Path directory;

    private LeftDatabase(Path directory) {
        this.directory = directory;
    }

    /** Leaves what stands in this database of H2. */
    static LeftDatabase of(JdbcClient jdbc, Path directory) throws SQLException {
        LeftDatabase left = new LeftDatabase(directory);
        Path script = directory.resolve("all.sql");
        jdbc.sql("script to '" + script + "'").query().listOfRows();
        left.execute("runscript from '" + script + "'");
        return left;
    }

    String url() {
        return "jdbc:h2:file:" + directory.resolve("truckroll")
                + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;WRITE_DELAY=0";
    }

    Path file() {
        return directory.resolve("truckroll.mv.db");
    }

    byte[] bytes() throws IOException {
        return Files.readAllBytes(file());
    }

    /** As a running server: nobody else gets at the file until it is closed. */
    Connection hold() throws SQLException {
        return DriverManager.getConnection(url(), "sa", "");
    }

    void execute(String sql) throws SQLException {
        try (var connection = hold();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a task against this database. */
    Ended task(String name, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(name, "--spring.datasource.url=" + url()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments);
    }

    Ended run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = ProductJvm.command("256m");
        command.addAll(arguments);
        Path log = directory.resolve("printed.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("end of the task").isTrue();
        return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }
}
