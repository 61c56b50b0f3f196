// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.LeftDatabase.Ended;

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

    private LeftDatabase database;

    @BeforeEach
    void leaveDatabase() throws Exception {
        stories.begin();
        order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);
        database = LeftDatabase.of(jdbc, directory);
    }

    @Test
    void endsWithZeroWhenNothingDiffersAndWritesNothing() throws Exception {
        byte[] before = database.bytes();

        Ended ended = replay("--orders=1");

        assertThat(ended.text()).contains("1 orders, 5 decisions: 5 unchanged, 0 differ, 0 not decided, 0 left out.");
        assertThat(ended.code()).isZero();
        assertThat(database.bytes()).isEqualTo(before);
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
        try (var server = database.hold()) {
            assertThat(server.isValid(1)).isTrue();

            Ended ended = replay("--orders=1");

            assertThat(ended.text()).contains("in use by a running server", "POST /api/v1/models:replay");
            assertThat(ended.code()).isEqualTo(2);
        }
    }

    @Test
    void saysWhenThereIsNoDatabaseAndMakesNone() throws Exception {
        Files.delete(database.file());

        Ended ended = replay();

        assertThat(ended.text()).contains("There is no database at this place");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(database.file()).doesNotExist();
    }

    @Test
    void readsPostgresqlWithoutRightToWrite() throws Exception {
        String there = PostgresInTest.newDatabase();
        Flyway.configure()
                .dataSource(there, "postgres", "postgres")
                .locations("classpath:db/migration")
                .load()
                .migrate();

        Ended ended = database.run(List.of(
                "replay",
                "--type=ENABLE",
                "--division=north",
                "--spring.datasource.url=" + there,
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres"));

        assertThat(ended.text()).contains("0 orders, 0 decisions");
        assertThat(ended.code()).isZero();
    }

    @Test
    void unknownWordsAreNotTakenForServerOptions() throws Exception {
        assertThat(database.run(List.of("replya")).text()).contains("There is no task 'replya'", "--orders=100");
        assertThat(replay("--order=5"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.text()).contains("'--order=5' is no option"));
    }

    private Ended replay(String... options) throws Exception {
        return database.task("replay", options);
    }
}
