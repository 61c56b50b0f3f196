// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Crews of an earlier version become leaves of the tree under their ids, on both databases: open work keeps its group (HCDC-44). */
class PeopleMigrationTest {

    @Test
    void movesCrewsIntoTheTreeOnH2() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:people-migration;DB_CLOSE_DELAY=-1");
        movesCrews(database);
    }

    @Test
    void movesCrewsIntoTheTreeOnPostgres() {
        movesCrews(new DriverManagerDataSource(PostgresInTest.newDatabase(), "postgres", ""));
    }

    private static void movesCrews(DataSource database) {
        migrate(database, "057");
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("insert into tr_division (id, name) values ('north', 'The North')")
                .update();
        jdbc.sql("insert into tr_field_group (id, division, name) values ('field-north', 'north', 'Crews')")
                .update();

        migrate(database, "058");

        assertThat(jdbc.sql("select id, parent, division, kind, name from tr_org_unit where active order by id")
                        .query((rs, row) -> String.join(
                                " ",
                                rs.getString("id"),
                                String.valueOf(rs.getString("parent")),
                                rs.getString("division"),
                                rs.getString("kind"),
                                rs.getString("name")))
                        .list())
                .containsExactly("city-north null north CITY The North", "field-north city-north north GROUP Crews");
    }

    private static void migrate(DataSource database, String target) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .table("tr_schema_history")
                .target(target)
                .load()
                .migrate();
    }
}
