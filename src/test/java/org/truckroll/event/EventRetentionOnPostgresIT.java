// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.truckroll.PostgresInTest;

/** On the database of production. */
class EventRetentionOnPostgresIT extends EventRetentionContract {

    @Override
    DataSource newDatabase() {
        return new DriverManagerDataSource(PostgresInTest.newDatabase(), "postgres", "postgres");
    }
}
