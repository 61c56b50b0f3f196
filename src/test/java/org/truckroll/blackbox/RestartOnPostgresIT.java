// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

class RestartOnPostgresIT extends Restart {

    @Override
    Database database() {
        return Database.Postgres.start();
    }
}
