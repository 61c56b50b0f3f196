// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import org.springframework.context.annotation.Import;

/** On the database of production; how fast it is there, {@code FactDaysOnPostgresIT} tells. */
@ProcessTest
@Import(PostgresInTest.class)
class StatisticsOnPostgresIT extends StatisticsContract {}
