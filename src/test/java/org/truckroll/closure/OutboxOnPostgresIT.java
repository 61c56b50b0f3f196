// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import org.springframework.context.annotation.Import;
import org.truckroll.PostgresInTest;

/** On the database of production. */
@Import(PostgresInTest.class)
class OutboxOnPostgresIT extends OutboxContract {

    @Override
    String product() {
        return "PostgreSQL";
    }
}
