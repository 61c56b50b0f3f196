// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import com.zaxxer.hikari.HikariDataSource;
import org.truckroll.PostgresInTest;

/** On the database of production. */
class NoticeOnPostgresIT extends NoticeContract {

    @Override
    HikariDataSource newDatabase() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(PostgresInTest.newDatabase());
        pool.setUsername("postgres");
        pool.setMaximumPoolSize(8);
        return pool;
    }
}
