// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The task {@code facts} in a process of its own, against a database file that a server has left. */
@ProcessTest
class FactsTaskIT {

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @TempDir
    private Path directory;

    private Story order;

    private record Ended(int code, String text) {}

    @BeforeEach
    void leaveDatabase() throws Exception {
        stories.begin();
        order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);
        Path script = directory.resolve("all.sql");
        jdbc.sql("script to '" + script + "'").query().listOfRows();
        inFile("runscript from '" + script + "'");
    }

    private void inFile(String sql) throws Exception {
        try (var file = DriverManager.getConnection(url(), "sa", "");
                var statement = file.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("truckroll")
                + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;WRITE_DELAY=0";
    }

    @Test
    void findsWhatDiffersAndWritesItAnewOnlyWhenAsked() throws Exception {
        // Other stories have left orders here that no server would leave.
        assertThat(facts("--rebuild").code()).isZero();
        assertThat(facts()).satisfies(ended -> {
            assertThat(ended.text()).contains(": 0 facts differ or are missing");
            assertThat(ended.code()).isZero();
        });
        inFile("update tr_activity_fact set to_done = to_done + 1 where id = '" + order.orderId() + "'");
        inFile("delete from tr_activity_fact where kind = 'VISIT' and order_id = '" + order.orderId() + "'");
        byte[] before = Files.readAllBytes(directory.resolve("truckroll.mv.db"));

        Ended found = facts();

        assertThat(found.text())
                .contains(
                        "VISIT " + order.activities().get(0).id() + "  is missing",
                        "ORDER " + order.orderId() + "  field_group, person, to_done, visits, first_time_fix",
                        ": 2 facts differ or are missing");
        assertThat(found.code()).isEqualTo(1);
        assertThat(Files.readAllBytes(directory.resolve("truckroll.mv.db"))).isEqualTo(before);

        Ended rebuilt = facts("--rebuild");

        // With its visit counted again, of the order only the time was wrong.
        assertThat(rebuilt.text()).contains("ORDER " + order.orderId() + "  to_done\n", ": 2 facts written anew");
        assertThat(rebuilt.code()).isZero();
        assertThat(facts().code()).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnowAndWaitsForNoServer() throws Exception {
        assertThat(facts("--all")).satisfies(ended -> {
            assertThat(ended.text()).contains("'--all' is no option", "--rebuild");
            assertThat(ended.code()).isEqualTo(2);
        });
        try (var server = DriverManager.getConnection(url(), "sa", "")) {
            assertThat(server.isValid(1)).isTrue();
            assertThat(facts("--rebuild")).satisfies(ended -> {
                assertThat(ended.text()).contains("in use by a running server. Stop it first");
                assertThat(ended.code()).isEqualTo(2);
            });
        }
    }

    private Ended facts(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator)),
                "org.truckroll.Application",
                "facts",
                "--spring.datasource.url=" + url()));
        command.addAll(Arrays.asList(arguments));
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
