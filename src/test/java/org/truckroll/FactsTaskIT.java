// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.LeftDatabase.Ended;

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

    private LeftDatabase database;

    @BeforeEach
    void leaveDatabase() throws Exception {
        stories.begin();
        order = stories.at("{}").ordered("ENABLE").walk(ExplanationTest.FOUNDING);
        database = LeftDatabase.of(jdbc, directory);
    }

    @Test
    void findsWhatDiffersAndWritesItAnewOnlyWhenAsked() throws Exception {
        // Other stories have left orders here that no server would leave.
        assertThat(facts("--rebuild").code()).isZero();
        assertThat(facts()).satisfies(ended -> {
            assertThat(ended.text()).contains(": 0 facts differ or are missing");
            assertThat(ended.code()).isZero();
        });
        database.execute("update tr_activity_fact set to_done = to_done + 1 where id = '" + order.orderId() + "'");
        database.execute("delete from tr_activity_fact where kind = 'VISIT' and order_id = '" + order.orderId() + "'");
        // A packed day that tells of facts which are not there.
        database.execute("insert into tr_activity_day (division, on_day, token, content)"
                + " values ('north', date '2003-01-01', 1, X'0100')");
        byte[] before = database.bytes();

        Ended found = facts();

        assertThat(found.text())
                .contains(
                        "VISIT " + order.activities().get(0).id() + "  is missing",
                        "ORDER " + order.orderId() + "  field_group, person, to_done, visits, first_time_fix",
                        ": 2 facts differ or are missing",
                        " 1 packed days are not what their facts are.");
        assertThat(found.code()).isEqualTo(1);
        assertThat(database.bytes()).isEqualTo(before);

        Ended rebuilt = facts("--rebuild");

        // With its visit counted again, of the order only the time was wrong.
        assertThat(rebuilt.text())
                .contains(
                        "ORDER " + order.orderId() + "  to_done\n",
                        ": 2 facts written anew",
                        " 1 packed days are forgotten.");
        assertThat(rebuilt.code()).isZero();
        assertThat(facts().code()).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnowAndWaitsForNoServer() throws Exception {
        assertThat(facts("--all")).satisfies(ended -> {
            assertThat(ended.text()).contains("'--all' is no option", "--rebuild");
            assertThat(ended.code()).isEqualTo(2);
        });
        try (var server = database.hold()) {
            assertThat(server.isValid(1)).isTrue();
            assertThat(facts("--rebuild")).satisfies(ended -> {
                assertThat(ended.text()).contains("in use by a running server. Stop it first");
                assertThat(ended.code()).isEqualTo(2);
            });
        }
    }

    private Ended facts(String... options) throws Exception {
        return database.task("facts", options);
    }
}
