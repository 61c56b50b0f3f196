// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

class RestartOnH2IT extends Restart {

    @Override
    Database database() {
        return new Database.H2();
    }
}
