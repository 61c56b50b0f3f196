// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import com.zaxxer.hikari.HikariDataSource;
import org.truckroll.shared.Ids;

/** On the embedded database. */
class NoticeOnH2Test extends NoticeContract {

    @Override
    HikariDataSource newDatabase() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:notices-" + Ids.next()
                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000;OPTIMIZE_REUSE_RESULTS=FALSE");
        pool.setUsername("sa");
        pool.setMaximumPoolSize(8);
        return pool;
    }
}
