// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import org.springframework.context.annotation.Import;

/** On the database of production. The context ends with the class: at the end of the JVM its database would be gone before its engine. */
@ProcessTest
@Import(PostgresInTest.class)
class WorkforceOnPostgresIT extends WorkforceContract {

    @Override
    String product() {
        return "PostgreSQL";
    }
}
