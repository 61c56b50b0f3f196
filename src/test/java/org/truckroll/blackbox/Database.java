// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.truckroll.PostgresInTest;

/** A database for servers; it outlives them. */
sealed interface Database extends AutoCloseable {

    /** How a server reaches it. */
    List<String> settings();

    @Override
    default void close() {}

    /** H2 in a file of the server's own directory, as in the default start. */
    record H2() implements Database {
        @Override
        public List<String> settings() {
            return List.of();
        }
    }

    /** The database of production, embedded. */
    record Postgres(String url) implements Database {

        static Postgres start() {
            return new Postgres(PostgresInTest.newDatabase());
        }

        @Override
        public List<String> settings() {
            return List.of(
                    "--spring.datasource.url=" + url,
                    "--spring.datasource.username=postgres",
                    "--spring.datasource.password=postgres");
        }

        /** What it answers, row by row. */
        List<List<Object>> rows(String query) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(query)) {
                List<List<Object>> rows = new ArrayList<>();
                while (found.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                        row.add(found.getObject(column));
                    }
                    rows.add(row);
                }
                return rows;
            } catch (SQLException e) {
                throw new IllegalStateException(query, e);
            }
        }
    }
}
