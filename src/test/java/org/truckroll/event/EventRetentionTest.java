// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.truckroll.shared.Ids;

/** On the embedded database. */
class EventRetentionTest extends EventRetentionContract {

    @Override
    DataSource newDatabase() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:retention-" + Ids.next() + ";DB_CLOSE_DELAY=-1");
        source.setUser("sa");
        return source;
    }
}
