// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import org.truckroll.PostgresInTest;

/** The same contract on PostgreSQL. */
class ServicePointContractIT extends ServicePointContract {

    @Override
    String jdbcUrl() {
        return PostgresInTest.newDatabase();
    }
}
