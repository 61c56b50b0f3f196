// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import org.springframework.context.annotation.Import;

/** On the database of production. */
@ProcessTest
@Import(PostgresInTest.class)
class VisitReminderRaceOnPostgresIT extends VisitReminderRaceContract {

    @Override
    String product() {
        return "PostgreSQL";
    }
}
