// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import org.springframework.context.annotation.Import;
import org.truckroll.PostgresInTest;
import org.truckroll.ProcessTest;

/** On the database of production, with as many facts as a large utility has in a quarter of a year. */
@ProcessTest
@Import(PostgresInTest.class)
class FactDaysOnPostgresIT extends FactDaysContract {

    @Override
    String series() {
        return "generate_series(cast(1 as bigint), cast(:count as bigint)) n";
    }

    @Override
    int facts() {
        return 250_000;
    }
}
