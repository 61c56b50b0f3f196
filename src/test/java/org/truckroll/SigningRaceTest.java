// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

/** On the database that comes with the server. */
@ProcessTest
class SigningRaceTest extends SigningRaceContract {

    @Override
    String product() {
        return "H2";
    }
}
